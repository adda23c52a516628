"""The report: lines over seconds, a page that needs nothing else, and a bar that works without a terminal."""

from __future__ import annotations

import io
from html.parser import HTMLParser

from giliran.config.rush import page, series, terminal
from giliran.config.rush.judge import judge, refusals
from tests.config.rush.test_judge import a_rush


def test_every_chart_covers_the_same_seconds() -> None:
    drawn = series.charts(*a_rush())
    assert [chart.title for chart in drawn] == [
        "Arrivals",
        "Let in and booked",
        "Refusals by reason",
        "How long a booking was answered",
        "Looks at state.json",
        "How long state.json was answered",
    ]
    assert {(chart.start, len(line.values)) for chart in drawn for line in chart.lines} == {(-1, 25)}
    booked = drawn[1].lines[1]
    assert {second: value for second, value in enumerate(booked.values, drawn[1].start) if value} == {20: 1.0, 21: 1.0}


def test_a_table_sums_up_what_can_be_added_and_takes_the_worst_of_the_rest() -> None:
    drawn = series.charts(*a_rush())
    assert dict(series.rows(drawn[1]))["+20 s"] == [0.0, 2.0]
    [fastest, *_, slowest] = dict(series.rows(drawn[3]))["+20 s"]
    assert (round(fastest or 0), round(slowest or 0)) == (100, 100)
    assert dict(series.rows(drawn[3]))["+5 s"] == [None, None, None]


def test_percentiles_are_values_that_were_measured() -> None:
    values = [float(n) for n in range(1, 101)]
    assert [series.percentile(values, percent) for percent in series.PERCENTILES] == [50, 95, 99]
    assert (series.percentile([7.0], 99), series.percentile([], 50)) == (7.0, None)


def test_axes_end_at_round_numbers() -> None:
    assert [page.ceiling(value) for value in (0, 0.3, 1, 3, 7, 10, 11, 4321)] == [1, 0.5, 1, 5, 10, 10, 20, 5000]


def test_the_page_needs_nothing_else_and_escapes_what_it_shows() -> None:
    log, facts = a_rush()
    log.faults.append("<script>alert(1)</script>")
    shown = page.page({"Seats": "<b>3</b>"}, judge(log, facts), series.charts(log, facts), refusals(log.attempts))
    looked = _Tags()
    looked.feed(shown)
    assert looked.open == []
    assert looked.addresses == []
    assert {"script", "link", "img", "b"} & looked.seen == set()
    assert "A promise was broken." in shown


def test_the_bar_writes_a_line_now_and_then_where_there_is_no_terminal() -> None:
    out = io.StringIO()
    progress = terminal.Progress(out)
    progress.tell(0.5, "half")
    progress.tell(0.6, "too soon")
    progress.end()
    assert out.getvalue() == f"[{'#' * 14}{'.' * 14}] half\n"
    assert terminal.bar(7) == "#" * 28


def test_the_verdict_in_words() -> None:
    log, facts = a_rush()
    told = terminal.summary({"Seats": "3"}, judge(log, facts), refusals(log.attempts))
    assert told.splitlines()[-1] == "Every promise was kept."
    assert "Refusals: full 1" in told


class _Tags(HTMLParser):
    """Elements that are opened and closed, and addresses that would be fetched."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.addresses += [value or "" for name, value in attrs if name in {"src", "href"}]
        if tag not in {"meta"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
