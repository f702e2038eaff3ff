"""`hotline-desk score`: words for people, JSON for programs, exit statuses."""

import json
from pathlib import Path

import pytest
from helpers.score_samples import Json, kaifeng, town

from desktop.cli.main import main


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "考核数据.json"
    path.write_text(json.dumps(town(annual_mark=88), ensure_ascii=False), encoding="utf-8")
    return path


def _find(node: Json, wanted: str) -> Json | None:
    if node["id"] == wanted:
        return node
    children = node["children"]
    assert isinstance(children, list)
    return next((found for child in children if (found := _find(child, wanted))), None)


def test_json(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", "--profile", "linshu", "--data", str(data), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["profile"] == "linshu"
    assert told["readings"]["spread"] == "B"
    year, item = told["score"], _find(told["score"], "3")
    assert (year["mark"], year["full"]) == ("90.0033", "100")
    assert item is not None
    assert item["mark"] == "32.5294"
    assert item["value"] == "0.7"
    assert item["rule"] == "LS-23"
    assert item["reading"].startswith("A 诉求总量即承办量")
    assert item["computed_from"] == {
        "k": "0.9",
        "诉求总量（承办量）": 420,
        "一次满意工单": 294,
        "最小值": "0.65",
        "最大值": "0.82",
    }
    assert item["other_readings"] == [
        {"point": "first_base", "reading": "B", "text": "只计省级和市级一次办理工单",
         "mark": ["31.5", "35"], "value": None},
        {"point": "cutoff", "reading": "B", "text": "未到期的不计入本月",
         "mark": ["31.5", "35"], "value": None},
    ]  # fmt: skip
    assert told["what_if"][0]["cost"] == "-0.0909"


def test_words(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", "--profile", "linshu", "--data", str(data)]) == 0
    told = capsys.readouterr().out
    assert "日常考核　90.5042/100 分　LS-20" in told
    assert "计算：k 0.8，承办量 420，最小值 150，最大值 900" in told
    assert "另一读法：低于最高分2分以上的按最高分减2分 → 3.9" in told
    assert "若再有一张工单超期回复　-0.0909 分" in told


def test_validity_is_said_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "late.json"
    path.write_text(json.dumps(town(period="2026-10")), encoding="utf-8")
    assert main(["score", "--profile", "linshu", "--data", str(path)]) == 0
    assert capsys.readouterr().out.splitlines()[1] == "※ 按2020年度办法试算"


@pytest.mark.parametrize(
    ("profile", "content", "code", "words"),
    [
        ("platform", "{}", "rules.unknown", "没有“platform”的考核办法，只有：generic、guizhou"),
        ("linshu", "{", "score.data", "不是有效的 JSON 文件"),
        ("linshu", json.dumps(kaifeng()), "score.data", "不认识的键"),
        ("kaifeng", json.dumps(kaifeng(kind="village")), "score.data", "kind：不认识“village”"),
    ],
)
def test_wrong_use(
    profile: str,
    content: str,
    code: str,
    words: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "wrong.json"
    path.write_text(content, encoding="utf-8")
    assert main(["score", "--profile", profile, "--data", str(path), "--json"]) == 2
    told = capsys.readouterr()
    assert json.loads(told.out)["code"] == code
    assert words in told.err


def test_a_file_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", "--profile", "linshu", "--data", str(tmp_path / "none.json")]) == 2
    told = capsys.readouterr().err
    assert "读不到文件" in told
    assert "没有这个文件或文件夹。没有改动任何数据" in told


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--profile", "linshu"),
        ("--data", "a.json"),
        ("--period", "2026-05", "--profile", "linshu"),
        ("--period", "2026-05", "--profile", "linshu", "--data", "a.json"),
    ],
)
def test_either_a_file_or_the_orders_of_this_pc(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["score", *words]) == 2
    assert "只给出 --period" in capsys.readouterr().err


def test_the_orders_of_this_pc_need_an_office(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = ("--data-dir", str(tmp_path / "data"))
    assert main(["score", "--period", "2026-05", *folder]) == 1
    assert "还没有数据" in capsys.readouterr().err
    assert main(["score", "--period", "五月", *folder]) == 2
    assert "不是期间" in capsys.readouterr().err
