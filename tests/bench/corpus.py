"""The orders and the questions of the benchmark: invented, lively, the same in every run."""

import random
import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from desktop.domain.calendar import CST
from desktop.domain.orders import Caller, Order, Stage, new_order

UNIT = "u1"
_UNIT_NAME = "一居委"
_IDS = uuid.UUID("5d0c7b7e-9a2f-4c55-8f5e-0b1f6f1d7a20")
_SPAN = timedelta(days=300)
_END = datetime(2026, 11, 20, 9, 0, tzinfo=CST)
_PLACES = [
    "阳光新村", "示范路", "华新镇", "城中东路", "漕盈路", "中心花园", "徐泾北城", "老街",
    "河滨苑", "青松公寓",
]  # fmt: skip
_TOPICS = [
    "噪音扰民", "污水外溢", "违章搭建", "电梯故障", "占道经营", "垃圾清运", "路灯不亮",
    "漏水维修", "停车纠纷", "油烟扰民", "树木倒伏", "宠物伤人", "物业收费", "施工扬尘",
    "消防通道堵塞", "广场舞扰民",
]  # fmt: skip
_PHRASES = [
    "市民来电反映，", "希望相关部门尽快处理，", "已多次联系物业未果，", "每天晚上十点以后，",
    "老人和孩子无法休息，", "现场没有人管理，", "存在安全隐患，", "居民意见很大，",
    "请职能部门核实，", "要求给予书面答复，", "此前拨打过热线，", "楼道里堆满杂物，",
    "味道很大，", "下雨天尤其严重，", "车辆无法通行，", "拖延了两个月，", "楼下3号门口，",
    "二楼住户，",
]  # fmt: skip
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高"
_GIVEN = "敏静伟强磊军洋勇艳杰娟涛明超秀霞平刚桂英晓岚之华"
_STAGES = (Stage.DISPATCHED, Stage.ACCEPTED, Stage.HANDLING, Stage.SUBMITTED, Stage.CLOSED)


def orders_of(count: int) -> Iterator[Order]:
    """Make orders of about 600 bytes of JSON, oldest first, spread over 300 days.

    Ids are hashes of the numbers, as those that the platform gives to imported orders: in the
    index on them every new order lands somewhere else, which is the dear case.
    """
    pick = random.Random(20261120)
    for n in range(count):
        place = f"{pick.choice(_PLACES)}{pick.randrange(1, 999)}弄{pick.randrange(1, 90)}号"
        dispatched = _END - _SPAN * ((count - n) / count) + timedelta(seconds=pick.randrange(600))
        number = f"SF{dispatched:%y%m%d}{n % 100_000:05d}{pick.randrange(10)}"
        name = pick.choice(_SURNAMES) + pick.choice(_GIVEN) + pick.choice(_GIVEN)
        yield new_order(
            order_id=str(uuid.uuid5(_IDS, number)),
            number=number,
            title=place + pick.choice(_TOPICS),
            kind="normal",
            unit_id=UNIT,
            dispatched_at=dispatched.replace(microsecond=0),
            profile="xiayang",
            profile_version=1,
            stage=pick.choice(_STAGES),
            content="".join(pick.sample(_PHRASES, 5)),
            caller=Caller(name, f"139{pick.randrange(10**8):08d}"),
            address=place,
            unit_name=_UNIT_NAME,
        )


def queries_of(orders: Sequence[Order]) -> list[str]:
    """Fix 50 queries: rare and common, two to six characters, numbers, places, names."""
    sample = random.Random(50).sample(orders, 24)
    callers = [order.caller or Caller() for order in sample]
    names = [caller.name for caller in callers[:8]]
    phones = [caller.phone[-4:] for caller in callers[8:12]]
    phones += [caller.phone for caller in callers[12:14]]
    numbers = [order.number for order in sample[14:18]] + [sample[18].number[-6:]]
    places = [order.address for order in sample[19:24]]
    common = ["物业", "处理", "扰民", "老人", "相关部门", "尽快处理", "无法休息", "安全隐患"]
    middle = [
        "阳光新村",
        "示范路",
        "电梯故障",
        "违章搭建",
        "消防通道",
        "广场舞",
        "徐泾北城",
        "青松",
    ]
    rare = ["量子", "消防栓", "麒麟阁", "阳光城", "三体", "外星人来电"]
    forms = ["３号门口", "贰楼住户", "下雨天 示范路", "噪音扰民 王"]
    found = names + phones + numbers + places + common + middle + rare + forms
    assert len(found) == 50
    return found
