"""Importing a year's holiday calendar into the data folder of an office."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from desktop.bootstrap.office import OpenOffice, renew_lists
from desktop.bootstrap.rule_book import FileRuleBook
from desktop.domain.holiday_cn import read_holiday_cn
from desktop.domain.notices import CalendarError, YearNotice, parse_notice
from desktop.services.calendar_change import MovedDeadline, moved_deadlines, open_orders
from desktop.services.file_trouble import reason_of


@dataclass(frozen=True, slots=True)
class CalendarImport:
    """What an import did.

    Attributes:
        notice: What was imported.
        changed: Whether the days were not known before.
        changes: Open deadlines that are other ones now, or certain now.
    """

    notice: YearNotice
    changed: bool
    changes: tuple[MovedDeadline, ...] = ()


def read_calendar(path: Path) -> YearNotice:
    """Read and check a calendar file: holiday-cn JSON, or TOML as the program ships it.

    Raises:
        CalendarError: It cannot be read, or contradicts itself or the calendar.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        message = f"{path}：读不到文件（{reason_of(error)}）。原有日历不变，请检查文件后再试。"
        raise CalendarError(message) from error
    if path.suffix.lower() != ".toml":
        return read_holiday_cn(raw, name=path.name)
    try:
        return parse_notice(tomllib.loads(raw.decode("utf-8")), name=path.name)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CalendarError(f"{path.name}: 不是 TOML 文件，无法读取") from error


def import_into_folder(book: FileRuleBook, notice: YearNotice) -> CalendarImport:
    """Keep a year's calendar where no office has been set up yet."""
    return CalendarImport(notice, book.import_calendar(notice))


def import_into_office(office: OpenOffice, notice: YearNotice) -> CalendarImport:
    """Keep a year's calendar, make the lists anew and tell which open deadlines moved."""
    old = office.book.calendar
    if not office.book.import_calendar(notice):
        return CalendarImport(notice, changed=False)
    orders = open_orders(office.store, office.store)
    moved = moved_deadlines(orders, office.book, old, office.book.calendar)
    renew_lists(office.store, office.book, office.workplace.changes)
    return CalendarImport(notice, changed=True, changes=moved)
