"""By which ways people are reached: asking, agreeing, choosing, stopping. Each leaves its line in the log."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from giliran.accounts import policy, selectors
from giliran.accounts.models import User, Way
from giliran.accounts.sentences import sentence, way_sentence
from giliran.accounts.services import stopping
from giliran.audit import services as audit
from giliran.core import db
from giliran.core.errors import Refusal
from giliran.core.types import NOBODY, SYSTEM, Actor
from giliran.notifications import selectors as notifications_reads
from giliran.notifications import services as notifications
from giliran.notifications.events import Notice
from giliran.notifications.states import Channel, Kind

BY_PHONE = frozenset({Channel.WHATSAPP, Channel.SMS})


def ask_by_phone(*, channel: str, phone: str, consents: bool, by: Actor, now: datetime) -> Way:
    """Ask whoever holds a telephone whether messages may come there: one message with a link. Until it is pressed
    nothing else is sent. Raises `Refusal`, with its field."""
    if not _is_offered(channel, BY_PHONE):
        raise _refusal("way_not_offered")
    if not consents:
        raise _refusal("consent_missing", "consent")
    address = _phone(phone)
    with transaction.atomic():
        account = User.objects.select_for_update().get(id=by.account_id)
        _refuse_flood(account.pk, address, now)
        _stop(Way.objects.filter(account=account, channel=channel), now)
        way = Way.objects.create(account=account, channel=channel, address=address, asked_at=now)
        _record("account.way_asked", way, by, now)
        _send_link(account, way, now)
    return way


def agree(*, token: str, now: datetime) -> Way | None:
    """Whoever holds the telephone agrees, by the link that was sent there; None for a link that is none (any more)."""
    way = way_to_agree(token)
    if way is None or way.consented_at:
        return way
    with transaction.atomic():
        if db.claim(Way.objects.filter(pk=way.pk, stopped_at=None, consented_at=None), consented_at=now):
            _record("account.way_agreed", way, NOBODY, now)
    return way_to_agree(token)


def way_to_agree(token: str) -> Way | None:
    """The way that a link is about, while it has not been stopped."""
    return Way.objects.filter(pk=stopping.read_agree(token) or 0, stopped_at=None).select_related("account").first()


def channel_of(way: Way) -> str:
    """The channel in words."""
    return str(Channel(way.channel).label)


def turn_on_mail(*, by: Actor, now: datetime) -> None:
    """Messages come by e-mail again."""
    with transaction.atomic():
        account = User.objects.select_for_update().get(id=by.account_id)
        if not account.email:
            raise _refusal("way_not_offered")
        if _newest(account.pk, Channel.EMAIL, live=True) is None:
            way = Way.objects.create(account=account, channel=Channel.EMAIL, asked_at=now, consented_at=now)
            _record("account.way_agreed", way, by, now)


def turn_on_browser(*, address: str, by: Actor, now: datetime) -> Way:
    """Messages come to a browser that has just agreed; `address` is its subscription. The same one is kept once."""
    if not _is_offered(Channel.PUSH, {Channel.PUSH}):
        raise _refusal("way_not_offered")
    if not notifications_reads.is_browser(address):
        raise _refusal("subscription_unreadable")
    with transaction.atomic():
        account = User.objects.select_for_update().get(id=by.account_id)
        browsers = Way.objects.filter(account=account, channel=Channel.PUSH, stopped_at=None)
        known = browsers.filter(address=address).first()
        if known:
            return known
        _stop(Way.objects.filter(channel=Channel.PUSH, address=address), now)  # another account on the same browser
        newest_first = browsers.order_by("-id").values_list("pk", flat=True)
        _stop(Way.objects.filter(pk__in=list(newest_first)[policy.MOST_BROWSERS - 1 :]), now)
        way = Way.objects.create(account=account, channel=Channel.PUSH, address=address, asked_at=now, consented_at=now)
        _record("account.way_agreed", way, by, now)
    return way


def turn_off(*, channel: str, by: Actor, now: datetime) -> None:
    """No message comes this way any more; the inbox stays."""
    _turn_off(by.account_id, channel, by, now)


def choose_kinds(*, channel: str, wanted: Collection[str], by: Actor, now: datetime) -> None:
    """Which kinds of message come this way."""
    _choose(by.account_id, channel, [kind.value for kind in Kind if kind not in wanted], by, now)


def stop_by_link(*, token: str, only_kind: bool, now: datetime) -> stopping.Stop | None:
    """What the link in a message stops: all that comes this way, or only messages of its kind; None if it is none."""
    stop = stopping.read_stop(token)
    if stop is None or not User.objects.filter(pk=stop.account_id).exists():
        return None
    if only_kind and stop.kind:
        unwanted = {stop.kind, *selectors.unwanted_on(stop.account_id, stop.channel)}
        _choose(stop.account_id, stop.channel, sorted(unwanted), NOBODY, now)
    else:
        _turn_off(stop.account_id, stop.channel, NOBODY, now)
    return stop


def forget_gone(now: datetime) -> int:
    """Tick step: browsers whose push service says that they are gone are asked no more. Returns how many."""
    browsers = Way.objects.filter(channel=Channel.PUSH, stopped_at=None)
    gone = notifications_reads.gone_addresses(Channel.PUSH, since=now - policy.LOOKED_BACK)
    count = 0
    for way in browsers.filter(address__in=gone):
        with transaction.atomic():
            if db.claim(Way.objects.filter(pk=way.pk, stopped_at=None), stopped_at=now):
                _record("account.way_gone", way, SYSTEM, now)
                count += 1
    return count


def _turn_off(account_id: int, channel: str, by: Actor, now: datetime) -> None:
    with transaction.atomic():
        User.objects.select_for_update().get(pk=account_id)
        ways = Way.objects.filter(account_id=account_id, channel=channel, stopped_at=None)
        if channel == Channel.EMAIL and _newest(account_id, channel) is None:
            Way.objects.create(account_id=account_id, channel=channel, asked_at=now, consented_at=now)
        for way in list(ways):
            _stop(Way.objects.filter(pk=way.pk), now)
            _record("account.way_stopped", way, by, now)


def _choose(account_id: int, channel: str, unwanted: list[str], by: Actor, now: datetime) -> None:
    with transaction.atomic():
        User.objects.select_for_update().get(pk=account_id)
        if channel == Channel.EMAIL and _newest(account_id, channel) is None:
            Way.objects.create(account_id=account_id, channel=channel, asked_at=now, consented_at=now)
        for way in Way.objects.filter(account_id=account_id, channel=channel, stopped_at=None):
            if way.unwanted != unwanted:
                Way.objects.filter(pk=way.pk).update(unwanted=unwanted)
                _record("account.way_chosen", way, by, now, unwanted=unwanted)


def _newest(account_id: int, channel: str, *, live: bool = False) -> Way | None:
    found = Way.objects.filter(account_id=account_id, channel=channel).order_by("-id")
    return (found.filter(stopped_at=None) if live else found).first()


def _stop(ways: QuerySet[Way], now: datetime) -> None:
    ways.filter(stopped_at=None).update(stopped_at=now)


def _refuse_flood(account_id: int, address: str, now: datetime) -> None:
    asked = Way.objects.filter(channel__in=BY_PHONE, asked_at__gt=now - policy.ASKED_WITHIN)
    if asked.filter(account_id=account_id).count() >= policy.MOST_ASKED:
        raise _refusal("asked_too_often")
    if asked.filter(address=address).count() >= policy.MOST_ASKED:
        raise _refusal("asked_too_often", "phone")


def _send_link(account: User, way: Way, now: datetime) -> None:
    with translation.override(account.language):
        notice = Notice(
            subject=_("Giliran, the passport queue: shall messages come here? Press to agree:"),
            paragraphs=[
                _("Somebody with an account at Giliran has entered this number. If it was not you, do nothing.")
            ],
            facts=[],
            url=stopping.agree_url(way.pk),
            link_words=_("Agree"),
        )
    notifications.enqueue(
        event="notice",
        channel=way.channel,
        address=way.address,
        language=account.language,
        data={**notice, "stop_url": stopping.stop_url(account.pk, way.channel, "")},
        key=f"way:{way.pk}",
        now=now,
    )


def _is_offered(channel: str, among: Collection[str]) -> bool:
    return channel in among and notifications_reads.is_offered(channel)


def _phone(text: str) -> str:
    try:
        return policy.check_phone(text)
    except policy.Unfit as unfit:
        raise Refusal(unfit.reason.code, sentence(unfit.reason), field="phone") from unfit


def _refusal(code: str, field: str | None = None) -> Refusal:
    return Refusal(code, way_sentence(code), field=field)


def _record(event: str, way: Way, by: Actor, now: datetime, **data: object) -> None:
    """Which channel, never which address."""
    audit.record(event=event, by=by, about=f"account:{way.account_id}", at=now, data={"channel": way.channel, **data})
