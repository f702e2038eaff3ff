"""`python -m central`: the reference central platform from the command line."""

import argparse
import getpass
import sys
import uuid
from collections.abc import Callable, Sequence

from sqlalchemy.exc import OperationalError

from central import (
    administration,
    admitting,
    audit,
    commands,
    dispatching,
    identity,
    intake,
    late_entries,
    logs,
    message_tables,
    openapi,
    records,
    serving,
    training,
)
from central.backups import BackupRefusedError
from central.data_key import KeyRefusedError, read_key
from central.importing.rows import ExportUnreadable
from central.late_entries import LateState
from central.platform import Platform
from central.preparing import NewerDatabaseError
from central.problems import ProblemError
from central.reference_files import ReferenceUnreadableError
from central.serving import Listening
from central.shelf import StoreRefusedError
from central.workers import Home, Workers
from desktop.contract import codec
from desktop.contract.messages import ActionResult
from desktop.contract.rescue_file import RescueFileError
from desktop.contract.streams import speak_utf8
from desktop.domain.actions import Action, Close, DecideReturn, RecordCallback
from desktop.domain.orders import CallbackResult, Role
from desktop.domain.profile import ProfileError

DONE, REFUSED, WRONG_USE = 0, 1, 2
_AWAY = (
    "平台的文件或数据库读写不了：磁盘可能已满、没有权限，或正被占用。"
    "没有做完的已全部撤销，请处理后再试一次。"
)

_LATE_STATES = {
    LateState.OPEN: "未受理",
    LateState.ADMITTED: "已受理",
    LateState.ARRIVED: "已自行送达",
    LateState.SUPERSEDED: "已有新的内容代替",
}

_Command = Callable[[Platform, argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns:
        0 done, 1 refused, 2 wrong use.
    """
    speak_utf8()
    parser = commands.parser()
    options = parser.parse_args(arguments)
    logs.set_up()
    if options.command == "openapi":
        return _openapi(options)
    if options.key_stdin and options.database:
        parser.error("--key-stdin 只用于数据文件夹中的 SQLite，不能与 --database 同用。")
    try:
        key = read_key(sys.stdin.buffer) if options.key_stdin else None

        def opened() -> Platform:
            return Platform(options.data, options.database, key, options.calendars, options.files)

        if options.command == "restore":
            administration.restore(options, key, opened)
            return DONE
        return _run(opened(), options)
    except (BackupRefusedError, KeyRefusedError, NewerDatabaseError, StoreRefusedError) as error:
        return _refused(error.code, error.message_zh)
    except (OperationalError, OSError):
        return _refused("unavailable", _AWAY)


def _run(platform: Platform, options: argparse.Namespace) -> int:
    try:
        return _do(platform, options)
    except BackupRefusedError as error:
        return _refused(error.code, error.message_zh)
    except ProblemError as error:
        return _refused(error.problem.code, error.problem.title)
    except (ExportUnreadable, ReferenceUnreadableError, RescueFileError) as error:
        return _refused(error.code, error.message_zh)
    except codec.UnreadableError as error:
        return _refused("malformed", str(error))
    except LookupError as error:
        return _refused("not_found", f"没有找到 {error.args[0] if error.args else ''}")
    finally:
        platform.close()


def _do(platform: Platform, options: argparse.Namespace) -> int:
    if options.command in administration.COMMANDS:
        administration.COMMANDS[options.command](platform, options)
        return DONE
    status = _COMMANDS[options.command](platform, options)
    if status == DONE and options.command in _AUDITED:
        _note(platform, options)
    return status


def _note(platform: Platform, options: argparse.Namespace) -> None:
    """Write down who has changed the platform, and what of it."""
    given = vars(options)
    about = next((str(given[name]) for name in _AUDITED[options.command] if given.get(name)), "")
    if options.command == "late" and not about:
        return
    what = options.user_command if options.command == "user" else ""
    with platform.database.write() as transaction:
        audit.record(
            transaction.connection,
            audit.at_the_command_line(),
            f"{options.command} {what}".strip(),
            about,
            str(given.get("unit", "")) if about != given.get("unit") else "",
        )


def _refused(code: str, message: str) -> int:
    print(f"{code}: {message}", file=sys.stderr)
    return REFUSED


def _print_json(value: object) -> None:
    sys.stdout.buffer.write(codec.encode(value) + b"\n")
    sys.stdout.buffer.flush()


def _openapi(options: argparse.Namespace) -> int:
    """Print the contract; needs no platform, so no data folder comes of it."""
    content = message_tables.text() if options.tables else openapi.text()
    sys.stdout.buffer.write(content.encode())
    sys.stdout.buffer.flush()
    return DONE


def _serve(platform: Platform, options: argparse.Namespace) -> int:
    if options.training:
        training.fill(platform)
    listening = Listening(
        host=options.host,
        port=options.port,
        tls_cert=options.tls_cert,
        tls_key=options.tls_key,
        stops_with_stdin=options.stop_with_stdin,
    )
    if options.workers == 1:
        serving.serve(platform, listening)
        return DONE
    if options.workers < 1 or not platform.database.is_shared:
        return _refused("workers.database", "多个工作进程须用 PostgreSQL（--database）。")
    home = Home(
        data=options.data,
        database=options.database,
        calendars=options.calendars,
        files=options.files,
    )
    return DONE if Workers(home, listening, options.workers).run(platform) else REFUSED


def _restored(platform: Platform, _options: argparse.Namespace) -> int:
    _print_json({"epoch": platform.database.enter_new_epoch()})
    return DONE


def _profile(platform: Platform, options: argparse.Namespace) -> int:
    try:
        if options.file:
            text = options.file.read_text(encoding="utf-8")
            adopted = platform.rulebook.adopt(text, name=options.file.name)
            if adopted.id != options.profile:
                return _refused("rules.other", f"{options.file.name} 是“{adopted.id}”的规则。")
        platform.follow(options.profile)
    except (ProfileError, UnicodeDecodeError) as error:
        return _refused("rules.unusable", str(error))
    except KeyError:
        return _refused("rules.unknown", f"没有“{options.profile}”这套规则。")
    return DONE


def _unit(platform: Platform, options: argparse.Namespace) -> int:
    identity.add_unit(platform.database, options.unit, options.name, options.category)
    return DONE


def _enrol(platform: Platform, options: argparse.Namespace) -> int:
    code = identity.make_code(platform.database, options.unit)
    name = identity.unit_name(platform.database, options.unit)
    if options.json:
        _print_json({"code": code, "unit_id": options.unit, "unit_name": name})
    else:
        print(f"{name} 的登记码（七天内有效，只能用一次）：{code}")
    return DONE


def _user(platform: Platform, options: argparse.Namespace) -> int:
    if options.user_command in {"disable", "enable"}:
        enable = options.user_command == "enable"
        identity.set_active(platform.database, options.user_id, active=enable)
        return DONE
    if options.user_command == "join":
        role = Role(options.role)
        identity.join_unit(platform.database, options.user_id, options.unit, role)
        return DONE
    if options.user_command == "leave":
        identity.leave_unit(platform.database, options.user_id, options.unit)
        return DONE
    return _add_user(platform, options)


def _add_user(platform: Platform, options: argparse.Namespace) -> int:
    if options.password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = getpass.getpass("密码：")
    if not password:
        return _refused("user.password_missing", "密码不能为空。")
    role = Role(options.role)
    if role is not Role.CENTRE:
        identity.unit_name(platform.database, options.unit)
    user_id = identity.add_user(platform.database, options.unit, options.name, role, password)
    _print_json({"user_id": user_id})
    return DONE


def _revoke(platform: Platform, options: argparse.Namespace) -> int:
    identity.revoke_device(platform.database, options.device_id)
    return DONE


def _import(platform: Platform, options: argparse.Namespace) -> int:
    report = intake.take_file(platform, options.file, options.unit or intake.only_unit(platform))
    if options.json:
        _print_json(report)
        return DONE
    print(f"{report.sheet}：新增 {len(report.added)} 张，已有 {len(report.known)} 张，", end="")
    print(f"文件内重复 {len(report.repeated)} 行，未导入 {len(report.refused)} 行。")
    for line in report.refused:
        print(f"  第 {line.row} 行 {line.number}：{line.reason}")
    return DONE


def _orders(platform: Platform, options: argparse.Namespace) -> int:
    lines = records.order_lines(platform.database, options.unit)
    if options.json:
        _print_json(lines)
        return DONE
    for line in lines:
        print(f"{line.number}\t{line.unit_id}\t{line.stage}\t{line.title}")
    return DONE


def _show(platform: Platform, options: argparse.Namespace) -> int:
    record = records.order_record(platform.database, options.number)
    if options.json:
        _print_json(record)
        return DONE
    print(f"{record.order.number}\t{record.order.stage}\t{record.order.title}")
    for deed in record.history:
        print(f"  {deed.at}\t{deed.kind}\t{deed.status}\t{deed.user_name}")
    return DONE


def _late(platform: Platform, options: argparse.Namespace) -> int:
    if options.admit:
        results = admitting.admit(platform.database, platform.rulebook, options.admit)
        return _told(results[-1])
    entries = late_entries.entries(platform.database)
    if options.json:
        _print_json(entries)
        return DONE
    for entry in entries:
        state = _LATE_STATES[entry.state]
        print(f"{entry.op_id}\t{entry.number}\t{entry.kind}\t{entry.code}\t{state}")
    return DONE


def _act(platform: Platform, options: argparse.Namespace) -> int:
    return _take(platform, options.number, codec.decode_action(options.file.read_bytes()))


def _decide_return(platform: Platform, options: argparse.Namespace) -> int:
    action = DecideReturn(
        entry_id=str(uuid.uuid4()),
        accepted=options.decision == "accept",
        opinion=options.opinion,
        new_unit_id=options.to,
        leader=options.leader,
    )
    if options.to:
        identity.unit_name(platform.database, options.to)
    return _take(platform, options.number, action)


def _callback(platform: Platform, options: argparse.Namespace) -> int:
    result = CallbackResult(options.result)
    action = RecordCallback(entry_id=str(uuid.uuid4()), result=result, text=options.text)
    return _take(platform, options.number, action)


def _close(platform: Platform, options: argparse.Namespace) -> int:
    return _take(platform, options.number, Close())


def _take(platform: Platform, number: str, action: Action) -> int:
    order_id = dispatching.order_id_of(platform.database, number)
    return _told(dispatching.act(platform.database, platform.rulebook, order_id, action))


def _told(result: ActionResult) -> int:
    _print_json(result)
    return DONE if result.status.settled else _refused(result.code, result.message)


_AUDITED: dict[str, tuple[str, ...]] = {
    "restored": (),
    "profile": ("profile",),
    "unit": ("unit",),
    "enrol": ("unit",),
    "user": ("user_id", "name"),
    "revoke": ("device_id",),
    "late": ("admit",),
}
"""Commands that change the platform itself, and the options that name what they concern."""

_COMMANDS: dict[str, _Command] = {
    "serve": _serve,
    "restored": _restored,
    "profile": _profile,
    "unit": _unit,
    "enrol": _enrol,
    "user": _user,
    "revoke": _revoke,
    "import": _import,
    "orders": _orders,
    "show": _show,
    "late": _late,
    "act": _act,
    "decide-return": _decide_return,
    "callback": _callback,
    "close": _close,
}


if __name__ == "__main__":
    sys.exit(main())
