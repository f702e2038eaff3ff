"""上报不合规诉求: class, policies and talks are asked for."""

from helpers.office import OfficeForTests
from helpers.step_pages import opened, order_in, order_of
from pytestqt.qtbot import QtBot

from desktop.domain import actions as act
from desktop.domain.orders import Stage
from desktop.domain.paper_content import contacts_of
from desktop.domain.proceedings import IrregularClass, LegalBasis
from desktop.ui.steps.claim_page import ClaimPage


def _page(desk: OfficeForTests, qtbot: QtBot) -> ClaimPage:
    page = opened(desk, qtbot, act.ClaimIrregular, order_in(desk, Stage.HANDLING))
    assert isinstance(page, ClaimPage)
    return page


def test_where_the_place_does_not_know_it_the_button_is_closed(
    desk: OfficeForTests, qtbot: QtBot
) -> None:
    assert not _page(desk, qtbot).frame.primary.isEnabled()


def test_the_talks_begin_with_the_recorded_contacts(desk: OfficeForTests, qtbot: QtBot) -> None:
    page = _page(desk, qtbot)
    contacts = contacts_of(order_of(desk, page.order_id))
    assert contacts
    assert [row["points"] for row in page.talks.rows()] == [row.summary for row in contacts]


def test_what_is_typed_becomes_the_claim(desk: OfficeForTests, qtbot: QtBot) -> None:
    page = _page(desk, qtbot)
    page.do_primary()
    assert page.kind._problem.text() == "请填写归类。"
    page.kind.set_value("excessive")
    page.reason.set_value("要求赔偿五万元")
    page.policies.set_rows([{"document": "《民法典》", "clause": "第一千一百八十三条"}])
    page.talks.set_rows([{"at": "11月20日", "means": "上门", "points": "说明须经诉讼"}])
    page.explained.set_value("两次上门解释")
    claim = page.typed()
    assert claim.irregular_class is IrregularClass.EXCESSIVE
    assert claim.policies == (LegalBasis("《民法典》", "", "第一千一百八十三条"),)
    assert [(talk.means, talk.points) for talk in claim.talks] == [("上门", "说明须经诉讼")]
    assert (claim.reason, claim.explained) == ("要求赔偿五万元", "两次上门解释")
