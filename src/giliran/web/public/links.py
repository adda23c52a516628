"""Pages behind the links in messages. They need no sign-in: the link itself says who is meant, and is signed.

Nothing happens when such a page is merely opened, since mail programs open links by themselves; one press does it. The
press needs no cookie either, so that the mail program's own "unsubscribe" works (RFC 8058).
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from giliran.accounts.services import stopping, ways
from giliran.core import clock, masks
from giliran.notifications.states import Kind
from giliran.web.access import anyone


@csrf_exempt
@anyone
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop messages like the one that the link stood in, or all of its channel."""
    found = stopping.read_stop(token)
    if found is None:
        raise Http404
    only_kind = bool(found.kind) and request.POST.get("what") != "all"
    is_done = request.method == "POST"
    if is_done and ways.stop_by_link(token=token, only_kind=only_kind, now=clock.now()) is None:
        raise Http404
    context = {
        "channel": found.channel.label,
        "kind": Kind(found.kind).label if found.kind else "",
        "is_done": is_done,
        "only_kind": only_kind,
    }
    return render(request, "public/stop.html", context)


@csrf_exempt
@anyone
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever holds a telephone says that messages may come to it."""
    way = ways.agree(token=token, now=clock.now()) if request.method == "POST" else ways.way_to_agree(token)
    if way is None:
        return render(request, "public/agree.html", {"is_over": True}, status=404)
    channel = ways.channel_of(way)
    context = {"channel": channel, "address": masks.mask_address(way.address), "is_done": way.consented_at is not None}
    return render(request, "public/agree.html", context)
