"""Loads the modules of the other screens once the first one is in view.

The window opens with the workbench alone. Without this, the first look at the orders waits for
some hundred modules, and the GUI thread with it; a worker loads them while the clerk reads.
"""

from importlib import import_module

AFTER_MS = 1_500
"""Long enough for the workbench to be complete."""

BETWEEN_MS = 200
"""Between two parts that are made out of sight: a click that waits goes first."""

SCREENS = (
    "desktop.ui.orders.orders_page",
    "desktop.ui.help_window",
    "desktop.ui.paper_page",
    "desktop.ui.reports.reports_page",
    "desktop.ui.statistics.statistics_page",
    "desktop.ui.syncing.sync_page",
    "desktop.ui.settings.settings_page",
)


def load() -> None:
    """Import them; makes no widget, so any thread may do it."""
    for name in SCREENS:
        import_module(name)
