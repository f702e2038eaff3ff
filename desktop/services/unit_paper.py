"""Forms of the unit itself: rendered from what was typed, recorded when they go out."""

from collections.abc import Mapping
from pathlib import Path

from desktop.services.paper_ports import PrintedForm
from desktop.services.print_desk import PrintDesk, keep_file
from desktop.services.print_ports import PrintSetup
from desktop.services.workplace import Workplace

Content = Mapping[str, object]


class UnitPaper:
    """The use cases around filling in F15 and F21. Blocks: called in a worker.

    Args:
        workplace: Renders, prints and keeps.
    """

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def preview(self, form: str, content: Content) -> PrintedForm:
        """Render a form with what is typed.

        Raises:
            PrintError: A character is in no font, or there is no such form.
        """
        return self._workplace.paper.of_unit(form, content)

    def to_printer(self, printed: PrintedForm, content: Content, setup: PrintSetup) -> str:
        """Print a form, recorded before it goes; gives the id of the job."""
        pages = str(setup.pages)
        self._workplace.shelf.record(printed, content, copies=setup.copies, pages=pages)
        desk = PrintDesk(self._workplace)
        with desk.marked(printed.form):
            return desk.deliver(printed.pdf, setup)

    def to_file(self, printed: PrintedForm, content: Content, path: Path) -> None:
        """Save a form as a PDF; recorded as one copy.

        Raises:
            UnwrittenError: The file could not be written.
        """
        desk = PrintDesk(self._workplace)

        def record() -> str:
            self._workplace.shelf.record(printed, content, copies=1)
            return printed.form

        keep_file(path, printed.pdf, record, desk.mark)
