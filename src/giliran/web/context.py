"""What the frame of every page knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from giliran.core.types import NOBODY
from giliran.offices import permissions
from giliran.web.incidents.words import going_on


@dataclass(frozen=True, slots=True)
class Language:
    """A language to change to, named in itself."""

    code: str
    name: str


_OTHER = {"id": Language("en", "English"), "en": Language("id", "Bahasa Indonesia")}


def product(request: HttpRequest) -> dict[str, Any]:
    """Who is acting, the language one tap away, whether this is the demo, where help is, and what is down."""
    actor = getattr(request, "actor", NOBODY)
    return {
        "DEMO": settings.DEMO,
        "SUPPORT_CONTACT": settings.SUPPORT_CONTACT,
        "actor": actor,
        "what_is_down": going_on,
        "is_headquarters": permissions.may_at_headquarters(actor, "watch_openings"),
        "other_language": other_language(),
    }


def other_language() -> Language:
    return _OTHER["en" if (translation.get_language() or "id").startswith("en") else "id"]
