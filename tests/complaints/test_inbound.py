"""Letters and messages become complaints: once each, with their photos; answers find the complaint they belong to."""

from __future__ import annotations

import hashlib
import hmac
import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from giliran.complaints import services
from giliran.complaints.gateways.base import Inbound, InboundFile
from giliran.complaints.models import Complaint, Reply
from giliran.complaints.policy.guess import category_of
from giliran.complaints.selectors import contact_of, show_number
from giliran.complaints.services.inbound import read_mailbox, take_in
from tests.complaints import imap, scene
from tests.complaints.test_gateways import a_letter, a_text, told

pytestmark = pytest.mark.django_db
URL = "/inbound/whatsapp/"
SECRET = "rahasia aplikasi"


def a_photo() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(written, "PNG")
    return written.getvalue()


@pytest.fixture
def inbox(settings: Any) -> Any:
    settings.INBOX_HOST, settings.INBOX_TLS, settings.INBOX_FOLDER = "127.0.0.1", "none", "INBOX"
    settings.INBOX_USER, settings.INBOX_PASSWORD = imap.USER, imap.PASSWORD
    return settings


@pytest.fixture
def meta(settings: Any) -> Any:
    settings.WHATSAPP_SECRET, settings.WHATSAPP_PHONE_ID, settings.WHATSAPP_TOKEN = SECRET, "106", ""
    settings.WHATSAPP_VERIFY_TOKEN = "kata"
    return settings


def post(body: bytes, secret: str = SECRET) -> Any:
    signature = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    return client.post(URL, body, content_type="application/json", headers={"X-Hub-Signature-256": signature})


def test_a_letter_is_taken_once_with_its_photo_and_machines_are_left_alone(inbox: Any) -> None:
    letter = a_letter("Aplikasi tidak bisa dibuka, error 503.")
    letter.add_attachment(a_photo(), maintype="image", subtype="png", filename="layar.png")
    letter.add_attachment(b"MZ...", maintype="image", subtype="jpeg", filename="virus.jpg")
    away = a_letter("Saya sedang cuti.", Auto_Submitted="auto-replied", X_Other="1")
    with imap.serving(bytes(letter), bytes(away), b"\xff\xfe garbage") as server:
        inbox.INBOX_PORT = server.port
        assert read_mailbox(scene.FILED) == 1
        server.flags.clear()  # as if the worker had died before it marked anything
        read_mailbox(scene.FILED)
    [one] = Complaint.objects.all()
    assert (one.channel, one.category, one.at_headquarters, one.attachments.count()) == (
        "email",
        "unreachable",
        True,
        1,
    )
    assert one.text.startswith("Aplikasi tidak terbuka\n\nAplikasi tidak bisa dibuka")
    assert contact_of(one).email == "siti@contoh.id"


def test_a_reply_by_mail_comes_to_the_complaint_and_a_strangers_does_not(inbox: Any) -> None:
    one = scene.a_complaint(scene.an_office(), **scene.named("siti@contoh.id"))
    services.ask_back(complaint=one, text="Pukul berapa?", by=scene.staff("cs", one.office), now=scene.FILED)
    subject = f"Re: Pertanyaan mengenai pengaduan {show_number(one.number)}"
    own = a_letter("Pukul 14.\n\nPada Sen, 23 Nov 2026 Giliran menulis:\n> Pukul berapa?\n")
    strange = a_letter("Saya tahu!")
    for number, made in enumerate((own, strange), start=7):
        made.replace_header("Subject", subject)
        made.replace_header("Message-ID", f"<{number}@x>")
    strange.replace_header("From", "orang@lain.id")
    with imap.serving(bytes(own), bytes(own), bytes(strange)) as server:
        inbox.INBOX_PORT = server.port
        assert read_mailbox(scene.FILED + timedelta(hours=1)) == 3
    assert list(Reply.objects.filter(kind="message").values_list("text", flat=True)) == ["Pukul 14."]
    assert (scene.fresh(one).asked_at, Complaint.objects.exclude(pk=one.pk).get().text) == (None, "Saya tahu!")


@pytest.mark.parametrize("mood", ["garbage", "gone"])
def test_a_mailbox_that_is_not_well_is_asked_again_later(inbox: Any, mood: str) -> None:
    with imap.serving(mood="garbage") as server:
        inbox.INBOX_PORT = server.port if mood == "garbage" else 9
        assert read_mailbox(scene.FILED) == 0


def test_the_same_message_three_times_is_one_and_the_next_one_belongs_to_it(meta: Any) -> None:
    assert [post(told(a_text())).json() for _ in range(3)] == [{"taken": 1}] * 3
    assert post(told(a_text("Masih tidak bisa", "wamid.2"))).status_code == 200
    post(told(a_text("Masih tidak bisa", "wamid.2")))
    [one] = Complaint.objects.all()
    assert (one.channel, one.channel_reference, contact_of(one).phone) == (
        "whatsapp",
        "whatsapp:wamid.1",
        "+628123456789",
    )
    assert [said.text for said in one.replies.all()] == ["Masih tidak bisa"]


def test_a_message_that_comes_again_after_the_end_changes_nothing(meta: Any) -> None:
    photo = InboundFile("layar.png", a_photo())
    first, more = (Inbound(f"whatsapp:{n}", "whatsapp", "+6281234567890", "Siti", "", text, (photo,))
                   for n, text in enumerate(("Situs mati", "Masih mati")))  # fmt: skip
    made = [take_in(one, door="whatsapp", now=scene.FILED) for one in (first, more, more)]
    services.resolve(complaint=scene.fresh(made[0]), reason="Selesai", by=scene.staff("hq", None), now=scene.FILED)
    assert take_in(more, door="whatsapp", now=scene.FILED) == made[0]
    [one] = Complaint.objects.all()
    assert (one.replies.filter(kind="message").count(), one.attachments.count()) == (1, 2)


def test_what_is_forged_unsigned_or_garbage_is_refused(meta: Any) -> None:
    answers = [
        post(told(a_text()), "salah"),
        Client().post(URL, told(a_text()), content_type="application/json"),
        post(b"[]"),
    ]
    assert [(one.status_code, one.json()["code"]) for one in answers] == [
        (401, "inbound_unsigned"), (401, "inbound_unsigned"), (422, "inbound_unreadable"),
    ]  # fmt: skip
    meta.WHATSAPP_SECRET = ""
    assert (post(told(a_text()), "").status_code, Complaint.objects.count()) == (404, 0)


def test_meta_hears_the_word_that_was_agreed(meta: Any) -> None:
    ask = {"hub.mode": "subscribe", "hub.verify_token": "kata", "hub.challenge": "1158201444"}
    assert Client().get(URL, ask).content == b"1158201444"
    assert [
        Client().get(URL, ask | bad).status_code for bad in ({"hub.verify_token": "x"}, {"hub.challenge": "<b>"})
    ] == [404, 404]
    meta.WHATSAPP_VERIFY_TOKEN = ""
    assert Client().get(URL, ask | {"hub.verify_token": ""}).status_code == 404


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Aplikasi muter-muter terus", "unreachable"),
        ("Kuota selalu penuh", "seats"),
        ("Ada calo di depan kantor", "broker"),
        ("Petugas minta uang pelicin", "collusion"),
        ("Diminta pungli di loket", "levy"),
        ("Halo", "other"),
    ],
)
def test_what_it_is_about_is_guessed_by_its_words(text: str, category: str) -> None:
    assert category_of(text) == category
