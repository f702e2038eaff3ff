"""`profiles --compare OLD NEW`: what two versions of rules say differently, and for what orders."""

import argparse
from collections.abc import Iterable
from pathlib import Path

from desktop.bootstrap.profile_shelf import read_own_profile
from desktop.bootstrap.rule_book import FileRuleBook
from desktop.cli.outcome import CommandError, Exit, show
from desktop.cli.session import opened_office
from desktop.domain.clocks import Rules
from desktop.domain.orders import Order
from desktop.domain.profile import Profile, ProfileError
from desktop.host.paths import data_folder
from desktop.services.calendar_change import open_orders
from desktop.services.profile_change import DueChange, ProfileChange, profile_change


def compare(arguments: argparse.Namespace) -> Exit:
    """Compare two versions; with a data folder named, over its open orders as well."""
    change = _over_orders(arguments) if arguments.data_dir else _without_orders(arguments)
    show(_plain(change), as_json=arguments.json, words=lambda: change.text)
    return Exit.DONE


def _without_orders(arguments: argparse.Namespace) -> ProfileChange:
    folder = data_folder(arguments.data_dir)
    return _change(arguments, FileRuleBook(calendars=folder.calendars, own=folder.profiles), ())


def _over_orders(arguments: argparse.Namespace) -> ProfileChange:
    with opened_office(arguments) as office:
        return _change(arguments, office.book, open_orders(office.store, office.store))


def _change(
    arguments: argparse.Namespace, book: FileRuleBook, orders: Iterable[Order]
) -> ProfileChange:
    try:
        old, new = (_version(wanted, book) for wanted in arguments.compare)
    except ProfileError as error:
        raise CommandError(Exit.WRONG_USE, "rules.unknown", str(error)) from error
    return profile_change(orders, Rules(old, book.calendar), Rules(new, book.calendar))


def _version(wanted: str, book: FileRuleBook) -> Profile:
    """Find a version: a file, `ID@VERSION`, or the newest one of an id."""
    if wanted.endswith(".toml"):
        return read_own_profile(Path(wanted))[0]
    profile_id, _at, version = wanted.partition("@")
    newest = book.newest(profile_id)
    if not version:
        return newest
    found = book.rules_for(profile_id, int(version)).profile if version.isdecimal() else newest
    if str(found.version) != version:
        raise ProfileError(
            f"本机没有“{profile_id}”的第 {version} 版，最新的是第 {newest.version} 版"
        )
    return found


def _plain(change: ProfileChange) -> dict[str, object]:
    return {
        "old": {"id": change.old.id, "version": change.old.version},
        "new": {"id": change.new.id, "version": change.new.version},
        "rules": [
            {
                "what": line.what,
                "before": line.before,
                "after": line.after,
                "rule": line.rule,
                "clause": line.clause,
            }
            for line in change.rules
        ],
        "orders": [_due(due) for due in change.dues],
    }


def _due(due: DueChange) -> dict[str, object]:
    return {
        "number": due.number,
        "duty": due.duty.value,
        "before": due.before.isoformat() if due.before else None,
        "after": due.after.isoformat() if due.after else None,
    }
