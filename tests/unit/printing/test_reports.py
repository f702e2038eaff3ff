"""Lists and reports in words: the same on paper, in a workbook and in a text file."""

import csv
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO, StringIO

import openpyxl
import pytest
from helpers.form_samples import FONTS
from helpers.full_orders import a_context
from helpers.orders import HANDS_ON
from helpers.pdf_text import squeezed, whole_text

from desktop.domain.calendar import CST
from desktop.domain.orders import CallbackResult
from desktop.domain.paper_forms import steps_of
from desktop.host.tables import SpreadsheetFiles
from desktop.printing.report_printer import PdfReportPrinter
from desktop.printing.topic_report import change
from desktop.services.paper_ports import PrintError
from desktop.services.report_names import REPORT_NAMES, SHEET_FORMS, ReportForm
from desktop.services.report_period import read_period
from desktop.services.reports import (
    ArchiveLine,
    ArchiveReport,
    Count,
    DutyLine,
    HandoverReport,
    HotTopic,
    LooseEnd,
    OnsiteLine,
    OnsiteReport,
    Report,
    RestDayReport,
    RewardLine,
    RewardReport,
    SelfReport,
    SelfReportLine,
    Share,
    TopicReport,
    YearFacts,
)

_PRINTER = PdfReportPrinter(FONTS)
_FILES = SpreadsheetFiles()
_MONTH = read_period("2026-10")
_AT = datetime(2026, 10, 17, 9, 30, tzinfo=CST)
_NUMBER = "QP202610170001"


def _line(**changes: object) -> ArchiveLine:
    fields = {
        "number": _NUMBER, "title": "污水外溢", "kind": "一般工单", "dispatched_at": _AT,
        "approved_at": None, "closed_at": _AT + timedelta(days=3), "outcome": "solved",
        "feedback": CallbackResult.BASIC, "pages": 4, "files": 2, "dispatched_in": True,
        "closed_in": True, "file_number": "2026-10-办001",
    }  # fmt: skip
    return ArchiveLine(**{**fields, **changes})  # type: ignore[arg-type]


def _duty(**changes: object) -> DutyLine:
    fields = {
        "number": _NUMBER, "title": "污水外溢", "duty": "先行联系", "due": _AT, "certain": True,
        "person": "陈敏", "place": "青安路139弄", "state": "已接单", "day_name": "周六　周末",
    }  # fmt: skip
    return DutyLine(**{**fields, **changes})  # type: ignore[arg-type]


_FACTS = YearFacts(
    dispatched=12, closed=9, in_time=Share(8, 9), contacted=Share(0, 0), satisfied=Share(5, 8),
    redone=2, leaders=1,
)  # fmt: skip
_COUNT = Count("噪音", 6, 4, 0)
REPORTS: dict[ReportForm, tuple[Report, list[str]]] = {
    ReportForm.ONSITE: (
        OnsiteReport(
            _MONTH,
            (OnsiteLine(_NUMBER, "污水外溢", "市级重办", _AT, "二号井", "陈敏", "错接", "抽排",
                        "partly", 3),),
            date(2026, 11, 15),
        ),
        ["市级重办", "二号井", "错接", "抽排", "部分解决"],
    ),
    ReportForm.ARCHIVE: (
        ArchiveReport(
            _MONTH, (_line(), _line(closed_at=None, closed_in=False, outcome="")), "10年"
        ),
        [_NUMBER, "2026-10-办001", "实际解决", "基本满意", "办理中", "10年",
         "本期派单 2 件；办结归档 1 件（其中领导批办 0 件）；本期派单未办结 1 件"],
    ),
    ReportForm.SELF_REPORT: (
        SelfReport(
            read_period("2026"), "考评办法",
            (SelfReportLine("3.1", "按期办结率", "第四条(三)1", "30", "28", "92.4%"),
             SelfReportLine("total", "考核合计", "第四条", "100")),
            _FACTS,
        ),
        ["3.1　按期办结率", "第四条(三)1", "28", "92.4%", "考核合计", "8／9（88.9%）", "无应计件"],
    ),
    ReportForm.REWARDS: (
        RewardReport(
            _MONTH,
            (RewardLine(_NUMBER, "污水外溢", _AT, "主要领导参与办理", "+5", "KF-09"),),
            (RewardLine(_NUMBER, "污水外溢", _AT, "低于95%的，每低于1%扣1分", "-1", "KF-04"),),
            7,
        ),
        ["主要领导参与办理", "+5", "每低于1%扣1分", "-1", "本期转办 7 件"],
    ),
    ReportForm.TOPICS: (
        TopicReport(
            _MONTH, Count("受理总量", 10, 8, 12), (("诉求类别", (_COUNT,)),),
            (HotTopic("噪音", _COUNT, (("青安路139弄", 4),), (_NUMBER,)),), (_NUMBER,),
        ),
        ["噪音", "60.0%", "+50.0%", "新增", "+25.0%", "-16.7%", "青安路139弄（4 件）",
         f"经过再次处置 1 件：{_NUMBER}"],
    ),
    ReportForm.REST_DAYS: (
        RestDayReport(_MONTH, (_duty(), _duty(certain=False, person="王海"))),
        ["2026年10月17日　周六　周末", "陈敏", "王海", "先行联系", "青安路139弄"],
    ),
    ReportForm.HANDOVER: (
        HandoverReport(
            _MONTH,
            (_duty(),),
            (LooseEnd(_NUMBER, "污水外溢", "处理记录", "草稿"),),
            (),
            (LooseEnd(_NUMBER, "污水外溢", "退单申请表", "已打印，待签字扫描", _AT),),
        ),
        ["先行联系", "处理记录", "退单申请表", "已打印，待签字扫描"],
    ),
}  # fmt: skip


def _cells(content: bytes) -> str:
    rows = csv.reader(StringIO(content.decode("utf-8-sig")))
    return squeezed("".join(cell for row in rows for cell in row))


@pytest.mark.parametrize("form", REPORTS)
def test_paper_workbook_and_text_file_say_the_same(form: ReportForm) -> None:
    report, wanted = REPORTS[form]
    context = a_context()
    paper = _PRINTER.pdf(report, context)
    tables = _PRINTER.tables(report, context)
    text = whole_text(paper.pdf)
    told = _cells(_FILES.csv(tables))
    book = openpyxl.load_workbook(BytesIO(_FILES.xlsx(tables, context.printed_at)))
    values = squeezed(
        "".join(str(cell.value) for sheet in book for row in sheet.rows for cell in row)
    )
    for words in wanted:
        assert squeezed(words) in text, words
        assert squeezed(words) in told, words
    for words in wanted:
        if not words.startswith("2026-10-17"):
            assert squeezed(words) in values, words
    assert REPORT_NAMES[form] in text
    assert squeezed(report.period.name) in text


@pytest.mark.parametrize("form", REPORTS)
def test_a_report_is_the_same_bytes_every_time(form: ReportForm) -> None:
    report, _ = REPORTS[form]
    context = a_context()
    assert _PRINTER.pdf(report, context) == _PRINTER.pdf(report, context)
    tables = _PRINTER.tables(report, context)
    made = [_FILES.xlsx(tables, context.printed_at) for _ in range(2)]
    assert made[0] == made[1]


@pytest.mark.parametrize("form", ReportForm)
def test_every_report_has_an_empty_form(form: ReportForm) -> None:
    blank = _PRINTER.blank(form, a_context())
    assert 1 <= blank.pages <= 2
    text = whole_text(blank.pdf)
    assert REPORT_NAMES[form] in text
    assert "无" not in text.replace("无应计件", "")


def test_totals_stand_below_the_register_in_all_three() -> None:
    report, _ = REPORTS[ReportForm.ARCHIVE]
    (table,) = _PRINTER.tables(report, a_context())
    assert table.totals == (
        (None, None, None, "合计", None, "派单 2", None, "办结 1", None, None, 8, 4, None),
    )
    assert all(len(row) == len(table.columns) for row in (*table.rows, *table.totals))


def test_a_month_without_anything_says_so() -> None:
    for report in (OnsiteReport(_MONTH, ()), RestDayReport(_MONTH, ())):
        text = whole_text(_PRINTER.pdf(report, a_context()).pdf)
        assert "没有" in text
    empty = HandoverReport(_MONTH, (), (), (), ())
    assert whole_text(_PRINTER.pdf(empty, a_context()).pdf).count("（无）") == 4


def test_a_formula_in_a_title_stays_a_title() -> None:
    attack = '=HYPERLINK("http://x","奖")'
    report = ArchiveReport(_MONTH, (_line(title=attack),))
    content = _FILES.csv(_PRINTER.tables(report, a_context())).decode("utf-8-sig")
    row = next(row for row in csv.reader(StringIO(content)) if _NUMBER in row)
    assert row[3] == f"'{attack}"


def test_a_character_that_no_font_has_stops_the_print_and_is_named() -> None:
    report = ArchiveReport(_MONTH, (_line(title="好\U0001f600"),))
    with pytest.raises(PrintError, match=r"U\+1F600.*标题"):
        _PRINTER.pdf(report, a_context())


@pytest.mark.parametrize(
    ("now", "before", "text"),
    [(0, 0, "持平"), (5, 5, "持平"), (5, 0, "新增"), (0, 5, "-100.0%"), (6, 4, "+50.0%"),
     (2, 3, "-33.3%")],
)  # fmt: skip
def test_changes_are_written_as_people_read_them(now: int, before: int, text: str) -> None:
    assert change(now, before) == text


@pytest.mark.parametrize("form", ReportForm)
def test_a_report_that_is_signed_carries_a_code_and_its_boxes(form: ReportForm) -> None:
    report, _ = REPORTS[form]
    paper = _PRINTER.pdf(report, a_context())
    steps = steps_of(SHEET_FORMS[form])
    assert bool(paper.code) == bool(steps)
    assert steps == tuple(box.name for box in paper.boxes if box.name != "qr")
    if steps:
        assert paper.code in squeezed(whole_text(paper.pdf))
        later = a_context(printed_at=HANDS_ON + timedelta(days=2))
        assert _PRINTER.pdf(report, later).code == paper.code


def test_another_content_is_another_code() -> None:
    report, _ = REPORTS[ReportForm.HANDOVER]
    assert isinstance(report, HandoverReport)
    one = _PRINTER.pdf(report, a_context())
    other = _PRINTER.pdf(replace(report, duties=()), a_context())
    assert (one.form_id, one.code != other.code) == (other.form_id, True)
