"""Text for searching: what people take for the same is made the same.

Width, case, accents and the ways to write a digit (九, 玖, ⑨, Ⅸ, 9 in full width) are folded;
punctuation and blanks vanish, so that they never stand between two characters that are looked
for. The index holds one token a position: a character beyond ASCII by itself; within a run of
ASCII letters and digits the three characters that begin there, because single digits occur in
every order and would make a search for a number slow.
"""

import re
import unicodedata
from collections.abc import Sequence

BORDER = "\ue000"
"""Stands between two parts of an order's text, so that nothing is found across them."""

_SPLIT = "\x00"
_DIGITS = {
    "〇": "0", "零": "0", "一": "1", "壹": "1", "二": "2", "贰": "2", "貳": "2", "弍": "2",
    "三": "3", "叁": "3", "參": "3", "叄": "3", "四": "4", "肆": "4", "五": "5", "伍": "5",
    "六": "6", "陆": "6", "陸": "6", "七": "7", "柒": "7", "八": "8", "捌": "8", "九": "9",
    "玖": "9",
}  # fmt: skip
_ROMAN = {
    chr(start + number - 1): str(number) for start in (0x2160, 0x2170) for number in range(1, 13)
}
_RUN = re.compile(r"([0-9a-z]+)")
_known: dict[str, str] = {BORDER: BORDER, "\n": BORDER}
_TOKEN_CHARS = 3


def fold(text: str) -> str:
    """Fold one text; line ends become borders."""
    return "".join(_known.get(char) or _folded(char) for char in text)


def fold_all(texts: Sequence[str]) -> list[str]:
    """Fold a lot of texts at a quarter of the cost.

    Few of the characters that occur in a lot change at all; each of those is replaced in the
    whole lot at once.
    """
    joined = _SPLIT.join(texts)
    if joined.count(_SPLIT) != max(len(texts) - 1, 0):
        return [fold(text) for text in texts]
    for char in set(joined):
        if char != _SPLIT:
            folded = _known.get(char)
            if folded is None:
                folded = _folded(char)
            if folded != char:
                joined = joined.replace(char, folded)
    return joined.split(_SPLIT) if texts else []


def _folded(char: str) -> str:
    found = _known.get(char)
    if found is None:
        plain = _ROMAN.get(char) or unicodedata.normalize("NFKD", char)
        kept = (_DIGITS.get(part, part) for part in plain.casefold() if _is_kept(part))
        found = _known[char] = "".join(kept)
    return found


def _is_kept(char: str) -> bool:
    # Cn: characters younger than this Python's tables, such as new CJK extensions
    category = unicodedata.category(char)
    return category[0] in "LN" or category in {"Co", "Cn"}


def words_of(text: str) -> list[str]:
    """Split what a clerk typed into folded words, each of which has to be found."""
    return [folded for word in text.split() if (folded := fold(word))]


def index_text(folded: str) -> str:
    """Put blanks between the tokens of a folded text."""
    pieces = _RUN.split(folded)
    pieces[::2] = [" ".join(piece) for piece in pieces[::2]]
    pieces[1::2] = [_run_tokens(piece) for piece in pieces[1::2]]
    return " ".join(pieces)


def match_of(words: Sequence[str]) -> str:
    """Write the FTS5 query that finds all words, each as a phrase."""
    return " AND ".join(_phrase(word) for word in words)


def _phrase(word: str) -> str:
    pieces = _RUN.split(word)
    if len(pieces) == 1 or pieces[-1]:
        return f'"{index_text(word)}"'
    # the word ends inside a run: the run of the text may go on, so short tokens are not known
    head, run = "".join(pieces[:-2]), pieces[-2]
    if len(run) < _TOKEN_CHARS:
        return f'"{index_text(head)} {run}" *'
    return f'"{index_text(head)} {_run_tokens(run, cut=_TOKEN_CHARS - 1)}"'


def _run_tokens(run: str, *, cut: int = 0) -> str:
    return " ".join([run[at : at + _TOKEN_CHARS] for at in range(len(run) - cut)])
