"""The story of the kill tests: what a clerk does, step by step, each judged by the outbox alone.

A step is one click. Whether it has been done is read from what the database holds, never from
what the test remembers, because that is how a clerk finds out after a power cut.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from desktop.bootstrap.office import OpenOffice
from desktop.cli.demo.signing import signed_scan
from desktop.domain import actions as act
from desktop.domain.calendar import CST
from desktop.domain.orders import ContactOutcome, HandlingResult, ReturnForm, Signoff
from desktop.services.attaching import attach_bytes
from desktop.services.order_desk import Saved
from desktop.services.paper_ports import PrintedForm
from desktop.services.sheet_filing import Confirmation

RETURNED = "SF2611207919"
HANDLED = "SF2611754330"
DRAFTED = "SF2611215838"
NOTED = "SF2611342542"
DRAFT = b'{"summary": "\xe8\xbf\x98\xe6\xb2\xa1\xe5\x86\x99\xe5\xae\x8c"}'
PHOTO_BYTES = 2_500_000
"""More than two parts of an upload."""
PHOTO = random.Random(12345).randbytes(PHOTO_BYTES)


@dataclass(frozen=True)
class Desk:
    """What a step works with.

    Attributes:
        papers: Where signed sheets lie: what has been signed on paper stays so.
        counting: Called when the dear part is over and the kill points begin.
    """

    office: OpenOffice
    papers: Path
    counting: Callable[[], None]

    def act(self, number: str, *actions: act.UnitAction, **options: object) -> Saved:
        desk = self.office.workplace.orders
        order_id = desk.find(number)
        self.counting()
        return desk.act(order_id, *actions, **options)  # type: ignore[arg-type]


Step = Callable[[Desk, str], Saved | None]


@dataclass(frozen=True)
class Click:
    """One step of a clerk on an order, and the kinds of action that it leaves in the outbox."""

    number: str
    name: str
    kinds: tuple[str, ...]
    do: Step


@dataclass(frozen=True)
class Sync:
    """Sync until nothing is left.

    Attributes:
        killed: Who is killed meanwhile, `client` or `platform`: never both, because what the one
            has got through in spite of its kills is no longer under way when the other's come.
        stage: Stage that the handled order then has at the centre; empty when it does not matter.
    """

    killed: str
    stage: str = ""


@dataclass(frozen=True)
class Centre:
    """A command of the centre."""

    words: tuple[str, ...]


def _entry(name: str) -> str:
    return f"story-{name}"


def _accept(desk: Desk, number: str) -> Saved:
    return desk.act(number, act.Accept())


def _contact(desk: Desk, number: str) -> Saved:
    now = desk.office.workplace.clock.now()
    made = act.RecordContact(
        entry_id=_entry(f"contact-{number}"), occurred_at=now, way="电话",
        outcome=ContactOutcome.REACHED, summary="已联系，约定上门。",
    )  # fmt: skip
    return desk.act(number, made)


def _return_form(desk: Desk, number: str) -> Saved:
    form = ReturnForm(
        reason_class="not_our_duty", reason="不属于本居委会职责。", suggested_unit="示范街道管理办"
    )
    return desk.act(number, act.SaveReturnForm(form))


def _return(desk: Desk, number: str) -> Saved:
    return desk.act(number, act.RequestReturn())


def _draft(desk: Desk, number: str) -> None:
    orders = desk.office.workplace.orders
    order_id = orders.find(number)
    desk.counting()
    orders.keep_draft(order_id, "contact", DRAFT)


def _print(form: str) -> Step:
    def step(desk: Desk, number: str) -> Saved:
        work = desk.office.workplace
        order_id = work.orders.find(number)
        printed = work.paper.preview(order_id, form)
        desk.counting()
        return work.paper.record_print(order_id, printed)

    return step


def _sign(form: str, box: str) -> Step:
    def step(desk: Desk, number: str) -> Saved:
        work = desk.office.workplace
        scan = desk.papers / f"{form}-signed.pdf"
        if not scan.exists():
            _pen(work.paper.preview(work.orders.find(number), form), scan)
        findings, problems = work.scans.read_scans([scan])
        assert not problems, problems
        finding = next(found for found in findings if any(b.step == box for b in found.boxes))
        assert finding.number == number, finding.match
        desk.counting()
        today = work.clock.now().date()
        confirmed = Confirmation(signer="李主任", signed_on=today, ink_seen=True)
        return work.scans.file_signature(finding, box, confirmed)

    return step


def _pen(printed: PrintedForm, scan: Path) -> None:
    """Sign every box of a sheet; a half-written scan of a killed run is written anew."""
    part = scan.with_name("part-" + scan.name)
    signed_scan(printed, [step for step, _code in printed.codes], part, seed=7)
    part.rename(scan)


def _photo(desk: Desk, number: str) -> Saved:
    work = desk.office.workplace
    order_id = work.orders.find(number)
    desk.counting()
    attach, blob = attach_bytes(work.blobs, PHOTO, name="现场.jpg", purpose="photo")
    visit = act.RecordVisit(
        entry_id=_entry("visit"), occurred_at=work.clock.now(), place="三楼厨房",
        people="王师傅", findings="水管接头老化。", photos=(blob.sha256,),
    )  # fmt: skip
    return work.orders.act(order_id, attach, visit, blobs=[blob])


def _note(text: str) -> Step:
    def step(desk: Desk, number: str) -> Saved:
        return desk.act(number, act.AddNote(entry_id=_entry(text), text=text))

    return step


def _measure(desk: Desk, number: str) -> Saved:
    now = desk.office.workplace.clock.now()
    made = act.RecordMeasure(entry_id=_entry("measure"), occurred_at=now, text="更换接头。")
    return desk.act(number, made)


def _head_part(desk: Desk, number: str) -> Saved:
    now = desk.office.workplace.clock.now()
    made = act.RecordHeadPart(
        entry_id=_entry("head"), occurred_at=now, head="李主任", place="现场", text="全程参与。"
    )
    return desk.act(number, made)


def _result(fact: str) -> Step:
    def step(desk: Desk, number: str) -> Saved:
        answered = desk.office.workplace.clock.now().astimezone(CST)
        result = HandlingResult(
            fact_note=fact, outcome="solved", answered_at=answered, answer_way="电话", answer="已修"
        )
        return desk.act(number, act.SaveResult(result))

    return step


def _signoff(desk: Desk, number: str) -> Saved:
    return desk.act(number, act.SaveSignoff(Signoff(section="综合科", opinion="拟同意。")))


def _request_signoff(desk: Desk, number: str) -> Saved:
    return desk.act(number, act.RequestSignoff())


def _submit(desk: Desk, number: str) -> Saved:
    return desk.act(number, act.Submit())


def _synced(stage: str, text: str) -> tuple[Sync | Click, ...]:
    """Send what there is while the platform is killed, then a note while the client is."""
    note = Click(NOTED, text, ("add_note",), _note(text))
    return Sync("platform", stage), note, Sync("client", stage)


_SIGNED = ("add_attachment", "sign")

STORY: tuple[Click | Sync | Centre, ...] = (
    Sync("client"),
    Click(RETURNED, "accept", ("accept",), _accept),
    Click(RETURNED, "contact", ("record_contact",), _contact),
    Click(HANDLED, "accept", ("accept",), _accept),
    *_synced("accepted", "已接单"),
    Click(RETURNED, "return form", ("save_return_form",), _return_form),
    Click(RETURNED, "print F1", ("form_printed",), _print("F1")),
    Click(DRAFTED, "draft", (), _draft),
    Click(RETURNED, "sign F1", _SIGNED, _sign("F1", "head")),
    Click(RETURNED, "return", ("request_return",), _return),
    *_synced("accepted", "已申请退单"),
    Centre(("decide-return", RETURNED, "accept", "--opinion", "同意改派", "--to", "{other}")),
    Click(HANDLED, "contact", ("record_contact",), _contact),
    Click(HANDLED, "photo", ("add_attachment", "record_visit"), _photo),
    Click(HANDLED, "measure", ("record_measure",), _measure),
    Click(HANDLED, "result", ("save_result",), _result("属实")),
    Click(HANDLED, "sign-off form", ("save_signoff",), _signoff),
    Click(HANDLED, "print F3", ("form_printed",), _print("F3")),
    Click(HANDLED, "ask for sign-off", ("request_signoff",), _request_signoff),
    Click(HANDLED, "sign F3 step 1", _SIGNED, _sign("F3", "step1")),
    # both boxes were signed on one page, which is attached with the first of them
    Click(HANDLED, "sign F3 step 3", ("sign",), _sign("F3", "step3")),
    Click(HANDLED, "submit", ("submit",), _submit),
    *_synced("submitted", "已提交"),
    Centre(("callback", HANDLED, "dissatisfied", "--text", "还在漏")),
    Sync("client", "warned"),
    Click(HANDLED, "take up again", ("accept",), _accept),
    Click(HANDLED, "head's part", ("record_head_part",), _head_part),
    Click(HANDLED, "second result", ("save_result",), _result("再次上门，已全部更换。")),
    Click(HANDLED, "submit again", ("submit",), _submit),
    *_synced("submitted", "已再次提交"),
    Centre(("close", HANDLED)),
    Sync("platform", "closed"),
)


def clicks_on(number: str) -> tuple[Click, ...]:
    """The clicks of the story on one order, in order."""
    return tuple(step for step in STORY if isinstance(step, Click) and step.number == number)


def kinds_on(number: str) -> list[str]:
    """The kinds of action that the whole story leaves on one order."""
    return [kind for click in clicks_on(number) for kind in click.kinds]


def done_before(click: Click) -> int:
    """How many actions the story leaves on the click's order before it."""
    own = clicks_on(click.number)
    return sum(len(earlier.kinds) for earlier in own[: own.index(click)])
