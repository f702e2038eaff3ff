"""The figures of a run as a table: what was measured, its baseline, the ratio, the aim."""

from collections.abc import Iterator, Sequence
from typing import Any

Report = dict[str, Any]
Row = tuple[str, str, str, str, str]
_HEAD: Row = ("measured", "value", "baseline", "ratio", "aim")


def table(report: Report) -> str:
    """Write a run as Markdown."""
    rows = [_HEAD, ("-", "-", "-", "-", "-"), *_rows(report)]
    machine = report["machine"]
    head = (
        f"{report['orders']:,} orders of {report['baseline']['body_bytes']} bytes; pages of "
        f"{report['page_orders']}, transactions of up to {report['transaction_orders']}; indexes "
        f"{report['indexes']}.\n{machine['processors']} × {machine['processor']}, "
        f"{machine['system']}, Python {machine['python']}; load {report['load_before']} before, "
        f"{report['load_after']} after; {report['at']}.\n"
    )
    return "\n".join([head, *_lines(rows), *_defects(report), *_misses(report)])


def paper_table(report: Report) -> str:
    """Write the scans and photographs of a run as Markdown."""
    rows = [_HEAD, ("-", "-", "-", "-", "-"), *_paper_rows(report["paper"])]
    machine = report["machine"]
    head = (
        f"{machine['processors']} × {machine['processor']}, Python {machine['python']}; "
        f"load {report['load_before']} before, {report['load_after']} after; {report['at']}.\n"
    )
    return "\n".join([head, *_lines(rows), *_defects(report), *_misses(report)])


def _lines(rows: Sequence[Sequence[str]]) -> list[str]:
    return ["| " + " | ".join(row) + " |" for row in rows]


def _rows(report: Report) -> Iterator[Row]:
    yield from _start_rows(report)
    yield from _list_rows(report)
    yield from _pull_rows(report)
    yield from _memory_rows(report)
    yield from _rule_rows(report["rules"])
    yield from _form_rows(report["forms"])
    if "paper" in report:
        yield from _paper_rows(report["paper"])


def _start_rows(report: Report) -> Iterator[Row]:
    start = report["start"]
    bare = start["bare_ms"]
    for name, key, aim in (
        ("start until the window is shown", "window_shown_ms", ""),
        ("start until the first order is painted", "order_painted_ms", "≤ 5×"),
    ):
        ratio = f"{start[key] / bare:.1f}×"
        yield (name, f"{start[key]:.0f} ms", f"{bare:.0f} ms, bare QMainWindow", ratio, aim)


def _list_rows(report: Report) -> Iterator[Row]:
    queries, window, plain = report["queries"], report["window"], report["baseline"]
    search, busy, like = queries["search"], queries["search_cpu"], plain["like"]
    yield (
        "search, first 200 hits, 50 queries × 3, p50 / p95",
        f"{search['p50_ms']} / {search['p95_ms']} ms (p95 {busy['p95_ms']} ms CPU)",
        f"{like['p50_ms']} / {like['p95_ms']} ms, LIKE by sqlite3",
        f"{search['p95_ms'] / like['p95_ms']:.2f}×",
        "p95 ≤ 20 ms",
    )
    yield ("first opening of the list of all orders", f"{window['open_list_ms']} ms", "", "", "")
    found = window["filter"]
    yield ("opening a filter, p50 / max", f"{found['p50_ms']} / {found['max_ms']} ms", "", "", "")
    yield ("jump to the last row", f"{window['to_the_end_ms']} ms", "", "", "")
    step = window["scroll_step"]
    rows = window["rows_painted"]
    yield (
        f"scrolling to the end, {step['count']} steps, {rows} rows painted, p50 / p95 a step",
        f"{step['p50_ms']} / {step['p95_ms']} ms", "", "", "",
    )  # fmt: skip
    stall = window["stalls_in_the_list"]
    yield ("longest stall of the screen meanwhile", f"{stall['max_ms']} ms", "", "", "")
    action, insert = queries["action"], plain["insert"]
    yield (
        "one clerk action, p50 / p99",
        f"{action['p50_ms']} / {action['p99_ms']} ms",
        f"{insert['p50_ms']} / {insert['p99_ms']} ms, INSERT and COMMIT by sqlite3",
        f"{action['p50_ms'] / insert['p50_ms']:.1f}×",
        "",
    )


def _pull_rows(report: Report) -> Iterator[Row]:
    first, busy = report["first_pull"], report["first_pull_with_clerk"]
    pull, plain = first["pull"], report["baseline"]["upsert"]
    yield (
        "first pull over HTTP into the encrypted database",
        f"{pull['orders_per_s']:,} orders/s ({pull['cpu_us_an_order']} µs CPU each)",
        f"{plain['orders_per_s']:,}/s ({plain['cpu_us_an_order']} µs CPU each), sqlite3 upserts",
        f"{pull['orders_per_s'] / plain['orders_per_s']:.2f}",
        "≥ 15,000/s, ≥ 0.25",
    )
    index = first["index"]
    yield (
        "search after the pull: found by the tail / all in the index",
        f"at once ({first['found_at_once_ms']} ms) / after {index['s']} s",
        "",
        f"{index['s'] * 100_000 / report['orders']:.1f} s per 100,000",
        "≤ 5 s",
    )
    save = busy["save"]
    yield (
        f"clerk saves every 30 ms during a first pull ({save['count']} saves), p50 / p99 / max",
        f"{save['p50_ms']} / {save['p99_ms']} / {save['max_ms']} ms",
        f"{busy['pull']['orders_per_s']:,} orders/s meanwhile",
        "",
        "p99 ≤ 30 ms",
    )
    stall = report["window"]["stalls_while_pulling_and_indexing"]
    yield (
        "screen during a first pull and indexing, gaps of its event loop, p99 / max",
        f"{stall['p99_ms']} / {stall['max_ms']} ms", "", "", "",
    )  # fmt: skip


def _memory_rows(report: Report) -> Iterator[Row]:
    window = report["window"]
    for name, key in (
        ("window, empty database", "memory_empty"),
        ("window, after the first pull and indexing", "memory_after_pull"),
        ("window, after filters and scrolling to the end", "memory_after_all"),
    ):
        found = window[key]
        yield (
            f"memory: {name} (RSS / peak)",
            f"{found['rss_mib']} / {found['peak_mib']} MiB", "", "", "≤ 200 MB",
        )  # fmt: skip
    found = report["first_pull"]["memory"]
    yield (
        "memory: a pull without a window (RSS / peak)",
        f"{found['rss_mib']} / {found['peak_mib']} MiB", "", "", "≤ 200 MB",
    )  # fmt: skip


def _rule_rows(rules: Report) -> Iterator[Row]:
    clocks, scores = rules["deadlines"], rules["scores"]
    yield (
        f"{clocks['deadlines']:,} open deadlines compared under an old and a new calendar",
        f"{clocks['s']} s ({clocks['cpu_s']} s CPU)", "", "", f"≤ {clocks['limit_s']} s",
    )  # fmt: skip
    read = rules["reading"]
    yield (
        f"{read['orders']:,} open orders read from the database for that",
        f"{read['s']} s ({read['cpu_s']} s CPU)", "", "", "",
    )  # fmt: skip
    for name, title in (("linshu", "临沭"), ("kaifeng", "开封")):
        found = scores[name]
        yield (
            f"{scores['count']:,} scores of {title} with their trees",
            f"{found['s']} s ({found['cpu_s']} s CPU)", "", "", f"≤ {scores['limit_s']} s",
        )  # fmt: skip


def _form_rows(forms: Report) -> Iterator[Row]:
    ours, typst, office = forms["ours"], forms["typst"], forms["libreoffice"]
    warm, cold = ours["warm"], ours["cold"]
    others = [
        f"{typst['kept']['p50_ms']} ms typst kept, {typst['fresh']['p50_ms']} ms anew"
        if typst
        else "typst is not installed",
        f"{office['batch']['p50_ms']} ms LibreOffice in a batch, {office['alone']['p50_ms']} alone"
        if office
        else "LibreOffice is not installed",
    ]
    yield (
        "one page of 900 characters as PDF/A-2u with QR code, p50 / p95",
        f"{warm['p50_ms']} / {warm['p95_ms']} ms ({warm['cpu_ms']} ms CPU)",
        "; ".join(others),
        f"{warm['p50_ms'] / typst['kept']['p50_ms']:.2f}×" if typst else "",
        "≤ 25 ms",
    )
    batch = f"{ours['batch_per_s']} forms/s"
    yield (f"1,000 of them in {ours['processes']} processes", batch, "", "", "≥ 80/s")
    first = f"{cold['p50_ms']} ms ({cold['cpu_ms']} ms CPU)"
    yield ("a new process until its first form is finished", first, "", "", "≤ 300 ms")


def _paper_rows(paper: Report) -> Iterator[Row]:
    for kind, title, aim in (("scans", "scans", "≥ 99 %"), ("photos", "photographs", "≥ 95 %")):
        found = paper[kind]
        share, ink = found["recognised"] / found["pages"], found["right"] / max(found["boxes"], 1)
        yield (
            f"{found['pages']:,} simulated {title} recognised (given to a wrong sheet)",
            f"{share:.2%} ({found['wrong']})", "", "", f"{aim} (0)",
        )  # fmt: skip
        yield (
            f"ink of their {found['boxes']:,} boxes right (asked; empty as signed; and back)",
            f"{ink:.2%} ({found['doubtful']}; {found['false_ink']}; {found['missed_ink']})",
            "", "", "≥ 98 % (…; 0; 0)",
        )  # fmt: skip
        times = f"{found['whole_ms']} ms ({found['page_ms']} + {found['ink_ms']})"
        yield (
            f"a page of the {title}, median CPU (read and packed + its ink); archive copy, largest",
            f"{times}; {found['kilobytes_most']} kB", "", "", "≤ 250 ms; ≤ 300 kB",
        )  # fmt: skip
    attacks = paper["attacks"]
    yield (
        f"{attacks['files']} attack files answered wrongly; longest; most memory of the reader",
        f"{len(attacks['wrong'])}; {attacks['longest_s']} s; {attacks['most_mb']} MiB",
        "", "", "0; ≤ 10 s; ≤ 500 MB",
    )  # fmt: skip


def _defects(report: Report) -> list[str]:
    """Tell the rates of the pages that have each kind of defect."""
    paper = report.get("paper")
    if not paper:
        return []
    rows = [
        (
            f"{kind}: {defect}",
            f"{found['pages']}",
            f"{found['recognised'] / found['pages']:.2%} ({found['wrong']})",
            f"{found['right'] / max(found['boxes'], 1):.2%}",
            f"{found['doubtful']}; {found['false_ink']}; {found['missed_ink']}",
        )
        for kind in ("scans", "photos")
        for defect, found in sorted(paper[kind]["defects"].items())
    ]
    head = (
        "pages with",
        "pages",
        "recognised (wrong)",
        "ink right",
        "asked; empty as signed; back",
    )
    return ["", *_lines([head, ("-", "-", "-", "-", "-"), *rows])]


def _misses(report: Report) -> list[str]:
    """List every page that was not read right."""
    paper = report.get("paper", {})
    missed = [*paper.get("scans", {}).get("misses", ()), *paper.get("photos", {}).get("misses", ())]
    return ["", "Misses:", *(f"- {miss}" for miss in missed)] if missed else []
