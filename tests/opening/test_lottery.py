"""The year of weeks that the document tells of."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bench import lottery
from tests.shape import tree


def _cells(lines: Iterator[str] | list[str]) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


@pytest.fixture(scope="module")
def rows() -> list[list[str]]:
    return _cells(lottery.table())


def test_the_table_of_the_document_is_what_the_benchmark_prints(rows: list[list[str]]) -> None:
    text = (tree.ROOT / "docs" / "draw.md").read_text()
    begin = text.index("| newcomers / seats |")
    assert _cells(text[begin : text.index("\n\n", begin)].splitlines()) == rows


def test_no_seat_stays_empty_while_people_wait_and_losses_shorten_the_longest_wait(rows: list[list[str]]) -> None:
    by_case = {(row[0], row[1]): dict(zip(lottery.HEAD, row, strict=True)) for row in rows[2:]}
    for demand in ("1.2", "2"):
        plain, losses, built = (by_case[demand, scheme.name] for scheme in lottery.SCHEMES)
        assert {one["seats given"] for one in (plain, losses, built)} == {"100.0 %"}
        assert int(built["99 of 100"]) < int(losses["99 of 100"]) < int(plain["99 of 100"])
        assert int(built["of them entitled"].split()[0]) <= 20
