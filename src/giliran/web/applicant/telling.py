"""How people want to be told of things, and the inbox where everything lies in any case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from giliran.accounts import selectors as accounts
from giliran.accounts.policy import Reason
from giliran.accounts.sentences import sentence
from giliran.accounts.services import ways
from giliran.core import clock, masks
from giliran.core.errors import Refusal
from giliran.notifications import selectors as notifications
from giliran.notifications import services as notifications_writes
from giliran.notifications.states import Channel, Kind
from giliran.web.access import ActorRequest, signed_in
from giliran.web.forms import Form

if TYPE_CHECKING:
    from giliran.accounts.models import User, Way

MESSAGES_A_PAGE = 20
CHOSEN = (Channel.EMAIL, Channel.WHATSAPP, Channel.SMS, Channel.PUSH)
NAMES = {
    Channel.EMAIL: gettext_lazy("E-mail"),
    Channel.WHATSAPP: "WhatsApp",
    Channel.SMS: "SMS",
    Channel.PUSH: gettext_lazy("Notifications of this browser"),
}


class PhoneForm(Form):
    """A number, and that messages may come there. What is wrong with them is for the use case to say."""

    phone = forms.CharField(
        label=gettext_lazy("Telephone number"),
        help_text=gettext_lazy("For example 0812 3456 7890"),
        error_messages={"required": sentence(Reason("phone_missing"))},
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
    )
    consent = forms.BooleanField(
        label=gettext_lazy("Messages about my visits may be sent to this number"), required=False
    )


@dataclass(frozen=True, slots=True)
class Section:
    """One way on the page. `state`: off, asked (a link was sent), on."""

    channel: str
    name: str
    state: str
    addresses: list[str]
    way: Way | None
    stopped: Way | None
    kinds: list[tuple[str, str, bool]]
    form: PhoneForm | None


@signed_in
@never_cache
@require_GET
def notifications_page(request: ActorRequest) -> HttpResponse:
    """Every way that is offered here: whether it is on, since when, for which messages, and how to end it."""
    return _page(request)


@signed_in
@require_POST
def ask_by_phone(request: ActorRequest, channel: str) -> HttpResponse:
    """Send a message to a number, with a link that agrees."""
    if channel not in ways.BY_PHONE:
        raise Http404
    form = PhoneForm(request.POST, prefix=channel)
    if form.is_valid():
        phone, consents = form.cleaned_data["phone"], form.cleaned_data["consent"]
        try:
            ways.ask_by_phone(channel=channel, phone=phone, consents=consents, by=request.actor, now=clock.now())
        except Refusal as refused:
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, _("A message is on its way to this number. Press the link in it to agree."))
            return redirect("notifications")
    return _page(request, {channel: form}, status=422)


@signed_in
@require_POST
def add_browser(request: ActorRequest) -> HttpResponse:
    """Take the subscription that the browser gave."""
    address = request.POST.get("subscription", "")
    done = _("This browser will be told.")
    return _do(request, lambda: ways.turn_on_browser(address=address, by=request.actor, now=clock.now()), done)


@signed_in
@require_POST
def turn_on_mail(request: ActorRequest) -> HttpResponse:
    """E-mail again."""
    return _do(
        request, lambda: ways.turn_on_mail(by=request.actor, now=clock.now()), _("Messages come by e-mail again.")
    )


@signed_in
@require_POST
def turn_off(request: ActorRequest, channel: str) -> HttpResponse:
    """No message comes this way any more."""
    name = NAMES[_chosen(channel)]
    done = _("Turned off: %(name)s. Everything still lies in your inbox.") % {"name": name}
    return _do(request, lambda: ways.turn_off(channel=channel, by=request.actor, now=clock.now()), done)


@signed_in
@require_POST
def choose_kinds(request: ActorRequest, channel: str) -> HttpResponse:
    """Which messages come this way."""
    wanted = [kind for kind in request.POST.getlist("kinds") if kind in Kind]
    _chosen(channel)
    return _do(
        request,
        lambda: ways.choose_kinds(channel=channel, wanted=wanted, by=request.actor, now=clock.now()),
        _("Your choice is saved."),
    )


@signed_in
@never_cache
@require_GET
def inbox(request: ActorRequest) -> HttpResponse:
    """Every message, the newest first; those that are shown count as read from now on."""
    found = notifications.inbox(accounts.inbox_of(request.actor.account_id))
    page = Paginator(found, MESSAGES_A_PAGE).get_page(request.GET.get("page"))
    lines = notifications.lines(list(page))
    notifications_writes.mark_read([one.id for one in lines if one.is_new], now=clock.now())
    return render(request, "applicant/inbox.html", {"page": page, "lines": lines, "tz": settings.TIME_ZONE})


def _do(request: ActorRequest, use: Callable[[], object], done: str) -> HttpResponse:
    try:
        use()
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    return redirect("notifications")


def _chosen(channel: str) -> Channel:
    if channel not in CHOSEN:
        raise Http404
    return Channel(channel)


def _page(request: ActorRequest, bound: Mapping[str, PhoneForm] | None = None, *, status: int = 200) -> HttpResponse:
    account, said = accounts.account_of(request.actor), accounts.ways_of(request.actor)
    offered = [channel for channel in CHOSEN if channel == Channel.EMAIL or notifications.is_offered(channel)]
    sections = [_section(channel, account, said, (bound or {}).get(channel)) for channel in offered]
    context = {
        "sections": sections,
        "sent_form": next(iter(bound.values()), None) if bound else None,
        "push_key": notifications.push_key() if Channel.PUSH in offered else "",
        "tz": settings.TIME_ZONE,
        "unread": notifications.unread(accounts.inbox_of(account.pk)),
    }
    return render(request, "applicant/notifications.html", context, status=status)


def _section(channel: Channel, account: User, said: list[Way], bound: PhoneForm | None) -> Section:
    mine = [way for way in said if way.channel == channel]
    live = [way for way in mine if way.stopped_at is None]
    is_mail = channel == Channel.EMAIL
    state = "on" if any(way.consented_at for way in live) or (is_mail and not mine) else "asked" if live else "off"
    addresses = [account.email or ""] if is_mail else [masks.mask_address(way.address) for way in live]
    unwanted = set(live[0].unwanted) if live else set()
    return Section(
        channel=channel.value,
        name=str(NAMES[channel]),
        state=state,
        addresses=addresses,
        way=live[0] if live else None,
        stopped=mine[0] if mine and not live else None,
        kinds=[(kind.value, str(kind.label), kind not in unwanted) for kind in Kind],
        form=_phone_form(channel, account, bound) if channel in ways.BY_PHONE and state != "on" else None,
    )


def _phone_form(channel: Channel, account: User, bound: PhoneForm | None) -> PhoneForm:
    return bound or PhoneForm(prefix=channel.value, initial={"phone": account.phone})
