"""What is written of a rule file reads back as the same content."""

import tomllib
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.rule_toml import rule_toml
from resources import rule_files

_VALUES = st.recursive(
    st.text(st.characters(exclude_categories=("Cs",)))
    | st.integers(-(2**60), 2**60)
    | st.booleans()
    | st.dates(min_value=date(1, 1, 1))
    | st.times(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(exclude_categories=("Cs",))), inner, max_size=3)
    ),
    max_leaves=8,
)


@pytest.mark.parametrize("profile_id", rule_files.profile_ids())
def test_every_shipped_profile_reads_back(profile_id: str) -> None:
    content = rule_files.profile_content(profile_id)
    assert tomllib.loads(rule_toml(content, remark="由 本局.toml 导入\n请勿改动")) == content


@given(st.dictionaries(st.text(st.characters(exclude_categories=("Cs",))), _VALUES, max_size=4))
def test_anything_reads_back(content: dict[str, object]) -> None:
    assert tomllib.loads(rule_toml(content)) == content


def test_kinds_of_values() -> None:
    written = rule_toml({"day": date(2026, 1, 2), "at": time(23, 59, 59), "on": True, "n": 5})
    assert written == "day = 2026-01-02\nat = 23:59:59\non = true\nn = 5\n"


def test_what_no_rule_file_holds_is_refused() -> None:
    with pytest.raises(TypeError):
        rule_toml({"what": object()})
