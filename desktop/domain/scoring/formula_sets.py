"""The formula sets by their id: reading their data, scoring, and what one more order costs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from msgspec import structs

from desktop.domain.scoring import generic, guizhou, kaifeng, linshu, xiayang, xshi
from desktop.domain.scoring.figures import ScoreData, decode_data, desk_for, period_days
from desktop.domain.scoring.kaifeng_figures import KaifengData
from desktop.domain.scoring.linshu_figures import LinshuData
from desktop.domain.scoring.score_rules import FormulaShape, ScoreRules, parse_score_rules
from desktop.domain.scoring.tree import Node, Score, WhatIf

_Data = TypeVar("_Data", bound=ScoreData)


@dataclass(frozen=True, slots=True)
class FormulaSet(Generic[_Data]):
    """The code of one jurisdiction's formulas.

    Attributes:
        shape: What its formula data must hold.
        data_type: Shape of its score data.
        score: Computes the tree.
        what_if: Computes what one more order costs.
    """

    shape: FormulaShape
    data_type: type[_Data]
    score: Callable[[ScoreRules, _Data], Node]
    what_if: Callable[[ScoreRules, _Data], tuple[WhatIf, ...]]

    def computed(self, rules: ScoreRules, content: bytes, *, what_if: bool) -> Score:
        """Read score data and compute it."""
        return self.scored(rules, decode_data(content, self.data_type), what_if=what_if)

    def scored(self, rules: ScoreRules, data: _Data, *, what_if: bool) -> Score:
        """Compute data that was read before."""
        first, last = period_days(data.period)
        result = Score(
            profile=rules.profile,
            formula=rules.name,
            version=rules.version,
            unit=data.unit,
            period=data.period,
            readings=desk_for(rules, data.readings).taken,
            notes=rules.validity_notes(first, last),
            root=self.score(rules, data),
        )
        return structs.replace(result, what_if=self.what_if(rules, data)) if what_if else result


LINSHU = FormulaSet(linshu.SHAPE, LinshuData, linshu.score, linshu.what_if)
KAIFENG = FormulaSet(kaifeng.SHAPE, KaifengData, kaifeng.score, kaifeng.what_if)
XIAYANG = FormulaSet(xiayang.SHAPE, xiayang.XiayangData, xiayang.score, xiayang.what_if)
GUIZHOU = FormulaSet(guizhou.SHAPE, guizhou.GuizhouData, guizhou.score, guizhou.what_if)
XSHI = FormulaSet(xshi.SHAPE, xshi.XshiData, xshi.score, xshi.what_if)
GENERIC = FormulaSet(generic.SHAPE, generic.GenericData, generic.score, generic.what_if)

SHAPES: Mapping[str, FormulaShape] = {
    "linshu": LINSHU.shape,
    "kaifeng": KAIFENG.shape,
    "xiayang": XIAYANG.shape,
    "guizhou": GUIZHOU.shape,
    "xshi": XSHI.shape,
    "generic": GENERIC.shape,
}
"""Shape of the formula data, by formula set."""


class _Computed(Protocol):
    """Reads and scores the data of one formula set."""

    def __call__(self, rules: ScoreRules, content: bytes, *, what_if: bool) -> Score:
        """Compute it."""


_COMPUTED: Mapping[str, _Computed] = {
    "linshu": LINSHU.computed,
    "kaifeng": KAIFENG.computed,
    "xiayang": XIAYANG.computed,
    "guizhou": GUIZHOU.computed,
    "xshi": XSHI.computed,
    "generic": GENERIC.computed,
}


def read_rules(content: Mapping[str, object], *, name: str) -> ScoreRules:
    """Read formula data.

    Args:
        content: The mapping, as `tomllib` gives it.
        name: The file's name, for messages.

    Raises:
        ProfileError: It cannot be used; the message names file, key and clause.
    """
    return parse_score_rules(content, SHAPES, name=name)


def score_json(rules: ScoreRules, content: bytes, *, what_if: bool = True) -> Score:
    """Score a JSON document.

    Args:
        rules: Formula data.
        content: The document.
        what_if: Whether to say what one more order of a kind would cost.

    Raises:
        ScoreDataError: The document cannot be used; the message names the place, in Chinese.
    """
    return _COMPUTED[rules.formula](rules, content, what_if=what_if)
