"""The lobby board: who is called to which counter, by label; no names. Anybody may look at it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import translation

from giliran.core import clock
from giliran.offices import selectors as offices
from giliran.onsite import selectors
from giliran.onsite.policy import speech
from giliran.web.access import ActorRequest, anyone

if TYPE_CHECKING:
    from giliran.offices.models import Office

BEFORE = 5
USUAL_LENGTH = len("A-012")
VOICES = ("id", "id-en", "off")


@anyone
def board(request: ActorRequest, office: str) -> HttpResponse:
    """The board. Its address may say how it is set: `voice`, `stages`, `language`; the browser remembers it."""
    found, now = _office(office), clock.now()
    chosen = _chosen(request.GET)
    with translation.override(chosen["language"] or translation.get_language()):
        document = selectors.board_document(found, now)
        language = translation.get_language()
        calls = [_words(call, language) for call in document["calls"][: 1 + BEFORE]]
        page = {
            "office": found.code,
            "tz": found.timezone,
            "language": language,
            "now": now.timestamp(),
            "set": {name: value for name, value in chosen.items() if name in request.GET},
            "document": document,
            "clips": _clips(),
        }
        context = {
            "office": found,
            "now": now,
            "newest": calls[0] if calls else None,
            "before": calls[1:],
            "waiting": [{"stage": one[language], "people": one["people"]} for one in document["waiting"]],
            "chosen": chosen,
            "page": page,
        }
        response = render(request, "board/board.html", context)
    response["Cache-Control"] = "no-store"
    response["Content-Language"] = language
    return response


@anyone
def calls(request: ActorRequest, office: str) -> HttpResponse:
    """The same as a document, for boards whose stream does not come through; unchanged, it is not sent again."""
    body = json.dumps(selectors.board_document(_office(office), clock.now())).encode()
    etag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    if etag in request.headers.get("If-None-Match", ""):
        return HttpResponse(status=304, headers={"ETag": etag, "Cache-Control": "no-cache"})
    return HttpResponse(body, content_type="application/json", headers={"ETag": etag, "Cache-Control": "no-cache"})


def _office(code: str) -> Office:
    found = offices.office_by_code(code)
    if found is None:
        raise Http404
    return found


def _chosen(asked: QueryDict) -> dict[str, Any]:
    voice, language = asked.get("voice", ""), asked.get("language", "")
    return {
        "voice": voice if voice in VOICES else VOICES[0],
        "stages": asked.get("stages", "") == "1",
        "language": language if language in dict(settings.LANGUAGES) else "",
    }


def _words(call: Mapping[str, Any], language: str) -> dict[str, Any]:
    stage = call["stage"]
    return {
        "labels": call["labels"],
        "is_long": any(len(label) > USUAL_LENGTH for label in call["labels"]),
        "counter": call["counter"],
        "stage": stage[language] if stage else "",
        "at": datetime.fromtimestamp(call["at"], UTC),
    }


def _clips() -> dict[str, Any]:
    """Where each sound lies: the chime, and those of each language by name."""
    names = speech.clip_names()
    return {
        speech.CHIME: static(f"clips/{speech.CHIME}.mp3"),
        **{
            language: {name: static(f"clips/{language}/{name}.mp3") for name in names}
            for language in (speech.INDONESIAN, speech.ENGLISH)
        },
    }
