"""One text of two: a section put together field by field from the clerk's and the centre's."""

from enum import StrEnum

import msgspec
from msgspec import Struct, structs

from desktop.contract.codec import encode
from desktop.domain.actions import UnitAction
from desktop.services.action_words import content_of, is_free_text


class Side(StrEnum):
    """Whose field is taken."""

    MINE = "mine"
    THEIRS = "theirs"


class Merge(Struct, frozen=True):
    """What a clerk has chosen and written while he puts two versions together.

    Attributes:
        sides: Whose version of a field is taken; the clerk's own where nothing is said.
        texts: Free texts as they were edited; they go before the side.
    """

    sides: dict[str, Side] = {}
    texts: dict[str, str] = {}


def merge_form(op_id: str) -> str:
    """Name the draft of a merge."""
    return f"merge:{op_id}"


def read_merge(content: bytes | None) -> Merge | None:
    """Read the draft of a merge; None for none or an unreadable one."""
    if not content:
        return None
    try:
        return msgspec.json.decode(content, type=Merge)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


def write_merge(merge: Merge) -> bytes:
    """Write the draft of a merge."""
    return encode(merge)


def merged_action(action: UnitAction, theirs: Struct | None, merge: Merge) -> UnitAction:
    """Put a section action together anew.

    Args:
        action: The clerk's, which clashed.
        theirs: The centre's section; None when there is none any more.
        merge: Whose fields are taken, and which texts were edited.
    """
    mine = content_of(action)
    changes: dict[str, object] = {}
    for field in structs.fields(mine):
        if merge.sides.get(field.name) is Side.THEIRS and theirs is not None:
            changes[field.name] = getattr(theirs, field.name)
        if field.name in merge.texts and is_free_text(field):
            changes[field.name] = merge.texts[field.name].strip()
    [name] = action.__struct_fields__
    return structs.replace(action, **{name: structs.replace(mine, **changes)})
