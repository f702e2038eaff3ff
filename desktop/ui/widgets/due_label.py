"""How much of a deadline is left, in words, with a shape and a colour."""

from datetime import datetime

from PySide6.QtWidgets import QWidget

from desktop.domain.clocks import Rules
from desktop.ui.marks import Mark, due_tone
from desktop.ui.widgets.badge import Badge
from desktop.ui.wording import moment_text, remaining_text


class DueLabel(Badge):
    """Such as 剩 1 个工作日 3 小时; the moment itself is in the tool tip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(None, parent)

    def set_due(
        self, due: datetime | None, now: datetime, rules: Rules | None, *, certain: bool = True
    ) -> None:
        """Show a deadline; nothing for None.

        Args:
            due: The deadline.
            now: The present moment.
            rules: For working days.
            certain: False adds 暂定.
        """
        if due is None:
            self.set_mark(Mark(""))
            return
        tone, shape = due_tone(due, now)
        text = remaining_text(due, now, rules)
        self.set_mark(Mark(text if certain else f"{text}（暂定）", tone, shape))
        self.setToolTip(moment_text(due))
