"""`print` and `scan`: paper without a window."""

import argparse
import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

from desktop.cli.order_commands import read_content
from desktop.cli.outcome import CommandError, Exit, show
from desktop.cli.session import opened_office
from desktop.domain.paper_forms import Scope, form_name, sheet_scope
from desktop.services.order_desk import RefusedError
from desktop.services.paper_desk import PaperDesk, ScanFinding
from desktop.services.ports import PrintError, ScanProblem
from desktop.services.workplace import Workplace


def print_form(arguments: argparse.Namespace) -> Exit:
    """Print a form to a file; recorded as a print unless it is the empty form."""
    _demand_source(arguments)
    with opened_office(arguments) as office:
        try:
            result = _printed(office.workplace, arguments)
        except PrintError as error:
            raise CommandError(Exit.REFUSED, "print.refused", str(error)) from error
    show(result, as_json=arguments.json, words=lambda: f"已保存 {arguments.out}")
    return Exit.DONE


def _demand_source(arguments: argparse.Namespace) -> None:
    """Refuse a print that does not say what is to stand on it."""
    of_unit = sheet_scope(arguments.form) is Scope.UNIT
    if arguments.blank:
        return
    if of_unit and not arguments.data:
        name = form_name(arguments.form)
        message = f"《{name}》是本单位自己的表：请用 --data 给出内容，或用 --blank 打印空白表。"
        raise CommandError(Exit.WRONG_USE, "print.data", message)
    if not of_unit and not arguments.number:
        raise CommandError(
            Exit.WRONG_USE, "print.number", "请给出工单编号，或用 --blank 打印空白表。"
        )


def _printed(workplace: Workplace, arguments: argparse.Namespace) -> dict[str, object]:
    paper = workplace.paper
    if arguments.blank or sheet_scope(arguments.form) is Scope.UNIT:
        pdf = (
            paper.blank(arguments.form)
            if arguments.blank
            else paper.of_unit(arguments.form, read_content(arguments.data))
        )
        with _written(arguments.out, pdf):
            pass
        return {"form": arguments.form, "blank": arguments.blank, "file": str(arguments.out)}
    order_id = workplace.orders.find(arguments.number)
    printed = paper.preview(
        order_id,
        arguments.form,
        round_number=arguments.round,
        copy=arguments.copy,
        in_full=arguments.full_number,
    )
    with _written(arguments.out, printed.pdf):
        paper.record_print(order_id, printed)
    return {
        "form": printed.form,
        "form_id": printed.form_id,
        "round": printed.round,
        "codes": dict(printed.codes),
        "pages": printed.pages,
        "file": str(arguments.out),
    }


@contextmanager
def _written(path: Path, content: bytes) -> Iterator[None]:
    """Write a file that appears when the block has ended well.

    The sheet is recorded in between: one that is on paper but not in the database would be a
    foreign sheet when it comes back signed.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        part.write_bytes(content)
        yield
        part.replace(path)
    except OSError as error:
        message = f"写不了文件 {path}：{error.strerror}。请换一个位置再打印。"
        raise CommandError(Exit.REFUSED, "print.file", message) from error
    finally:
        with suppress(OSError):
            part.unlink()


def scan(arguments: argparse.Namespace) -> Exit:
    """Recognise scans; file the signatures when signer and date are confirmed."""
    signed_on = _date(arguments.signed_on)
    if bool(arguments.signer) != bool(signed_on):
        message = "存入签字要同时给出 --signer 和 --signed-on。"
        raise CommandError(Exit.WRONG_USE, "scan.signer", message)
    with opened_office(arguments) as office:
        paper = office.workplace.paper
        findings, problems = paper.read_scans(arguments.files)
        lines = [_finding(finding) for finding in findings]
        if signed_on:
            for finding, line in zip(findings, lines, strict=True):
                line["filed"] = _filed(paper, finding, arguments, signed_on)
    found = [*lines, *(_problem(problem) for problem in problems)]
    show(found, as_json=arguments.json, words=lambda: "\n".join(map(_line, found)))
    refused = problems or any(line["match"] in {"foreign", "unreadable"} for line in lines)
    unfiled = signed_on and any(not entry["ok"] for line in lines for entry in _list(line))
    return Exit.REFUSED if refused or unfiled else Exit.DONE


def _list(line: dict[str, object]) -> list[dict[str, object]]:
    filed = line.get("filed")
    return filed if isinstance(filed, list) else []


def _filed(
    paper: PaperDesk, finding: ScanFinding, arguments: argparse.Namespace, signed_on: date
) -> list[dict[str, object]]:
    outcome: list[dict[str, object]] = []
    for box in finding.boxes:
        entry: dict[str, object] = {"step": box.step, "ok": True, "code": "", "message": ""}
        try:
            paper.file_signature(
                finding,
                box.step,
                signer=arguments.signer,
                signed_on=signed_on,
                confirmed_ink=arguments.ink_seen,
            )
        except RefusedError as error:
            if error.code == "scan.unsigned" and len(finding.boxes) > 1:
                continue
            entry |= {"ok": False, "code": error.code, "message": error.message}
        outcome.append(entry)
    return outcome


def _finding(finding: ScanFinding) -> dict[str, object]:
    location = finding.location
    return {
        "file": finding.page.source,
        "page": finding.page.index + 1,
        "match": finding.match.value,
        "message": finding.message,
        "number": finding.number,
        "form": location.form if location else "",
        "round": location.round if location else 0,
        "boxes": [
            {
                "step": box.step,
                "ink": box.ink,
                "doubtful": box.doubtful,
                "current": box.current,
                "code": box.code,
            }
            for box in finding.boxes
        ],
    }


def _problem(problem: ScanProblem) -> dict[str, object]:
    return {
        "file": problem.source,
        "match": "problem",
        "code": problem.code,
        "message": problem.message,
    }


def _line(found: dict[str, object]) -> str:
    return f"{found['file']}　{found['message']}"


def _date(text: str | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        message = f"“{text}”不是日期，例如 2026-11-24。"
        raise CommandError(Exit.WRONG_USE, "time.unreadable", message) from error
