"""The real printed forms with invented content, as sheets for the tests of scanning."""

import random

from helpers.trial_sheet import TrialSheet

from desktop.scanning.pages import QrMark, SheetBox
from forms import return_request, signoff_sheet
from forms.document import FormFoot, FormHead, Rendered
from forms.fonts import FontSet
from resources import typefaces

_TEXT = (
    "来电人反映夏阳街道某小区北门外夜间施工噪声扰民，已持续一周，希望有关部门到现场核实处理并答复。"
    "经核查，该路段不属于本单位管辖范围，依据相关文件规定，建议转派区建设管理部门办理。"
)


def make_form(seed: int) -> TrialSheet:
    """Print F1 or F3 of one page; the seed decides which and what stands on it."""
    chance = random.Random(seed)
    fonts = FontSet(typefaces.serif_regular(), typefaces.serif_bold())
    form_id = "".join(chance.choices("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", k=12))
    if chance.random() < 0.5:
        foot, rendered = _return_request(form_id, chance, fonts)
    else:
        foot, rendered = _signoff_sheet(form_id, chance, fonts)
    mark = QrMark(form_id, 1, rendered.pages, tuple(code for _, code in foot.version_codes))
    boxes = tuple(
        SheetBox(box.page, box.name, box.x, box.y, box.width, box.height)
        for box in rendered.boxes
        if box.name != "qr" and box.page == 0
    )
    return TrialSheet(rendered.pdf, mark, boxes)


def _head(title: str) -> FormHead:
    return FormHead("夏阳街道办事处", title, "202609180001", "首次处置", "一般", "2026-09-25 17:00")


def _foot(form_id: str, chance: random.Random, sections: tuple[str, ...]) -> FormFoot:
    codes = tuple((name, "".join(chance.choices("0123456789abcdef", k=10))) for name in sections)
    return FormFoot("2026-09-18 09:30", "王某", codes, form_id)


def _words(chance: random.Random, most: int) -> str:
    return (_TEXT * 4)[: chance.randint(8, most)]


def _return_request(
    form_id: str, chance: random.Random, fonts: FontSet
) -> tuple[FormFoot, Rendered]:
    foot = _foot(form_id, chance, ("",))
    form = return_request.ReturnRequestForm(
        head=_head("退单申请表"),
        foot=foot,
        order_type="投诉",
        dispatched_at="2026-09-18 09:00",
        accepted_at="2026-09-18 09:20",
        return_due="2026-09-22 17:00",
        summary=_words(chance, 120),
        reason_class="不属于本辖区",
        reason_text=_words(chance, 160),
        suggested_unit="区建设管理委",
        handler="王某",
    )
    return foot, return_request.render(form, fonts)


def _signoff_sheet(
    form_id: str, chance: random.Random, fonts: FontSet
) -> tuple[FormFoot, Rendered]:
    foot = _foot(form_id, chance, ("①", "②", "③", "④"))
    form = signoff_sheet.SignoffSheetForm(
        head=_head("工单签批单"),
        foot=foot,
        source="12345 热线",
        summary=_words(chance, 120),
        forwarded_to="城市管理科",
        step2_situation=_words(chance, 100),
    )
    return foot, signoff_sheet.render(form, fonts)
