"""The rules that new orders come under: the newest version known, shipped or sent."""

from pathlib import Path

import pytest
from helpers.rulebook import xiayang_content

from desktop.bootstrap.rule_book import FileRuleBook
from desktop.contract.messages import RuleFile
from resources import rule_files


def _sent(version: int) -> RuleFile:
    assert xiayang_content()["version"] == 1
    text = rule_files.profile_text("xiayang").replace("version = 1\n", f"version = {version}\n", 1)
    return RuleFile(name="xiayang", version=version, toml=text)


@pytest.fixture
def book(tmp_path: Path) -> FileRuleBook:
    return FileRuleBook(tmp_path / "rules")


def _present(book: FileRuleBook) -> int:
    return book.rules_for("xiayang", 0).profile.version


def test_a_newer_version_from_the_platform_is_the_present_one(book: FileRuleBook) -> None:
    assert _present(book) == 1
    book.keep([_sent(3), _sent(2)])
    assert _present(book) == 3
    assert book.rules_for("xiayang", 1).profile.version == 1
    assert book.rules_for("xiayang", 2).profile.version == 2


def test_a_version_that_never_came_is_stood_in_for_until_it_comes(book: FileRuleBook) -> None:
    book.keep([_sent(2)])
    assert book.rules_for("xiayang", 4).profile.version == 2
    book.keep([_sent(4)])
    assert book.rules_for("xiayang", 4).profile.version == 4
