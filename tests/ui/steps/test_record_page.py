"""处理记录: rows, result, photos, self-check."""

import json
from pathlib import Path

from helpers.office import OfficeForTests
from helpers.rule_samples import OneRuleBook
from helpers.rulebook import rules_with, xiayang_content
from helpers.step_pages import opened, order_in, order_of
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QColor, QGuiApplication, QImage
from pytestqt.qtbot import QtBot

from desktop.domain import actions as act
from desktop.domain.orders import HandlingResult, Stage
from desktop.ui.steps.record_page import RecordPage


def record_page(
    desk: OfficeForTests, qtbot: QtBot, order_id: str, action: type[act.Action] = act.SaveResult
) -> RecordPage:
    page = opened(desk, qtbot, action, order_id)
    assert isinstance(page, RecordPage)
    return page


def bare(desk: OfficeForTests) -> str:
    """Find an order in handling without a result."""
    return next(
        order_id
        for order_id in desk.order_ids()
        if order_of(desk, order_id).stage is Stage.HANDLING
        and order_of(desk, order_id).round.result is None
    )


def picture(tmp_path: Path, name: str = "现场.png") -> Path:
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(QColor("steelblue"))
    path = tmp_path / name
    assert image.save(str(path))
    return path


def test_the_result_is_saved_as_entered(desk: OfficeForTests, qtbot: QtBot) -> None:
    order_id = bare(desk)
    page = record_page(desk, qtbot, order_id)
    page.finding.cause.editor.setPlainText("管道破损")
    page.finding.fact._group.button(0).click()
    page.finding.outcome._group.button(0).click()
    page.answer.answered_at.now_button.click()
    page.answer.answer.editor.setPlainText("已更换管道并现场复查。")
    with qtbot.waitSignal(page.finished, timeout=5000):
        page.frame.primary.click()
    result = order_of(desk, order_id).round.result
    assert result is not None
    assert (result.cause, result.fact, result.outcome) == ("管道破损", "true", "solved")
    assert result.answered_at == desk.clock.now()


def test_a_result_that_the_caller_has_not_heard_opens_at_the_answer(
    desk: OfficeForTests, qtbot: QtBot
) -> None:
    book = desk.office.workplace.rules
    assert isinstance(book, OneRuleBook)
    told = {"duty": "feedback", "start": "dispatch", "rule": "LS-09", "clause": "附件 三(一)2(1)"}
    clocks = [*xiayang_content()["clocks"], {**told, "no_number": "办理完成后"}]
    book.rules = rules_with(clocks=clocks)
    order_id = bare(desk)
    assert record_page(desk, qtbot, order_id).tabs.currentIndex() == 3
    desk.office.workplace.orders.act(order_id, act.SaveResult(HandlingResult(outcome="solved")))
    page = record_page(desk, qtbot, order_id)
    assert page.answer.isVisible()
    page.answer.answered_at.now_button.click()
    page.answer.answer.editor.setPlainText("已更换管道，电话告知来电人。")
    with qtbot.waitSignal(page.finished, timeout=5000):
        page.frame.primary.click()
    assert record_page(desk, qtbot, order_id).tabs.currentIndex() == 3


def test_a_row_is_recorded_and_the_form_is_ready_for_the_next(
    desk: OfficeForTests, qtbot: QtBot
) -> None:
    order_id = bare(desk)
    page = record_page(desk, qtbot, order_id, act.RecordVisit)
    before = len(order_of(desk, order_id).round.visits)
    assert page.frame.primary.text() == "登记这一条"
    page.frame.primary.click()
    assert "时间" in page.visits.occurred_at._problem.text()
    page.visits.occurred_at.now_button.click()
    page.visits.place.editor.setText("北门")
    key = page.visits.entry.value()
    page.frame.primary.click()
    desk.settle()
    visits = order_of(desk, order_id).round.visits
    assert len(visits) == before + 1
    assert (visits[-1].place, visits[-1].entry_id) == ("北门", key)
    assert not page.visits.is_started
    assert page.visits.entry.value() != key
    assert f"（{before + 1}）" in page.tabs.tabText(0)


def test_a_row_clicked_again_after_a_crash_is_recorded_once(
    desk: OfficeForTests, qtbot: QtBot
) -> None:
    order_id = bare(desk)
    page = record_page(desk, qtbot, order_id, act.RecordMeasure)
    page.measures.occurred_at.now_button.click()
    page.measures.text.editor.setPlainText("责令整改")
    page._drafts.flush()
    desk.settle()
    draft = desk.office.workplace.orders.draft(order_id, "record")
    assert draft is not None
    page.frame.primary.click()
    desk.settle()
    desk.office.workplace.orders.keep_draft(order_id, "record", draft)
    again = record_page(desk, qtbot, order_id, act.RecordMeasure)
    assert again.measures.text.value() == "责令整改"
    again.frame.primary.click()
    desk.settle()
    assert [row.text for row in order_of(desk, order_id).round.measures].count("责令整改") == 1


def test_saving_the_result_points_at_a_row_that_is_begun(
    desk: OfficeForTests, qtbot: QtBot
) -> None:
    order_id = bare(desk)
    page = record_page(desk, qtbot, order_id)
    page.measures.text.editor.setPlainText("写到一半的措施")
    page.finding.outcome._group.button(1).click()
    page.frame.primary.click()
    desk.settle()
    assert page.tabs.currentIndex() == 1
    assert "还有一条没有登记" in page.frame.banner.text
    draft = desk.office.workplace.orders.draft(order_id, "record")
    assert draft is not None
    assert json.loads(draft)["measure_text"] == "写到一半的措施"


def test_photos_are_attached_at_once_and_named_by_the_row(
    desk: OfficeForTests, qtbot: QtBot, tmp_path: Path
) -> None:
    order_id = bare(desk)
    page = record_page(desk, qtbot, order_id, act.RecordVisit)
    page.visits.photos.add_files([picture(tmp_path), picture(tmp_path, "现场2.png")])
    desk.settle()
    attached = order_of(desk, order_id).attachments
    assert [(entry.name, entry.purpose) for entry in attached] == [
        ("现场.png", "photo"),
        ("现场2.png", "photo"),
    ]
    assert page.visits.is_started
    page.visits.occurred_at.now_button.click()
    page.visits.place.editor.setText("北门")
    page.frame.primary.click()
    desk.settle()
    assert order_of(desk, order_id).round.visits[-1].photos == tuple(
        entry.entry_id for entry in attached
    )


def test_a_pasted_picture_and_pasted_files_become_photos(
    desk: OfficeForTests, qtbot: QtBot, tmp_path: Path
) -> None:
    order_id = bare(desk)
    page = record_page(desk, qtbot, order_id, act.RecordVisit)
    clipboard = QGuiApplication.clipboard()
    clipboard.setImage(QImage(str(picture(tmp_path))))
    page.visits.photos.paste()
    desk.settle()
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(picture(tmp_path, "b.png")))])
    clipboard.setMimeData(content)
    page.visits.photos.paste()
    desk.settle()
    names = [entry.name for entry in order_of(desk, order_id).attachments]
    assert names[0].startswith("截图-")
    assert names[1] == "b.png"
    assert desk.blobs.files[order_of(desk, order_id).attachments[0].sha256].startswith(b"\x89PNG")
    clipboard.clear()
    page.visits.photos.paste()
    assert page.visits.photos._problem.text() == "剪贴板里没有图片。"


def test_a_photo_that_cannot_be_read_is_said_in_place(
    desk: OfficeForTests, qtbot: QtBot, tmp_path: Path
) -> None:
    page = record_page(desk, qtbot, bare(desk), act.RecordVisit)
    page.visits.photos.add_files([tmp_path / "没有.jpg"])
    desk.settle()
    assert "没有.jpg" in page.visits.photos._problem.text()
    assert page.visits.photos.drop.isEnabled()


def test_the_self_check_follows_the_typing_and_leads_to_the_field(
    desk: OfficeForTests, qtbot: QtBot
) -> None:
    page = record_page(desk, qtbot, bare(desk))
    codes = {objection.code for objection in page.check.objections}
    assert "answer.missing" in codes
    page.answer.answer.editor.setPlainText("满意")
    page._check()
    codes = {objection.code for objection in page.check.objections}
    assert "answer.option_word" in codes
    assert "answer.missing" not in codes
    page.check.picked.emit("answer", "answer.option_word")
    assert page._pages[page.tabs.currentIndex()] is page.answer
    with qtbot.waitSignal(page.step_wanted, timeout=1000) as wanted:
        page.check.picked.emit("", "contact.missing")
    assert wanted.args == [act.RecordContact]


def test_the_heads_part_is_asked_for_in_rehandling_only(desk: OfficeForTests, qtbot: QtBot) -> None:
    page = record_page(desk, qtbot, bare(desk))
    assert not page.tabs.isTabVisible(2)
    warned = order_in(desk, Stage.WARNED)
    desk.office.workplace.orders.act(warned, act.Accept())
    again = record_page(desk, qtbot, warned)
    assert again.tabs.isTabVisible(2)
    assert again.finding.last_dissatisfaction.value() == order_of(desk, warned).round.warning
    again.check.picked.emit("", "head_part.missing")
    again.head_parts.occurred_at.now_button.click()
    again.head_parts.head.editor.setText("吴建国")
    again.head_parts.text.editor.setPlainText("到场协调")
    again.frame.primary.click()
    desk.settle()
    assert order_of(desk, warned).round.head_parts[-1].head == "吴建国"
