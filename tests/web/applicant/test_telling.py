"""How people choose to be told, the inbox, and the links that need no sign-in."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from giliran.accounts.models import User, Way
from giliran.accounts.services import stopping, ways
from giliran.accounts.services.tell import tell
from giliran.notifications.models import Message
from giliran.notifications.states import Kind
from tests.factories import world
from tests.notifications.browser import Browser

ADDRESS = "/me/notifications/"
PHONE = {"sms-phone": "0812 3456 7890", "sms-consent": "on"}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def offered(settings: Any) -> None:
    settings.SMS_URL, settings.PUSH_CONTACT = "https://sms.example/", "ops@contoh.id"


@pytest.fixture
def citizen(siti: User, client: Client, sunday: datetime) -> Client:
    client.cookies["django_language"] = "id"
    return world.sign_in(client, siti)


def tell_siti(siti: User, now: datetime, kind: Kind = Kind.CHANGE, key: str = "k") -> None:
    data = {"subject": f"Perihal {key}", "paragraphs": ["Isi <b>"], "facts": [], "url": "https://x/", "link_words": "w"}
    tell(siti, kind=kind, data=data, key=key, now=now, tz=world.TZ)


def path_of(url: str) -> str:
    return "/" + url.split("/", 3)[3]


def test_what_is_offered_here_stands_on_the_page(citizen: Client) -> None:
    page = citizen.get(ADDRESS).content.decode()
    assert [f'id="way-{name}"' in page for name in ("email", "sms", "push", "whatsapp")] == [True, True, True, False]
    assert "data-push-no" in page and "s***@example.id" not in page


def test_a_number_is_asked_agrees_and_is_turned_off(citizen: Client, siti: User) -> None:
    assert citizen.post(f"{ADDRESS}sms/ask/", PHONE).headers["Location"] == ADDRESS
    assert "Menunggu persetujuan Anda" in citizen.get(ADDRESS).content.decode()

    stranger = Client(enforce_csrf_checks=True)
    link = path_of(Message.objects.get(channel="sms").data["url"])
    assert "*7890" in stranger.get(link).content.decode()
    assert Way.objects.get().consented_at is None
    assert "Disetujui" in stranger.post(link).content.decode()

    page = citizen.get(ADDRESS).content.decode()
    assert ("disetujui Minggu, 22 November 2026" in page, "*7890" in page, "+628" in page) == (True, True, False)
    citizen.post(f"{ADDRESS}sms/off/")
    assert "dihentikan Minggu, 22 November 2026" in citizen.get(ADDRESS).content.decode()
    assert stranger.get(link).status_code == 404


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"sms-phone": "0812", "sms-consent": "on"}, "terlalu pendek"),
        ({"sms-phone": "", "sms-consent": "on"}, "Isi nomor telepon"),
        ({"sms-phone": "08<b>", "sms-consent": "on"}, "Nomor telepon hanya terdiri atas angka"),
        ({"sms-phone": "0812 3456 7890"}, "Beri tanda centang"),
    ],
)
def test_what_is_wrong_with_a_number_is_said_at_its_field(
    citizen: Client, typed: dict[str, str], sentence: str
) -> None:
    answer = citizen.post(f"{ADDRESS}sms/ask/", typed)
    page = answer.content.decode()
    assert (answer.status_code, sentence in page) == (422, True)
    assert Message.objects.count() == 0


def test_a_channel_that_is_none_does_not_exist(citizen: Client) -> None:
    assert citizen.post(f"{ADDRESS}fax/ask/", PHONE).status_code == 404
    assert [citizen.post(f"{ADDRESS}fax/{what}/").status_code for what in ("off", "kinds")] == [404, 404]
    assert citizen.post(f"{ADDRESS}inbox/off/").status_code == 404


def test_which_messages_come_by_mail(citizen: Client, siti: User, sunday: datetime) -> None:
    citizen.post(f"{ADDRESS}email/kinds/", {"kinds": ["change", "turn", "nonsense"]})
    tell_siti(siti, sunday, Kind.REMINDER, "reminder")
    tell_siti(siti, sunday, Kind.CHANGE, "change")
    assert list(Message.objects.filter(channel="email").values_list("key", flat=True)) == ["change"]
    citizen.post(f"{ADDRESS}email/off/")
    tell_siti(siti, sunday, Kind.CHANGE, "later")
    citizen.post(f"{ADDRESS}email/on/")
    tell_siti(siti, sunday, Kind.REMINDER, "again")
    sent = Message.objects.filter(channel="email").order_by("pk").values_list("key", flat=True)
    assert list(sent) == ["change", "again"]


def test_a_browser_is_told_and_nonsense_is_not(citizen: Client, settings: Any) -> None:
    browser = Browser("https://fcm.googleapis.com/fcm/send/abc")
    citizen.post(f"{ADDRESS}browser/", {"subscription": browser.address})
    assert "fcm.googleapis.com" in citizen.get(ADDRESS).content.decode()
    for said in (
        "",
        "{}",
        "x",
        Browser("https://evil.example/").address,
        '{"endpoint": "https://fcm.googleapis.com/"}',
    ):
        page = citizen.post(f"{ADDRESS}browser/", {"subscription": said}, follow=True).content.decode()
        assert "Peramban ini tidak memberi alamat" in page
    assert Way.objects.count() == 1


def test_the_inbox_has_everything_and_knows_what_is_new(citizen: Client, siti: User, sunday: datetime) -> None:
    tell_siti(siti, sunday)
    assert "1 baru" in citizen.get("/me/").content.decode()
    first, second = (citizen.get("/me/inbox/").content.decode() for _ in range(2))
    assert ("Perihal k" in first, "Isi &lt;b&gt;" in first, "Baru" in first, "Baru" in second) == (
        True,
        True,
        True,
        False,
    )
    assert "1 baru" not in citizen.get("/me/").content.decode()


def test_an_inbox_is_its_owners(citizen: Client, siti: User, sunday: datetime) -> None:
    tell_siti(world.an_account("budi@example.id"), sunday)
    assert "Perihal k" not in citizen.get("/me/inbox/").content.decode()
    assert Client().get("/me/inbox/").status_code == 302


def test_more_messages_ask_no_more_questions(
    citizen: Client, siti: User, sunday: datetime, django_assert_max_num_queries: Any
) -> None:
    counts = []
    for number in range(3):
        tell_siti(siti, sunday, key=str(number))
        tell_siti(siti, sunday, key=f"{number}b")
        with django_assert_max_num_queries(12) as asked:
            citizen.get("/me/inbox/")
        counts.append(len(asked))
    assert len(set(counts)) == 1


def test_the_page_of_ways_asks_few_questions(citizen: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(12):
        citizen.get(ADDRESS)


def test_stopping_takes_one_press_and_no_cookie(siti: User, sunday: datetime) -> None:
    tell_siti(siti, sunday, Kind.REMINDER)
    link = path_of(Message.objects.get(channel="email").data["stop_url"])
    anybody = Client(enforce_csrf_checks=True)
    page = anybody.get(link).content.decode()
    assert "Pengingat sebelum kunjungan" in page
    assert Way.objects.count() == 0

    answer = anybody.post(link, {"List-Unsubscribe": "One-Click"})  # as a mail program does it
    assert (answer.status_code, Way.objects.get().unwanted) == (200, ["reminder"])
    assert Way.objects.get().stopped_at is None

    assert anybody.post(link, {"what": "all"}).status_code == 200
    assert Way.objects.get().stopped_at == sunday


@pytest.mark.parametrize("token", ["x", "e-1-aaaaaaaaaaaaaaaa", "ea-1", "%00", "e" * 300])
def test_a_link_that_we_did_not_make_is_none(siti: User, token: str) -> None:
    for page in ("stop", "agree"):
        assert Client().get(f"/{page}/{token}/").status_code in (400, 404)
        assert Client().post(f"/{page}/{token}/").status_code in (400, 404)
    assert Way.objects.count() == 0


def test_links_speak_the_language_of_the_browser(siti: User) -> None:
    client = Client()
    client.cookies["django_language"] = "en"
    page = client.get(path_of(stopping.stop_url(siti.pk, "sms", "change"))).content.decode()
    assert "Stop by SMS: Changes and cancellations" in page


def test_an_account_that_is_flooded_is_told_so(citizen: Client, siti: User, sunday: datetime) -> None:
    for number in range(6):
        answer = citizen.post(f"{ADDRESS}sms/ask/", {**PHONE, "sms-phone": f"0812 3456 78{number}0"})
    assert (answer.status_code, "coba lagi besok" in answer.content.decode()) == (422, True)
    later = sunday + timedelta(days=1)
    assert ways.ask_by_phone(channel="sms", phone="08123456789", consents=True, by=world.actor_of(siti), now=later)


def test_a_number_that_is_needed_is_not_called_optional(citizen: Client) -> None:
    page = citizen.get(ADDRESS).content.decode()
    section = page.split('name="sms-phone"')[0]
    assert "field__optional" not in section.rpartition("<label")[2]
