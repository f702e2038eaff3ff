"""`verify`: whose a sheet is and whether it still holds, from a file or a typed 版本码."""

import argparse
from pathlib import Path

from desktop.cli.outcome import Exit, show
from desktop.cli.session import opened_office
from desktop.services.verify_desk import SheetCheck, Verdict


def verify(arguments: argparse.Namespace) -> Exit:
    """Check a file or a code; done only if every sheet is known and still holds."""
    path = Path(arguments.what)
    with opened_office(arguments) as office:
        desk = office.workplace.verify
        # a code is no file name with a dot or a slash, and a file of that name would be looked at
        is_file = path.exists() or len(path.parts) > 1 or bool(path.suffix)
        checks = desk.check_file(path) if is_file else desk.check_code(arguments.what)
    show([_line(check) for check in checks], as_json=arguments.json, words=lambda: _words(checks))
    held = checks and all(check.verdict is Verdict.CURRENT for check in checks)
    return Exit.DONE if held else Exit.REFUSED


def _words(checks: tuple[SheetCheck, ...]) -> str:
    if not checks:
        return "文件里没有可以核对的页。"
    return "\n\n".join("\n".join((check.source, *check.lines)) for check in checks)


def _line(check: SheetCheck) -> dict[str, object]:
    return {
        "source": check.source,
        "verdict": check.verdict.value,
        "message": check.message,
        "number": check.number,
        "form": check.form,
        "round": check.round,
        "printed": list(check.printed),
        "sections": [
            {
                "step": section.step,
                "code": section.code,
                "current": section.current,
                "signatures": list(section.signatures),
            }
            for section in check.sections
        ],
        "electronic": list(check.electronic),
    }
