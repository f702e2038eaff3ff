"""Transactions that lost a race against another one are run again.

Writers lock in one sequence (client, orders, units), so they seldom meet in a circle; where they
do (two that insert the same ids in another sequence), PostgreSQL ends one of them. It has changed
nothing, and comes through the second time.
"""

import functools
import random
import time
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy.exc import DBAPIError

from central.database import Database

_TRIES = 5
_FIRST_WAIT_S = 0.01
_STATES = {"40001", "40P01"}
"""SQLSTATE of a serialization failure and of a deadlock."""

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")


def run_again(
    work: Callable[Concatenate[Database, _Given], _Result],
    *,
    wait: Callable[[float], None] = time.sleep,
) -> Callable[Concatenate[Database, _Given], _Result]:
    """Run a function that is one writing transaction anew when it was ended for another one.

    Args:
        work: The function.
        wait: Waits some seconds before the next attempt, by chance and longer each time: two that
            met must not meet again. Five attempts take a third of a second at most.
    """

    @functools.wraps(work)
    def run(database: Database, /, *given: _Given.args, **named: _Given.kwargs) -> _Result:
        for tried in range(1, _TRIES):
            try:
                return work(database, *given, **named)
            except DBAPIError as error:
                if not is_lost(error):
                    raise
                wait(random.uniform(0, _FIRST_WAIT_S * 2**tried))  # noqa: S311 - a wait
        return work(database, *given, **named)

    # typed by hand: functools.wraps keeps the name of the first parameter
    again: Callable[Concatenate[Database, _Given], _Result] = run
    return again


def is_lost(error: DBAPIError) -> bool:
    """Tell whether a transaction was ended for the sake of another one."""
    return getattr(error.orig, "sqlstate", "") in _STATES
