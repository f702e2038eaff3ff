"""The steps that are a few fields: each declared one makes an action that is taken."""

from pathlib import Path

from helpers.office import OfficeForTests
from helpers.step_pages import opened, order_in, order_of
from PySide6.QtCore import QTranslator
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from desktop.domain import actions as act
from desktop.domain.guide import STEP_NAMES
from desktop.domain.matters import open_commitments, open_matters
from desktop.domain.orders import Stage
from desktop.ui.fields.evidence_field import EvidenceField
from desktop.ui.steps.simple_forms import AskKind, SimpleForm, SimpleForms
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
    words = SimpleForms()
    for action in SimpleForms.makers:
        form = words.form(action)
        assert form.make is action
        assert action in STEP_NAMES
        fields = set(action.__struct_fields__)
        assert {ask.name for ask in form.asks} <= fields
        demanded = fields - set(action.__struct_fields__[-len(action.__struct_defaults__) :])
        required = {ask.name for ask in form.asks if ask.required}
        assert demanded - {"entry_id"} <= required or not action.__struct_defaults__


class _Shouting(QTranslator):
    """Marks what it has been asked to translate."""

    def translate(
        self, context: str, text: str, disambiguation: str | None = None, n: int = -1
    ) -> str:
        return f"!{text}" if context == "SimpleForms" else ""

    def isEmpty(self) -> bool:
        return False


def _shown_words(form: SimpleForm) -> list[str]:
    words = [form.title, form.hint, form.said]
    for ask in form.asks:
        words += [ask.label, ask.hint, *(word for _value, word in ask.words)]
    return [word for word in words if word]


def test_every_word_can_be_translated(qapp: QApplication) -> None:
    translator = _Shouting()
    qapp.installTranslator(translator)
    try:
        forms = [SimpleForms().form(action) for action in SimpleForms.makers]
    finally:
        qapp.removeTranslator(translator)
    said = [word for form in forms for word in _shown_words(form)]
    assert len(said) > 50
    assert [word for word in said if not word.startswith("!")] == []


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


def test_a_matter_brings_its_letter_along(
    desk: OfficeForTests, qtbot: QtBot, tmp_path: Path
) -> None:
    order_id = order_in(desk, Stage.HANDLING)
    letter = tmp_path / "交办单.pdf"
    letter.write_bytes(b"%PDF-1.7")
    page = _page(desk, qtbot, act.RegisterMatter, order_id)
    _fill(page, matter="follow_up", text="本周答复")
    field = _field(page, "evidence")
    assert isinstance(field, EvidenceField)
    field.add_files([letter, letter])
    assert order_of(desk, order_id).attachments == ()
    with qtbot.waitSignal(page.finished, timeout=5000):
        page.frame.primary.click()
        desk.settle()
    order = order_of(desk, order_id)
    [matter] = open_matters(order)
    assert matter.evidence == (order.attachments[-1].entry_id,)
    reply = _page(desk, qtbot, act.ReplyMatter, order_id)
    buttons: list[QPushButton] = reply.findChildren(QPushButton)
    words = [button.text() for button in buttons]
    assert any("（附 1 份）" in word for word in words)


def test_a_file_that_is_gone_keeps_everything_open(
    desk: OfficeForTests, qtbot: QtBot, tmp_path: Path
) -> None:
    order_id = order_in(desk, Stage.HANDLING)
    page = _page(desk, qtbot, act.RegisterMatter, order_id)
    _fill(page, matter="follow_up", text="本周答复")
    field = _field(page, "evidence")
    assert isinstance(field, EvidenceField)
    field.add_files([tmp_path / "没有.pdf"])
    page.frame.primary.click()
    desk.settle()
    assert "没有.pdf" in page.frame.banner.text
    assert open_matters(order_of(desk, order_id)) == ()


def test_files_and_pasted_pictures_are_kept_in_the_draft(
    desk: OfficeForTests, qtbot: QtBot, tmp_path: Path
) -> None:
    field = EvidenceField("evidence", "依据", desk.office.jobs)
    qtbot.addWidget(field)
    field.add_files([tmp_path / "函.pdf"])
    picture = QImage(8, 8, QImage.Format.Format_RGB32)
    picture.fill(0)
    QGuiApplication.clipboard().setImage(picture)
    field.paste()
    desk.settle()
    again = EvidenceField("evidence", "依据", desk.office.jobs)
    qtbot.addWidget(again)
    again.set_value(field.value())
    assert again.files() == field.files()
    assert [file.name for file in again.files()] == ["函.pdf", "截图1.png"]
    assert again.files()[1].content.startswith(b"\x89PNG")
    again.list.setCurrentRow(0)
    again._on_remove()
    assert [file.name for file in again.files()] == ["截图1.png"]
    QGuiApplication.clipboard().clear()
    field.paste()
    assert field.problem_text == "剪贴板里没有图片。"


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


def test_what_the_place_does_not_know_is_closed(desk: OfficeForTests, qtbot: QtBot) -> None:
    page = _page(desk, qtbot, act.RequestExtension, order_in(desk, Stage.HANDLING))
    assert not page.frame.primary.isEnabled()


def test_a_moment_starts_at_the_present_one(desk: OfficeForTests, qtbot: QtBot) -> None:
    page = _page(desk, qtbot, act.RegisterMatter, order_in(desk, Stage.HANDLING))
    kinds = {entry.ask.name: entry.ask.kind for entry in page._asked}
    assert kinds["received_at"] is AskKind.NOW
    assert _field(page, "received_at").moment() is not None  # type: ignore[attr-defined]
    assert _field(page, "due").moment() is None  # type: ignore[attr-defined]
