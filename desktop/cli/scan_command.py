"""`scan`: signed sheets come back without a window."""

import argparse
import sys
from datetime import date

from desktop.cli.outcome import CommandError, Exit, harmless, show
from desktop.cli.session import opened_office
from desktop.domain.paper_forms import form_name, step_name
from desktop.services.order_desk import RefusedError
from desktop.services.paper_ports import ScanProblem
from desktop.services.scan_desk import ScanDesk
from desktop.services.scan_findings import (
    BoxFinding,
    ScanFinding,
    ScannedSheet,
    SheetMatch,
    SignKind,
    joined,
)
from desktop.services.sheet_filing import Confirmation

_Line = dict[str, object]


def scan(arguments: argparse.Namespace) -> Exit:
    """Recognise scans; file the signatures when signer and date are given and confirmed."""
    confirmed = _confirmation(arguments)
    with opened_office(arguments) as office:
        scans = office.workplace.scans
        findings, problems = scans.read_scans(arguments.files)
        lines = [_finding(scans, finding) for finding in findings]
        sheets = joined(findings)
        if confirmed and _agreed(arguments, sheets, confirmed):
            for sheet in sheets:
                filed = _filed(scans, sheet, confirmed)
                for page in sheet.pages:
                    lines[findings.index(page)]["filed"] = [
                        entry for box, entry in filed if box in page.boxes
                    ]
    found = [*lines, *(_problem(problem) for problem in problems)]
    show(found, as_json=arguments.json, words=lambda: "\n".join(map(_words, found)))
    refused = problems or any(line["match"] in {"foreign", "unreadable"} for line in lines)
    unfiled = confirmed and any(not entry["ok"] for line in lines for entry in _list(line))
    return Exit.REFUSED if refused or unfiled else Exit.DONE


def _confirmation(arguments: argparse.Namespace) -> Confirmation | None:
    signed_on = _date(arguments.signed_on)
    if bool(arguments.signer) != bool(signed_on):
        message = "存入签字要同时给出 --signer 和 --signed-on。"
        raise CommandError(Exit.WRONG_USE, "scan.signer", message)
    if signed_on is None:
        return None
    confirmed = Confirmation(
        signer=arguments.signer,
        signed_on=signed_on,
        kind=SignKind(arguments.sign_kind),
        leader=arguments.delegated_by,
        reason=arguments.reason,
        ink_seen=arguments.ink_seen,
        incomplete=arguments.incomplete,
    )
    if confirmed.kind is SignKind.DELEGATED and not confirmed.leader.strip():
        message = "委托签要用 --delegated-by 写明受哪位负责人委托。"
        raise CommandError(Exit.WRONG_USE, "scan.leader_missing", message)
    if confirmed.kind is not SignKind.OWN and not confirmed.reason.strip():
        message = "委托签、补签要用 --reason 写明原因。"
        raise CommandError(Exit.WRONG_USE, "scan.reason_missing", message)
    return confirmed


def _agreed(
    arguments: argparse.Namespace, sheets: tuple[ScannedSheet, ...], confirmed: Confirmation
) -> bool:
    """Show what was recognised and ask; `--yes` has answered already.

    Raises:
        CommandError: Nobody can be asked, or the answer was no; nothing was filed.
    """
    if arguments.yes:
        return True
    asked = [
        f"{finding.number}　{form_name(finding.location.form)}　"
        f"{step_name(finding.location.form, box.step)}　{_ink(box)}"
        + ("　与现有内容不一致" if finding.match is SheetMatch.CHANGED else "")
        for sheet in sheets
        for finding in sheet.pages
        for box in finding.boxes
        if finding.location
    ]
    if not asked:
        return True
    lines = [*asked, *(note for sheet in sheets for note in sheet.notes)]
    question = f"签字人 {confirmed.signer}，日期 {confirmed.signed_on}。存入有笔迹的签字栏？(y/N) "
    print(harmless("\n".join(lines)), file=sys.stderr)
    print(harmless(question), end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() in {"y", "yes", "是"}:
        return True
    message = "没有存入。核对识别结果后回答 y，或加上 --yes。"
    raise CommandError(Exit.REFUSED, "scan.unconfirmed", message)


def _ink(box: BoxFinding) -> str:
    if box.doubtful:
        return "笔迹不清"
    return "有笔迹" if box.ink else "没有笔迹"


def _list(line: _Line) -> list[_Line]:
    filed = line.get("filed")
    return filed if isinstance(filed, list) else []


def _filed(
    scans: ScanDesk, sheet: ScannedSheet, confirmed: Confirmation
) -> list[tuple[BoxFinding, _Line]]:
    outcome: list[tuple[BoxFinding, _Line]] = []
    for box in sheet.boxes:
        entry: _Line = {"step": box.step, "ok": True, "code": "", "message": ""}
        try:
            entry["message"] = scans.caution(scans.file_signature(sheet, box.step, confirmed))
        except RefusedError as error:
            if error.code == "scan.unsigned" and len(sheet.boxes) > 1:
                continue
            entry |= {"ok": False, "code": error.code, "message": error.message}
        outcome.append((box, entry))
    return outcome


def _finding(scans: ScanDesk, finding: ScanFinding) -> _Line:
    location = finding.location
    changed = finding.match is SheetMatch.CHANGED
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
        "differences": [
            {"on_paper": change.on_paper, "now": change.now}
            for change in (scans.difference(finding) if changed else ())
        ],
    }


def _problem(problem: ScanProblem) -> _Line:
    return {
        "file": problem.source,
        "match": "problem",
        "code": problem.code,
        "message": problem.message,
    }


def _words(found: _Line) -> str:
    lines = [f"{found['file']}　{found['message']}"]
    filed = _list(found)
    lines += [f"　　{entry['message'] or '已存入'}" for entry in filed]
    differences = found.get("differences")
    if isinstance(differences, list):
        lines += [f"　　纸上：{c['on_paper']}　现在：{c['now']}" for c in differences]
    return "\n".join(lines)


def _date(text: str | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        message = f"“{text}”不是日期，例如 2026-11-24。"
        raise CommandError(Exit.WRONG_USE, "time.unreadable", message) from error
