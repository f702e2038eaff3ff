"""The command line: every command with its options; imports nothing heavy."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from desktop.domain.paper_forms import ORDER_FORMS, PAPER_FORMS
from desktop.services.report_names import REPORT_NAMES

_CENTRE = ("callback", "close", "decide-return", "act", "late", "orders", "show")


def make_parser() -> argparse.ArgumentParser:
    """Make the parser of `hotline-desk`. Without a command the window opens."""
    parser = argparse.ArgumentParser(
        prog="hotline-desk",
        description="12345 承办工单台。不带命令时打开窗口。",
        epilog="退出状态：0 完成，1 被拒绝（附原因和代码），2 用法错误，3 离线（数据已保存）。",
    )
    parser.add_argument("--version", action="store_true", help="显示版本")
    _common(parser, default=None)
    commands = parser.add_subparsers(dest="command", metavar="命令")
    _order_commands(commands)
    _paper_commands(commands)
    _other_commands(commands)
    return parser


def window_arguments(words: Sequence[str]) -> argparse.Namespace | None:
    """Read a start of the window, without making the parsers of all commands (8 ms of it).

    Args:
        words: The command line without the program's name.

    Returns:
        None where there is more than the common options, or anything wrong: `make_parser` says it.
    """
    parser = argparse.ArgumentParser(add_help=False, exit_on_error=False)
    _common(parser, default=None)
    try:
        found, more = parser.parse_known_args(words)
    except argparse.ArgumentError:
        return None
    if more:
        return None
    found.command = None
    return found


def _common(parser: argparse.ArgumentParser, *, default: object = argparse.SUPPRESS) -> None:
    """Add the options that every command takes, before or after its name."""
    parser.add_argument(
        "--data-dir", type=Path, metavar="DIR", default=default, help="数据文件夹（默认为用户目录）"
    )
    parser.add_argument(
        "--passphrase-fd",
        type=int,
        metavar="N",
        default=default,
        help="从文件描述符 N 读取数据库口令的第一行",
    )


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    text: str,
    *,
    prints_data: bool = True,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=text, description=text)
    _common(parser)
    if prints_data:
        parser.add_argument("--json", action="store_true", help="以 JSON 输出")
    return parser


def _order_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    orders = _command(commands, "orders", "列出工单")
    orders.add_argument("--stage", metavar="S", help="阶段或分组，如 待接单、handling")
    orders.add_argument("--find", metavar="TEXT", default="", help="搜索编号、诉求人、地址和全文")
    orders.add_argument("--limit", type=int, default=200, metavar="N", help="最多列出多少张")
    show = _command(commands, "show", "显示一张工单")
    show.add_argument("number", metavar="NUMBER", help="工单编号")
    act = _command(commands, "act", "办理一步，如 accept、contact、submit")
    act.add_argument("number", metavar="NUMBER", help="工单编号")
    act.add_argument("action", metavar="ACTION", help="动作名称")
    act.add_argument("--data", type=Path, metavar="FILE.json", help="动作内容，- 表示标准输入")
    imported = _command(commands, "import", "导入平台导出的工单（.xlsx、.xls、.csv）")
    imported.add_argument("file", type=Path, metavar="FILE")
    imported.add_argument("--unit", metavar="NAME", default="本单位", help="首次导入：本单位名称")
    imported.add_argument("--user", metavar="NAME", default="承办人", help="首次导入：您的姓名")
    imported.add_argument("--profile", metavar="P", default="xiayang", help="首次导入：适用规则")
    _command(commands, "sync", "与平台同步一次")


def _paper_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    printed = _command(commands, "print", "打印表单：一张到 PDF 文件，或成批到文件夹、打印机")
    forms = "、".join(f"{form.id} {form.name}" for form in PAPER_FORMS.values())
    printed.add_argument("form", choices=tuple(PAPER_FORMS), metavar="FORM", nargs="?", help=forms)
    printed.add_argument(
        "number", metavar="NUMBER", nargs="?", help="工单编号；空白表和本单位自己的表不填"
    )
    printed.add_argument("--out", type=Path, metavar="FILE.pdf|DIR", help="文件；成批时是文件夹")
    batch = printed.add_argument_group("成批打印", "前面加一张打印清单，每张都记入工单记录")
    batch.add_argument("--batch", action="store_true", help="成批打印，与下面两项之一同用")
    batch.add_argument(
        "--due-today", action="store_true", help="今天到期的工单里，按规定要有、还没有打印的表"
    )
    batch.add_argument("--orders", nargs="+", metavar="NUMBER", help="这些工单有内容的表")
    batch.add_argument("--only", nargs="+", metavar="FORM", help="只打这几种表，如 F2 F3")
    batch.add_argument("--printer", metavar="NAME", default="", help="送到打印机，代替 --out")
    batch.add_argument("--copies", type=int, default=1, metavar="N", help="份数")
    batch.add_argument("--duplex", action="store_true", help="双面")
    printed.add_argument("--copy", choices=("site", "archive"), default="archive", help="F2 联次")
    printed.add_argument("--round", type=int, default=0, metavar="N", help="第几次处置，默认本次")
    printed.add_argument("--blank", action="store_true", help="空白表")
    printed.add_argument(
        "--full-number", action="store_true", help="印出诉求人的完整号码（记入审计日志）"
    )
    printed.add_argument(
        "--data", type=Path, metavar="FILE.json", help="本单位自己的表（F15、F21）的内容"
    )
    _report_command(commands)
    scan = _command(commands, "scan", "识别签字后扫描的表单")
    scan.add_argument("files", type=Path, nargs="+", metavar="FILE")
    scan.add_argument("--signer", metavar="NAME", help="确认的签字人；给出后才存入签字")
    scan.add_argument("--signed-on", metavar="DATE", help="纸面日期，如 2026-11-24")
    scan.add_argument("--ink-seen", action="store_true", help="笔迹不清楚时：已看过，确有签字")
    scan.add_argument(
        "--sign-kind",
        choices=("own", "delegated", "late"),
        default="own",
        metavar="own|delegated|late",
        help="own 本人签（默认），delegated 委托签，late 补签",
    )
    scan.add_argument("--delegated-by", metavar="NAME", default="", help="委托签：受哪位负责人委托")
    scan.add_argument("--reason", metavar="TEXT", default="", help="委托签、补签的原因")
    scan.add_argument("--incomplete", action="store_true", help="缺页也存入")
    scan.add_argument("--yes", action="store_true", help="不再询问，直接存入")
    _signing_commands(commands)


def _signing_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    signed = _command(commands, "sign", "电子签名：在本机签、导出待签的 PDF、取回别处签好的 PDF")
    signed.add_argument(
        "form", choices=[form.id for form in ORDER_FORMS if form.steps], nargs="?", metavar="FORM",
        help="要签的表，如 F1",
    )  # fmt: skip
    signed.add_argument("number", nargs="?", metavar="NUMBER", help="工单编号")
    signed.add_argument("--step", metavar="S", help="签字处，如 head、step1；默认第一处")
    key = signed.add_mutually_exclusive_group()
    key.add_argument("--p12", type=Path, metavar="FILE", help="证书文件（.p12、.pfx）")
    key.add_argument("--module", type=Path, metavar="LIB", help="UKey 的驱动文件（PKCS#11）")
    key.add_argument("--take", type=Path, metavar="FILE.pdf", help="取回别处签好的 PDF，存入工单")
    key.add_argument("--offer", action="store_true", help="导出待签的 PDF 到 --out")
    signed.add_argument("--certificate", metavar="LABEL", default="", help="UKey 里的哪张证书")
    signed.add_argument(
        "--secret-fd", type=int, metavar="N", help="从文件描述符 N 读取证书口令或 PIN 的第一行"
    )
    signed.add_argument("--out", type=Path, metavar="FILE.pdf", help="--offer 存成的文件")
    checked = _command(commands, "verify", "核对表格：是哪张工单的、何时谁打印、内容是否仍一致")
    checked.add_argument("what", metavar="FILE|CODE", help="PDF、扫描件、照片，或页脚的版本码")


def _report_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    made = _command(commands, "report", "台账与定期报表：PDF、Excel 表或 CSV")
    names = "、".join(f"{form} {name}" for form, name in REPORT_NAMES.items())
    forms = tuple(str(form) for form in REPORT_NAMES)
    made.add_argument("form", choices=forms, metavar="FORM", help=names)
    made.add_argument(
        "--period",
        metavar="P",
        help="期间：2026-10、2026，或 2026-10-01..2026-10-08",
    )
    made.add_argument("--out", type=Path, metavar="FILE.pdf|.xlsx|.csv", required=True)
    made.add_argument("--blank", action="store_true", help="空白表")
    made.add_argument("--retention", metavar="TEXT", default="", help="F13：保管期限，如 10年")
    made.add_argument("--roster", type=Path, metavar="FILE", help="F23：值班安排，每行日期和姓名")
    made.add_argument(
        "--score", type=Path, metavar="FILE.json", help="F14：考核数据，同 score 命令"
    )


def _other_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    clocks = _command(commands, "clocks", "计算时限（不需要数据库），或列出工单的时限")
    clocks.add_argument("--order", metavar="NUMBER", help="本机的工单编号；连同延期以前的原时限")
    clocks.add_argument("--profile", metavar="P", help="规则，如 xiayang，或本单位的规则文件 .toml")
    clocks.add_argument("--kind", metavar="K", help="工单类型，如 一般、随身拍")
    clocks.add_argument("--dispatched", metavar="ISO", help="派单时间")
    clocks.add_argument("--rehandle", metavar="ISO", help="退回再次处置的时间")
    clocks.add_argument(
        "--event",
        action="append",
        default=[],
        metavar="E=V",
        help="accept=时间、rehandle=时间、receipt=收到书面通知的时间、extension=天数",
    )
    clocks.add_argument(
        "--closed-by", choices=("platform", "local"), help="以谁的时间为准，默认按规则"
    )
    profiles = _command(commands, "profiles", "规则：列出、导入本单位的规则文件、改用")
    profiles.add_argument(
        "what",
        nargs="?",
        choices=("list", "import", "use"),
        default="list",
        metavar="list|import|use",
        help="list 列出（默认），import 导入规则文件，use 以后的工单改用",
    )
    profiles.add_argument("given", nargs="?", metavar="FILE.toml|ID", help="规则文件，或规则的 id")
    profiles.add_argument(
        "--compare",
        nargs=2,
        metavar=("OLD", "NEW"),
        help="两个版本有哪些不同（ID、ID@版本或 .toml 文件）；给出 --data-dir 时连同未办结工单",
    )
    calendar = _command(commands, "calendar", "放假安排：检查、导入、显示")
    calendar.add_argument("what", choices=("check", "import", "show"), help="check、import、show")
    calendar.add_argument(
        "file", nargs="?", metavar="FILE|YEAR", help="日历文件（holiday-cn JSON）；show 时为年份"
    )
    duties = _command(commands, "duties", "定期报送：报什么、到哪天、依据哪一条")
    duties.add_argument("--profile", metavar="P", help="规则，如 linshu；不写为本单位（要数据库）")
    duties.add_argument("--on", metavar="DATE", help="以哪一天为准；与 --done 同用为报送日期")
    noted = duties.add_mutually_exclusive_group()
    noted.add_argument("--done", metavar="ID", help="登记已报送：最早一期未报的，如 onsite_sheet")
    noted.add_argument("--undo", metavar="ID", help="撤销最近一期的报送登记")
    score = _command(commands, "score", "试算考核得分：按数据文件，或按本机的工单")
    score.add_argument("--profile", metavar="P", help="规则，如 linshu；与 --data 同用")
    score.add_argument(
        "--data", type=Path, metavar="FILE.json", help="考核数据，- 表示标准输入（不需要数据库）"
    )
    score.add_argument(
        "--period", metavar="PERIOD", help="按本机工单试算：2026-10、2026 或起止日期"
    )
    demo = _command(commands, "demo", "演练：启动内置平台和示例工单")
    demo.add_argument("--headless", action="store_true", help="无窗口走完整个流程")
    demo.add_argument("--orders", type=Path, metavar="FILE", help="用自己的工单文件")
    demo.add_argument("--out", type=Path, metavar="DIR", help="PDF、截图和 summary.json 的文件夹")
    checked = _command(commands, "doctor", "检查字体、数据库、时钟、平台、打印机")
    checked.add_argument(
        "--connection", action="store_true", help="只测试连接：代理、域名、证书、登录，一步一步"
    )
    saved = _command(commands, "rescue", "发不出去的内容：导出为加密文件，或导入另一台电脑导出的")
    saved.add_argument("task", nargs="?", choices=("import",), help="import 导入；不写为导出")
    saved.add_argument("file", nargs="?", type=Path, metavar="FILE", help="要导入的文件")
    saved.add_argument("--out", type=Path, metavar="FILE", help="导出成的文件")
    saved.add_argument(
        "--send", action="store_true", help="不导出文件，直接交给中心，由中心的人核对受理"
    )
    saved.add_argument("--reason", metavar="TEXT", default="", help="发不出去的原因，给平台看")
    saved.add_argument(
        "--secret-fd", type=int, metavar="N", help="从文件描述符 N 读取文件口令的第一行"
    )
    centre = _command(
        commands, "centre", "登记街道在程序外的决定：回访、办结、审核退单", prints_data=False
    )
    centre.add_argument("name", choices=_CENTRE, metavar="COMMAND", help="、".join(_CENTRE))
    centre.add_argument("arguments", nargs=argparse.REMAINDER, help="编号等，同 central 的命令")
    central = _command(commands, "central", "参考平台的命令（演练用）", prints_data=False)
    central.add_argument("arguments", nargs=argparse.REMAINDER)
