"""Score data that cannot be used: where, and what is wrong, in Chinese."""

import json

import pytest
from helpers.score_samples import TOWN_A, TOWN_B, Json, kaifeng, rules_of, scored, town

from desktop.domain.scoring.figures import ScoreDataError, decode_data, period_days
from desktop.domain.scoring.formula_sets import score_json
from desktop.domain.scoring.linshu_figures import LinshuData

ORDER: Json = {"number": "1", "dispatched": "2026-09-01"}
UNIT: Json = {"unit": "某单位", "period": "2026"}
BULLETIN: Json = UNIT | {"orders": []}


def _sample(**figures: object) -> Json:
    return BULLETIN | {"sample_formula": True, "sample": figures}


@pytest.mark.parametrize(
    ("profile", "data", "message"),
    [
        ("linshu", {}, "整个文件：缺少“group”"),
        ("linshu", town(own={"unit": "A镇"}), "own：缺少“load”"),
        ("linshu", town(colour="red"), "整个文件：不认识的键“colour”"),
        ("linshu", town(own=TOWN_A | {"laod": 3}), "own：不认识的键“laod”"),
        ("linshu", town(own=TOWN_A | {"load": -1}), "own.load：应为不小于 0 的整数"),
        ("linshu", town(own=TOWN_A | {"load": "许多"}), "own.load：应为整数，却是文字"),
        ("linshu", town(own=TOWN_A | {"load": 1.5}), "own.load：应为整数，却是小数"),
        ("linshu", town(group="village"), "group：不认识“village”"),
        ("linshu", town(annual_mark="NaN"), "annual_mark：NaN 应为不小于 0 的数"),
        ("linshu", town(annual_mark="-1"), "annual_mark：-1 应为不小于 0 的数"),
        ("linshu", town(annual_mark="十"), "annual_mark：不是数"),
        ("linshu", town(annual_mark=101), "annual_mark：101 大于上限 100"),
        ("linshu", town(months=["90", "101"]), "months[1]：101 大于上限 100"),
        ("linshu", town(months=["90"] * 13), "一年最多 12 个月"),
        ("linshu", town(period="五月"), "period：“五月”应为年"),
        ("linshu", town(period="2020-13"), "period：“2020-13”应为年"),
        ("linshu", town(period="2020-05-31/2020-05-01"), "起始日期晚于截止日期"),
        ("linshu", town(readings={"spraed": "A"}), "readings.spraed：没有这个读法选项"),
        ("linshu", town(readings={"spread": "C"}), "readings.spread：没有读法“C”，只有：A、B"),
        ("linshu", town(own=TOWN_A | {"unresponsive": 421}), "未响应工单 421 多于承办量 420"),
        (
            "linshu",
            town(own=TOWN_A | {"redone": 41}),
            "重复办理满意工单 42 多于市级发回重办的工单 41",
        ),
        ("linshu", town(own=TOWN_A | {"anonymous": 400}), "未响应工单 21 多于非匿名工单 20"),
        ("linshu", town(peers=[TOWN_B | {"first_satisfied": 151}]), "peers[0].first_satisfied"),
        ("linshu", town(peers=[TOWN_A]), "A镇就是本单位"),
        (
            "linshu",
            town(own=TOWN_A | {"faults": [{"kind": "rude"}]}),
            "own.faults[0].kind：没有“rude”",
        ),
        ("linshu", town(audits=[{"kind": "media"}]), "audits[0].kind：没有“media”"),
        ("linshu", town(supervisions=[{"kind": "false"}]), "supervisions[0].kind：没有“false”"),
        ("linshu", town(published={"5.1": {"min": 0, "max": 1}}), "published：没有“5.1”"),
        ("linshu", town(published={"3": {"min": 1, "max": 0}}), "最小值 1 大于最大值 0"),
        ("linshu", town(tier=8), "镇街按公式计分，没有档次"),
        ("linshu", town(group="department", tier=7), "tier：没有“7”，只有：10、8、6、4、2"),
        ("linshu", town(group="department", tier_bounds=[3, 2, 1]), "应有 4 个界限，却是 3 个"),
        ("linshu", town(group="department", tier_bounds=[1, 2, 3, 4]), "界限应从大到小"),
        ("linshu", town(annual={"office": 3}), "annual.office：3 大于上限 2"),
        ("linshu", town(annual={"knowledge_deduction": 11}), "annual.knowledge_deduction"),
        ("linshu", town(annual={"province_process": "1.1"}), "annual.province_process"),
        (
            "linshu",
            town(annual={"province_due": 1, "province_on_time": 2}),
            "annual.province_on_time",
        ),
        ("kaifeng", kaifeng(basics=[5, 5, 5]), "basics：应有 4 项，却是 3 项"),
        ("kaifeng", kaifeng(rules_made=[5, 5, 5, 6]), "rules_made[3]：6 大于上限 5"),
        ("kaifeng", kaifeng(plus={"leaked": 1}), "plus：没有“leaked”"),
        ("kaifeng", kaifeng(minus={"praised": 1}), "minus：没有“praised”"),
        ("kaifeng", kaifeng(on_time={"rate_percent": 101}), "on_time.rate_percent"),
        ("kaifeng", kaifeng(on_time={"due": 3, "on_time": 4}), "按期办结 4 多于到期件数 3"),
        ("kaifeng", kaifeng(on_time={"received": 3, "on_time": 4}), "按期办结 4 多于收到件数 3"),
        ("kaifeng", kaifeng(quality={"repeats": 3, "total": 2}), "重复反映件数 3 多于总件数 2"),
        ("kaifeng", kaifeng(ranked={"place": 0, "of": 3}), "名次 0 不在 1 到 3 之间"),
        ("kaifeng", kaifeng(ranked={"place": 4, "of": 3}), "名次 4 不在 1 到 3 之间"),
        ("kaifeng", kaifeng(money=[{"occasion": "party", "praise": True}]), "money[0].occasion"),
        ("xiayang", UNIT, "缺少“orders”"),
        (
            "xiayang",
            BULLETIN | {"orders": [ORDER | {"dispatched": "昨天"}]},
            "orders[0].dispatched：不是日期",
        ),
        ("xiayang", BULLETIN | {"orders": [ORDER, ORDER]}, "工单 1 写了两次"),
        ("xiayang", BULLETIN | {"previous": {"satisfaction": 2}}, "previous.satisfaction"),
        ("xiayang", BULLETIN | {"sample_formula": True}, "须填样例的数据"),
        ("xiayang", _sample(load=2, group_load=1), "受理量 2 多于同组受理总量 1"),
        (
            "xiayang",
            _sample(load=1, group_load=1, grades={"great": 1}),
            "sample.grades：没有“great”",
        ),
        ("guizhou", UNIT | {"finished": 1, "solved": 2}, "解决 2 多于办结 1"),
        ("guizhou", UNIT | {"grades": {"great": 1}}, "grades：没有“great”"),
        ("xshi", UNIT | {"rated": 1, "satisfied": 2}, "满意 2 多于已回访评价 1"),
        ("generic", UNIT | {"connected": "1.01"}, "connected：1.01 大于上限 1"),
    ],
)
def test_refused(profile: str, data: Json, message: str) -> None:
    with pytest.raises(ScoreDataError) as caught:
        scored(profile, data)
    assert message in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b'{"unit": }'])
def test_no_json(content: bytes) -> None:
    with pytest.raises(ScoreDataError, match="不是有效的 JSON 文件"):
        score_json(rules_of("linshu"), content)


def test_no_object() -> None:
    with pytest.raises(ScoreDataError, match="整个文件：应为对象，却是列表"):
        score_json(rules_of("linshu"), b"[]")


def test_a_count_is_a_number_or_the_orders() -> None:
    numbers = [f"LS-{number}" for number in range(21)]
    listed = town(own=TOWN_A | {"unresponsive": numbers})
    result = scored("linshu", listed)
    plain = scored("linshu", town())
    first, second = result.root.find("2.1"), plain.root.find("2.1")
    assert first is not None
    assert second is not None
    assert first.mark == second.mark
    assert first.orders == tuple(numbers)


def test_numbers_are_read_exactly() -> None:
    data = town(annual_mark=0.1)
    read = decode_data(json.dumps(data).encode(), LinshuData)
    assert str(read.annual_mark) == "0.1"


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [("2024-02", "2024-02-01", "2024-02-29"), ("2026", "2026-01-01", "2026-12-31"),
     ("2026-05-04/2026-05-04", "2026-05-04", "2026-05-04")],
)  # fmt: skip
def test_periods(text: str, first: str, last: str) -> None:
    assert [day.isoformat() for day in period_days(text)] == [first, last]
