"""A unit's own rules at its own centre (implements `RuleShelf`)."""

from collections.abc import Callable, Sequence
from pathlib import Path

from desktop.bootstrap.private_centre import CentreRefusedError, PrivateCentre
from desktop.bootstrap.rule_book import FileRuleBook
from desktop.domain.profile import Profile, ProfileError
from desktop.host.child import ChildError
from desktop.services.file_trouble import reason_of
from desktop.services.founding import PLATFORM_DECIDES, ProfileOffer
from desktop.services.order_desk import RefusedError
from resources import rule_files


def profile_offer(profile: Profile) -> ProfileOffer:
    """Describe rules that can be chosen."""
    return ProfileOffer(
        profile.id,
        profile.name,
        profile.sources[0] if profile.sources else "",
        profile.version,
        profile.id not in rule_files.profile_ids(),
    )


def profile_offers(book: FileRuleBook) -> Sequence[ProfileOffer]:
    """List the rules that are shipped, and after them the unit's own."""
    ids = (*rule_files.profile_ids(), *book.own.ids())
    found = (book.own.newest(wanted) or _shipped(book, wanted) for wanted in ids)
    return [profile_offer(profile) for profile in found if profile]


class OwnRules:
    """Chooses the rules that new orders of a private centre are dispatched under.

    Args:
        book: Keeps every version.
        centre: Dispatches; None at a real platform, which judges by its own rules.
        in_force: Tells the profile in force.
        noted: Keeps the choice and its audit line, in one transaction.
    """

    def __init__(
        self,
        book: FileRuleBook,
        centre: PrivateCentre | None,
        in_force: Callable[[], str],
        noted: Callable[[ProfileOffer], None],
    ) -> None:
        self._book = book
        self._centre = centre
        self._in_force = in_force
        self._noted = noted

    @property
    def is_free(self) -> bool:
        """Whether the unit may choose its rules."""
        return self._centre is not None

    def offers(self) -> Sequence[ProfileOffer]:
        """List what can be chosen; see `RuleShelf.offers`."""
        return profile_offers(self._book)

    def current(self) -> ProfileOffer:
        """Describe what is in force; see `RuleShelf.current`."""
        return profile_offer(self._book.rules_for(self._in_force(), 0).profile)

    def import_file(self, path: Path) -> ProfileOffer:
        """Keep a rule file; see `RuleShelf.import_file`."""
        self._free_centre()
        try:
            return profile_offer(self._book.import_profile(path).profile)
        except ProfileError as error:
            raise RefusedError("rules.unusable", str(error)) from error
        except OSError as error:
            raise RefusedError("rules.disk", f"写不了规则文件：{reason_of(error)}。") from error

    def use(self, profile_id: str) -> ProfileOffer:
        """Put rules into force; see `RuleShelf.use`."""
        centre = self._free_centre()
        try:
            offer = profile_offer(self._book.newest(profile_id))
            centre.follow(profile_id, self._book.own_file(profile_id))
        except (ProfileError, CentreRefusedError, ChildError) as error:
            raise RefusedError("rules.refused", str(error)) from error
        self._noted(offer)
        return offer

    def _free_centre(self) -> PrivateCentre:
        if self._centre is None:
            raise RefusedError("rules.platform_decides", PLATFORM_DECIDES)
        return self._centre


def _shipped(book: FileRuleBook, profile_id: str) -> Profile | None:
    return book.newest(profile_id) if profile_id in rule_files.profile_ids() else None
