"""Choosing the language: kept in a cookie for pages, and on the account for messages."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST
from django.views.i18n import set_language as choose

from giliran.accounts import services as accounts
from giliran.web.access import ActorRequest, anyone


@anyone
@require_POST
def set_language(request: ActorRequest) -> HttpResponse:
    """Change the language and return to the page (never to another site)."""
    language = request.POST.get("language", "")
    if request.actor.user_id is not None and language in dict(settings.LANGUAGES):
        accounts.set_language(request.actor.user_id, language)
    return _choose(request)


def _choose(request: HttpRequest) -> HttpResponse:
    return choose(request)
