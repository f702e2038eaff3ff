"""One whole story as a clerk lives it, on the training platform, with the real widgets."""

import io
from datetime import datetime
from pathlib import Path

from PIL import Image, ImageDraw

from desktop.bootstrap.office import OpenOffice
from desktop.cli.demo.centre_staff import CentreStaff
from desktop.cli.demo.evidence import Evidence
from desktop.cli.demo.hands import Hands, RehearsalError
from desktop.cli.demo.signing import signed_scan
from desktop.domain import actions as act
from desktop.domain.orders import Stage
from desktop.services.lists import Group, ListFilter, ListRow
from desktop.sync.status import SyncPhase
from desktop.ui.navigation import Screen
from desktop.ui.paper.scan_tray import ScanTray
from resources import sample_orders

_HEAD = "钱书记"


class Story:
    """The rehearsal; each method is one scene.

    Args:
        office: The open training office.
        staff: The people at the centre.
        hands: The clerk's hands.
        tray: The tray for scans.
        evidence: What is left behind.
    """

    def __init__(
        self,
        office: OpenOffice,
        staff: CentreStaff,
        hands: Hands,
        tray: ScanTray,
        evidence: Evidence,
    ) -> None:
        self._office = office
        self._staff = staff
        self._hands = hands
        self._tray = tray
        self._evidence = evidence

    def run(self) -> list[str]:
        """Play all scenes.

        Returns:
            Numbers of the orders of the story.

        Raises:
            RehearsalError: The window did not do what the story expects.
        """
        self.orders_come_in()
        mine, foreign = self._cast()
        self.accept_and_call(mine)
        self.return_order(foreign)
        self.handle(mine)
        self.sign_off(mine)
        self.submit_while_down(mine)
        self.rehandle(mine)
        self.look_around(mine)
        return [mine.number, foreign.number]

    def orders_come_in(self) -> None:
        """Sync for the first time."""
        self._sync()
        self._hands.go_to(Screen.WORKBENCH)
        self._hands.look("工作台")
        waiting = self._office.workplace.lists.counts()[Group.TO_ACCEPT]
        self._evidence.step("收到工单", f"待接单 {waiting} 张")

    def accept_and_call(self, row: ListRow) -> None:
        """接单, 先行联系."""
        page = self._hands.open_step(row.order_id, act.Accept)
        self._hands.look("接单")
        self._hands.press(page)
        self._evidence.step("接单", row.number)
        page = self._hands.open_step(row.order_id, act.RecordContact)
        self._hands.fill(
            page,
            {
                "occurred_at": self._now().isoformat(),
                "way": "电话",
                "outcome": "reached",
                "summary": "已与诉求人通话，了解情况，约定当天上门查看。",
            },
        )
        self._hands.look("先行联系")
        self._hands.press(page)
        self._evidence.step("先行联系", "已联系")
        self._sync()

    def return_order(self, row: ListRow) -> None:
        """退单: fill in, print, sign, scan back, send; the centre dispatches anew."""
        order_id = row.order_id
        self._hands.press(self._hands.open_step(order_id, act.Accept))
        page = self._hands.open_step(order_id, act.RecordContact)
        self._hands.fill(
            page,
            {
                "occurred_at": self._now().isoformat(),
                "way": "电话",
                "outcome": "reached",
                "summary": "已告知诉求人地点不在本辖区，将申请改派。",
            },
        )
        self._hands.press(page)
        page = self._hands.open_step(order_id, act.SaveReturnForm)
        target = self._office.workplace.units.find("")[1]
        self._hands.fill(
            page,
            {
                "reason_class": "not_our_area",
                "not_our_area_area": target.name,
                "reason": f"经现场核实，诉求地点在{target.name}辖区内，不属于本部门职责范围。",
                "basis": '[{"document": "街道辖区划分图", "number": "", "clause": "第三片区"}]',
                "suggested_unit": target.name,
            },
        )
        self._hands.press(page)
        self._hands.look("退单申请")
        printed = self._hands.print_form(order_id, "F1", look="打印预览")
        unsigned = signed_scan(printed, (), self._path("scan-F1-unsigned.pdf"), seed=1)
        self._refuse_unsigned(unsigned)
        scan = signed_scan(printed, ("head",), self._path("scan-F1-signed.pdf"), seed=2)
        self._take_scan(scan, look="扫描识别")
        self._hands.press(self._hands.open_step(order_id, act.RequestReturn))
        self._sync()
        self._staff.accept_return(row.number, target.unit_id)
        self._sync()
        gone = self._office.workplace.orders.open(order_id).working
        if not gone.removed_reason:
            raise RehearsalError("the returned order is still here")
        self._evidence.step("退单", f"中心同意，改派{target.name}")

    def handle(self, row: ListRow) -> None:
        """处理记录: a visit with a photo, a measure, findings, answer."""
        order_id = row.order_id
        page = self._hands.open_step(order_id, act.RecordVisit)
        self._hands.add_photo(page, "visit_photos", self._photo("photo-1.jpg"))
        self._hands.fill(
            page,
            {
                "visit_at": self._now().isoformat(),
                "visit_place": "诉求人所述地点",
                "visit_people": "李想、网格员小周",
                "visit_findings": "现场情况与反映一致，已拍照；原因是设施老化、无人维护。",
            },
        )
        self._hands.look("现场核实")
        self._hands.press(page)
        page = self._hands.open_step(order_id, act.RecordMeasure)
        self._hands.fill(
            page,
            {
                "measure_at": self._now().isoformat(),
                "measure_text": "联系维修人员当日到场，更换部件并试运行。",
                "measure_people": "李想",
            },
        )
        self._hands.press(page)
        page = self._hands.open_step(order_id, act.SaveResult)
        self._hands.fill(page, _RESULT | {"answered_at": self._now().isoformat()})
        self._hands.look("处理记录")
        self._hands.press(page)
        self._hands.print_form(order_id, "F2", look="处理记录表预览")
        self._evidence.step("处置并记录", "现场核实、措施、结果、答复，附照片")

    def sign_off(self, row: ListRow) -> None:
        """签批: the sheet is printed and signed twice, each time scanned back (office option)."""
        order_id = row.order_id
        page = self._hands.open_step(order_id, act.SaveSignoff)
        self._hands.fill(page, {"opinion": "请业务科室抓紧办理，按时答复。", "section": "综合科"})
        self._hands.press(page)
        self._hands.press(page)
        first = self._hands.print_form(order_id, "F3")
        scan = signed_scan(first, ("step1",), self._path("scan-F3-1.pdf"), seed=3)
        self._take_scan(scan)
        page = self._hands.open_step(order_id, act.SaveSignoff)
        self._hands.fill(page, {"handling": "已到场处置完毕。", "review": "同意办结上报。"})
        self._hands.look("签批")
        self._hands.press(page)
        second = self._hands.print_form(order_id, "F3")
        scan = signed_scan(second, ("step3",), self._path("scan-F3-2.pdf"), seed=4)
        self._take_scan(scan)
        self._evidence.step("签批", "两处签字，分两次扫描，前一处仍然有效")

    def submit_while_down(self, row: ListRow) -> None:
        """提交 while the platform is down; when it is back it has everything."""
        centre = self._office.centre
        if centre is None:
            raise RehearsalError("the rehearsal needs the training platform")
        centre.stop()
        page = self._hands.open_step(row.order_id, act.Submit)
        self._hands.look("提交")
        self._hands.press(page)
        if self._round() is not SyncPhase.OFFLINE:
            raise RehearsalError("the platform was down and sync succeeded")
        self._evidence.step("平台停机时提交", self._office.sync.status().message)
        self._hands.go_to(Screen.SYNC)
        self._hands.look("同步-离线")
        centre.start()
        self._sync()
        self._expect(row, Stage.SUBMITTED)
        self._evidence.step("平台恢复", "自动上报完成")

    def rehandle(self, row: ListRow) -> None:
        """预警 → 再次处置 with the head's part → satisfied → closed."""
        order_id = row.order_id
        self._staff.call_back(row.number, "dissatisfied", "市民表示又出现同样问题，不满意。")
        self._sync()
        self._expect(row, Stage.WARNED)
        page = self._hands.open_step(order_id, act.Accept)
        self._hands.look("预警重办")
        self._hands.press(page)
        page = self._hands.open_step(order_id, act.RecordHeadPart)
        self._hands.fill(
            page,
            {
                "head_part_at": self._now().isoformat(),
                "head_part_head": _HEAD,
                "head_part_place": "现场",
                "head_part_text": "到场召集维修单位和诉求人协商，定下整改办法并现场监督。",
            },
        )
        self._hands.press(page)
        page = self._hands.open_step(order_id, act.SaveResult)
        again = {
            "rehandle_measures": "更换整套部件，约定一周后回访。",
            "answered_at": self._now().isoformat(),
        }
        self._hands.fill(page, _RESULT | again)
        self._hands.look("再次处置")
        self._hands.press(page)
        self._hands.print_form(order_id, "F2")
        self._hands.press(self._hands.open_step(order_id, act.Submit))
        self._sync()
        self._staff.call_back(row.number, "satisfied", "市民表示满意。")
        self._staff.close_order(row.number)
        self._sync()
        self._expect(row, Stage.CLOSED)
        self._evidence.step("再次处置", "负责人参与，市民满意，已办结")

    def look_around(self, row: ListRow) -> None:
        """Take a picture of every screen."""
        for screen in Screen:
            self._hands.go_to(screen)
            self._hands.look(screen.value)
        self._hands.open_order(row.order_id)
        self._hands.look("工单详情")
        self._evidence.step("各屏截图")

    def _cast(self) -> tuple[ListRow, ListRow]:
        """Choose the two orders: one to handle, one that is not ours."""
        lists = self._office.workplace.lists
        rows = lists.rows(lists.keys(ListFilter(group=Group.TO_ACCEPT)))
        orders = self._office.workplace.orders
        foreign = next(row for row in rows if row.number in _foreign_numbers())
        for row in rows:
            order = orders.open(row.order_id).working.order
            in_time = row.due is not None and row.due > self._now()
            if in_time and order.caller and order.kind == "normal" and row != foreign:
                return row, foreign
        raise RehearsalError("no order fits the story")

    def _sync(self) -> None:
        phase = self._round()
        if phase is not SyncPhase.SYNCED:
            raise RehearsalError(f"sync: {self._office.sync.status()}")

    def _round(self) -> SyncPhase:
        """Do one round as the sync thread does, so that the window shows its outcome."""
        self._office.sync.sync_now()
        self._office.sync.step()
        self._hands.settle()
        return self._office.sync.status().phase

    def _take_scan(self, scan: Path, look: str = "") -> None:
        self._hands.go_to(Screen.PAPER)
        day = f"{self._now():%Y-%m-%d}"
        self._hands.file_scan(self._tray, scan, _HEAD, day, look)
        self._evidence.step("签字扫描件", f"{scan.name} 已识别并存入")

    def _refuse_unsigned(self, scan: Path) -> None:
        findings, _ = self._office.workplace.scans.read_scans([scan])
        if any(box.ink for finding in findings for box in finding.boxes):
            raise RehearsalError("an unsigned sheet was taken as signed")
        self._evidence.step("未签字的扫描件", "没有当作已签字")

    def _expect(self, row: ListRow, stage: Stage) -> None:
        found = self._office.workplace.orders.open(row.order_id).working.order.stage
        if found is not stage:
            raise RehearsalError(f"{row.number} is {found}, not {stage}")

    def _photo(self, name: str) -> Path:
        picture = Image.new("RGB", (1200, 900), (200, 208, 214))
        pen = ImageDraw.Draw(picture)
        pen.rectangle((150, 420, 1050, 820), fill=(120, 110, 100))
        pen.ellipse((450, 150, 750, 450), fill=(90, 120, 150))
        content = io.BytesIO()
        picture.save(content, "JPEG", quality=85)
        return self._evidence.keep(name, content.getvalue())

    def _path(self, name: str) -> Path:
        self._evidence.files.append(name)
        return self._evidence.folder / name

    def _now(self) -> datetime:
        return self._office.workplace.clock.now().replace(second=0, microsecond=0)


_RESULT = {
    "cause": "设施老化，日常维护不到位。",
    "fact": "true",
    "fact_note": "现场核实与反映一致。",
    "demand": "reasonable",
    "outcome": "solved",
    "lead_person": _HEAD,
    "handlers": "李想",
    "answer_way": "电话",
    "answer": "您好，您反映的问题已到现场核实并处置完毕，今后将加强巡查。",
    "feedback": "satisfied",
}


def _foreign_numbers() -> frozenset[str]:
    return frozenset(order.number for order in sample_orders.load() if "return" in order.tags)
