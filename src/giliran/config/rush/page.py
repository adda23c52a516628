"""The report as one HTML page that needs nothing else: charts as drawings, a table under each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from math import log10

from giliran.config.rush.judge import PROMISES, Verdict
from giliran.config.rush.series import Chart, rows

WIDTH, HEIGHT = 720, 240
LEFT, RIGHT, TOP, BOTTOM = 56, 12, 12, 30
DASHES = ("", "7 3", "2 3", "9 3 2 3", "1 4", "12 4", "4 4")

STYLE = """
:root { color-scheme: light dark; --ink: #1c2430; --muted: #5a6573; --line: #d7dce2; --page: #fbfaf7;
  --good: #1f6b3a; --bad: #a3231d; --c0: #0b5394; --c1: #b35c00; --c2: #1f6b3a; --c3: #7a2e8e; --c4: #a3231d;
  --c5: #4d5a00; --c6: #555; }
@media (prefers-color-scheme: dark) { :root { --ink: #e9edf2; --muted: #a9b4c0; --line: #3a444f; --page: #14181d;
  --good: #7fd49b; --bad: #ff9d94; --c0: #7cb8ff; --c1: #ffb566; --c2: #7fd49b; --c3: #d9a2ec; --c4: #ff9d94;
  --c5: #cfdd6b; --c6: #bbb; } }
body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 52rem; font: 1rem/1.5 system-ui, sans-serif;
  color: var(--ink); background: var(--page); }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .25rem; } h2 { font-size: 1.2rem; margin: 2.5rem 0 .25rem; }
p { margin: .25rem 0 .75rem; } .muted { color: var(--muted); }
.verdict { font-size: 1.25rem; font-weight: 600; } .good { color: var(--good); } .bad { color: var(--bad); }
svg { display: block; width: 100%; height: auto; } svg text { font: 12px system-ui, sans-serif; fill: var(--muted); }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: .25rem 0 .5rem; padding: 0; list-style: none; }
.legend svg { display: inline-block; width: 2.2rem; height: .8rem; margin-right: .4rem; vertical-align: middle; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; width: 100%; }
th, td { text-align: right; padding: .2rem .6rem; border-bottom: 1px solid var(--line); white-space: nowrap; }
th:first-child, td:first-child { text-align: left; } .words { white-space: normal; text-align: left; }
summary { cursor: pointer; color: var(--c0); padding: .25rem 0; }
"""


def page(facts: Mapping[str, str], verdict: Verdict, charts: Sequence[Chart], refusals: Mapping[str, int]) -> str:
    word, kind = ("Every promise was kept.", "good") if verdict.is_clean else ("A promise was broken.", "bad")
    body = [
        "<h1>A Friday, played</h1>",
        f"<p class='verdict {kind}'>{word}</p>",
        _table(("", ""), [(name, value) for name, value in facts.items()], words=True),
        "<h2>Verdict</h2>",
        _table(("Promise", "Broken", "How"), _findings(verdict), words=True),
        "<h2>What hammering gained</h2>",
        "<p class='muted'>Bots had a hundred connections each, from before the hour on. The middle time runs from the "
        "moment a turn came to the booking; people think, bots do not.</p>",
        _table(("", "Parties", "Booked", "Share", "Middle time"), _sides(verdict)),
        *(_section(chart) for chart in charts),
        "<h2>All refusals</h2>",
        _table(("Reason", "Answers"), [(reason, f"{number:,}") for reason, number in refusals.items()]),
    ]
    return (
        "<!doctype html><html lang='en'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<title>A Friday, played</title><style>{STYLE}</style></head><body><main>{''.join(body)}</main></body></html>"
    )


def _findings(verdict: Verdict) -> list[tuple[str, ...]]:
    return [
        (PROMISES[name], f"{len(found):,}", "; ".join(found[:5]) + (" ..." if len(found) > 5 else ""))
        for name, found in verdict.findings.items()
    ]


def _sides(verdict: Verdict) -> list[tuple[str, ...]]:
    return [
        (name, f"{side.parties:,}", f"{side.booked:,}", f"{side.share:.1%}",
         "-" if side.seconds is None else f"{side.seconds:.1f} s")
        for name, side in (("Bots", verdict.bots), ("Ordinary people", verdict.others))
    ]  # fmt: skip


def _section(chart: Chart) -> str:
    header = ("Since the opening", *(line.name for line in chart.lines))
    cells = [(at, *("-" if value is None else f"{value:,.0f}" for value in values)) for at, values in rows(chart)]
    told = "sums of five seconds" if chart.total else "the worst second of five"
    return (
        f"<h2>{escape(chart.title)}</h2><p class='muted'>{escape(chart.unit)}, by seconds since the opening</p>"
        f"{_legend(chart)}{drawing(chart)}"
        f"<details><summary>As a table ({told})</summary>{_table(header, cells)}</details>"
    )


def _legend(chart: Chart) -> str:
    if len(chart.lines) < 2:
        return ""
    items = (
        f"<li><svg viewBox='0 0 36 12' aria-hidden='true'>{_path('M0 6H36', number)}</svg>{escape(line.name)}</li>"
        for number, line in enumerate(chart.lines)
    )
    return f"<ul class='legend'>{''.join(items)}</ul>"


def drawing(chart: Chart) -> str:
    """The chart as an SVG, with a grid and an upright line where it opened."""
    length = max((len(line.values) for line in chart.lines), default=1)
    top = ceiling(max((value or 0 for line in chart.lines for value in line.values), default=0))

    def x(index: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * index / max(1, length - 1)

    def y(value: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top

    grid = "".join(
        f"<path d='M{LEFT} {y(v):.1f}H{WIDTH - RIGHT}' stroke='var(--line)'/>"
        f"<text x='{LEFT - 6}' y='{y(v) + 4:.1f}' text-anchor='end'>{v:,.10g}</text>"
        for v in (0, top / 2, top)
    )
    ticks = "".join(
        f"<text x='{x(at - chart.start):.1f}' y='{HEIGHT - 10}' text-anchor='middle'>{at}</text>"
        for at in range(chart.start, chart.start + length)
        if at % _tick(length) == 0
    )
    opened = f"<path d='M{x(-chart.start):.1f} {TOP}V{HEIGHT - BOTTOM}' stroke='var(--muted)' stroke-dasharray='2 4'/>"
    lines = "".join(_path(_points(line.values, x, y), number) for number, line in enumerate(chart.lines))
    label = escape(f"{chart.title}, {chart.unit}; at most {_most(chart):,.0f}", quote=True)
    return f"<svg viewBox='0 0 {WIDTH} {HEIGHT}' role='img' aria-label='{label}'>{grid}{ticks}{opened}{lines}</svg>"


def _points(values: Sequence[float | None], x, y) -> str:  # type: ignore[no-untyped-def]
    steps, is_down = [], False
    for index, value in enumerate(values):
        if value is not None:
            steps.append(f"{'L' if is_down else 'M'}{x(index):.1f} {y(value):.1f}")
        is_down = value is not None
    return "".join(steps) or "M0 0"


def _path(d: str, number: int) -> str:
    dash = DASHES[number % len(DASHES)]
    return (
        f"<path d='{d}' fill='none' stroke='var(--c{number % len(DASHES)})' stroke-width='2' "
        f"stroke-linejoin='round' stroke-linecap='round' stroke-dasharray='{dash}'/>"
    )


def _most(chart: Chart) -> float:
    return max((value or 0 for line in chart.lines for value in line.values), default=0)


def ceiling(value: float) -> float:
    """The next round number: 1, 2 or 5 with zeros."""
    if value <= 0:
        return 1.0
    power = 10 ** int(log10(value) // 1)
    return next(float(power * step) for step in (1, 2, 5, 10) if power * step >= value)


def _tick(length: int) -> int:
    return next((step for step in (1, 2, 5, 10, 20, 60) if length / step <= 14), 120)


def _table(header: Sequence[str], cells: Sequence[Sequence[str]], *, words: bool = False) -> str:
    kind = " class='words'" if words else ""
    head = "".join(f"<th scope='col'{kind}>{escape(one)}</th>" for one in header)
    body = "".join(
        f"<tr><th scope='row'>{escape(row[0])}</th>{''.join(f'<td{kind}>{escape(one)}</td>' for one in row[1:])}</tr>"
        for row in cells
    )
    first = f"<thead><tr>{head}</tr></thead>" if any(header) else ""
    table = f"<table>{first}<tbody>{body}</tbody></table>"
    return f"<div class='scroll' tabindex='0' role='region' aria-label='Table'>{table}</div>"
