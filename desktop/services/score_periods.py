"""The periods an assessment is about: month, two months of the bulletin, quarter, half, year."""

from enum import StrEnum

from desktop.services.report_period import Period, month_period, year_period


class Span(StrEnum):
    """How long a period is."""

    MONTH = "month"
    BULLETIN = "bulletin"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


SPAN_NAMES: dict[Span, str] = {
    Span.MONTH: "月",
    Span.BULLETIN: "双月",
    Span.QUARTER: "季度",
    Span.HALF: "半年",
    Span.YEAR: "年",
}
_MONTHS = {Span.MONTH: 1, Span.BULLETIN: 2, Span.QUARTER: 3, Span.HALF: 6, Span.YEAR: 12}


def span_period(span: Span, year: int, month: int) -> Period:
    """Give the period of a length that a month lies in."""
    if span is Span.YEAR:
        return year_period(year)
    length = _MONTHS[span]
    first = (month - 1) // length * length + 1
    return Period(month_period(year, first).first, month_period(year, first + length - 1).last)


def moved(span: Span, period: Period, steps: int) -> Period:
    """Give the period so many lengths later, or earlier with a negative number."""
    months = period.first.year * 12 + period.first.month - 1 + steps * _MONTHS[span]
    return span_period(span, months // 12, months % 12 + 1)


def period_name(span: Span, period: Period) -> str:
    """Write a period as people do: 2026年第三季度."""
    year, month = period.first.year, period.first.month
    if span is Span.QUARTER:
        return f"{year}年第{'一二三四'[(month - 1) // 3]}季度"
    if span is Span.HALF:
        return f"{year}年{'上' if month == 1 else '下'}半年"
    if span is Span.BULLETIN:
        return f"{year}年{month}—{month + 1}月"
    return period.name


def data_period(period: Period) -> str:
    """Write a period as score data does."""
    if period.is_year or period.is_month:
        return period.text
    return f"{period.first}/{period.last}"
