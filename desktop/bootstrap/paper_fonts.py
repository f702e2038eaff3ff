"""Which typefaces paper is printed with on this machine."""

from forms.fonts import FontSet
from resources import typefaces


def paper_fonts(*, office: bool) -> FontSet:
    """Put the faces of a form together.

    Args:
        office: Take 仿宋_GB2312 and 方正小标宋 where they are installed; what they lack, and they
            lack many names' characters, comes from the bundled faces.
    """
    text, title = typefaces.serif_regular(), typefaces.serif_bold()
    fallbacks = typefaces.paper_fallbacks()
    if office:
        from desktop.host.font_folders import font_folders
        from desktop.printing.office_fonts import find_office_fonts

        found = find_office_fonts(font_folders())
        fallbacks = (text, *fallbacks)
        text, title = found.text or text, found.title or title
    return FontSet(text, title, typefaces.sans_bold(), fallbacks)
