"""`calendar check|import|show`: holiday calendars, their checks and what they move."""

import argparse
from datetime import datetime
from pathlib import Path

from desktop.bootstrap.calendar_import import (
    CalendarImport,
    import_into_folder,
    import_into_office,
    read_calendar,
)
from desktop.bootstrap.rule_book import FileRuleBook
from desktop.cli.outcome import CommandError, Exit, show
from desktop.cli.session import founding_at, journal, known_errors, open_founded
from desktop.domain.calendar import CST, Calendar, Day, moment_text, weekday_name
from desktop.domain.clocks import DUTY_NAMES
from desktop.domain.holiday_cn import NotPublishedError
from desktop.domain.notices import CalendarError, YearNotice, expected_loss, lost_days
from desktop.host.paths import data_folder
from desktop.services.calendar_change import MovedDeadline
from desktop.services.calendar_notice import missing_year, missing_year_words
from desktop.services.file_trouble import reason_of
from desktop.services.founding import Standing


def calendar(arguments: argparse.Namespace) -> Exit:
    """Check, import or show holiday calendars."""
    commands = {"check": _check, "import": _import, "show": _show}
    return commands[arguments.what](arguments)


def _check(arguments: argparse.Namespace) -> Exit:
    if arguments.file is not None:
        notice = _read(Path(arguments.file))
        plain = _summary(notice)
        show(plain, as_json=arguments.json, words=lambda: _summary_words(notice))
        return Exit.DONE
    book = _book(arguments)
    problems = book.shelf.problems()
    missing = missing_year(datetime.now(CST), book.calendar)
    plain_years = [
        {**_summary(notice), "imported": book.shelf.is_imported(notice.year)}
        for notice in book.calendar.notices
    ]
    plain = {"years": plain_years, "missing": missing, "problems": list(problems)}
    show(plain, as_json=arguments.json, words=lambda: _all_words(book, problems, missing))
    return Exit.REFUSED if problems else Exit.DONE


def _all_words(book: FileRuleBook, problems: tuple[str, ...], missing: int | None) -> str:
    lines = [_summary_words(notice) for notice in book.calendar.notices]
    lines += [f"不能使用的日历文件：{problem}" for problem in problems]
    if missing is not None:
        lines.append(missing_year_words(missing))
    return "\n".join(lines)


def _import(arguments: argparse.Namespace) -> Exit:
    if arguments.file is None:
        raise CommandError(Exit.WRONG_USE, "calendar.file", "请给出要导入的文件。")
    notice = _read(Path(arguments.file))
    done = _imported(arguments, notice)
    plain = {
        **_summary(notice),
        "changed": done.changed,
        "moved": [_moved_plain(entry) for entry in done.changes if entry.moved],
        "settled": [_moved_plain(entry) for entry in done.changes if not entry.moved],
    }
    show(plain, as_json=arguments.json, words=lambda: _import_words(done))
    return Exit.DONE


def _imported(arguments: argparse.Namespace, notice: YearNotice) -> CalendarImport:
    founding = founding_at(arguments)
    with journal(founding.folder.logs), known_errors():
        try:
            if founding.standing() is Standing.NEW:
                return import_into_folder(_book(arguments), notice)
            office = open_founded(founding, arguments)
            try:
                return import_into_office(office, notice)
            finally:
                office.close()
        except OSError as error:
            message = (
                f"日历无法写入 {founding.folder.calendars}：{reason_of(error)}。"
                "原有日历不变，请检查磁盘后再导入。"
            )
            raise CommandError(Exit.REFUSED, "calendar.write", message) from error


def _show(arguments: argparse.Namespace) -> Exit:
    year = _year(arguments.file)
    book = _book(arguments)
    found = book.calendar
    notice = next((entry for entry in found.notices if entry.year == year), None)
    plain: dict[str, object] = (
        {**_summary(notice), "imported": book.shelf.is_imported(year)}
        if notice
        else {"year": year, "document": None, "source": None, "imported": False}
    )
    days = [_day_plain(day) for day in found.named_days(year)]
    plain |= {"published": notice is not None, "days": days}
    show(plain, as_json=arguments.json, words=lambda: _year_words(found, notice, year))
    return Exit.DONE


def _year(text: str | None) -> int:
    if text is None or not text.isascii() or not text.isdigit() or not 2000 <= int(text) <= 2200:
        message = f"“{text or ''}”不是年份，例如 calendar show 2026。"
        raise CommandError(Exit.WRONG_USE, "calendar.year", message)
    return int(text)


def _day_plain(day: Day) -> dict[str, object]:
    return {
        "date": day.date.isoformat(),
        "working": day.working,
        "certain": day.certain,
        "why": day.why,
    }


def _year_words(calendar: Calendar, notice: YearNotice | None, year: int) -> str:
    lines = [
        _summary_words(notice)
        if notice
        else f"{year} 年的放假安排还没有公布（或本机还没有）。下面只有法定的日子。"
    ]
    for day in calendar.named_days(year):
        word = "上班" if day.working else "休息"
        lines.append(f"{day.date}　{weekday_name(day.date)}　{word}　{day.why}")
    return "\n".join(lines)


def _book(arguments: argparse.Namespace) -> FileRuleBook:
    return FileRuleBook(calendars=data_folder(arguments.data_dir).calendars)


def _read(path: Path) -> YearNotice:
    try:
        return read_calendar(path)
    except NotPublishedError as error:
        raise CommandError(Exit.REFUSED, "calendar.unpublished", f"{error}。") from error
    except CalendarError as error:
        raise CommandError(Exit.REFUSED, "calendar.invalid", f"{error}。") from error


def _summary(notice: YearNotice) -> dict[str, object]:
    return {
        "year": notice.year,
        "document": notice.document,
        "source": notice.source,
        "off": len(notice.off),
        "work": len(notice.work),
        "lost": lost_days(notice),
    }


def _summary_words(notice: YearNotice) -> str:
    return (
        f"{notice.year} 年　放假 {len(notice.off)} 天，调休上班 {len(notice.work)} 天，"
        f"比平日少 {lost_days(notice)} 个工作日（应为 {expected_loss(notice.year)}）　"
        f"{notice.document}　{notice.source}"
    )


def _moved_plain(moved: MovedDeadline) -> dict[str, object]:
    return {
        "number": moved.number,
        "duty": moved.duty.value,
        "from": moved.before.isoformat(),
        "to": moved.after.isoformat(),
        "was_certain": moved.was_certain,
        "certain": moved.is_certain,
    }


def _import_words(done: CalendarImport) -> str:
    year = done.notice.year
    if not done.changed:
        return f"{year} 年的放假安排本机已有，内容相同，没有改动。"
    lines = [f"已导入 {year} 年的放假安排。", _summary_words(done.notice)]
    moved = [entry for entry in done.changes if entry.moved]
    if moved:
        lines.append(f"以下 {len(moved)} 个时限有变动：")
    lines += [
        f"{entry.number}　{DUTY_NAMES[entry.duty]}　{moment_text(entry.before)} → "
        f"{moment_text(entry.after)}{'' if entry.is_certain else '（暂定）'}"
        for entry in moved
    ]
    settled = sum(entry.is_certain for entry in done.changes) - sum(
        entry.is_certain for entry in moved
    )
    if settled:
        lines.append(f"另有 {settled} 个暂定的时限日期不变，已经确定。")
    if not done.changes:
        lines.append("没有在办工单的时限变动。")
    return "\n".join(lines)
