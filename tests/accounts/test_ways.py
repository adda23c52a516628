"""Asking, agreeing, choosing and stopping; and where a message then goes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest

from giliran.accounts import policy
from giliran.accounts.models import User, Way
from giliran.accounts.services import stopping, ways
from giliran.accounts.services.tell import tell
from giliran.audit.models import Event
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.notifications.models import Message
from giliran.notifications.states import Kind
from tests.factories import world
from tests.notifications.browser import Browser

NOW = datetime(2026, 11, 22, 5, tzinfo=UTC)  # 12.00 WIB
NIGHT = datetime(2026, 11, 22, 15, tzinfo=UTC)  # 22.00 WIB
MORNING = datetime(2026, 11, 23, 0, tzinfo=UTC)  # 07.00 WIB
PHONE = "0812-3456-7890"
DATA = {"subject": "s", "paragraphs": [], "facts": [], "url": "https://x/", "link_words": "w"}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def offered(settings: Any) -> Iterator[None]:
    settings.SMS_URL, settings.PUSH_CONTACT = "https://sms.example/", "ops@contoh.id"
    settings.WHATSAPP_PHONE_ID, settings.WHATSAPP_TOKEN = "1", "t"
    return


@pytest.fixture
def siti() -> User:
    return world.an_account()


@pytest.fixture
def by(siti: User) -> Actor:
    return world.actor_of(siti)


def tell_siti(
    siti: User, kind: Kind = Kind.CHANGE, now: datetime = NOW, *, key: str = "k", at_once: bool = False
) -> None:
    tell(siti, kind=kind, data=DATA, key=key, now=now, tz=world.TZ, at_once=at_once, about="booking:X")


def told(key: str = "k") -> list[str]:
    return sorted(Message.objects.filter(key__startswith=key).values_list("channel", flat=True))


def ask(by: Actor, channel: str = "sms", phone: str = PHONE, now: datetime = NOW) -> Way:
    return ways.ask_by_phone(channel=channel, phone=phone, consents=True, by=by, now=now)


def token_of(url: str) -> str:
    return url.rstrip("/").rpartition("/")[2]


@cache
def browser(number: int) -> str:
    return Browser(f"https://fcm.googleapis.com/fcm/send/{number}").address


def agreed(by: Actor, channel: str = "sms") -> Way:
    way = ways.agree(token=token_of(stopping.agree_url(ask(by, channel).pk)), now=NOW)
    assert way is not None
    return way


def test_a_number_gets_one_message_and_nothing_else_until_it_agrees(siti: User, by: Actor) -> None:
    way = ask(by)
    [question] = Message.objects.all()
    assert (question.channel, question.address, question.data["url"]) == (
        "sms", "+6281234567890", stopping.agree_url(way.pk),
    )  # fmt: skip
    tell_siti(siti)
    assert told() == ["email", "inbox"]

    assert ways.agree(token=token_of(question.data["url"]), now=NOW) == way
    assert ways.agree(token=token_of(question.data["url"]), now=NOW + timedelta(days=1)).consented_at == NOW  # type: ignore[union-attr]
    tell_siti(siti, key="later")
    assert told("later") == ["email", "inbox", "sms"]
    events = list(Event.objects.order_by("id").values_list("event", "about"))
    assert events == [(f"account.way_{word}", f"account:{siti.pk}") for word in ("asked", "agreed")]


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"consents": False}, "consent_missing", "consent"),
        ({"phone": "12"}, "phone_short", "phone"),
        ({"phone": ""}, "phone_missing", "phone"),
        ({"phone": "satu dua"}, "phone_not_digits", "phone"),
        ({"channel": "push"}, "way_not_offered", None),
        ({"channel": "fax"}, "way_not_offered", None),
    ],
)
def test_what_cannot_be_asked(by: Actor, changes: dict[str, Any], code: str, field: str | None) -> None:
    with pytest.raises(Refusal) as refused:
        ways.ask_by_phone(**({"channel": "sms", "phone": PHONE, "consents": True, "by": by, "now": NOW} | changes))
    assert (refused.value.code, refused.value.field) == (code, field)
    assert (Way.objects.count(), Message.objects.count()) == (0, 0)


def test_a_channel_without_a_server_is_not_offered(by: Actor, settings: Any) -> None:
    settings.SMS_URL = ""
    with pytest.raises(Refusal) as refused:
        ask(by)
    assert refused.value.code == "way_not_offered"


def test_nobody_is_flooded(by: Actor) -> None:
    for _ in range(policy.MOST_ASKED):
        ask(by)
    with pytest.raises(Refusal) as refused:
        ask(by)
    assert (refused.value.code, refused.value.field) == ("asked_too_often", None)
    other = world.actor_of(world.an_account("budi@example.id"))
    with pytest.raises(Refusal) as refused:
        ask(other)
    assert (refused.value.code, refused.value.field) == ("asked_too_often", "phone")
    assert ask(other, now=NOW + policy.ASKED_WITHIN).pk
    assert Way.objects.filter(stopped_at=None, account_id=by.user_id).count() == 1


def test_an_old_link_agrees_to_nothing(by: Actor) -> None:
    first = token_of(stopping.agree_url(ask(by).pk))
    ask(by, phone="0813 1111 2222")
    assert ways.agree(token=first, now=NOW) is None
    assert [ways.agree(token=one, now=NOW) for one in ("", "x", "1-aaaaaaaaaaaaaaaa", first[:-1] + "!")] == [None] * 4


def test_stopping_a_channel_by_link(siti: User, by: Actor) -> None:
    agreed(by)
    tell_siti(siti)
    link = Message.objects.get(channel="sms", key__startswith="k").data["stop_url"]
    stop = ways.stop_by_link(token=token_of(link), only_kind=False, now=NOW)
    assert stop == stopping.Stop(siti.pk, "sms", "change")  # type: ignore[arg-type]
    tell_siti(siti, key="later")
    assert told("later") == ["email", "inbox"]
    assert Way.objects.get().stopped_at == NOW


def test_stopping_one_kind_by_mail(siti: User) -> None:
    tell_siti(siti, Kind.REMINDER)
    link = Message.objects.get(channel="email").data["stop_url"]
    for _ in range(2):
        ways.stop_by_link(token=token_of(link), only_kind=True, now=NOW)
    tell_siti(siti, Kind.REMINDER, key="again")
    tell_siti(siti, Kind.CHANGE, key="other")
    assert (told("again"), told("other")) == (["inbox"], ["email", "inbox"])
    assert Event.objects.filter(event="account.way_chosen").count() == 1


def test_stopping_all_mail_and_wanting_it_again(siti: User, by: Actor) -> None:
    ways.turn_off(channel="email", by=by, now=NOW)
    ways.turn_off(channel="email", by=by, now=NOW)
    tell_siti(siti)
    assert (told(), Way.objects.count()) == (["inbox"], 1)
    ways.turn_on_mail(by=by, now=NOW)
    ways.turn_on_mail(by=by, now=NOW)
    tell_siti(siti, key="again")
    assert (told("again"), Way.objects.count()) == (["email", "inbox"], 2)


def test_a_link_for_nobody_stops_nothing(siti: User) -> None:
    url = stopping.stop_url(siti.pk + 1, "sms", "change")
    assert ways.stop_by_link(token=token_of(url), only_kind=False, now=NOW) is None
    forged = stopping.stop_url(siti.pk, "sms", "change")[:-3] + "aa/"
    assert ways.stop_by_link(token=token_of(forged), only_kind=False, now=NOW) is None


@pytest.mark.parametrize("number", [0, 1, 35, 36, 10**12])
def test_links_say_what_they_were_made_of(number: int) -> None:
    for kind in [*Kind, ""]:
        token = token_of(stopping.stop_url(number, "whatsapp", kind))
        assert stopping.read_stop(token) == (number, "whatsapp", kind)
        assert len(token) < 32
    assert stopping.read_agree(token_of(stopping.agree_url(number))) == number
    assert stopping.read_agree(token) is None


def test_browsers(siti: User, by: Actor) -> None:
    for number in range(policy.MOST_BROWSERS + 2):
        ways.turn_on_browser(address=browser(number), by=by, now=NOW)
        ways.turn_on_browser(address=browser(number), by=by, now=NOW)
    tell_siti(siti)
    assert told().count("push") == policy.MOST_BROWSERS
    other = world.actor_of(world.an_account("budi@example.id"))
    ways.turn_on_browser(address=browser(5), by=other, now=NOW)
    tell_siti(siti, key="later")
    assert told("later").count("push") == policy.MOST_BROWSERS - 1


def test_a_browser_that_is_gone_is_forgotten(siti: User, by: Actor) -> None:
    for number in (1, 2):
        ways.turn_on_browser(address=browser(number), by=by, now=NOW)
    tell_siti(siti)
    Message.objects.filter(address=browser(1)).update(state="failed", last_error="gone: 410")
    assert (ways.forget_gone(NOW), ways.forget_gone(NOW)) == (1, 0)
    assert list(Way.objects.filter(stopped_at=None).values_list("address", flat=True)) == [browser(2)]


def test_at_night_what_rings_waits_for_the_morning(siti: User, by: Actor) -> None:
    agreed(by)
    agreed(by, "whatsapp")
    tell_siti(siti, Kind.CHANGE, NIGHT)
    due = dict(Message.objects.filter(key__startswith="k").values_list("channel", "due_at"))
    assert due == {"email": NIGHT, "inbox": NIGHT, "sms": MORNING, "whatsapp": MORNING}
    for key, kind, at_once in (("turn", Kind.TURN, False), ("answer", Kind.CHANGE, True)):
        tell_siti(siti, kind, NIGHT, key=key, at_once=at_once)
        assert set(Message.objects.filter(key__startswith=key).values_list("due_at", flat=True)) == {NIGHT}
    tell_siti(siti, Kind.REMINDER, NIGHT, key="reminder")
    assert Message.objects.get(key="reminder").due_at == MORNING


def test_the_same_key_is_told_once(siti: User, by: Actor) -> None:
    agreed(by)
    tell_siti(siti)
    tell_siti(siti)
    assert told() == ["email", "inbox", "sms"]


def test_what_lies_in_the_inbox_is_there_at_once_and_who_cannot_sign_in_has_none(siti: User) -> None:
    tell_siti(siti)
    message = Message.objects.get(channel="inbox")
    assert (message.state, message.sent_at, message.address, message.about) == (
        "sent", NOW, f"account:{siti.pk}", "booking:X",
    )  # fmt: skip
    assisted = User.objects.create(email=None, name="Kakek", created_at=NOW)
    tell_siti(assisted, key="nobody")
    assert told("nobody") == []


def test_more_ways_ask_no_more_questions(siti: User, by: Actor, django_assert_num_queries: Any) -> None:
    counts = []
    for channel in ("sms", "whatsapp"):
        agreed(by, channel)
        with django_assert_num_queries(4, exact=False) as asked:
            tell_siti(siti, key=channel)
        counts.append(len(asked))
    assert counts[0] == counts[1]
