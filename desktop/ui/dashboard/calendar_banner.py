"""A quiet word that next year's holiday calendar is wanted."""

from datetime import datetime

from PySide6.QtWidgets import QWidget

from desktop.domain.calendar import Calendar
from desktop.services.calendar_notice import missing_year, missing_year_words
from desktop.ui.style import Tone
from desktop.ui.widgets.banner import Banner


class CalendarBanner(Banner):
    """Asks from 1 November for the next year's calendar; closed by hand it stays closed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("calendar_banner")
        self._is_closed = False
        self.dismissed.connect(self._on_dismissed)

    def show_missing(self, now: datetime, calendar: Calendar) -> None:
        """Show it when a year is wanted and not known."""
        year = missing_year(now, calendar)
        if year is None:
            self.clear()
        elif not self._is_closed:
            self.say(Tone.INFO, missing_year_words(year))

    def _on_dismissed(self) -> None:
        self._is_closed = True
