"""提交, 签批, 工作方案, 疑难, 不纳入测评, 预警, 附件, 撤回."""

from datetime import date
from pathlib import Path

import pytest
from helpers.office import OfficeForTests
from helpers.step_pages import opened, order_in, order_of
from msgspec import structs
from pytestqt.qtbot import QtBot

from desktop.domain import actions as act
from desktop.domain.orders import Flag, HandlingResult, ReturnForm, ReturnRequest, Stage
from desktop.domain.paper_content import last_difficult_report
from desktop.sync.status import SyncPhase, SyncStatus
from desktop.ui.steps.attachment_page import AttachmentPage
from desktop.ui.steps.difficult_page import DifficultPage
from desktop.ui.steps.exclusion_page import ExclusionPage
from desktop.ui.steps.plan_page import PlanPage
from desktop.ui.steps.signoff_page import SignoffPage
from desktop.ui.steps.submit_page import SubmitPage
from desktop.ui.steps.warning_page import WarningPage


def handled(desk: OfficeForTests, *, result: bool) -> str:
    """Give an order in handling with or without a result."""
    order_id = order_in(desk, Stage.HANDLING)
    saved = HandlingResult(outcome="solved", answer="已处理完毕并复查。") if result else None
    order = order_of(desk, order_id).with_round(result=saved)
    desk.store.put(order)
    return order_id


def test_a_ready_order_is_handed_in(desk: OfficeForTests, qtbot: QtBot) -> None:
    order_id = handled(desk, result=True)
    page = opened(desk, qtbot, act.Submit, order_id)
    assert page.frame.primary.text() == "提交"
    with qtbot.waitSignal(page.finished, timeout=5000) as told:
        page.frame.primary.click()
    assert told.args == ["工单已提交。已保存，正在上报"]
    assert order_of(desk, order_id).stage in {Stage.SUBMITTED, Stage.AWAITING_FILES}


def test_what_is_missing_is_the_button_while_it_is_missing(
    desk: OfficeForTests, qtbot: QtBot
) -> None:
    page = opened(desk, qtbot, act.Submit, handled(desk, result=False))
    assert page.frame.primary.text() == "填写处理记录"
    with qtbot.waitSignal(page.step_wanted, timeout=1000) as wanted:
        page.frame.primary.click()
    assert wanted.args == [act.SaveResult]


def test_an_office_that_signs_off_is_reminded_and_never_stopped(
    desk: OfficeForTests, qtbot: QtBot
) -> None:
    order_id = handled(desk, result=True)
    plain = opened(desk, qtbot, act.Submit, order_id)
    assert isinstance(plain, SubmitPage)
    assert plain.signoff.text == ""
    desk.options.set("office.signoff_sheet", True)
    page = opened(desk, qtbot, act.Submit, order_id)
    assert isinstance(page, SubmitPage)
    assert "没有签批也可以提交" in page.signoff.text
    assert page.frame.primary.text() == "提交"
    assert page.frame.primary.isEnabled()
    advice = page.demands_in(page.card)[-1] if page.card else None
    assert advice is not None
    assert (advice.met, advice.required) == (False, False)
    with qtbot.waitSignal(page.step_wanted, timeout=1000) as wanted:
        page.signoff.acted.emit()
    assert wanted.args == [act.SaveSignoff]


def test_offline_is_said_plainly_and_clears_by_itself(desk: OfficeForTests, qtbot: QtBot) -> None:
    now = desk.clock.now()
    desk.sync.say(SyncStatus(phase=SyncPhase.OFFLINE, since=now))
    page = opened(desk, qtbot, act.Submit, handled(desk, result=True))
    assert isinstance(page, SubmitPage)
    assert "联网后自动上报" in page.network.text
    assert "以平台收到的时间为准" in page.network.text
    with qtbot.waitSignal(desk.office.news.sync_changed, timeout=5000):
        desk.sync.say(SyncStatus(phase=SyncPhase.SYNCED, since=now))
    assert page.network.text == ""


def test_signoff_is_saved_then_handed_in_then_printed(desk: OfficeForTests, qtbot: QtBot) -> None:
    order_id = handled(desk, result=True)
    page = opened(desk, qtbot, act.SaveSignoff, order_id)
    assert isinstance(page, SignoffPage)
    page.opinion.editor.setPlainText("请综治科办理")
    page.section.editor.setText("综治科")
    assert page.frame.primary.text() == "保存签批单"
    page.frame.primary.click()
    desk.settle()
    assert page.frame.primary.text() == "送签批"
    with qtbot.waitSignal(page.finished, timeout=5000):
        page.frame.primary.click()
    desk.settle()
    assert order_of(desk, order_id).stage is Stage.AWAITING_SIGNOFF
    assert page.frame.primary.text() == "打印签批单"
    paper = desk.office.workplace.paper
    paper.record_print(order_id, paper.preview(order_id, "F3"))
    desk.settle()
    assert page.frame.primary.text() == "扫描件回来了"


@pytest.mark.parametrize(
    ("written", "due"),
    [("2026-12-31", date(2026, 12, 31)), ("2026年12月5日", date(2026, 12, 5)), ("", None)],
)
def test_a_plan_takes_dates_as_people_write_them(
    desk: OfficeForTests, qtbot: QtBot, written: str, due: date | None
) -> None:
    order_id = handled(desk, result=False)
    page = opened(desk, qtbot, act.SavePlan, order_id)
    assert isinstance(page, PlanPage)
    page.steps.set_rows([{"text": "更换管道", "due": written, "person": "吴建国"}])
    with qtbot.waitSignal(page.finished, timeout=5000):
        page.frame.primary.click()
    plan = order_of(desk, order_id).round.plan
    assert plan is not None
    assert (plan.steps[0].text, plan.steps[0].due) == ("更换管道", due)


def test_a_plan_says_which_date_it_does_not_understand(desk: OfficeForTests, qtbot: QtBot) -> None:
    page = opened(desk, qtbot, act.SavePlan, handled(desk, result=False))
    assert isinstance(page, PlanPage)
    page.frame.primary.click()
    assert "至少写一个步骤" in page.steps._problem.text()
    page.steps.set_rows([{"text": "更换管道", "due": "年底", "person": ""}])
    page.frame.primary.click()
    assert "年底" in page.steps._problem.text()


def test_a_difficult_order_is_reported(desk: OfficeForTests, qtbot: QtBot) -> None:
    order_id = handled(desk, result=False)
    page = opened(desk, qtbot, act.ReportDifficult, order_id)
    assert isinstance(page, DifficultPage)
    page.frame.primary.click()
    assert page.difficulty._problem.text() == "请填写难点。"
    page.difficulty.editor.setPlainText("产权不清")
    page.request.editor.setPlainText("请房管、规划协调")
    page.suggestion.editor.setPlainText("由街道牵头会商")
    with qtbot.waitSignal(page.finished, timeout=5000):
        page.frame.primary.click()
    assert order_of(desk, order_id).has(Flag.DIFFICULT)
    report = last_difficult_report(order_of(desk, order_id))
    assert report is not None
    assert (report.request, report.suggestion) == ("请房管、规划协调", "由街道牵头会商")


def test_an_exclusion_is_applied_for_once(desk: OfficeForTests, qtbot: QtBot) -> None:
    order_id = handled(desk, result=False)
    page = opened(desk, qtbot, act.ApplyExclusion, order_id)
    assert isinstance(page, ExclusionPage)
    page.reason.editor.setPlainText("诉求超出职权")
    with qtbot.waitSignal(page.finished, timeout=5000):
        page.frame.primary.click()
    desk.settle()
    assert order_of(desk, order_id).has(Flag.EXCLUSION_REQUESTED)
    again = opened(desk, qtbot, act.ApplyExclusion, order_id)
    assert not again.frame.primary.isEnabled()


def test_a_warning_from_the_group_opens_a_new_round(desk: OfficeForTests, qtbot: QtBot) -> None:
    order_id = order_in(desk, Stage.SUBMITTED)
    page = opened(desk, qtbot, act.RegisterWarning, order_id)
    assert isinstance(page, WarningPage)
    page.frame.primary.click()
    assert page.text._problem.text() == "请填写预警内容。"
    page.text.editor.setPlainText("市民说没有人来过")
    with qtbot.waitSignal(page.finished, timeout=5000):
        page.frame.primary.click()
    order = order_of(desk, order_id)
    assert (order.stage, order.round.number) == (Stage.WARNED, 2)
    assert order.round.warning == "市民说没有人来过"


def test_files_are_attached_all_or_none(desk: OfficeForTests, qtbot: QtBot, tmp_path: Path) -> None:
    order_id = handled(desk, result=False)
    good = tmp_path / "录音.mp3"
    good.write_bytes(b"ID3")
    page = opened(desk, qtbot, act.AddAttachment, order_id)
    assert isinstance(page, AttachmentPage)
    assert not page.frame.primary.isEnabled()
    page.take([good, tmp_path / "没有.pdf", good])
    assert page.files.count() == 2
    page.frame.primary.click()
    desk.settle()
    assert "没有.pdf" in page.frame.banner.text
    assert order_of(desk, order_id).attachments == ()
    page.files.item(1).setSelected(True)
    page.drop_file.click()
    page.purpose.set_value("recording")
    with qtbot.waitSignal(page.finished, timeout=5000) as told:
        page.frame.primary.click()
    assert told.args == ["已添加 1 个附件。已保存，正在上报"]
    entry = order_of(desk, order_id).attachments[0]
    assert (entry.name, entry.purpose, entry.media_type) == ("录音.mp3", "recording", "audio/mpeg")


def test_a_return_is_withdrawn(desk: OfficeForTests, qtbot: QtBot) -> None:
    order_id = order_in(desk, Stage.ACCEPTED)
    model = order_of(desk, order_id)
    form = ReturnForm(reason="不属于本部门", suggested_unit="市政站")
    stamp = model.round.accepted
    assert stamp is not None

    pending = model.with_round(return_request=ReturnRequest(stamp=stamp, form=form))
    desk.store.put(structs.replace(pending, stage=Stage.RETURN_PENDING))
    page = opened(desk, qtbot, act.WithdrawReturn, order_id)
    with qtbot.waitSignal(page.finished, timeout=5000):
        page.frame.primary.click()
    assert order_of(desk, order_id).stage is Stage.ACCEPTED
