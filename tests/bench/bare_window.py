"""Child process: a window of PySide6 and nothing else, until its first paint."""

import sys
import time

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow


class FirstPaint(QObject):
    """Says when the window has painted for the first time, and quits."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and isinstance(watched, QMainWindow):
            QTimer.singleShot(0, self._told)
        return False

    def _told(self) -> None:
        print(time.time(), flush=True)
        QApplication.quit()


def main() -> int:
    app = QApplication(sys.argv[:1])
    first = FirstPaint()
    app.installEventFilter(first)
    window = QMainWindow()
    window.resize(1280, 760)
    window.show()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
