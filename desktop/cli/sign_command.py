"""`sign`: electronic signatures without a window, and documents signed with other programs."""

import argparse
import getpass
import sys
from pathlib import Path

from desktop.cli.outcome import CommandError, Exit, show
from desktop.cli.paper_commands import write_out
from desktop.cli.session import first_line, opened_office
from desktop.domain.paper_forms import PAPER_FORMS, form_name, step_name
from desktop.services.paper_ports import PrintError
from desktop.services.signing_ports import KeyFile, SignatureReport, SigningKey, Token
from desktop.services.workplace import Workplace

_Result = dict[str, object]


def sign(arguments: argparse.Namespace) -> Exit:
    """Sign a box of a form, give out the document to be signed, or take a signed one back."""
    _demand_errand(arguments)
    with opened_office(arguments) as office:
        try:
            result = _done(office.workplace, arguments)
        except PrintError as error:
            raise CommandError(Exit.REFUSED, "print.refused", str(error)) from error
    show(result, as_json=arguments.json, words=lambda: str(result["message"]))
    return Exit.DONE


def _demand_errand(arguments: argparse.Namespace) -> None:
    """Refuse what does not say which of the three it wants."""
    if arguments.take:
        return
    if not (arguments.form and arguments.number):
        message = "请给出表和工单编号，如 sign F1 QP20260918001 --p12 我的证书.p12；或用 --take。"
        raise CommandError(Exit.WRONG_USE, "sign.what", message)
    if arguments.offer and not arguments.out:
        raise CommandError(Exit.WRONG_USE, "sign.out", "--offer 要用 --out 给出存成哪个文件。")
    if not arguments.offer and not (arguments.p12 or arguments.module):
        message = "请用 --p12 给出证书文件，或用 --module 给出 UKey 的驱动文件。"
        raise CommandError(Exit.WRONG_USE, "sign.key", message)


def _done(workplace: Workplace, arguments: argparse.Namespace) -> _Result:
    if arguments.take:
        return _taken(workplace, arguments.take)
    order_id = workplace.orders.find(arguments.number)
    if arguments.offer:
        return _offered(workplace, order_id, arguments.form, arguments.out)
    missing = workplace.signing.what_is_missing()
    if missing:
        raise CommandError(Exit.REFUSED, "esign.issuers", missing)
    step = arguments.step or PAPER_FORMS[arguments.form].steps[0][0]
    key = _key(arguments)
    holder = workplace.signing.holder(key)
    workplace.signing.sign(order_id, arguments.form, step, key)
    return {
        "form": arguments.form,
        "number": arguments.number,
        "step": step,
        "holder": holder.holder,
        "issuer": holder.issuer,
        "message": (
            f"{arguments.number}《{form_name(arguments.form)}》{step_name(arguments.form, step)}："
            f"{holder.holder}已电子签名，证书由“{holder.issuer}”签发，已存入工单。"
        ),
    }


def _taken(workplace: Workplace, path: Path) -> _Result:
    document = workplace.signing.take(path)
    workplace.signing.file(document)
    words = [report.words for report in document.reports]
    if not document.current:
        words.append("签名后内容改过：已存入，并标注“与现有内容不一致”。")
    return {
        "form": document.printed.form,
        "number": document.number,
        "current": document.current,
        "signatures": [_report(report) for report in document.reports],
        "message": "\n".join([f"已存入工单 {document.number}。", *words]),
    }


def _report(report: SignatureReport) -> _Result:
    return {
        "step": report.box,
        "holder": report.certificate.holder,
        "issuer": report.certificate.issuer,
        "counts": report.counts,
        "words": report.words,
    }


def _offered(workplace: Workplace, order_id: str, form: str, out: Path) -> _Result:
    printed, pdf = workplace.signing.offer(order_id, form)
    write_out(out, pdf, again="导出")
    return {
        "form": form,
        "codes": dict(printed.codes),
        "file": str(out),
        "message": f"已导出 {out}；签好后用 sign --take 取回，文件内容请不要改动。",
    }


def _key(arguments: argparse.Namespace) -> SigningKey:
    if arguments.p12:
        return KeyFile(path=arguments.p12, passphrase=_secret(arguments, "证书文件的口令："))
    return Token(
        module=arguments.module,
        pin=_secret(arguments, "UKey 的 PIN："),
        certificate=arguments.certificate,
    )


def _secret(arguments: argparse.Namespace, question: str) -> str:
    """Get what opens the key: from its own file descriptor, or typed; it is kept nowhere."""
    if arguments.secret_fd is not None:
        return first_line(arguments.secret_fd)
    if not sys.stdin.isatty():
        message = "需要证书口令或 PIN：请在终端中运行，或用 --secret-fd N 给出。"
        raise CommandError(Exit.WRONG_USE, "sign.secret", message)
    return getpass.getpass(question)
