"""撤回退单申请 while it is undecided."""

from PySide6.QtWidgets import QWidget

from desktop.domain.actions import Action, WithdrawReturn
from desktop.services.order_desk import OrderCard
from desktop.ui.office import Office
from desktop.ui.steps.step_page import StepPage
from desktop.ui.widgets.card import Card
from desktop.ui.wording import moment_text


class WithdrawPage(StepPage):
    """Says what was asked for and what taking it back means."""

    def __init__(
        self, action: type[Action], office: Office, order_id: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(action, office, order_id, parent)
        card = Card(self.tr("正在审核的退单申请"), self)
        self._text = card.add_text("", "body")
        card.add_text(self.tr("撤回后由本单位继续办理，先行联系和办理的时限一直在计算，没有停过。"))
        self.frame.body.addWidget(card)

    def refresh(self, card: OrderCard) -> None:
        """Show the request."""
        request = card.working.order.round.return_request
        if request is None:
            self._text.setText(self.tr("没有正在审核的退单申请。"))
            return
        sent = moment_text(request.stamp.at)
        self._text.setText(
            self.tr("{name} 于 {sent} 提出：{reason}\n建议派往：{unit}").format(
                name=request.stamp.name,
                sent=sent,
                reason=request.form.reason,
                unit=request.form.suggested_unit or self.tr("（没有填写）"),
            )
        )

    def do_primary(self) -> None:
        """Take it back."""
        self.perform(WithdrawReturn(), said=self.tr("退单申请已撤回"))
