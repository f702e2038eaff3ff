"""The score from the orders: what they tell, what is entered, periods, files, one order's cost."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from helpers.memory_store import MemoryStore
from helpers.office import HandClock
from helpers.orders import an_order
from helpers.rule_samples import OneRuleBook
from helpers.rulebook import profile_rules
from helpers.sample_histories import CLERK
from msgspec import structs

from desktop.bootstrap.report_room import score_rules_of
from desktop.cli.main import main
from desktop.contract.messages import ScoreFile
from desktop.domain.calendar import CST
from desktop.domain.orders import (
    Callback,
    CallbackResult,
    Confidentiality,
    Level,
    Order,
    Round,
    Stage,
    Stamp,
)
from desktop.domain.scoring.tree import Score
from desktop.host.tables import SpreadsheetFiles
from desktop.services.order_desk import ChangeFeed, OrderDesk, RefusedError
from desktop.services.ports import StorageError
from desktop.services.report_desk import ReportCancelledError, ReportWatch
from desktop.services.report_period import Period, month_period
from desktop.services.score_desk import ScoreDesk
from desktop.services.score_entries import fields_of, read_imported
from desktop.services.score_periods import Span, data_period, moved, period_name, span_period
from desktop.services.score_tables import score_text
from resources import score_files

NOW = datetime(2026, 9, 30, 12, tzinfo=CST)
SEPTEMBER = month_period(2026, 9)
Made = tuple[ScoreDesk, MemoryStore]


def _stamp(day: int, month: int = 9) -> Stamp:
    at = datetime(2026, month, day, 10, tzinfo=CST)
    return Stamp(at, CLERK.user_id, CLERK.name)


def _order(place: str, number: str, day: int, *, month: int = 9, **changes: object) -> Order:
    profile = profile_rules(place).profile
    order = an_order(
        order_id=number,
        number=number,
        kind=profile.kinds[0].id,
        profile=place,
        profile_version=1,
        dispatched_at=datetime(2026, month, day, 10, tzinfo=CST),
    )
    first = structs.replace(order.rounds[0], started_at=order.dispatched_at)
    return structs.replace(order, rounds=(first,), **changes)


def _handled(order: Order, day: int, result: CallbackResult | None = None) -> Order:
    called = Callback(stamp=_stamp(day), result=result) if result else None
    order = order.with_round(accepted=_stamp(day), submitted=_stamp(day), callback=called)
    return structs.replace(order, stage=Stage.CLOSED, closed=_stamp(day))


@pytest.fixture
def made() -> Callable[..., Made]:
    def make(place: str, *orders: Order) -> Made:
        rules = profile_rules(place)
        book = OneRuleBook(rules)
        store = MemoryStore(book)
        for order in orders:
            store.put(order)
        clock = HandClock(NOW)
        desk = OrderDesk(store, book, clock, CLERK, ChangeFeed())
        return (
            ScoreDesk(
                desk,
                store,
                store,
                book,
                lambda: score_rules_of(place),
                clock,
                "示范单位",
                SpreadsheetFiles(),
            ),
            store,
        )

    return make


def _score(desk: ScoreDesk, period: Period = SEPTEMBER) -> Score:
    sheet = desk.look(period)
    assert sheet.score is not None, sheet.problem
    return sheet.score


def test_the_orders_behind_the_marks_are_named_as_on_lists_that_many_people_see(
    made: Callable[..., Made],
) -> None:
    plain = _order("linshu", "A-1", 3, title="楼道堆物，请电 13812345678")
    secret = _order(
        "linshu", "A-2", 4, title="我是三楼的孙丽萍", confidentiality=Confidentiality.REPORT
    )
    desk, _store = made("linshu", plain, secret)
    orders = desk.look(SEPTEMBER).orders
    assert {number: order.order_id for number, order in orders.items()} == {
        "A-1": "A-1",
        "A-2": "A-2",
    }
    assert orders["A-1"].title == "楼道堆物，请电 〔已隐去〕"
    assert orders["A-2"].title.startswith("举报件")
    assert "孙丽萍" not in "".join(desk.look(SEPTEMBER).titles.values())


def _orders_of(score: Score, item: str) -> tuple[str, ...]:
    node = score.root.find(item)
    assert node is not None
    return node.orders


def test_the_six_lists_name_their_orders(made: Callable[..., Made]) -> None:
    good = _handled(_order("xiayang", "G", 1), 2, CallbackResult.SATISFIED)
    bad = _handled(_order("xiayang", "B", 1), 2, CallbackResult.DISSATISFIED)
    late = _order("xiayang", "L", 1)
    older = _order("xiayang", "O", 1, month=8)
    desk, _store = made("xiayang", good, bad, late, older)
    score = _score(desk)
    assert _orders_of(score, "1") == ("L",)
    assert _orders_of(score, "2.2") == ("L",)
    assert _orders_of(score, "4") == ("B",)
    unit = score.root.find("1.示范单位")
    assert unit is not None
    assert unit.computed_from["本年累计"] == 2
    before = score.root.find("6.previous.orders")
    assert before is not None
    assert before.computed_from == {"本期": 3, "对比期": 1}
    last_year = score.root.find("6.last_year")
    assert last_year is not None
    assert last_year.notes == ("对比期数据未填",)


def test_what_the_orders_tell_of_linshu(made: Callable[..., Made]) -> None:
    once = _handled(_order("linshu", "A", 1), 2, CallbackResult.SATISFIED)
    twice = _order("linshu", "C", 1)
    rounds = (
        *twice.rounds,
        Round(number=2, started_at=NOW, level=Level.CITY),
        Round(number=3, started_at=NOW, level=Level.CITY, submitted=_stamp(20),
              callback=Callback(stamp=_stamp(21), result=CallbackResult.BASIC)),
    )  # fmt: skip
    twice = structs.replace(twice, rounds=rounds, stage=Stage.CLOSED)
    county = _order("linshu", "Y", 1)
    back = Round(number=2, started_at=NOW, level=Level.COUNTY, submitted=_stamp(20))
    county = structs.replace(county, rounds=(*county.rounds, back), stage=Stage.SUBMITTED)
    desk, _store = made("linshu", once, twice, county, _order("linshu", "U", 3))
    data = json.loads(desk.data(SEPTEMBER))
    own = data["own"]
    assert own["load"] == 4
    assert own["first_satisfied"] == ["A"]
    assert own["redone"] == own["redo_satisfied"] == own["city_redo2"] == ["C"]
    assert own["unfinished"] == own["not_due"] == ["U"]
    assert (own["county_redo1"], own["county_redo2"]) == (["Y"], [])
    assert "unresponsive" not in own
    response = _score(desk).root.find("2.1")
    assert response is not None
    assert response.mark == (8, 10)


def test_published_figures_make_a_range_a_mark_and_are_audited(made: Callable[..., Made]) -> None:
    orders = [_order("linshu", f"N{n}", 1) for n in range(4)]
    desk, store = made("linshu", *orders)
    load = _score(desk).root.find("1")
    assert load is not None
    assert load.mark == (8, 10)
    desk.keep(SEPTEMBER, {"published.1.min": "2", "published.1.max": "6", "tier": " "})
    load = _score(desk).root.find("1")
    assert load is not None
    assert load.mark == 9
    assert desk.look(SEPTEMBER).entered == {"published.1.min": "2", "published.1.max": "6"}
    assert desk.look(month_period(2026, 8)).entered == {}
    assert [(entry.what, entry.detail["period"]) for entry in store.audits] == [
        ("score_figures_entered", "2026-09")
    ]


@pytest.mark.parametrize(
    ("entered", "words"),
    [
        ({"published.1.min": "7", "published.1.max": "2"}, "最小值 7 大于最大值 2"),
        ({"published.1.min": "7"}, "缺少“max”"),
        ({"own.unresponsive": "两张"}, "未响应工单数：“两张”应为件数"),
        ({"published.3.min": "abc", "published.3.max": "1"}, "published.3.min|不是数"),
        ({"own.unresponsive": "99"}, "多于承办量"),
    ],
)
def test_what_cannot_be_is_not_kept(
    made: Callable[..., Made], entered: dict[str, str], words: str
) -> None:
    desk, store = made("linshu", _order("linshu", "A", 1))
    with pytest.raises(RefusedError, match=words):
        desk.keep(SEPTEMBER, entered)
    assert (store.facts, store.audits) == ({}, [])


def test_a_full_disk_keeps_the_old_figures(made: Callable[..., Made]) -> None:
    desk, store = made("linshu", _order("linshu", "A", 1))
    desk.keep(SEPTEMBER, {"annual_mark": "88"})
    store.broken = StorageError("storage.full", "磁盘已满")
    with pytest.raises(StorageError):
        desk.keep(SEPTEMBER, {"annual_mark": "90"})
    assert desk.look(SEPTEMBER).entered == {"annual_mark": "88"}


def test_faults_are_entered_beside_those_of_the_record(made: Callable[..., Made]) -> None:
    desk, _store = made("linshu", _order("linshu", "A", 1))
    desk.keep(SEPTEMBER, {"own.faults.own_duty": "2", "supervisions.media": "0"})
    data = json.loads(desk.data(SEPTEMBER))
    assert data["own"]["faults"] == [{"kind": "own_duty", "count": 2, "evidence": "手工填写"}]
    assert data["supervisions"] == []
    score = _score(desk)
    process, supervised = score.root.find("2.2"), score.root.find("7")
    assert process is not None
    assert supervised is not None
    assert process.value == 1
    assert supervised.mark == 5


def test_another_reading_can_be_taken_for_a_period(made: Callable[..., Made]) -> None:
    late = _handled(_order("xiayang", "L", 1), 20)
    desk, _store = made("xiayang", late)
    assert _score(desk).readings["contact_late"] == "A"
    names = [wanted.path for wanted in desk.look(SEPTEMBER).fields]
    assert names == ["readings.contact_late", "readings.satisfied_grades"]
    desk.keep(SEPTEMBER, {"readings.contact_late": "B", "readings.satisfied_grades": ""})
    score = _score(desk)
    assert score.readings == {"contact_late": "B", "satisfied_grades": "A"}
    contact = score.root.find("2.1")
    assert contact is not None
    assert [other.reading for other in contact.other_readings] == ["A"]


def test_the_table_of_the_group_is_imported(made: Callable[..., Made], tmp_path: Path) -> None:
    desk, store = made("linshu", *(_order("linshu", f"N{n}", 1) for n in range(4)))
    table = tmp_path / "公布.csv"
    table.write_text("单位,承办量,未响应工单\nB镇,2,1\nC街道,6,0\n", encoding="utf-8-sig")
    desk.take_file(SEPTEMBER, table)
    load = _score(desk).root.find("1")
    assert load is not None
    assert load.mark == 9
    assert desk.look(SEPTEMBER).source == "公布.csv"
    desk.forget_file(SEPTEMBER)
    assert desk.look(SEPTEMBER).source == ""
    assert [entry.what for entry in store.audits] == [
        "score_figures_imported",
        "score_figures_dropped",
    ]


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.csv", "名称,件数\n", "应有“单位”和“承办量”"),
        ("a.csv", "单位,承办量,心情\n", "不认识的列“心情”"),
        ("a.csv", "单位,承办量\nB镇,很多\n", "第 2 行“承办量”：“很多”不是整数"),
        ("a.json", "[1]", "应为一个对象"),
        ("a.json", "{", "不是有效的 JSON"),
        ("a.json", '{"fine": 1}', "不认识的键“fine”"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(
    made: Callable[..., Made], tmp_path: Path, name: str, text: str, words: str
) -> None:
    desk, store = made("linshu", _order("linshu", "A", 1))
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RefusedError, match=words):
        desk.take_file(SEPTEMBER, path)
    assert store.facts == {}


def test_an_older_spreadsheets_csv_is_read() -> None:
    content = "单位,承办量\r\nB镇,5\r\n".encode("gb18030")
    assert read_imported(content, "a.csv") == {"peers": [{"unit": "B镇", "load": 5}]}


@pytest.mark.parametrize("place", score_files.score_ids())
def test_every_formula_set_scores_and_the_command_says_the_same(
    made: Callable[..., Made],
    place: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    orders = [
        _handled(_order(place, "A", 1), 2, CallbackResult.SATISFIED),
        _handled(_order(place, "B", 1), 25, CallbackResult.DISSATISFIED),
        _order(place, "C", 28),
    ]
    desk, _store = made(place, *orders)
    score = _score(desk)
    file = tmp_path / "data.json"
    file.write_bytes(desk.data(SEPTEMBER))
    capsys.readouterr()
    assert main(["score", "--profile", place, "--data", str(file)]) == 0
    assert capsys.readouterr().out.splitlines()[0] == (
        f"{score.formula}　{score.unit}　{score.period}"
    )
    assert score_text(score).startswith(score.formula)
    sheet = desk.look(SEPTEMBER)
    assert desk.xlsx(sheet)[:2] == b"PK"
    assert score.root.name in desk.csv(sheet).decode("utf-8-sig")


@pytest.mark.parametrize("place", score_files.score_ids())
def test_every_field_can_be_entered(made: Callable[..., Made], place: str) -> None:
    desk, _store = made(place, *(_order(place, f"N{n}", 1) for n in range(3)))
    rules = score_rules_of(place)
    assert rules is not None
    for wanted in fields_of(rules):
        usual = {"tier": "8", "answered_on_time": "0"}.get(wanted.path, "1")
        values = [value for value, _name in wanted.choices] or [usual]
        for value in values:
            entered = {wanted.path: value}
            if wanted.path.startswith("published."):
                stem = wanted.path.rpartition(".")[0]
                entered = {f"{stem}.min": "1", f"{stem}.max": "1"}
            if wanted.path == "tier":
                entered["group"] = "department"
            desk.keep(SEPTEMBER, entered)
            assert desk.look(SEPTEMBER).score is not None


def test_a_place_without_an_assessment_says_so(made: Callable[..., Made]) -> None:
    desk, _store = made("zizhiqu", _order("zizhiqu", "A", 1))
    sheet = desk.look(SEPTEMBER)
    assert (sheet.score, sheet.problem, sheet.count) == (None, "", 1)
    with pytest.raises(RefusedError, match="没有考核办法"):
        desk.keep(SEPTEMBER, {})
    assert desk.cost("A").formula == ""


def test_what_the_platform_has_published_lies_under_what_is_entered(
    made: Callable[..., Made], tmp_path: Path
) -> None:
    desk, store = made("linshu", _order("linshu", "A", 1))
    published = ScoreFile(
        profile="linshu",
        period="2026-09",
        name="九月.json",
        text='{"published": {"1": {"min": "0", "max": "20"}}, "unit": "别的单位"}',
    )

    def find(profile: str, period: str) -> ScoreFile | None:
        return published if (profile, period) == ("linshu", "2026-09") else None

    desk._published = find
    sheet = desk.look(SEPTEMBER)
    assert (sheet.source, sheet.is_published, sheet.problem) == ("九月.json", True, "")
    assert json.loads(desk.data(SEPTEMBER))["published"]["1"] == {"min": "0", "max": "20"}
    assert json.loads(desk.data(SEPTEMBER))["unit"] == "示范单位"
    desk.keep(SEPTEMBER, {"published.1.max": "30"})
    assert json.loads(desk.data(SEPTEMBER))["published"]["1"] == {"min": "0", "max": "30"}
    # what is published may be corrected: it is never kept as if the clerk had entered it
    assert "九月" not in store.recall("score linshu 2026-09")
    own = tmp_path / "own.json"
    own.write_text('{"published": {"1": {"min": "5", "max": "9"}}}')
    desk.take_file(SEPTEMBER, own)
    sheet = desk.look(SEPTEMBER)
    assert (sheet.source, sheet.is_published) == ("own.json", False)
    assert json.loads(desk.data(SEPTEMBER))["published"]["1"]["min"] == "5"
    desk.forget_file(SEPTEMBER)
    assert desk.look(SEPTEMBER).is_published
    published = structs.replace(published, text="[]")
    assert not desk.look(SEPTEMBER).is_published


def test_an_order_costs_what_it_can_still_cause(made: Callable[..., Made]) -> None:
    fresh = _order("linshu", "A", 20)
    done = _handled(_order("linshu", "D", 1), 2, CallbackResult.SATISFIED)
    desk, _store = made("linshu", fresh, done)
    cases = {case.id for case in desk.cost("A").cases}
    assert {"late", "late_return", "city_redo"} <= cases
    assert desk.cost("D").cases == ()
    assert desk.cost("A").penalties
    with pytest.raises(RefusedError):
        desk.cost("nowhere")


def test_it_can_be_stopped_and_followed(made: Callable[..., Made]) -> None:
    desk, _store = made("linshu", _order("linshu", "A", 1))
    told: list[tuple[int, int]] = []
    desk.look(SEPTEMBER, ReportWatch(lambda done, of: told.append((done, of)), lambda: False))
    assert told == [(0, 1), (1, 1)]
    with pytest.raises(ReportCancelledError):
        desk.look(SEPTEMBER, ReportWatch(lambda _done, _of: None, lambda: True))


@pytest.mark.parametrize(
    ("span", "first", "last", "name", "data"),
    [
        (Span.MONTH, "2026-09-01", "2026-09-30", "2026年9月", "2026-09"),
        (Span.BULLETIN, "2026-09-01", "2026-10-31", "2026年9—10月", "2026-09-01/2026-10-31"),
        (Span.QUARTER, "2026-07-01", "2026-09-30", "2026年第三季度", "2026-07-01/2026-09-30"),
        (Span.HALF, "2026-07-01", "2026-12-31", "2026年下半年", "2026-07-01/2026-12-31"),
        (Span.YEAR, "2026-01-01", "2026-12-31", "2026年", "2026"),
    ],
)
def test_periods(span: Span, first: str, last: str, name: str, data: str) -> None:
    period = span_period(span, 2026, 9)
    assert (str(period.first), str(period.last)) == (first, last)
    assert (period_name(span, period), data_period(period)) == (name, data)
    after = moved(span, period, 1)
    assert after.first == period.last + timedelta(days=1)
    assert moved(span, after, -1) == period
    assert moved(span, moved(span, period, -7), 7) == period
