"""The commands of `python -m central`: what each is called, and the options it takes."""

import argparse
from pathlib import Path
from typing import TypeAlias

from central import administration
from desktop.domain.orders import CallbackResult, Role

_ROLES = [Role.CLERK.value, Role.HEAD.value, Role.VIEWER.value, Role.CENTRE.value]


def parser() -> argparse.ArgumentParser:
    """Make the parser of all commands."""
    root = argparse.ArgumentParser(
        prog="python -m central", description="12345 热线参考平台：派单、收办理结果、回访、办结。"
    )
    commands = root.add_subparsers(dest="command", required=True)
    shared = _shared()
    _add_service(commands, shared)
    _add_people(commands, shared)
    _add_orders(commands, shared)
    _add_centre(commands, shared)
    administration.add_commands(commands, shared)
    return root


# argparse has no public name for what add_subparsers gives
_Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001


def _shared() -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--data", type=Path, default=Path("central-data"), help="平台的数据文件夹")
    shared.add_argument(
        "--database", default="", metavar="URL", help="数据库地址；不写时用数据文件夹中的 SQLite"
    )
    shared.add_argument(
        "--files",
        default="",
        metavar="URL",
        help="附件的存放处 s3://密钥名:密钥@主机/桶；不写时放在数据文件夹中",
    )
    shared.add_argument(
        "--calendars",
        type=Path,
        metavar="DIR",
        help="另加的放假安排（<年>.toml）的文件夹；不写时为数据文件夹中的 calendars",
    )
    shared.add_argument(
        "--key-stdin",
        action="store_true",
        help="数据文件夹加密保存：从标准输入的第一行读 64 位十六进制密钥",
    )
    return shared


def _add_service(commands: _Commands, shared: argparse.ArgumentParser) -> None:
    serve = commands.add_parser("serve", parents=[shared], help="启动平台服务")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=0, help="0 表示任取一个空闲端口")
    serve.add_argument("--training", action="store_true", help="首次启动时放入演练工单")
    serve.add_argument(
        "--workers", type=int, default=1, metavar="N", help="工作进程数；多于一个时须用 PostgreSQL"
    )
    serve.add_argument("--tls-cert", type=Path)
    serve.add_argument("--tls-key", type=Path)
    serve.add_argument(
        "--stop-with-stdin", action="store_true", help="标准输入关闭时停止（随启动它的程序结束）"
    )
    rules = commands.add_parser(
        "profile", parents=[shared], help="以后派的工单适用哪套规则；已派的工单不变"
    )
    rules.add_argument("profile", metavar="ID", help="随程序的规则，或已导入过的规则")
    rules.add_argument("--file", type=Path, metavar="FILE.toml", help="先导入这个规则文件")
    contract = commands.add_parser("openapi", help="打印同步接口的 OpenAPI 文档")
    contract.add_argument("--tables", action="store_true", help="逐字段的 Markdown 表格")
    commands.add_parser("restored", parents=[shared], help="从备份恢复之后执行：所有终端重新同步")


def _add_people(commands: _Commands, shared: argparse.ArgumentParser) -> None:
    unit = commands.add_parser("unit", parents=[shared], help="登记单位")
    unit.add_argument("unit")
    unit.add_argument("name")
    unit.add_argument("--category", default="")
    enrol = commands.add_parser("enrol", parents=[shared], help="为单位的一台电脑生成登记码")
    enrol.add_argument("unit")
    enrol.add_argument("--json", action="store_true")
    user = commands.add_parser("user", help="用户")
    actions = user.add_subparsers(dest="user_command", required=True)
    add = actions.add_parser("add", parents=[shared], help="添加用户，或重设密码和角色")
    add.add_argument("name")
    add.add_argument("--unit", required=True)
    add.add_argument("--role", choices=_ROLES, default=Role.CLERK.value)
    add.add_argument("--password-stdin", action="store_true", help="从标准输入读密码")
    for name, words in (("disable", "停用用户"), ("enable", "重新启用用户")):
        actions.add_parser(name, parents=[shared], help=words).add_argument("user_id")
    join = actions.add_parser("join", parents=[shared], help="兼任另一个单位，用户名和密码不变")
    join.add_argument("user_id")
    join.add_argument("unit")
    join.add_argument("--role", choices=_ROLES[:3], default=Role.CLERK.value)
    leave = actions.add_parser("leave", parents=[shared], help="不再兼任一个单位")
    leave.add_argument("user_id")
    leave.add_argument("unit")
    revoke = commands.add_parser("revoke", parents=[shared], help="停用一台电脑")
    revoke.add_argument("device_id")


def _add_orders(commands: _Commands, shared: argparse.ArgumentParser) -> None:
    load = commands.add_parser("import", parents=[shared], help="导入平台导出的工单")
    load.add_argument("file", type=Path)
    load.add_argument("--unit", default="", help="没有写明单位的工单派给谁；只有一个单位时可不写")
    load.add_argument("--json", action="store_true")
    listing = commands.add_parser("orders", parents=[shared], help="列出工单")
    listing.add_argument("--unit", default="")
    listing.add_argument("--json", action="store_true")
    show = commands.add_parser("show", parents=[shared], help="工单及其全部办理动作")
    show.add_argument("number")
    show.add_argument("--json", action="store_true")
    late = commands.add_parser("late", parents=[shared], help="未被接受而留存的内容")
    late.add_argument("--json", action="store_true")
    late.add_argument("--admit", default="", metavar="OP_ID", help="按填写时的时间受理")


def _add_centre(commands: _Commands, shared: argparse.ArgumentParser) -> None:
    act = commands.add_parser("act", parents=[shared], help="对工单做一个中心动作")
    act.add_argument("number")
    act.add_argument("file", type=Path, help="动作的 JSON 文件")
    decide = commands.add_parser("decide-return", parents=[shared], help="审核退单")
    decide.add_argument("number")
    decide.add_argument("decision", choices=["accept", "refuse"])
    decide.add_argument("--opinion", required=True)
    decide.add_argument("--to", default="", metavar="UNIT", help="同意时改派给谁")
    decide.add_argument("--leader", default="", help="批办的街道领导；第二次退单起必填")
    callback = commands.add_parser("callback", parents=[shared], help="登记回访结果")
    callback.add_argument("number")
    callback.add_argument("result", choices=[result.value for result in CallbackResult])
    callback.add_argument("--text", default="")
    close = commands.add_parser("close", parents=[shared], help="办结")
    close.add_argument("number")
