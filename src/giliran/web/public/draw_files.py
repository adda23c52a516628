"""What a draw publishes for good: `draw.json` and `roll.txt`, row by row, however many there are."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response

from giliran.core import db
from giliran.opening import selectors as openings
from giliran.opening.policy import draw
from giliran.opening.states import State
from giliran.web.access import anyone

if TYPE_CHECKING:
    from giliran.opening.models import Opening

AT_ONCE = 500
FOR_GOOD = "public, max-age=86400"
FOR_NOW = "public, max-age=5"


@anyone
def draw_json(request: HttpRequest, opening_id: int) -> Any:
    """All that is needed to recompute what was given by lot; the same bytes for everybody once it is settled."""
    opening = opening_or_404(opening_id)
    if opening.state == State.SCHEDULED:
        return _not_yet(request, opening)
    tag = f"draw-{opening.pk}-{opening.settled_at.timestamp():.0f}" if opening.settled_at else ""
    return _file(request, document(opening), "application/json", f"draw-{opening.pk}.json", tag)


@anyone
def roll_txt(request: HttpRequest, opening_id: int) -> Any:
    """The roll as it was closed: exactly the text whose digest is published."""
    opening = opening_or_404(opening_id)
    if not opening.roll_digest:
        return _not_yet(request, opening)
    return _file(request, roll(opening), "text/plain; charset=utf-8", f"roll-{opening.pk}.txt", opening.roll_digest)


def opening_or_404(opening_id: int) -> Opening:
    opening = openings.opening_of(opening_id)
    if opening is None:
        raise Http404
    return opening


def document(opening: Opening) -> Iterator[str]:
    """`openings.draw_document` as text; late ones first, as there."""
    yield _json(openings.draw_head(opening))[:-1]
    for name, rows in (("late", openings.draw_late(opening)), ("entries", openings.draw_entries(opening))):
        yield f',"{name}":['
        yield from _parts(map(_json, rows), ",")
        yield "]"
    yield "}\n"


def roll(opening: Opening) -> Iterator[str]:
    return _parts((draw.roll_line(draw.RollEntry(*row)) for row in openings.roll_lines(opening)), "\n")


def _parts(lines: Iterable[str], between: str) -> Iterator[str]:
    """Lines joined, many at a time."""
    for number, some in enumerate(db.in_batches(lines, AT_ONCE)):
        yield (between if number else "") + between.join(some)


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _file(request: HttpRequest, parts: Iterator[str], kind: str, name: str, tag: str) -> HttpResponseBase:
    """`tag`: what the content follows from for good; empty while it may still change."""
    headers = {
        "Cache-Control": FOR_GOOD if tag else FOR_NOW,
        "Content-Disposition": f'inline; filename="{name}"',
        **({"ETag": f'"{tag}"'} if tag else {}),
    }
    if tag and (same := get_conditional_response(request, etag=headers["ETag"])):
        same["Cache-Control"], same["ETag"] = headers["Cache-Control"], headers["ETag"]
        return same
    return StreamingHttpResponse(parts, content_type=kind, headers=headers)


def _not_yet(request: HttpRequest, opening: Opening) -> HttpResponse:
    return render(request, "public/opening_not_yet.html", {"opening": opening}, status=404)
