"""Design tokens: colours, spaces, sizes. Everything that is drawn takes them from here."""

from enum import StrEnum

from msgspec import Struct


class Space:
    """Distances in device-independent pixels."""

    XS = 4
    S = 8
    M = 12
    L = 16
    XL = 24


class Sizes(Struct, frozen=True):
    """Font sizes in points; larger for people who set a larger text size."""

    small: float = 9.0
    body: float = 10.5
    strong: float = 11.5
    title: float = 14.0
    figure: float = 20.0

    def scaled(self, percent: int) -> "Sizes":
        """Give the sizes for a text size of 100 to 150 per cent."""
        factor = percent / 100
        return Sizes(
            round(self.small * factor, 1),
            round(self.body * factor, 1),
            round(self.strong * factor, 1),
            round(self.title * factor, 1),
            round(self.figure * factor, 1),
        )


class Tone(StrEnum):
    """What a colour says; a word and a shape always say it too."""

    NEUTRAL = "neutral"
    INFO = "info"
    GOOD = "good"
    WARNING = "warning"
    DANGER = "danger"


class Colours(Struct, frozen=True):
    """One scheme of colours.

    Attributes:
        ground: Behind everything.
        surface: Cards, lists, fields.
        raised: Headers of tables, hovered rows.
        line: Borders between things.
        text: Text; at least 7:1 on `surface`.
        muted: Second-rank text; at least 4.5:1 on `surface`.
        accent: The one large button, selection, links.
        on_accent: Text on `accent`.
        tones: Text, soft ground and line of each tone.
    """

    name: str
    ground: str
    surface: str
    raised: str
    line: str
    field_line: str
    text: str
    muted: str
    disabled: str
    accent: str
    accent_hover: str
    accent_soft: str
    on_accent: str
    rail: str
    rail_text: str
    rail_muted: str
    rail_selected: str
    tones: dict[Tone, tuple[str, str, str]]


LIGHT = Colours(
    name="light",
    ground="#F3F5F8",
    surface="#FFFFFF",
    raised="#F7F9FB",
    line="#DEE4EB",
    field_line="#B8C2CE",
    text="#1C2733",
    muted="#566373",
    disabled="#8792A0",
    accent="#1B5FB4",
    accent_hover="#164F97",
    accent_soft="#E6EFFA",
    on_accent="#FFFFFF",
    rail="#1F2C3D",
    rail_text="#E9EEF4",
    rail_muted="#A3B1C2",
    rail_selected="#32455C",
    tones={
        Tone.NEUTRAL: ("#485564", "#EDF1F5", "#CFD7E0"),
        Tone.INFO: ("#1B5FB4", "#E6EFFA", "#B5CFEE"),
        Tone.GOOD: ("#1A6B3C", "#E4F4EA", "#A9D8BC"),
        Tone.WARNING: ("#8A5200", "#FFF3DC", "#EDCD91"),
        Tone.DANGER: ("#AE2318", "#FDEBE9", "#F0B8B2"),
    },
)

DARK = Colours(
    name="dark",
    ground="#161B22",
    surface="#1F262F",
    raised="#272F3A",
    line="#36404D",
    field_line="#556273",
    text="#E8EDF3",
    muted="#A7B3C1",
    disabled="#6F7C8B",
    accent="#3F85DC",
    accent_hover="#5B99E6",
    accent_soft="#233A57",
    on_accent="#FFFFFF",
    rail="#10151B",
    rail_text="#E1E8F0",
    rail_muted="#93A1B2",
    rail_selected="#2A3A4E",
    tones={
        Tone.NEUTRAL: ("#C3CDD8", "#2C3541", "#465261"),
        Tone.INFO: ("#8DBBF3", "#20344D", "#375A85"),
        Tone.GOOD: ("#86D3A4", "#1C3828", "#2F6144"),
        Tone.WARNING: ("#F0C274", "#3E3018", "#6E5625"),
        Tone.DANGER: ("#F5A29A", "#44221F", "#7B3B35"),
    },
)

CONTRAST = Colours(
    name="contrast",
    ground="#000000",
    surface="#000000",
    raised="#1A1A1A",
    line="#FFFFFF",
    field_line="#FFFFFF",
    text="#FFFFFF",
    muted="#FFFFFF",
    disabled="#BFBFBF",
    accent="#FFE14D",
    accent_hover="#FFF0A0",
    accent_soft="#3A3500",
    on_accent="#000000",
    rail="#000000",
    rail_text="#FFFFFF",
    rail_muted="#FFFFFF",
    rail_selected="#3A3500",
    tones={
        Tone.NEUTRAL: ("#FFFFFF", "#000000", "#FFFFFF"),
        Tone.INFO: ("#8FD3FF", "#000000", "#8FD3FF"),
        Tone.GOOD: ("#7CFFA6", "#000000", "#7CFFA6"),
        Tone.WARNING: ("#FFE14D", "#000000", "#FFE14D"),
        Tone.DANGER: ("#FF9C94", "#000000", "#FF9C94"),
    },
)

SCHEMES = {scheme.name: scheme for scheme in (LIGHT, DARK, CONTRAST)}
