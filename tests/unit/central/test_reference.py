"""Reference data that people load: what a file may look like, and what the desks get of it."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest
from helpers.postgres import BOTH
from openpyxl import Workbook

from central import reference_files
from central.__main__ import main
from central.platform import Platform
from central.reference_files import ReferenceUnreadableError
from desktop.contract.messages import CategoryEntry, KnowledgeEntry, ScoreFile

ON_BOTH = pytest.mark.parametrize("database_url", BOTH, indirect=True)


def served(platform: Platform, name: str, kind: type) -> list[object]:
    """Read a piece as a desk does."""
    body = platform.reference.document(name).body
    found: list[object] = msgspec.json.decode(body, type=list[kind])  # type: ignore[valid-type]
    return found


@ON_BOTH
def test_topics_come_from_a_workbook_and_replace_the_former_ones(
    platform: Platform, tmp_path: Path
) -> None:
    book, path = Workbook(), tmp_path / "类别.xlsx"
    sheet = book.active
    assert sheet is not None
    for row in (("编码", "名称", "上级编码"), (10, "城市管理", None), (1001, "占道堆物", 10)):
        sheet.append(row)
    book.save(path)
    assert reference_files.load(platform.database, "categories", path).entries == 2
    before = platform.reference.document("categories").etag
    assert served(platform, "categories", CategoryEntry) == [
        CategoryEntry("10", "城市管理"),
        CategoryEntry("1001", "占道堆物", "10"),
    ]
    path = tmp_path / "less.csv"
    path.write_text("名称,编码\n城管,10\n", encoding="gb18030")
    reference_files.load(platform.database, "categories", path)
    fresh = Platform(platform.database.data, _url(platform))
    assert served(fresh, "categories", CategoryEntry) == [CategoryEntry("10", "城管")]
    assert fresh.reference.etags()["categories"] != before
    fresh.close()


def _url(platform: Platform) -> str:
    engine = platform.database._engine
    return engine.url.render_as_string(hide_password=False) if platform.database.is_shared else ""


def test_knowledge_comes_from_a_table_or_from_the_messages_themselves(
    platform: Platform, tmp_path: Path
) -> None:
    table = tmp_path / "知识库.csv"
    table.write_text(
        "编号,标题,内容,关键词,依据,更新日期\n"
        'K-1,夜间施工,"22时至次日6时不得施工。\n须有证明。",夜间、施工 噪音,噪声法,2026-06-05\n',
        encoding="utf-8-sig",
    )
    reference_files.load(platform.database, "knowledge", table)
    piece = KnowledgeEntry(
        entry_id="K-1",
        title="夜间施工",
        text="22时至次日6时不得施工。\n须有证明。",
        keywords=("夜间", "施工", "噪音"),
        source="噪声法",
        revised="2026-06-05",
    )
    assert served(platform, "knowledge", KnowledgeEntry) == [piece]
    plain = tmp_path / "k.json"
    plain.write_bytes(msgspec.json.encode([msgspec.structs.replace(piece, title="施工噪音")]))
    reference_files.load(platform.database, "knowledge", plain)
    assert [msgspec.json.decode(raw)["title"] for raw in _entries(platform)] == ["施工噪音"]
    assert reference_files.clear(platform.database, "knowledge").entries == 0
    assert _entries(platform) == []


def _entries(platform: Platform) -> list[msgspec.Raw]:
    return reference_files.entries(platform.database, "knowledge")


def test_desks_that_ask_at_once_get_what_one_of_them_has_made(
    platform: Platform, tmp_path: Path
) -> None:
    path, desks = tmp_path / "k.csv", 8
    rows = "".join(f"K-{number},标题,内容\n" for number in range(500))
    path.write_text(f"编号,标题,内容\n{rows}", encoding="utf-8")
    reference_files.load(platform.database, "knowledge", path)
    together = threading.Barrier(desks)

    def ask(_desk: int) -> int:
        together.wait(10)
        return id(platform.reference.document("knowledge"))

    with ThreadPoolExecutor(desks) as pool:
        assert len(set(pool.map(ask, range(desks)))) == 1


@pytest.mark.parametrize(
    ("name", "file", "content", "words"),
    [
        ("categories", "a.csv", "编码,标题\n1,城管\n", "表头：编码、名称"),
        ("categories", "a.csv", "编码,名称\n1,\n", "第 2 行不完整"),
        ("categories", "a.csv", "编码,名称,上级\n1,城管,9\n", "上级编码 9 不在表中"),
        ("categories", "a.csv", "编码,名称\n", "没有可用的内容"),
        ("categories", "a.csv", "编码,名称\n1,甲\n\n1,乙\n", "第 2 行和第 4 行的编号相同"),
        ("categories", "a.csv", f"编码,名称\n1,甲\n{'2' * 201},乙\n", "第 3 行的编号不能使用"),
        ("categories", "a.json", '[{"code": "", "name": "甲"}]', "第 1 条的编号不能使用"),
        ("categories", "a.json", r'[{"code": "1\u0000", "name": "甲"}]', "第 1 条的编号不能使用"),
        ("knowledge", "a.csv", "编号,标题,内容\n3,甲,甲\n,乙,乙\n,丙,丙\n", "第 2 行和第 4 行"),
        ("knowledge", "a.json", '[{"title": "无编号"}]', "不能使用"),
        ("knowledge", "a.json", "[", "不能使用"),
    ],
)
def test_a_file_that_cannot_be_used_changes_nothing(
    platform: Platform, tmp_path: Path, name: str, file: str, content: str, words: str
) -> None:
    path = tmp_path / file
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ReferenceUnreadableError, match=words):
        reference_files.load(platform.database, name, path)
    assert reference_files.entries(platform.database, name) == []


@ON_BOTH
def test_a_key_of_two_hundred_characters_is_taken(platform: Platform, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"编码,名称\n{'编' * 200},城管\n", encoding="utf-8")
    assert reference_files.load(platform.database, "categories", path).entries == 1


@ON_BOTH
def test_scores_of_all_periods_together_stay_small_enough_for_a_desk(
    platform: Platform, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("单位" * (3 << 20), encoding="utf-8")
    with pytest.raises(ReferenceUnreadableError, match="超过 16 MB"):
        reference_files.publish_scores(platform.database, "linshu", "2026-09", path)
    path.write_bytes(b"x" * (9 << 20))
    reference_files.publish_scores(platform.database, "linshu", "2026-09", path)
    with pytest.raises(ReferenceUnreadableError, match="连同已公布的各期超过 16 MB"):
        reference_files.publish_scores(platform.database, "linshu", "2026-10", path)
    # the same period anew takes the place of the former figures
    told = reference_files.publish_scores(platform.database, "linshu", "2026-09", path)
    assert told.entries == len(reference_files.entries(platform.database, "scores")) == 1


@ON_BOTH
def test_scores_are_published_a_period_each(platform: Platform, tmp_path: Path) -> None:
    path = tmp_path / "十月.csv"
    for text, period in (("单位,承办量\n甲,1\n", "2026-09"), ("单位,承办量\n甲,2\n", "2026-10")):
        path.write_text(text, encoding="utf-8")
        reference_files.publish_scores(platform.database, "linshu", period, path)
    path.write_text("单位,承办量\n甲,3\n", encoding="utf-8")
    told = reference_files.publish_scores(platform.database, "linshu", "2026-10", path)
    assert told.entries == 2
    files = served(platform, "scores", ScoreFile)
    assert files[1] == ScoreFile(
        profile="linshu", period="2026-10", name="十月.csv", text="单位,承办量\n甲,3\n"
    )


@pytest.mark.parametrize(
    ("period", "file", "content"),
    [
        ("2026-13", "a.csv", "单位,承办量\n"),
        ("2026年10月", "a.csv", "单位,承办量\n"),
        ("2026-10", "a.txt", "单位"),
        ("2026-10", "a.json", "[]"),
        ("2026-10", "a.json", "{"),
        ("2026-10", "a.csv", " \n"),
    ],
)
def test_scores_that_cannot_be_used_are_not_published(
    platform: Platform, tmp_path: Path, period: str, file: str, content: str
) -> None:
    path = tmp_path / file
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ReferenceUnreadableError):
        reference_files.publish_scores(platform.database, "linshu", period, path)
    assert reference_files.entries(platform.database, "scores") == []


def test_by_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.csv"
    path.write_text("编码,名称\n10,城市管理\n", encoding="utf-8")

    def run(*words: str, status: int = 0) -> str:
        home = ("--data", str(tmp_path / "data"))
        assert main(["reference", words[0], *home, *words[1:]]) == status
        told = capsys.readouterr()
        return told.err if status else told.out

    assert json.loads(run("load", "categories", str(path), "--json")) == {
        "name": "categories",
        "entries": 1,
    }
    assert json.loads(run("show", "categories", "--json")) == [{"code": "10", "name": "城市管理"}]
    assert "现有 1 条" in run("scores", str(path), "--profile", "linshu", "--period", "2026-10")
    assert run("scores", str(path), "--profile", "none", "--period", "2026", status=1) == (
        "not_found: 没有找到 none\n"
    )
    assert "reference.unreadable" in run("load", "knowledge", str(path), status=1)
    assert "现有 0 条" in run("clear", "scores")
    assert main(["audit", "--data", str(tmp_path / "data")]) == 0
    assert "reference scores\tscores" in capsys.readouterr().out
    assert run("show", "scores") == "\n"
