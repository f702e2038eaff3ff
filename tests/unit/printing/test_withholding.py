"""What may give the caller of a confidential order away: proposed, hidden, or left by the clerk."""

import pytest
from helpers.form_samples import FONTS
from helpers.full_orders import a_context, all_rules
from helpers.orders import an_order
from helpers.pdf_text import whole_text

from desktop.domain.orders import Confidentiality
from desktop.domain.traces import Trace
from desktop.printing.printer import PdfPrinter
from desktop.printing.withholding import Withholding
from desktop.services.paper_ports import PrintedForm

_TEXT = (
    "举报人孙丽萍反映厂区夜间排污，孙丽萍家住东关小区3号楼502室，固话0536-8221390，村主任刘强包庇。"
)
_PRINTER = PdfPrinter(FONTS)


def _printed(text: str, left: frozenset[str] = frozenset(), *, secret: bool = True) -> PrintedForm:
    hidden = Confidentiality.REPORT if secret else Confidentiality.NONE
    order = an_order(confidentiality=hidden, content=text)
    return _PRINTER.render("F4", order, 1, all_rules(), a_context(left=left))


def test_everything_proposed_is_hidden_by_default() -> None:
    printed = _printed(_TEXT)
    text = whole_text(printed.pdf)
    for secret in ("孙丽萍", "东关小区", "8221390"):
        assert secret not in text
    assert "村主任刘强包庇" in text
    assert [(entry.kind, entry.hidden) for entry in printed.proposals] == [
        (Trace.NAME, True),
        (Trace.DWELLING, True),
        (Trace.LANDLINE, True),
    ]


def test_what_the_clerk_leaves_stays_and_the_rest_is_hidden() -> None:
    printed = _printed(_TEXT, frozenset({"孙丽萍"}))
    text = whole_text(printed.pdf)
    assert text.count("孙丽萍") == 2
    assert "8221390" not in text
    assert [entry.hidden for entry in printed.proposals] == [False, True, True]


def test_what_is_hidden_without_asking_cannot_be_left() -> None:
    printed = _printed("请回电13711112222，谢谢。", frozenset({"13711112222"}))
    assert "请回电〔已隐去〕，谢谢" in whole_text(printed.pdf)
    assert printed.proposals == ()


def test_nothing_is_proposed_for_other_orders() -> None:
    printed = _printed(_TEXT, secret=False)
    assert printed.proposals == ()
    assert "孙丽萍" in whole_text(printed.pdf)


def test_the_signed_codes_do_not_depend_on_what_is_hidden() -> None:
    assert _printed(_TEXT).codes == _printed(_TEXT, frozenset({"孙丽萍"})).codes


@pytest.mark.parametrize("own", ["0536-8221390", "孙丽萍"])
def test_names_and_numbers_of_the_office_itself_stay(own: str) -> None:
    withheld = Withholding({own}, ())
    withheld.gather(_TEXT)
    assert own not in {entry.text for entry in withheld.proposals}
    assert own in withheld.screened(_TEXT)


def test_a_proposal_says_why_and_where() -> None:
    withheld = Withholding((), ())
    withheld.gather(_TEXT)
    first = withheld.proposals[0]
    assert first.why == "“举报人”之后的姓名"
    assert "孙丽萍" in first.context
    assert first.context.endswith("…")
