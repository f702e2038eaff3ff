"""The separator sheet: numbers and forms, nothing else of an order."""

from datetime import datetime

from helpers.pdf_text import whole_text

from desktop.bootstrap.paper_fonts import paper_fonts
from desktop.domain.calendar import CST
from desktop.printing.page_images import PdfiumPages
from desktop.printing.printer import PdfPrinter
from desktop.services.paper_ports import BatchLine, PrintContext

CONTEXT = PrintContext(
    printed_at=datetime(2026, 11, 20, 9, 5, tzinfo=CST),
    operator="陈思雨",
    unit_name="示范居委会",
    training=True,
)


def test_the_list_names_orders_and_forms() -> None:
    lines = [BatchLine("DC2026001", "F2", 1, 2), BatchLine("DC2026001", "F3", 2, 2)]
    printer = PdfPrinter(paper_fonts(office=False))
    pdf = printer.batch_list(lines, CONTEXT)
    text = whole_text(pdf)
    for words in ("打印清单", "DC2026001", "F2工单处理记录表", "F3工单签批单", "演练"):
        assert words in text
    assert "1张工单，2张表，共4份" in text
    assert pdf == printer.batch_list(lines, CONTEXT)


def test_a_long_batch_takes_more_pages_and_their_sizes_are_known() -> None:
    lines = [BatchLine(f"DC2026{n:04}", "F2", 1, 1) for n in range(60)]
    pdf = PdfPrinter(paper_fonts(office=False)).batch_list(lines, CONTEXT)
    sizes = PdfiumPages().sizes(pdf)
    assert len(sizes) > 1
    assert all(width > height for width, height in sizes)
