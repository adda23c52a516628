"""A mailbox that is well, slow, gone or talks nonsense; letters of every kind; and the calls of WhatsApp."""

from __future__ import annotations

import json
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giliran.complaints.gateways import letter, mailbox, whatsapp
from giliran.complaints.policy.signed import is_signed
from tests.complaints import imap

pytestmark = pytest.mark.one_engine


def a_letter(text: str = "Tidak bisa masuk.", **headers: str) -> EmailMessage:
    made = EmailMessage()
    made["From"] = "Siti Rahayu <Siti@Contoh.id>"
    made["Subject"] = "Aplikasi tidak terbuka"
    made["Message-ID"] = "<1@contoh.id>"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


@pytest.fixture
def mail(settings: Any) -> Any:
    settings.INBOX_HOST, settings.INBOX_TLS, settings.INBOX_FOLDER = "127.0.0.1", "none", "INBOX"
    settings.INBOX_USER, settings.INBOX_PASSWORD = imap.USER, imap.PASSWORD
    return settings


def test_a_letter_is_read_into_plain_values() -> None:
    made = a_letter("Masih.\n\nPada Jum, 27 Nov 2026 Giliran menulis:\n> Sudah baik\n", In_Reply_To="<g-17@giliran>")
    made.add_attachment(b"\xff\xd8\xff", maintype="image", subtype="jpeg", filename="layar\x07 satu.jpg")
    found = letter.read(bytes(made))
    assert found._replace(files=()) == letter.Inbound(
        "mail:<1@contoh.id>", "email", "siti@contoh.id", "Siti Rahayu", "Aplikasi tidak terbuka", "Masih.",
        answers=("<g-17@giliran>",),
    )  # fmt: skip
    assert [(one.name, one.content) for one in found.files] == [("layar satu.jpg", b"\xff\xd8\xff")]


def test_letters_that_only_quote_have_a_page_only_or_no_name() -> None:
    assert letter.read(bytes(a_letter("> Sudah baik\n"))).text == "> Sudah baik"
    page = EmailMessage()
    page["From"] = "budi@contoh.id"
    page.set_content("<p>Tidak bisa<br>masuk</p><script>x</script>", subtype="html")
    assert letter.read(bytes(page)).text.split() == ["Tidak", "bisa", "masuk"]
    assert letter.read(bytes(page)).key == letter.read(bytes(page)).key != letter.read(bytes(page) + b"x").key


@pytest.mark.parametrize(
    "headers",
    [{"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"List_Id": "<x.y>"}, {"Return_Path": "<>"}],
)
def test_machines_are_told_from_people(headers: dict[str, str]) -> None:
    assert letter.read(bytes(a_letter(**headers))).is_by_machine
    assert not letter.read(bytes(a_letter(Auto_Submitted="no"))).is_by_machine


@given(st.binary(max_size=600))
def test_no_bytes_break_the_reader(raw: bytes) -> None:
    found = letter.read(b"From: a@b.id\nContent-Type: text/plain; charset=klingon\n\n" + raw)
    assert found.channel == "email" and "\0" not in found.text
    letter.read(raw)


def test_nested_parts_and_broken_headers_are_survived() -> None:
    deep = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3_000))
    assert letter.read(b"From: a@b.id\n" + deep).channel == "email"
    assert letter.read(b"From: =?utf-8?b?!!!?= <a@b.id>\nSubject: =?x?q?=ff?=\n\nHalo").text == "Halo"


def test_what_nobody_has_read_is_read_and_marked_once_it_was_taken(mail: Any) -> None:
    with imap.serving(bytes(a_letter()), bytes(a_letter("Kedua"))) as server:
        mail.INBOX_PORT = server.port
        with mailbox.opened() as box:
            first, second = box.waiting(10)
            box.mark_read(first)
        assert first.raw and letter.read(first.raw).text == "Tidak bisa masuk."
        assert server.flags == {1: {"\\Seen"}}
        with mailbox.opened() as box:
            assert [one.uid for one in box.waiting(10)] == [second.uid]


def test_a_letter_too_large_is_left_for_a_person(mail: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailbox, "MOST_BYTES", 10)
    with imap.serving(bytes(a_letter())) as server:
        mail.INBOX_PORT = server.port
        with mailbox.opened() as box:
            [large] = box.waiting(10)
            box.mark_read(large)
        assert (large.raw, server.fetched, server.flags) == (None, 0, {1: {"\\Flagged"}})


@pytest.mark.parametrize("mood", ["slow", "garbage", "gone", "locked"])
def test_a_mailbox_that_cannot_be_read_says_so_in_time(mail: Any, monkeypatch: pytest.MonkeyPatch, mood: str) -> None:
    monkeypatch.setattr(mailbox, "TIMEOUT", 0.2)
    if mood == "locked":
        mail.INBOX_PASSWORD = "salah"
    with imap.serving(mood=mood if mood in ("slow", "garbage") else "well") as server:
        mail.INBOX_PORT = server.port
        if mood != "gone":
            with pytest.raises(mailbox.MailboxFailed, match=r"^\w+$"), mailbox.opened():
                pass
    if mood == "gone":
        with pytest.raises(mailbox.MailboxFailed, match="ConnectionRefusedError"), mailbox.opened():
            pass


def told(*messages: dict[str, Any], number: str = "106") -> bytes:
    value = {
        "metadata": {"phone_number_id": number},
        "contacts": [{"wa_id": "628123456789", "profile": {"name": "Siti"}}],
        "messages": list(messages),
    }
    body = {"object": "whatsapp_business_account", "entry": [{"changes": [{"field": "messages", "value": value}]}]}
    return json.dumps(body).encode()


def a_text(text: str = "Tidak bisa masuk", id: str = "wamid.1") -> dict[str, Any]:
    return {"from": "628123456789", "id": id, "type": "text", "text": {"body": text}}


def test_a_call_of_whatsapp_is_read(settings: Any) -> None:
    settings.WHATSAPP_PHONE_ID, settings.WHATSAPP_TOKEN = "106", ""
    photo = {"from": "628123456789", "id": "wamid.2", "type": "image", "image": {"id": "77", "caption": "Layar"}}
    first, second = whatsapp.read(told(a_text(), photo))
    assert first == whatsapp.Inbound("whatsapp:wamid.1", "whatsapp", "+628123456789", "Siti", "", "Tidak bisa masuk")
    assert (second.text, second.files, second.lost) == ("Layar", (), 1)
    assert whatsapp.read(told(a_text(), number="999")) == []
    assert whatsapp.read(b'{"object": "whatsapp_business_account", "entry": []}') == []


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b'{"object": "page"}', b"[" * 100_000, told({"from": "abc"})])
def test_what_whatsapp_does_not_say_is_refused(body: bytes) -> None:
    with pytest.raises(whatsapp.Unreadable):
        whatsapp.read(body)


def test_signatures() -> None:
    """Worked out with `printf 'halo' | openssl dgst -sha256 -hmac rahasia`."""
    right = "sha256=311972b6c7195d0dc801203a3aaef4b3be0d5cc6ee4d4152f6a1b8c8cbe4bfc2"
    assert is_signed("rahasia", right, b"halo")
    assert not is_signed("rahasia", right, b"halo ")
    assert not any(
        is_signed(*one) for one in (("", right, b"halo"), ("rahasia", "", b"halo"), ("rahasia", "sha256=é", b"halo"))
    )
