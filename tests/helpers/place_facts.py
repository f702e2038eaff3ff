"""The plain figures of each place, apart from its rules: written out, to be compared."""

from helpers.places import Place

FACTS: dict[str, tuple[object, ...]] = {
    "xiayang": (1, "2022-06-08", "09:00–11:30 13:30–17:30", 2, 3, "23:59:59", "", ""),
    "linshu": (1, "2020-03-12", "08:30–12:00 14:00–18:00", 2, 0, "23:59:59", "", ""),
    "kaifeng": (1, "2020-06-11", "08:30–12:00 15:00–18:00", 2, 0, "23:59:59", "wd", False),
    "zizhiqu": (1, "2020-01-01", "09:30–13:30 15:30–19:30", 2, 0, "23:59:59", "", ""),
    "xshi": (1, "2020-01-01", "09:00–12:00 14:00–18:00", 2, 0, "23:59:59", "", ""),
    "guizhou": (1, "2021-01-08", "09:00–12:00 13:30–17:30", 2, 0, "23:59:59", "", ""),
    "generic": (1, "2020-01-01", "09:00–12:00 13:30–17:30", 2, 0, "23:59:59", "wd", True),
    "platform": (1, "2020-01-01", "09:00–12:00 13:30–17:30", 2, 0, "23:59:59", "wd", False),
}
"""Version, first day, office hours, hours to the reminder, late acceptances to a summons, day's
end, unit of an extension, whether it is asked for before the deadline."""


def facts_of(place: Place) -> tuple[object, ...]:
    """The same figures as the profile has them."""
    profile = place.profile
    extension = profile.extension
    hours = " ".join(f"{first:%H:%M}–{last:%H:%M}" for first, last in profile.office_hours)
    return (
        profile.version,
        profile.valid_from.isoformat(),
        hours,
        profile.accept_reminder_hours,
        profile.late_accepts_to_summons,
        profile.day_end.isoformat(),
        extension.unit if extension else "",
        extension.before_deadline if extension else "",
    )
