"""The steps that are a few fields: each declared one makes an action that is taken."""

import pytest
from helpers.office import OfficeForTests
from helpers.step_pages import opened, order_in, order_of
from pytestqt.qtbot import QtBot

from desktop.domain import actions as act
from desktop.domain.guide import STEP_NAMES
from desktop.domain.matters import open_commitments, open_matters
from desktop.domain.orders import Stage
from desktop.ui.steps.simple_forms import FORMS, AskKind
from desktop.ui.steps.simple_page import SimplePage


def _page(
    desk: OfficeForTests, qtbot: QtBot, action: type[act.Action], order_id: str
) -> SimplePage:
    page = opened(desk, qtbot, action, order_id)
    assert isinstance(page, SimplePage)
    return page


def _field(page: SimplePage, name: str) -> object:
    return next(entry.field for entry in page._asked if entry.ask.name == name)


def _fill(page: SimplePage, **values: str) -> None:
    for entry in page._asked:
        if entry.ask.name in values:
            entry.field.set_value(values[entry.ask.name])


def test_every_form_asks_for_fields_of_its_action() -> None:
    for action, form in FORMS.items():
        assert form.make is action
        assert action in STEP_NAMES
        fields = set(action.__struct_fields__)
        assert {ask.name for ask in form.asks} <= fields
        demanded = fields - set(action.__struct_fields__[-len(action.__struct_defaults__) :])
        required = {ask.name for ask in form.asks if ask.required}
        assert demanded - {"entry_id"} <= required or not action.__struct_defaults__


def test_a_matter_is_entered_and_answered(desk: OfficeForTests, qtbot: QtBot) -> None:
    order_id = order_in(desk, Stage.HANDLING)
    page = _page(desk, qtbot, act.RegisterMatter, order_id)
    _fill(page, matter="follow_up", text="专题会议定：本周答复")
    with qtbot.waitSignal(page.finished, timeout=5000) as done:
        page.frame.primary.click()
        desk.settle()
    assert done.args[0].startswith("督办事项已登记")
    [matter] = open_matters(order_of(desk, order_id))
    assert (matter.matter, matter.sources) == ("follow_up", ("manual",))

    page = _page(desk, qtbot, act.ReplyMatter, order_id)
    _fill(page, text="已清运完毕", resolved="no")
    assert page.typed().resolved is False  # type: ignore[union-attr]
    with qtbot.waitSignal(page.finished, timeout=5000):
        page.frame.primary.click()
        desk.settle()
    order = order_of(desk, order_id)
    assert open_matters(order) == ()
    assert order.matter_replies[0].matter == matter.entry_id


def test_a_promise_is_entered_and_kept(desk: OfficeForTests, qtbot: QtBot) -> None:
    order_id = order_in(desk, Stage.HANDLING)
    page = _page(desk, qtbot, act.RecordCommitment, order_id)
    _fill(page, text="月底前完成", due="2026-12-31", person="陈敏")
    with qtbot.waitSignal(page.finished, timeout=5000):
        page.frame.primary.click()
        desk.settle()
    [promise] = open_commitments(order_of(desk, order_id))
    assert (str(promise.due), promise.person) == ("2026-12-31", "陈敏")
    page = _page(desk, qtbot, act.FulfilCommitment, order_id)
    _fill(page, text="已完成")
    with qtbot.waitSignal(page.finished, timeout=5000):
        page.frame.primary.click()
        desk.settle()
    assert open_commitments(order_of(desk, order_id)) == ()


def test_an_empty_field_is_named_and_nothing_is_saved(desk: OfficeForTests, qtbot: QtBot) -> None:
    order_id = order_in(desk, Stage.HANDLING)
    page = _page(desk, qtbot, act.RegisterMatter, order_id)
    page.frame.primary.click()
    desk.settle()
    field = _field(page, "matter")
    assert field.problem_text == "请填写种类。"  # type: ignore[attr-defined]
    assert order_of(desk, order_id).matters == ()


@pytest.mark.parametrize("action", [act.RequestExtension, act.ClaimIrregular], ids=act.kind_of)
def test_what_the_place_does_not_know_is_closed(
    desk: OfficeForTests, qtbot: QtBot, action: type[act.Action]
) -> None:
    page = _page(desk, qtbot, action, order_in(desk, Stage.HANDLING))
    assert not page.frame.primary.isEnabled()


def test_a_moment_starts_at_the_present_one(desk: OfficeForTests, qtbot: QtBot) -> None:
    page = _page(desk, qtbot, act.RegisterMatter, order_in(desk, Stage.HANDLING))
    kinds = {entry.ask.name: entry.ask.kind for entry in page._asked}
    assert kinds["received_at"] is AskKind.NOW
    assert _field(page, "received_at").moment() is not None  # type: ignore[attr-defined]
    assert _field(page, "due").moment() is None  # type: ignore[attr-defined]
