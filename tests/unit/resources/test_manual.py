"""The manual says the words that are on screen, and its links lead somewhere."""

import ast
import re
from pathlib import Path

import pytest

from desktop.domain.guide import STEP_NAMES
from desktop.services.lists import GROUP_NAMES
from resources import help_pages

_ROOT = Path(__file__).parents[3]
_MANUAL = _ROOT / "docs" / "manual" / "README.md"
_PAGES = [*sorted(help_pages.HELP_FOLDER.glob("*.md")), _MANUAL]
_QUOTED = re.compile(r"「([^」]+)」")
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)]+)\)")
_SCREENS = ("workbench", "orders", "paper", "statistics", "sync", "settings")


def _words_on_screen() -> str:
    """Every text of the program, with its mnemonics (&N) taken out."""
    texts = [
        re.sub(r"\(&\w\)|&", "", node.value)
        for path in sorted((_ROOT / "desktop").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    return "\n".join(texts)


@pytest.fixture(scope="module")
def on_screen() -> str:
    return _words_on_screen()


@pytest.mark.parametrize("page", _PAGES, ids=lambda path: path.stem)
def test_quoted_words_are_on_screen(page: Path, on_screen: str) -> None:
    quoted = _QUOTED.findall(page.read_text(encoding="utf-8"))
    assert [words for words in quoted if words not in on_screen] == []


@pytest.mark.parametrize("page", _PAGES, ids=lambda path: path.stem)
def test_links_lead_to_files(page: Path) -> None:
    links = _LINK.findall(page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_page_is_in_the_table_of_contents() -> None:
    contents = _MANUAL.read_text(encoding="utf-8")
    named = {Path(link).stem for link in _LINK.findall(contents) if "help/" in link}
    assert named == set(help_pages.page_names())
    assert named == {path.stem for path in help_pages.HELP_FOLDER.glob("*.md")}


def test_every_step_and_group_is_explained() -> None:
    manual = "\n".join(path.read_text(encoding="utf-8") for path in _PAGES)
    words = {*STEP_NAMES.values(), *GROUP_NAMES.values()}
    # the tabs of the record are explained under their own, shorter names
    elsewhere = {"登记现场核实", "登记处理措施", "登记负责人参与", "填写处理记录", "填写签批单",
                 "填写退单申请", "发送退单申请"}  # fmt: skip
    assert sorted(word for word in words - elsewhere if word not in manual) == []


@pytest.mark.parametrize("screen", _SCREENS)
def test_each_screen_has_its_page(screen: str) -> None:
    text = help_pages.help_text(screen)
    assert text.startswith("# ")
    assert "![" not in text
