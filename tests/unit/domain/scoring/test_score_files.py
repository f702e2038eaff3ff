"""The shipped formula data: every number as the documents have it, each of them used."""

import itertools
from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal

import pytest
from helpers.score_samples import TOWN_A, Json, kaifeng, rules_of, scored, town
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.rule_table import ProfileError
from desktop.domain.scoring.formula_sets import SHAPES, read_rules
from desktop.domain.scoring.tree import Node, plain
from resources.score_files import score_content, score_ids, score_text

NUMBERS = {
    "linshu": (
        "year.full=100 year.daily_share=0.8 year.annual_share=0.2 daily.full=100 "
        "1.full=10 1.k_town=0.8 1.tiers=10,8,6,4,2 2.full=15 "
        "2.1.full=10 2.1.k_town=0.8 2.1.k_department=0.8 "
        "2.2.full=5 2.2.spread_limit=2 2.2.late_return=0.2 2.2.no_phone=0.2 2.2.no_reason=0.2 "
        "2.2.reply_as_return=0.2 2.2.insisted=0.2 2.2.own_duty=0.5 2.2.late_reply=0.2 "
        "2.2.no_reply=0.2 3.full=35 3.k_town=0.9 3.k_department=0.8 "
        "4.full=20 4.k_town=0.9 4.k_department=0.8 5.full=10 5.1.full=5 5.2.full=5 6.full=5 "
        "6.1.full=2 6.2.full=3 6.2.not_explained=0.5 6.2.not_implemented=0.5 6.2.shallow=0.5 "
        "6.2.distorted=1 6.2.false=1 6.2.supervised_above=1 "
        "7.full=5 7.city_account=0.2 7.city_written=0.5 7.county_office=1 7.media=5 "
        "7.discipline=5 annual.full=100 annual.1.full=10 annual.1.office=2 annual.1.staff=2 "
        "annual.1.staff_least=2 annual.1.filed=1 annual.1.equipment=2 annual.1.agenda=3 "
        "annual.2.full=10 annual.3.full=30 annual.3.1.full=10 annual.3.2.full=20 "
        "annual.4.full=30 annual.5.full=20"
    ),
    "kaifeng": (
        "total.full=100 1.full=20 1.each=5 2.full=20 2.each=5 3.full=60 "
        "3.1.full=30 3.1.target_percent=95 3.1.points_per_percent=1 "
        "3.2.full=30 3.2.points_per_percent=1 4.handled_per_point=10 4.leader_order=10 "
        "4.head_took_part=5 4.praised=5 4.handled=1 5.perfunctory=5 5.urged_twice=5 "
        "5.delayed=5 5.leaked=10 5.criticised=10 "
        "money.city_leader_county=30000 money.city_leader_department=10000 "
        "money.vice_mayor_county=10000 money.vice_mayor_department=3000 "
        "money.supervision_county=10000 money.supervision_department=3000 "
        "rank.full=15 rank.places_county=2 rank.places_department=5"
    ),
    "xiayang": (
        "1.summons=3 sample.full=95 sample.1.full=5 sample.2.full=30 sample.3.full=20 "
        "sample.4.full=40 sample.4.satisfied=1 sample.4.basic=0.8 sample.4.fair=0.6 "
        "sample.4.dissatisfied=0"
    ),
    "guizhou": (
        "2.very_satisfied=1 2.satisfied=1 2.basic=1 2.dissatisfied=0 2.very_dissatisfied=0"
    ),
    "xshi": "",
    "generic": "3.target_percent=90 4.target_percent=90 5.target_percent=95",
}
"""Every number of every file, written down a second time from the documents."""

SUMS = {
    "linshu": {"year", "daily", "2", "5", "6", "annual", "annual.1", "annual.3"},
    "kaifeng": {"total", "1", "2", "3"},
    "xiayang": {"sample"},
}
"""Items whose full mark is the sum of their parts: it is shown, and no mark comes from it."""

_WORDS = {"id", "name", "rule", "clause", "kinds", "tiers"}


def _numbers(profile: str) -> dict[str, str]:
    found: dict[str, str] = {}
    items = score_content(profile)["items"]
    assert isinstance(items, list)
    for item in items:
        found |= {f"{item['id']}.{key}": text for key, text in item.items() if key not in _WORDS}
        if "tiers" in item:
            found[f"{item['id']}.tiers"] = ",".join(item["tiers"])
        found |= {f"{item['id']}.{kind['id']}": kind["points"] for kind in item.get("kinds", [])}
    return found


def test_every_formula_set_has_a_file_named_after_its_profile() -> None:
    assert set(score_ids()) == set(NUMBERS) == set(SHAPES)
    assert {rules_of(profile).profile for profile in score_ids()} == set(score_ids())


@pytest.mark.parametrize("profile", NUMBERS)
def test_numbers_are_those_of_the_documents(profile: str) -> None:
    wanted = dict(entry.split("=") for entry in NUMBERS[profile].split())
    assert _numbers(profile) == wanted


@pytest.mark.parametrize(
    ("profile", "whole", "parts"),
    [
        ("linshu", "daily", ["1", "2", "3", "4", "5", "6", "7"]),
        ("linshu", "2", ["2.1", "2.2"]),
        ("linshu", "5", ["5.1", "5.2"]),
        ("linshu", "6", ["6.1", "6.2"]),
        ("linshu", "annual", [f"annual.{part}" for part in range(1, 6)]),
        ("linshu", "annual.3", ["annual.3.1", "annual.3.2"]),
        ("kaifeng", "total", ["1", "2", "3"]),
        ("kaifeng", "3", ["3.1", "3.2"]),
        ("xiayang", "sample", [f"sample.{part}" for part in range(1, 5)]),
    ],
)
def test_full_marks_add_up(profile: str, whole: str, parts: list[str]) -> None:
    items = rules_of(profile).items
    assert items[whole].full == sum(items[part].full_mark for part in parts)


def test_full_marks_of_items_with_parts_of_their_own() -> None:
    items = rules_of("linshu").items
    parts = ("office", "staff", "filed", "equipment", "agenda")
    assert items["annual.1"].full == sum(items["annual.1"].numbers[part] for part in parts)
    for item in ("1", "2"):
        own = rules_of("kaifeng").items[item]
        assert own.full == own.numbers["each"] * 4
    assert items["year"].full == items["daily"].full == items["annual"].full


def _samples(profile: str) -> list[Json]:
    """Score data that together touch every number of a file."""
    faults = [{"kind": kind} for kind in rules_of("linshu").items["2.2"].kinds]
    audits = [{"kind": kind} for kind in ("not_explained", "not_implemented", "shallow")]
    worse = [{"kind": kind} for kind in ("distorted", "false")]
    above = [{"kind": "supervised_above"}]
    annual = {
        "fulltime_staff": 2, "filed": True, "knowledge_deduction": 1, "settlement_deduction": 1,
        "signing_deduction": 1, "province_due": 50, "province_on_time": 48,
        "province_process": "0.9", "province_result": "0.8",
    }  # fmt: skip
    listed = [[{"kind": kind}] for kind in rules_of("linshu").items["7"].kinds]
    unit: Json = {"unit": "某单位", "period": "2026"}
    return {
        "linshu": [
            town(own=TOWN_A | {"faults": faults}, audits=audits, annual=annual),
            town(2, audits=worse),
            town(group="department", audits=above),
            town(1, group="department", annual={"fulltime_staff": 1}),
            town(2, group="department"),
            *(town(supervisions=found) for found in listed),
            *(town(supervisions=found, audits=[]) for found in ([], listed[0] * 9)),
        ],
        "kaifeng": [
            kaifeng(
                kind=kind,
                basics=[None] * 4,
                rules_made=[None] * 4,
                plus=dict.fromkeys(rules_of("kaifeng").items["4"].kinds, 25),
                minus=dict.fromkeys(rules_of("kaifeng").items["5"].kinds, 1),
                money=[
                    {"occasion": occasion, "praise": True}
                    for occasion in ("city_leader", "vice_mayor", "supervision")
                ],
                ranked={"place": places, "of": 40},
            )
            for kind, places in (
                ("county", 2),
                ("county", 3),
                ("department", 5),
                ("department", 6),
            )
        ],
        "xiayang": [
            {
                "unit": "城管中队", "period": "2026-09-01/2026-10-31", "orders": [],
                "earlier_late_accepts": {"城管中队": 3, "水务站": 2}, "sample_formula": True,
                "sample": {
                    "load": 9, "group_load": 120, "contacted": 18, "not_contacted": 2, "solved": 1,
                    "grades": {"satisfied": 3, "basic": 2, "fair": 1, "dissatisfied": 1},
                },
            }
        ],
        "guizhou": [
            unit | {"grades": {grade: 1}} for grade in rules_of("guizhou").items["2"].kinds
        ],
        "xshi": [unit],
        "generic": [unit | {"rated": 100, "satisfied": 90, "connected": connected}
                    for connected in ("0.9", "0.95")],
    }[profile]  # fmt: skip


def _marks(node: Node) -> Iterator[tuple[object, ...]]:
    yield node.id, node.mark, node.value, node.notes, node.other_readings
    for child in node.children:
        yield from _marks(child)


def _mutants(profile: str) -> Iterator[tuple[str, Json]]:
    items = score_content(profile)["items"]
    assert isinstance(items, list)
    for place, item in enumerate(items):
        numbers = [key for key in item if key not in _WORDS]
        kinds = range(len(item.get("kinds", [])))
        tiers = [part for part in (0, -1) if "tiers" in item]
        for key, up in itertools.product([*numbers, *kinds, *tiers], (True, False)):
            if key == "full" and item["id"] in SUMS.get(profile, set()):
                continue
            content = deepcopy(score_content(profile))
            mutated = _items(content)[place]
            name = _mutate(mutated, key, up=up, tier=isinstance(key, int) and "tiers" in item)
            yield f"{profile} {item['id']} {name} {'+' if up else '-'}1", content


def _items(content: Json) -> list[Json]:
    items = content["items"]
    assert isinstance(items, list)
    return items


def _mutate(item: Json, key: str | int, *, up: bool, tier: bool) -> str:
    place: Json | list[str]
    if isinstance(key, str):
        place, index, name = item, key, key
    elif tier:
        place, index, name = item["tiers"], key, f"tier {key}"  # type: ignore[assignment]  # a list
    else:
        place, index, name = item["kinds"][key], "points", f"kind {key}"  # type: ignore[index]  # a list
    old = Decimal(place[index])  # type: ignore[index,arg-type]  # text
    place[index] = str(old + 1 if up else max(Decimal(0), old - 1))  # type: ignore[index,call-overload]  # text
    return name


@pytest.mark.parametrize("profile", ["linshu", "kaifeng", "xiayang", "guizhou", "generic"])
def test_every_number_is_used(profile: str) -> None:
    samples = _samples(profile)
    before = [list(_marks(scored(profile, data, what_if=False).root)) for data in samples]
    survivors = []
    for name, content in _mutants(profile):
        if content == score_content(profile):
            continue
        rules = read_rules(content, name="mutant.toml")
        try:
            after = [
                list(_marks(scored(profile, data, rules, what_if=False).root)) for data in samples
            ]
        except ValueError:
            continue
        if after == before:
            survivors.append(name)
    assert survivors == []


def _broken(profile: str, **changes: object) -> Json:
    return score_content(profile) | changes


def test_an_unknown_key_is_refused_with_file_key_and_clause() -> None:
    content = score_content("linshu")
    _items(content)[2]["k_twon"] = "0.8"
    with pytest.raises(
        ProfileError, match=r"linshu\.toml\.items\[2\]\.k_twon（三\(一\)1）：不认识的键"
    ):
        read_rules(content, name="linshu.toml")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda items: items[2].pop("k_town"), "items[2].k_town（三(一)1）：缺少这一项"),
        (
            lambda items: items[2].update(k_town="许多"),
            "items[2].k_town（三(一)1）：“许多”应为写成文字的非负数",
        ),
        (lambda items: items[2].update(k_town="-1"), "“-1”应为写成文字的非负数"),
        (lambda items: items[2].update(k_town="NaN"), "“NaN”应为写成文字的非负数"),
        (lambda items: items[2].update(k_town=0.8), "应为文字"),
        (lambda items: items[2].update(tiers=[]), "items[2].tiers（三(一)1）：至少要有一个数"),
        (lambda items: items[2].pop("full"), "items[2].full（三(一)1）：缺少这一项"),
        (lambda items: items.pop(), "linshu.toml.items：缺少 annual.5"),
        (lambda items: items.append(items[2]), "“1”写了两次"),
        (lambda items: items[2].update(id="8"), "“8”不在"),
        (lambda items: items[5]["kinds"].pop(), "items[5].kinds（三(一)2(2)）：缺少 no_reply"),
        (
            lambda items: items[5]["kinds"].append({"id": "x", "name": "x", "points": "1"}),
            "不认识 x",
        ),
        (lambda items: items[5]["kinds"][0].update(colour="red"), "kinds[0].colour"),
    ],
)
def test_faults_of_items(change: object, message: str) -> None:
    content = score_content("linshu")
    assert callable(change)
    change(content["items"])
    with pytest.raises(ProfileError) as caught:
        read_rules(content, name="linshu.toml")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda points: points.pop(), "points：缺少 annual_daily"),
        (
            lambda points: points[0].update(default="C"),
            "points[0].default（三(一) 公式的分母为零）",
        ),
        (
            lambda points: points[0]["options"].pop(),
            "points[0].options（三(一) 公式的分母为零）：缺少 B",
        ),
        (lambda points: points[0].update(answer="A"), "points[0].answer"),
    ],
)
def test_faults_of_points(change: object, message: str) -> None:
    content = score_content("linshu")
    assert callable(change)
    change(content["points"])
    with pytest.raises(ProfileError) as caught:
        read_rules(content, name="linshu.toml")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"formula": "xingtai"}, "linshu.toml.formula：“xingtai”不在"),
        ({"version": 0}, "linshu.toml.version"),
        ({"outside_note": ""}, "linshu.toml.outside_note"),
        ({"motto": "为民"}, "linshu.toml.motto：不认识的键"),
        ({"valid_to": "2020-12-31"}, "linshu.toml.valid_to：应为日期"),
    ],
)
def test_faults_of_the_head(changes: Json, message: str) -> None:
    with pytest.raises(ProfileError) as caught:
        read_rules(_broken("linshu", **changes), name="linshu.toml")
    assert message in str(caught.value)


def test_days_in_force_the_wrong_way_round() -> None:
    content = score_content("linshu")
    content["valid_from"], content["valid_to"] = content["valid_to"], content["valid_from"]
    with pytest.raises(ProfileError, match="早于"):
        read_rules(content, name="linshu.toml")


def test_a_profile_without_scores() -> None:
    with pytest.raises(KeyError):
        score_text("platform")


@given(st.integers(0, 2))
def test_every_node_of_a_plain_score_has_the_same_keys(number: int) -> None:
    wanted = {"id", "name", "value", "mark", "full", "rule", "reading", "other_readings",
              "computed_from", "notes", "children", "orders"}  # fmt: skip

    def check(node: object) -> None:
        assert isinstance(node, dict)
        assert set(node) == wanted
        assert node["rule"]
        for child in node["children"]:
            check(child)

    check(plain(scored("linshu", town(number, annual_mark=88)))["score"])
