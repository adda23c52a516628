"""WhatsApp, SMS and push against a server that is slow, says no in every way, talks nonsense, or is gone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from giliran.core import secrets
from giliran.notifications import channels, letters, policy, services
from giliran.notifications.channels import asking, push, sms
from giliran.notifications.channels.base import SendFailed
from giliran.notifications.models import Message
from giliran.notifications.states import Channel
from tests.notifications.browser import Browser
from tests.notifications.gateway import Gateway, no, yes

NOW = datetime(2026, 11, 22, 7, tzinfo=UTC)
SECOND = timedelta(seconds=1)
PHONE = "+6281234567890"
ALL = ("whatsapp", "sms", "push")
NOTICE = {
    "subject": "Besok, 08.15 WIB: kunjungan Anda",
    "paragraphs": ["Mohon datang pukul\n08.15 WIB."],
    "facts": [],
    "url": "https://giliran.example/me/bookings/K7MPQ2X9A/",
    "link_words": "Tiket",
    "stop_url": "https://giliran.example/stop/x/",
}

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(gateway: Gateway) -> Browser:
    return Browser(f"{gateway.url}/push/abc")


@pytest.fixture
def enqueue(browser: Browser) -> Callable[..., None]:
    def one(channel: str, key: str = "k", **changes: Any) -> None:
        address = browser.address if channel == "push" else PHONE
        plain = {"event": "notice", "channel": channel, "address": address, "language": "id", "data": NOTICE}
        services.enqueue(**({**plain, "key": key, "now": NOW} | changes))  # type: ignore[arg-type]

    return one


def the(key: str = "k") -> Message:
    return Message.objects.get(key=key)


def test_every_channel_is_a_file_of_its_name() -> None:
    for name in Channel:
        channel = channels._CHANNELS[name.value]
        assert (channel.__name__.rpartition(".")[2], callable(channel.is_configured)) == (name.value, True)  # type: ignore[attr-defined]


def test_whatsapp_gets_the_template_with_its_texts(gateway: Gateway, enqueue: Callable[..., None]) -> None:
    enqueue("whatsapp")
    assert services.deliver_due(NOW) == 1

    [asked] = gateway.asked
    assert (asked.path, asked.headers["Authorization"]) == ("/1234/messages", "Bearer secret-token")
    body = asked.json
    assert (body["messaging_product"], body["to"], body["type"]) == ("whatsapp", "6281234567890", "template")
    assert body["biz_opaque_callback_data"] == letters.name_of("k").strip("<>")
    template = body["template"]
    assert (template["name"], template["language"]) == ("giliran_notice", {"code": "id"})
    assert [one["text"] for one in template["components"][0]["parameters"]] == [
        NOTICE["subject"], "Mohon datang pukul 08.15 WIB.", NOTICE["url"], NOTICE["stop_url"],
    ]  # fmt: skip
    assert (the().state, the().provider_id) == ("sent", "wamid.1")


def test_sms_is_short_and_says_how_to_stop(gateway: Gateway, enqueue: Callable[..., None]) -> None:
    enqueue("sms")
    assert services.deliver_due(NOW) == 1

    [asked] = gateway.asked
    name = letters.name_of("k").strip("<>")
    assert (asked.path, asked.headers["Authorization"], asked.headers["Idempotency-Key"]) == ("/sms", "Key abc", name)
    text = f"{NOTICE['subject']} {NOTICE['url']} Stop: {NOTICE['stop_url']}"
    assert asked.json == {"to": PHONE, "text": text, "reference": name}
    assert (the().state, the().provider_id) == ("sent", "sms-1")


def test_sms_speaks_as_the_gateway_wants(gateway: Gateway, enqueue: Callable[..., None], settings: Any) -> None:
    settings.SMS_FORMAT, settings.SMS_ID_FIELD = "form", "data.0.ref"
    settings.SMS_BODY = '{"msisdn": "{to}", "message": "{text}", "sender": "GILIRAN"}'
    gateway.answers = [yes(data=[{"ref": 77}])]
    enqueue("sms")
    services.deliver_due(NOW)
    assert gateway.asked[0].body.startswith(b"msisdn=%2B6281234567890&message=Besok%2C+08.15+WIB")
    assert gateway.asked[0].body.endswith(b"&sender=GILIRAN")
    assert the().provider_id == "77"


def test_dashes_do_not_double_the_price_of_an_sms() -> None:
    letter = letters.Letter("<n@x>", PHONE, "id", "08.00–12.00 — siap…", "", "", url="https://x/")
    assert sms.text_of(letter).isascii()


def test_only_the_browser_can_open_what_is_pushed(
    gateway: Gateway, browser: Browser, enqueue: Callable[..., None]
) -> None:
    enqueue("push")
    assert services.deliver_due(NOW) == 1

    [asked] = gateway.asked
    assert (asked.path, asked.headers["Ttl"], len(asked.headers["Topic"])) == ("/push/abc", "86400", 32)
    assert asked.headers["Authorization"].startswith("vapid t=") and push.public_key() in asked.headers["Authorization"]
    told = browser.opens(asked.body)
    assert (told["title"], told["body"], told["url"]) == (
        NOTICE["subject"], "Mohon datang pukul 08.15 WIB.", NOTICE["url"],
    )  # fmt: skip
    assert (told["tag"], told["lang"]) == (asked.headers["Topic"], "id")
    assert the().state == "sent"


def test_the_key_of_push_stays_for_as_long_as_the_keys_do(tmp_path: Any) -> None:
    ring, other = (secrets.keyring(tmp_path / name) for name in ("a", "b"))
    number = ring.push_key().private_numbers().private_value
    assert secrets.rotate(tmp_path / "a").push_key().private_numbers().private_value == number
    assert other.push_key().private_numbers().private_value != number


@pytest.mark.parametrize("channel", ALL)
def test_a_server_that_is_gone_costs_no_attempt(gateway: Gateway, enqueue: Callable[..., None], channel: str) -> None:
    gateway.stop()
    enqueue(channel)
    enqueue(channel, "second")
    assert services.deliver_due(NOW) == 0
    assert (the().state, the().attempts, policy.why(the().last_error)) == ("queued", 0, "unreachable")
    assert (the("second").attempts, the("second").due_at) == (0, NOW)

    gateway.start()
    assert services.deliver_due(NOW + policy.UNREACHABLE_PAUSE + SECOND) == 2


@pytest.mark.parametrize("channel", ALL)
def test_a_server_that_is_slow_is_left_after_its_time(
    gateway: Gateway, enqueue: Callable[..., None], channel: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert asking.TIMEOUT == 3
    monkeypatch.setattr(asking, "TIMEOUT", 0.2)
    gateway.answers = ["slow"]
    enqueue(channel)
    enqueue(channel, "second")
    assert services.deliver_due(NOW) == 0
    assert (the().state, the().attempts, policy.why(the().last_error)) == ("queued", 1, "slow")
    assert (the("second").attempts, len(gateway.asked)) == (0, 1)


@pytest.mark.parametrize("channel", ALL)
@pytest.mark.parametrize(
    ("answer", "state", "attempts", "why"),
    [
        (no(500), "queued", 1, "other"),
        (no(502), "queued", 1, "other"),
        (no(503), "queued", 1, "busy"),
        ("hang up", "queued", 1, "slow"),
        (no(401), "queued", 0, "ours"),
        (no(302, Location="http://127.0.0.1:1/"), "queued", 0, "ours"),
        (no(400), "failed", 1, "refused"),
        (no(413), "failed", 1, "refused"),
        (no(429, Retry_After="120"), "queued", 0, "busy"),
    ],
)
def test_what_an_answer_means(
    gateway: Gateway,
    enqueue: Callable[..., None],
    channel: str,
    answer: Any,
    state: str,
    attempts: int,
    why: str,
) -> None:
    if channel == "push" and answer[0] == 302:
        state, attempts, why = "failed", 1, "refused"  # no push service sends us elsewhere
    gateway.answers = [answer]
    enqueue(channel)
    assert services.deliver_due(NOW) == 0
    assert (the().state, the().attempts, policy.why(the().last_error)) == (state, attempts, why)


@pytest.mark.parametrize("channel", ALL)
def test_whoever_asks_for_a_pause_gets_it_from_all_messages(
    gateway: Gateway, enqueue: Callable[..., None], channel: str
) -> None:
    gateway.answers = [no(429, Retry_After="120"), yes()]
    for key in ("k", "second", "third"):
        enqueue(channel, key)
    assert services.deliver_due(NOW, limit=2) == 0
    pauses = {message.due_at - NOW for message in Message.objects.all()}
    assert all(timedelta(seconds=119) < pause < timedelta(seconds=125) for pause in pauses)
    assert len(gateway.asked) == 1
    assert services.deliver_due(NOW + timedelta(seconds=110)) == 0
    assert services.deliver_due(NOW + timedelta(seconds=130)) == 3


@pytest.mark.parametrize("channel", ["whatsapp", "sms"])
@pytest.mark.parametrize("said", [b"<html>Welcome", b"[]", b"{}", b'{"messages": {}}', b"\xff\xfe", b'"yes"'])
def test_nonsense_is_no_yes(gateway: Gateway, enqueue: Callable[..., None], channel: str, said: bytes) -> None:
    gateway.answers = [(200, {}, said), yes()]
    enqueue(channel)
    assert services.deliver_due(NOW) == 0
    assert (the().state, the().attempts) == ("queued", 1)
    assert services.deliver_due(NOW + policy.BACK_OFF[0] + SECOND) == 1


@pytest.mark.parametrize("channel", ALL)
def test_a_message_that_is_sent_twice_bears_one_name(
    gateway: Gateway, enqueue: Callable[..., None], channel: str, browser: Browser
) -> None:
    gateway.answers = [no(500), yes()]
    enqueue(channel)
    services.deliver_due(NOW)
    assert services.deliver_due(NOW + policy.BACK_OFF[0] + SECOND) == 1
    first, second = gateway.asked
    names = {
        "whatsapp": lambda one: one.json["biz_opaque_callback_data"],
        "sms": lambda one: one.headers["Idempotency-Key"],
        "push": lambda one: one.headers["Topic"] + browser.opens(one.body)["tag"],
    }
    assert names[channel](first) == names[channel](second)
    assert (the().state, the().attempts) == ("sent", 2)


@pytest.mark.parametrize(
    ("code", "state", "attempts", "why"),
    [
        (131026, "failed", 1, "refused"),
        (130429, "queued", 1, "busy"),
        (190, "queued", 0, "ours"),
        (132001, "queued", 0, "ours"),
    ],
)
def test_the_code_of_whatsapp_says_more_than_its_status(
    gateway: Gateway, enqueue: Callable[..., None], code: int, state: str, attempts: int, why: str
) -> None:
    gateway.answers = [no(400, {"error": {"code": code, "message": "m"}})]
    enqueue("whatsapp")
    services.deliver_due(NOW)
    assert (the().state, the().attempts, policy.why(the().last_error)) == (state, attempts, why)


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_asked_no_more(gateway: Gateway, enqueue: Callable[..., None], status: int) -> None:
    gateway.answers = [no(status)]
    enqueue("push")
    services.deliver_due(NOW)
    assert (the().state, policy.why(the().last_error)) == ("failed", "gone")


@pytest.mark.parametrize(
    "address",
    [
        "", "x", "[]", "{}", '{"endpoint": 5}', '{"endpoint": "https://evil.example/", "keys": {}}',
        '{"endpoint": "https://127.0.0.1.evil.example/", "keys": {}}', '{"endpoint": "http://169.254.169.254/"}',
        '{"endpoint": "https://u@127.0.0.1/", "keys": {}}', '{"endpoint": "https://[::1", "keys": {}}',
        '{"endpoint": "http://127.0.0.1:1/", "keys": {"p256dh": "AAAA", "auth": "%%"}}',
    ],
)  # fmt: skip
def test_an_address_that_is_no_subscription_is_asked_nothing(gateway: Gateway, address: str) -> None:
    letter = letters.Letter("<n@x>", address, "id", "s", "t", "h")
    with push.Sender() as sender, pytest.raises(SendFailed) as refused:
        sender.send(letter)
    assert (refused.value.final, gateway.asked) == (True, [])


def test_push_services_are_known_by_name(settings: Any) -> None:
    settings.PUSH_HOSTS = ["fcm.googleapis.com", "push.services.mozilla.com"]
    asked = ("https://fcm.googleapis.com/fcm/send/x", "https://updates.push.services.mozilla.com/wpush/v2/y")
    assert [push.may_ask(one) for one in asked] == [True, True]
    others = ("http://fcm.googleapis.com/x", "https://fcm.googleapis.com:8443/x", "https://notfcm.googleapis.com/", "")
    assert [push.may_ask(one) for one in others] == [False] * 4


@pytest.mark.parametrize("channel", ALL)
def test_without_a_server_messages_wait_and_in_demo_they_are_read_in_the_outbox(channel: str, settings: Any) -> None:
    settings.WHATSAPP_TOKEN = settings.SMS_URL = settings.PUSH_CONTACT = ""
    data = {"event": "notice", "address": "x", "language": "id", "data": NOTICE, "key": "k", "now": NOW}
    services.enqueue(channel=channel, **data)  # type: ignore[arg-type]
    assert (services.deliver_due(NOW), channels.is_ready(channel)) == (0, False)
    settings.DEMO = True
    assert (services.deliver_due(NOW), channels.is_ready(channel)) == (1, True)
    assert the().provider_id == "outbox"
