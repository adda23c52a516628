"""Filling in: fees, papers and figures as they hold today."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time

from giliran.catalogue import selectors as catalogue
from giliran.core import formats
from giliran.offices import selectors as offices
from giliran.outreach.policy import fills, markdown

Wanted = tuple[str, str]


def values_for(texts: Iterable[str], language: str, day: date) -> dict[Wanted, str]:
    """What each fill in these texts becomes; one that is not known (any more) is left out."""
    wanted = {one for text in texts for one in markdown.fills_in(text)}
    kinds = {kind for kind, _name in wanted}
    known: dict[Wanted, str] = {}
    if fills.FEE in kinds or fills.PAPERS in kinds:
        known |= _of_catalogue(wanted, language, day)
    if kinds & {fills.FIGURE, fills.DAY, fills.HOUR}:
        known |= _figures(wanted, language)
    return known


def _of_catalogue(wanted: set[Wanted], language: str, day: date) -> dict[Wanted, str]:
    shelf = catalogue.shelf(day, language)
    fees = {(fills.FEE, code): formats.rupiah(fee.amount_idr) for code, fee in shelf.fees.items()}
    papers = {one: _list(shelf, one[1]) for one in wanted if one[0] == fills.PAPERS and one[1] in shelf.services}
    return fees | papers


def _list(shelf: catalogue.Shelf, service: str) -> str:
    """The papers of a service as a Markdown list."""
    lines = []
    for paper in shelf.papers(service):
        lines.append(f"- {paper.name}" + (f" ({paper.condition})" if paper.condition else ""))
    return "\n".join(lines)


def _figures(wanted: set[Wanted], language: str) -> dict[Wanted, str]:
    figures = offices.national_policy().figures
    words = {
        fills.FIGURE: lambda value: formats.number_words(value, language),
        fills.DAY: lambda value: formats.weekday_name(value, language),
        fills.HOUR: lambda value: formats.clock_words(time(value // 60, value % 60), language),
    }
    return {(kind, name): words[kind](figures[name]) for kind, name in wanted if kind in words and name in figures}
