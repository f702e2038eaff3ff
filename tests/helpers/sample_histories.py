"""Sample orders brought into every stage by the same life cycle that the program uses."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from desktop.domain import actions as act
from desktop.domain import lifecycle
from desktop.domain.calendar import CST
from desktop.domain.clocks import Rules
from desktop.domain.orders import (
    Actor,
    CallbackResult,
    Caller,
    Confidentiality,
    ContactOutcome,
    HandlingResult,
    Order,
    ReturnForm,
    Role,
    new_order,
)
from desktop.domain.refusals import Refusal
from resources import sample_orders

NOW = datetime(2026, 11, 20, 14, 2, tzinfo=CST)
CLERK = Actor("u-chen", "陈思雨", "shifan-juwei", Role.CLERK)
CENTRE = Actor("u-centre", "城运中心", "centre", Role.CENTRE)

_CALLBACKS = {
    CallbackResult.DISSATISFIED: "说是处理了，第二天又和原来一样。",
    CallbackResult.SATISFIED: "当天就有人上门，问题解决了，表示感谢。",
}

History = Callable[["_Story"], None]


class _Story:
    """One order and the moment it has reached."""

    def __init__(self, order: Order, rules: Rules, now: datetime) -> None:
        self.order = order
        self.rules = rules
        self.now = now
        self.at = min(order.dispatched_at, now)
        self._rows = 0

    def does(self, action: act.Action, *, hours: float = 1.0, actor: Actor = CLERK) -> None:
        self.at = min(self.at + timedelta(hours=hours), self.now)
        outcome = lifecycle.apply(self.order, action, self.rules, self.at, actor)
        assert not isinstance(outcome, Refusal), outcome
        self.order = outcome

    def row(self) -> str:
        self._rows += 1
        return f"{self.order.order_id}-e{self._rows}"

    def accept(self) -> None:
        self.does(act.Accept(), hours=0.5)

    def contact(self) -> None:
        self.does(
            act.RecordContact(
                entry_id=self.row(),
                occurred_at=min(self.at + timedelta(minutes=30), self.now),
                way="电话",
                outcome=ContactOutcome.REACHED,
                person="陈思雨",
                summary="已联系诉求人，说明将于两日内上门核实，诉求人同意。",
            )
        )

    def visit(self) -> None:
        self.does(
            act.RecordVisit(
                entry_id=self.row(),
                occurred_at=self.at,
                place=self.order.address or "示范新村",
                people="陈思雨、居民组长",
                findings="现场核实，情况属实。",
            )
        )

    def result(self) -> None:
        self.does(
            act.SaveResult(
                HandlingResult(
                    cause="公共部位长期无人管理。",
                    fact="true",
                    demand="reasonable",
                    outcome="solved",
                    answered_at=self.at,
                    answer_way="电话",
                    answer="已与物业一同处理完毕，并约定每周巡查一次。",
                    feedback="satisfied",
                    lead_person="吴建国",
                    handlers="陈思雨",
                )
            )
        )

    def submit(self) -> None:
        self.does(act.Submit())

    def callback(self, result: CallbackResult) -> None:
        self.does(
            act.RecordCallback(entry_id=self.row(), result=result, text=_CALLBACKS[result]),
            hours=3,
            actor=CENTRE,
        )


def _handled(story: _Story) -> None:
    story.accept()
    story.contact()
    story.visit()


def _submitted(story: _Story) -> None:
    _handled(story)
    story.result()
    story.submit()


def _warned(story: _Story) -> None:
    _submitted(story)
    story.callback(CallbackResult.DISSATISFIED)


def _closed(story: _Story) -> None:
    _submitted(story)
    story.callback(CallbackResult.SATISFIED)
    story.does(act.Close(), actor=CENTRE)


def _returned(story: _Story) -> None:
    story.accept()
    story.does(
        act.SaveReturnForm(
            ReturnForm(
                reason_class="not_our_duty",
                reason="经核实属于市政道路养护范围。",
                suggested_unit="示范街道绿化市政站",
            )
        )
    )


def _ready(story: _Story) -> None:
    _handled(story)
    story.result()


def _accepted(story: _Story) -> None:
    story.accept()


def _contacted(story: _Story) -> None:
    story.accept()
    story.contact()


def _fresh(story: _Story) -> None:
    del story


_HISTORIES: tuple[History, ...] = (
    _fresh,
    _accepted,
    _handled,
    _ready,
    _submitted,
    _closed,
    _fresh,
    _contacted,
    _warned,
    _closed,
    _returned,
    _handled,
)


def sample_histories(rules: Rules, *, now: datetime, count: int) -> Sequence[Order]:
    """Make sample orders, in turn in every stage."""
    samples = sample_orders.load()
    orders = []
    for place in range(count):
        sample = samples[place % len(samples)]
        history = _HISTORIES[place % len(_HISTORIES)]
        back = timedelta(hours=2.5 * (place % 40) + (0.4 if history is _fresh else 9))
        story = _Story(_order(sample, rules, place, now - back), rules, now)
        history(story)
        orders.append(story.order)
    return orders


def _order(
    sample: sample_orders.SampleOrder, rules: Rules, place: int, dispatched_at: datetime
) -> Order:
    caller = Caller(sample.caller_name, sample.caller_phone) if sample.caller_name else None
    return new_order(
        order_id=f"o-{place:06}",
        number=sample.number if place < 60 else f"SF26{place:08}",
        title=sample.title,
        kind=rules.profile.kind(sample.kind).id,
        unit_id=CLERK.unit_id,
        unit_name=sample.unit_name,
        dispatched_at=dispatched_at,
        profile=rules.profile.id,
        profile_version=rules.profile.version,
        content=sample.content,
        external_number=sample.external_number,
        category=sample.category,
        channel=sample.channel,
        urgency=sample.urgency,
        confidentiality=Confidentiality(sample.confidentiality),
        anonymous=sample.anonymous,
        caller=caller,
        address=sample.address,
    )
