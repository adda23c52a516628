"""The recap as files: the table of the page, and behind it every month, category, channel and office by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from giliran.complaints.policy.recap import SIDES, share
from giliran.web.casework.recap import Shown, names_of
from giliran.web.files import csv_response, xlsx_response
from giliran.web.surveys.words import month_words

if TYPE_CHECKING:
    from django.http import HttpResponse

KINDS = ("csv", "xlsx")


def download(found: Shown, kind: str) -> HttpResponse:
    """`csv`: the table of the page; `xlsx`: with a second sheet behind it."""
    name = f"giliran-recap-{found.asked.first:%Y%m}-{found.asked.last:%Y%m}.{kind}"
    if kind == "csv":
        return csv_response(name, _table(found))
    return xlsx_response(name, {_("Recap"): _table(found), _("In detail"): _cube(found)})


def _table(found: Shown) -> Iterator[list[Any]]:
    """The table of the page whole: head, lines, and all of them together."""
    told = found.recap
    side = {"category": _("Category"), "channel": _("Channel"), "office": _("Office")}[found.asked.by]
    yield [side, *(month_words(month) for month in told.months), _("All"), _("Share in percent")]
    for line in told.lines:
        yield [found.names[line.key], *line.months, line.n, line.share]
    yield [_("All"), *told.totals, told.n, share(told.n, told.n)]


def _cube(found: Shown) -> Iterator[list[Any]]:
    """Every month, category, channel and office by itself, with its share of all."""
    yield [_("Month"), _("Category"), _("Channel"), _("Office"), _("Complaints"), _("Share in percent")]
    names = {side: names_of(side, sorted({getattr(one, side) for one in found.counts})) for side in SIDES}
    for one in sorted(found.counts, key=lambda one: (one.month, one.category, one.channel, one.office)):
        named = [names[side][getattr(one, side)] for side in SIDES]
        yield [f"{one.month:%Y-%m}", *named, one.n, share(one.n, found.recap.n)]
