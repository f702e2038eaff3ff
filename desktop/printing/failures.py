"""What can go wrong while a form is rendered, in words for the clerk."""

from collections.abc import Callable
from typing import TypeVar

from desktop.services.paper_ports import PrintError
from forms.fonts import MissingGlyphError
from forms.photo_row import PhotoError

T = TypeVar("T")


def safely(make: Callable[[], T]) -> T:
    """Render something.

    Raises:
        PrintError: A character is in no font, a photo or a font file cannot be read.
    """
    try:
        return make()
    except (MissingGlyphError, PhotoError) as error:
        raise PrintError(str(error)) from error
    except OSError as error:
        raise PrintError(
            "程序自带的字体文件缺失或损坏，请重新安装程序。工单内容没有受影响。"
        ) from error
