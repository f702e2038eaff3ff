"""`profiles`: the rules there are, a unit's own among them, and which of them are in force."""

import argparse
from pathlib import Path

from desktop.bootstrap.rule_book import FileRuleBook
from desktop.cli.compare_command import compare
from desktop.cli.outcome import CommandError, Exit, show
from desktop.cli.session import founding_at, opened_office
from desktop.domain.clocks import DUTY_NAMES
from desktop.domain.profile import ClockRule, Profile
from desktop.host.paths import data_folder
from desktop.services.founding import FoundingError, ProfileOffer
from resources import rule_files


def profiles(arguments: argparse.Namespace) -> Exit:
    """List every rule profile, import a unit's own, or put one into force for new orders."""
    if arguments.compare:
        return compare(arguments)
    if arguments.what == "import":
        return _import(arguments, Path(_given(arguments, "规则文件，如 profiles import 本局.toml")))
    if arguments.what == "use":
        return _use(arguments, _given(arguments, "规则的 id，如 profiles use kaifeng"))
    book = FileRuleBook(own=data_folder(arguments.data_dir).profiles)
    found = [book.newest(profile_id) for profile_id in rule_files.profile_ids()]
    found += [profile for own in book.own.ids() if (profile := book.own.newest(own))]
    show(
        [_about(profile) for profile in found],
        as_json=arguments.json,
        words=lambda: "\n".join(_about_words(profile) for profile in found),
    )
    return Exit.DONE


def _given(arguments: argparse.Namespace, wanted: str) -> str:
    if not arguments.given:
        raise CommandError(Exit.WRONG_USE, "rules.missing", f"还要给出{wanted}。")
    return str(arguments.given)


def _import(arguments: argparse.Namespace, path: Path) -> Exit:
    try:
        offer = founding_at(arguments).import_profile(path)
    except FoundingError as error:
        raise CommandError(Exit.REFUSED, error.code, error.message) from error
    show(
        _plain(offer),
        as_json=arguments.json,
        words=lambda: (
            f"已导入 {offer.name}（{offer.profile_id} 第 {offer.version} 版）。"
            f"用 profiles use {offer.profile_id} 改用，或在首次导入时写 --profile。"
        ),
    )
    return Exit.DONE


def _use(arguments: argparse.Namespace, profile_id: str) -> Exit:
    with opened_office(arguments) as office:
        shelf = office.workplace.rule_shelf
        assert shelf is not None  # noqa: S101 - an opened office has one
        offer = shelf.use(profile_id)
    show(
        _plain(offer),
        as_json=arguments.json,
        words=lambda: (
            f"以后的工单按 {offer.name}（第 {offer.version} 版）办理；已有的工单仍按原来的版本。"
        ),
    )
    return Exit.DONE


def _plain(offer: ProfileOffer) -> dict[str, object]:
    return {
        "id": offer.profile_id,
        "name": offer.name,
        "version": offer.version,
        "own": offer.own,
    }


def _about(profile: Profile) -> dict[str, object]:
    return {
        "id": profile.id,
        "version": profile.version,
        "name": profile.name,
        "level": profile.level,
        "valid_from": profile.valid_from.isoformat(),
        "valid_to": profile.valid_to.isoformat() if profile.valid_to else None,
        "sources": list(profile.sources),
        "closed_by": profile.record_time,
        "kinds": [{"id": kind.id, "name": kind.name} for kind in profile.kinds],
        "clocks": [_rule_words(rule) for rule in profile.clocks],
        "return": "request_return" in profile.actions,
        "extension": profile.extension is not None,
        "irregular": profile.irregular is not None,
        "matters": [matter.name for matter in profile.matters],
        "reports": [duty.name for duty in profile.reporting_duties],
        "actions": sorted(profile.actions),
    }


def _rule_words(rule: ClockRule) -> dict[str, object]:
    return {
        "duty": rule.duty.value,
        "kinds": list(rule.kinds),
        "start": rule.start,
        "limits": [f"{limit.count} {limit.unit}" for limit in rule.limits],
        "no_number": rule.no_number,
        "rule": rule.rule,
        "clause": rule.clause,
    }


def _about_words(profile: Profile) -> str:
    lines = [f"{profile.id}　{profile.name}　{profile.level}　第 {profile.version} 版"]
    lines += [f"    依据：{source}" for source in profile.sources]
    for rule in profile.clocks:
        limits = "、".join(
            f"{limit.count} 个{'工作日' if limit.unit == 'wd' else '自然日'}"
            for limit in rule.limits
        )
        lines.append(f"    {DUTY_NAMES[rule.duty]}：{limits or rule.no_number}（{rule.rule}）")
    return "\n".join(lines)
