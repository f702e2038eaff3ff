"""The rules each order was dispatched under: profiles in all their versions, one calendar."""

import tomllib
from pathlib import Path

from sqlalchemy import func, select

from central import schema
from central.calendars import Calendars
from central.database import Database, Transaction
from central.new_rows import replace
from desktop.contract.messages import RuleFile
from desktop.domain.calendar import Calendar
from desktop.domain.clocks import Rules
from desktop.domain.orders import Order
from desktop.domain.profile import Profile, ProfileError, parse_profile
from resources import rule_files


class Rulebook:
    """Finds the rules of an order. All profiles are archived, so that old versions stay.

    Args:
        database: Where the versions are archived.
        calendars: Folder of added holiday calendars; None for `calendars` in the data folder.
    """

    def __init__(self, database: Database, calendars: Path | None = None) -> None:
        self._database = database
        self._calendars = Calendars(calendars or database.data / "calendars")
        self._rules: dict[tuple[str, int], Rules] = {}
        for profile_id in rule_files.profile_ids():
            self._archive(profile_id)

    @property
    def calendar(self) -> Calendar:
        """The calendar of all published years."""
        return self._calendars.calendar

    def rules_of(self, order: Order) -> Rules:
        """Find the rules that an order was dispatched under.

        Raises:
            LookupError: The platform does not know that profile in that version.
        """
        return self.rules(order.profile, order.profile_version)

    def rules(self, profile_id: str, version: int) -> Rules:
        """Find the rules of one version of a profile.

        Raises:
            LookupError: The platform does not know it.
        """
        key = (profile_id, version)
        calendar = self.calendar
        found = self._rules.get(key)
        if found is None or found.calendar.notices is not calendar.notices:
            found = self._rules[key] = Rules(self._load(*key), calendar)
        return found

    def current(self, profile_id: str) -> Profile:
        """Give the version of a profile under which new orders are dispatched.

        That is the bundled one, or the newest one that was adopted.

        Raises:
            KeyError: There is no such profile.
        """
        if profile_id in rule_files.profile_ids():
            content = rule_files.profile_content(profile_id)
            return parse_profile(content, name=f"{profile_id}.toml")
        table = schema.rule_files
        query = select(func.max(table.c.version)).where(table.c.name == profile_id)
        with self._database.read() as connection:
            newest = connection.execute(query).scalar()
        if newest is None:
            raise KeyError(profile_id)
        return self._load(profile_id, newest)

    def adopt(self, text: str, *, name: str) -> Profile:
        """Take up a profile that is not bundled, such as a unit's own at its private centre.

        Args:
            text: The whole file; it extends nothing any more.
            name: The file's name, for messages.

        Raises:
            ProfileError: It cannot be used, has the id of a bundled one, or differs from what
                orders of this version were dispatched under.
        """
        try:
            profile = parse_profile(tomllib.loads(text), name=name)
        except tomllib.TOMLDecodeError as error:
            raise ProfileError(f"{name}：不是 TOML 文件（{error}）") from error
        if profile.id in rule_files.profile_ids():
            raise ProfileError(f"{name}.id：“{profile.id}”是随程序的规则，要有自己的 id")
        known = self._text(profile.id, profile.version)
        if known is not None and tomllib.loads(known) != tomllib.loads(text):
            raise ProfileError(f"{name}.version：第 {profile.version} 版已有，内容不同")
        if known is None:
            with self._database.write() as transaction:
                _store(transaction, profile.id, profile.version, text.encode())
        return profile

    def profile_files(self) -> list[RuleFile]:
        """List every archived version of every profile."""
        table = schema.rule_files
        with self._database.read() as connection:
            rows = connection.execute(select(table).order_by(table.c.name, table.c.version))
            return [RuleFile(row.name, row.version, bytes(row.toml).decode()) for row in rows]

    def calendar_files(self) -> list[RuleFile]:
        """List the calendar files, with their year as version."""
        return self._calendars.files

    def _load(self, profile_id: str, version: int) -> Profile:
        text = self._text(profile_id, version)
        if text is None:
            raise LookupError(f"no profile {profile_id} version {version}")
        return parse_profile(tomllib.loads(text), name=f"{profile_id}.toml")

    def _text(self, profile_id: str, version: int) -> str | None:
        table = schema.rule_files
        query = select(table.c.toml).where(table.c.name == profile_id, table.c.version == version)
        with self._database.read() as connection:
            raw = connection.execute(query).scalar()
        return None if raw is None else bytes(raw).decode()

    def _archive(self, profile_id: str) -> None:
        raw = rule_files.profile_text(profile_id).encode()
        version = self.current(profile_id).version
        with self._database.write() as transaction:
            _store(transaction, profile_id, version, raw)


def _store(transaction: Transaction, profile_id: str, version: int, raw: bytes) -> None:
    # two processes may start with a new version at once
    values = {"name": profile_id, "version": version, "toml": raw}
    replace(transaction.connection, schema.rule_files, values)
