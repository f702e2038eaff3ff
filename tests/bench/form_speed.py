"""How fast a finished form is: ours beside typst and LibreOffice on the same page. Prints JSON.

All three set the same head, three texts and a place to sign, 900 characters. Ours comes out as
PDF/A-2u with QR code, tags and bookmarks; the others as plain PDF. typst (`pip install typst`) and
LibreOffice (`soffice`) are measured where they are installed.
"""

import importlib
import json
import multiprocessing
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

# ruff: noqa: E402 - the path has to be set first
from helpers.form_samples import FONTS, FOOT, head

from forms.paper import MM
from forms.sheet import Sheet
from tests.bench.figures import Figures, percentiles

BATCH = 1000
_WARM = 60
_COLD = 7
_TYPST = 20
_OFFICE = 20
_PROCESSES = 2
_LABELS = ("诉求内容", "办理情况", "答复内容")
_COMMON = ROOT / "tests" / "reference" / "tongyong_8105.txt"
_LENGTH = 250  # with head, labels and foot 900 characters on the page


@cache
def _characters() -> str:
    return "".join(_COMMON.read_text(encoding="utf-8").split()[:1000])


def texts(seed: int) -> list[str]:
    """Three texts of common characters in clauses, other ones for each seed."""
    chance = random.Random(seed)
    clauses = ["".join(chance.choices(_characters(), k=chance.randint(4, 14))) for _ in range(90)]
    whole = "".join(clause + chance.choice(("，", "，", "。", "2026-09-18")) for clause in clauses)
    return [whole[start : start + _LENGTH] for start in range(0, 3 * _LENGTH, _LENGTH)]


def print_ours(seed: int) -> int:
    """Print one form and give its pages."""
    sheet = Sheet(
        head("工单处理记录表"), replace(FOOT, form_id=f"F{seed:011}"), FONTS, training=False
    )
    sheet.pairs(("来源渠道", "12345 热线"), ("问题分类", "市容环境"))
    for label, text in zip(_LABELS, texts(seed), strict=True):
        sheet.field(label, text, 20 * MM)
    sheet.signature("部门负责人\n签字", "head", None)
    return sheet.finish().pages


def ours() -> dict[str, object]:
    """Measure our forms: warm, from a cold process, and a batch."""
    if print_ours(0) != 1:
        raise SystemExit("the form of the comparison has to be one page")
    began = time.perf_counter()
    with multiprocessing.get_context("spawn").Pool(_PROCESSES) as pool:
        pool.map(print_ours, range(_PROCESSES))  # the processes are there, as a batch's are
        began = time.perf_counter()
        pool.map(print_ours, range(BATCH), chunksize=25)
        batch_s = time.perf_counter() - began
    return {
        "warm": _timed(print_ours, range(1, _WARM)),
        "batch_per_s": round(BATCH / batch_s, 1),
        "processes": _PROCESSES,
        "cold": _cold(),
    }


def _cold() -> Figures:
    """Measure from the start of a process until its first form is finished."""
    code = (
        "from forms.fonts import FontSet\n"
        "from forms.signoff_sheet import SignoffSheetForm, render\n"
        "from forms.document import FormFoot, FormHead\n"
        f"fonts = FontSet(*map(__import__('pathlib').Path, {list(map(str, _fonts()))!r}))\n"
        f"text = {''.join(texts(1))!r}\n"
        "foot = FormFoot('2026-09-20 09:12', '李敏', (('', 'K7M2Q9X4TB'),), 'F1A2B3C4D5E6')\n"
        "render(SignoffSheetForm(FormHead('队', '签批单', '1'), foot, summary=text), fonts)\n"
    )

    def start(_: int) -> None:
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)

    start(0)  # compiles
    return _timed(start, range(_COLD))


def _fonts() -> tuple[Path, Path]:
    return FONTS.regular, FONTS.bold


def typst_forms() -> dict[str, Figures] | None:
    """Measure typst with its compiler kept warm and with a new one each; None where it is not."""
    try:
        typst = importlib.import_module("typst")
    except ImportError:
        return None
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "form.typ"
        source.write_text(_TEMPLATE, encoding="utf-8")

        def made() -> Any:
            fonts = [str(FONTS.regular.parent)]
            return typst.Compiler(str(source), font_paths=fonts, ignore_system_fonts=True)

        def compiled(compiler: Any, seed: int) -> None:
            values = {f"text{number}": text for number, text in enumerate(texts(seed))}
            compiler.compile(sys_inputs=values, format="pdf")

        kept = made()
        compiled(kept, 0)
        return {
            "kept": _timed(lambda seed: compiled(kept, seed), range(1, _TYPST)),
            "fresh": _timed(lambda seed: compiled(made(), seed), range(_TYPST, 2 * _TYPST)),
        }


def office_forms() -> dict[str, Figures] | None:
    """Measure LibreOffice from .docx, alone and in a batch; None where it is not installed."""
    program = shutil.which("soffice")
    if program is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        files = [_docx(Path(folder) / f"{seed}.docx", texts(seed)) for seed in range(_OFFICE)]

        def convert(chosen: Sequence[Path]) -> float:
            began = time.perf_counter()
            subprocess.run(
                [program, f"-env:UserInstallation=file://{folder}/profile", "--headless",
                 "--convert-to", "pdf", "--outdir", folder, *map(str, chosen)],
                check=True, capture_output=True,
            )  # fmt: skip
            return time.perf_counter() - began

        convert(files[:1])  # makes its profile
        return {
            "alone": percentiles([convert(files[:1]) for _ in range(3)]),
            "batch": percentiles([convert(files) / _OFFICE]),
        }


def _docx(path: Path, values: Sequence[str]) -> Path:
    rows = [("来源渠道", "12345 热线"), *zip(_LABELS, values, strict=True), ("签字", "")]
    cells = "".join(
        "<w:tr>" + "".join(f"<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>" for text in row)
        + "</w:tr>"
        for row in rows
    )  # fmt: skip
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELATIONS)
        archive.writestr("word/document.xml", _DOCUMENT.format(cells))
    return path


def _timed(work: Callable[[int], object], seeds: Sequence[int]) -> Figures:
    """Measure by the clock, and the processor's time of this process and its children."""
    spent = []
    busy = _busy_s()
    for seed in seeds:
        began = time.perf_counter()
        work(seed)
        spent.append(time.perf_counter() - began)
    cpu_ms = round((_busy_s() - busy) * 1000 / len(seeds), 1)
    return {**percentiles(spent), "cpu_ms": cpu_ms}


def _busy_s() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


_TEMPLATE = """
#set page(paper: "a4", margin: (left: 28mm, right: 20mm, top: 25mm, bottom: 22mm))
#set text(font: "Noto Serif SC", size: 12pt, lang: "zh")
#align(center, text(22pt, weight: "bold")[工单处理记录表])
#table(columns: (28mm, 1fr),
  [来源渠道], [12345 热线],
  [诉求内容], sys.inputs.text0, [办理情况], sys.inputs.text1, [答复内容], sys.inputs.text2,
  [签字], [#box(width: 46mm, height: 16mm, stroke: .5pt) 年 月 日])
"""
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Target="word/document.xml" Type="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships/officeDocument"/></Relationships>'
)
_DOCUMENT = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    "<w:p><w:r><w:t>工单处理记录表</w:t></w:r></w:p><w:tbl>{}</w:tbl><w:p/></w:body></w:document>"
)


def measure() -> dict[str, object]:
    """Measure all three."""
    return {"ours": ours(), "typst": typst_forms(), "libreoffice": office_forms()}


if __name__ == "__main__":
    json.dump(measure(), sys.stdout)
