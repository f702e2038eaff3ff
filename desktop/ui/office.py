"""What every screen is given: the use cases, sync, and the workers."""

from dataclasses import dataclass

from desktop.services.workplace import Identity, Workplace
from desktop.sync.status import SyncControl
from desktop.ui.news import News
from desktop.ui.tasks import Jobs


@dataclass(frozen=True)
class Office:
    """One open workplace as the screens see it.

    Attributes:
        workplace: Use cases and queries; called through `jobs` only.
        sync: Steers sync; never blocks.
        jobs: Workers.
        news: Changes as Qt signals.
    """

    workplace: Workplace
    sync: SyncControl
    jobs: Jobs
    news: News

    @property
    def identity(self) -> Identity:
        """Who works here."""
        return self.workplace.identity


def make_office(workplace: Workplace, sync: SyncControl) -> Office:
    """Put an office together; call it in the GUI thread."""
    return Office(workplace, sync, Jobs(), News(workplace.changes, sync))
