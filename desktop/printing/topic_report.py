"""Counted orders as F20 热点问题与综合分析报告 (KF-27, KF-07)."""

from desktop.printing import words
from desktop.printing.report_frame import columns, foot, head, heading
from desktop.services.paper_ports import PrintContext
from desktop.services.report_names import ReportForm
from desktop.services.reports import Count, HotTopic, TopicReport
from desktop.services.tables import Table
from forms.topic_report import CountRow, CountTable, HotRow, TopicReportForm

_COLUMNS = columns(
    ("名称", 36),
    ("本期", 8),
    ("占比", 9),
    ("上期", 8),
    ("环比", 10),
    ("上年同期", 10),
    ("同比", 10),
)
_HOT_COLUMNS = columns(
    ("热点问题", 36), ("件数", 8), ("环比", 10), ("集中地点", 50), ("工单编号", 60)
)
_UNFINISHED = {"办理结果": "办理中", "回访满意度": "未评价"}
_MOST_NUMBERS = 20


def topic_form(report: TopicReport, context: PrintContext) -> TopicReportForm:
    """Word the report."""
    total = report.total
    groups = (("受理总量", (total,)), *report.groups)
    tables = tuple(
        CountTable(name, tuple(_row(name, count, total) for count in counts))
        for name, counts in groups
    )
    return TopicReportForm(
        head=head(ReportForm.TOPICS, context, report.period),
        foot=foot(context),
        training=context.training,
        overview=_overview(report),
        tables=tables,
        hot=tuple(_hot(topic) for topic in report.hot),
        repeated=_repeated(report),
    )


def blank_topic_form(context: PrintContext) -> TopicReportForm:
    """Make the empty F20."""
    return TopicReportForm(
        head=head(ReportForm.TOPICS, context),
        foot=foot(context),
        training=context.training,
        tables=tuple(
            CountTable(name)
            for name in ("诉求类别", "工单类型", "来源渠道", "办理结果", "回访满意度")
        ),
    )


def topic_tables(report: TopicReport, context: PrintContext) -> tuple[Table, ...]:
    """Give the counts as tables, one a kind, and the hot topics."""
    title = heading(ReportForm.TOPICS, context, report.period)
    groups = (("受理总量", (report.total,)), *report.groups)
    counted = tuple(
        Table(
            name=name,
            title=f"{title}　{name}",
            columns=_COLUMNS,
            rows=tuple(_values(name, count, report.total) for count in counts),
        )
        for name, counts in groups
    )
    hot = Table(
        name="热点问题",
        title=f"{title}　热点问题",
        columns=_HOT_COLUMNS,
        rows=tuple(
            (
                topic.name,
                topic.count.now,
                change(topic.count.now, topic.count.before),
                _places(topic),
                "、".join(topic.numbers),
            )
            for topic in report.hot
        ),
        notes=(_repeated(report),),
    )
    return (*counted, hot)


def change(now: int, before: int) -> str:
    """Write how a count has changed: in per cent, or in words where nothing was there before."""
    if before == 0:
        return "持平" if now == 0 else "新增"
    percent = 100 * (now - before) / before
    return "持平" if now == before else f"{percent:+.1f}%"


def _overview(report: TopicReport) -> str:
    total = report.total
    words_of = (
        f"{report.period.name}共受理 {total.now} 件，上期 {total.before} 件"
        f"（{change(total.now, total.before)}），上年同期 {total.year_ago} 件"
        f"（{change(total.now, total.year_ago)}）。"
    )
    most = [count for count in report.groups[0][1][:3] if count.now]
    if most:
        named = "、".join(f"“{count.name}” {count.now} 件" for count in most)
        words_of += f"反映最多的是{named}。"
    if report.repeated:
        words_of += f"其中 {len(report.repeated)} 件经过再次处置。"
    return words_of


def _row(group: str, count: Count, total: Count) -> CountRow:
    name, now, share, before, changed, year_ago, year_changed = _values(group, count, total)
    return CountRow(name, str(now), share, str(before), changed, str(year_ago), year_changed)


def _values(group: str, count: Count, total: Count) -> tuple[str, int, str, int, str, int, str]:
    named = {**words.OUTCOMES, **words.FEEDBACK}.get(count.name, count.name)
    return (
        named or _UNFINISHED.get(group, "未注明"),
        count.now,
        f"{100 * count.now / total.now:.1f}%" if total.now else "",
        count.before,
        change(count.now, count.before),
        count.year_ago,
        change(count.now, count.year_ago),
    )


def _hot(topic: HotTopic) -> HotRow:
    more = topic.count.now - len(topic.numbers)
    numbers = "\n".join(topic.numbers) + (f"\n等 {topic.count.now} 件" if more > 0 else "")
    return HotRow(
        name=topic.name,
        count=str(topic.count.now),
        change=change(topic.count.now, topic.count.before),
        places=_places(topic),
        numbers=numbers,
    )


def _places(topic: HotTopic) -> str:
    return "；".join(f"{place}（{count} 件）" for place, count in topic.places)


def _repeated(report: TopicReport) -> str:
    if not report.repeated:
        return "本期没有经过再次处置的工单。"
    shown = "、".join(report.repeated[:_MOST_NUMBERS])
    more = "等" if len(report.repeated) > _MOST_NUMBERS else ""
    return f"经过再次处置 {len(report.repeated)} 件：{shown}{more}。"
