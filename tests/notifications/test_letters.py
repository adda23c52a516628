"""What readers see, in both languages."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from giliran.notifications import events, letters, services
from giliran.notifications.models import Message

NOW = datetime(2026, 11, 22, 7, tzinfo=UTC)
BOOKING: events.BookingConfirmed = {
    "code": "K7M-PQ2-X9A",
    "office_name": "Kantor Imigrasi Kelas I Tanjungpinang",
    "address": "Jl. Ahmad Yani No. 31",
    "date_words": "Jumat, 27 November 2026",
    "window_words": "08.00\N{EN DASH}12.00 WIB",
    "arrival_words": "08.15 WIB",
    "people": [
        {
            "label": "A-012",
            "name": "Siti <b>Aminah</b> & Ani",
            "last4": "0123",
            "service": "Paspor baru",
            "fee": "Rp650.000",
            "papers": ["KTP", "Kartu Keluarga"],
        },
        {
            "label": "A-013",
            "name": "Budi",
            "last4": "0456",
            "service": "Ganti",
            "fee": "Rp350.000",
            "papers": [],
        },
    ],
    "rules": ["Datang sendiri."],
    "url": "https://giliran.example/me/bookings/K7MPQ2X9A/",
}

pytestmark = pytest.mark.django_db


def letter(event: str, data: Any, language: str = "en") -> letters.Letter:
    pk = services.enqueue(
        event=event,
        address="siti@contoh.id",
        language=language,
        data=data,
        key=f"{event}:{language}",
        now=NOW,
    )
    return letters.write_letter(Message.objects.get(pk=pk))


def test_a_plain_message_says_what_it_was_given() -> None:
    written = letter("plain", {"subject": "Your\r\n code & more", "body": "Code: 123456 <3\n\nBye"})

    assert written.subject == "Your code & more"
    assert written.text.startswith("Code: 123456 <3\n\nBye\n\n-- \nGiliran\n")
    assert "<p>Code: 123456 &lt;3</p>" in written.html


def test_a_booking_is_told_whole() -> None:
    written = letter("booking_confirmed", BOOKING)

    assert written.subject == (
        "Your visit on Jumat, 27 November 2026, Kantor Imigrasi Kelas I Tanjungpinang (K7M-PQ2-X9A)"
    )
    for part in (
        "K7M-PQ2-X9A",
        "Jl. Ahmad Yani No. 31",
        "08.15 WIB",
        "A-013",
        "0456",
        "Rp650.000",
        "Kartu Keluarga",
    ):
        assert (part in written.text, part in written.html) == (True, True)
    assert "A-012  Siti <b>Aminah</b> & Ani" in written.text
    assert "Siti &lt;b&gt;Aminah&lt;/b&gt; &amp; Ani" in written.html
    assert BOOKING["url"] in written.text and f'href="{BOOKING["url"]}"' in written.html


def test_the_page_of_a_mail_names_its_language_and_needs_nothing_from_outside() -> None:
    written = letter("booking_confirmed", BOOKING, language="id")

    assert '<html lang="id">' in written.html
    assert [word for word in ("<img", "<link", "<script", "<table", "src=") if word in written.html] == []
    assert "max-width: 600px" in written.html


def test_the_language_of_the_message_decides_not_that_of_the_process() -> None:
    english, indonesian = (letter("booking_confirmed", BOOKING, language=language) for language in ("en", "id"))
    assert english.text.startswith("Your visit is booked.")
    assert indonesian.text.startswith("Kunjungan Anda sudah terdaftar.")


def test_the_name_of_a_message_follows_from_its_key(settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "Giliran <antre@imigrasi.example>"
    assert letters.name_of("a") == letters.name_of("a") != letters.name_of("b")
    assert letters.name_of("a").endswith("@imigrasi.example>")
