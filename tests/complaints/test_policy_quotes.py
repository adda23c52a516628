"""What somebody wrote themselves, out of letters as mail programs make them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giliran.complaints.policy.quotes import own_words, plain_words

pytestmark = pytest.mark.one_engine


@pytest.mark.parametrize(
    ("letter", "own"),
    [
        ("Tetap tidak bisa dibuka.\r\n", "Tetap tidak bisa dibuka."),
        ("Rusak.\n\nPada Jum, 27 Nov 2026 pukul 14.00 Giliran <a@b.id> menulis:\n> Yth. Ibu\n> Baik.\n", "Rusak."),
        ("Still broken.\n\nOn Fri, 27 Nov 2026 at 14:00, Giliran <a@b.id>\nwrote:\n\n> Dear\n", "Still broken."),
        ("On Fri, 27 Nov 2026, Giliran wrote:\n> Is it well?\nYes.\n> And the ticket?\nAlso.", "Yes.\nAlso."),
        ("Belum.\n-----Pesan Asli-----\nDari: Giliran\nYth. Ibu", "Belum."),
        ("Belum.\n\nFrom: Giliran <a@b.id>\nSent: Friday\nTo: Siti\nSubject: Re: x\n\nDear", "Belum."),
        ("Dari: rumah saya kirim ini.\nLama sekali.", "Dari: rumah saya kirim ini.\nLama sekali."),
        ("Halo\n________________________________\nDari: Giliran", "Halo"),
        ("Pagi.\nDikirim dari iPhone saya", "Pagi."),
        ("Pagi.\n-- \nSiti\nJl. Tebet", "Pagi."),
        ("> semua\n> kutipan\n", ""),
        ("Pada Senin saya datang, petugas menulis: besok.", "Pada Senin saya datang, petugas menulis: besok."),
    ],
)  # fmt: skip
def test_what_is_quoted_is_left_out(letter: str, own: str) -> None:
    assert own_words(letter) == own


@given(st.text(max_size=400))
def test_any_text_is_read_and_nothing_is_invented(text: str) -> None:
    assert set(own_words(text)) <= set(text) | {"\n"}


def test_a_page_gives_its_words_only() -> None:
    html = (
        "<html><head><title>x</title><style>p{}</style></head><body><p>Saya &amp; ibu<br>tidak bisa masuk.</p>"
        "<script>alert(1)</script><img src=x onerror=alert(1)><div class='gmail_quote'><p>Yth. <b>Ibu</b></p></div>"
        "<blockquote>lama</blockquote><p>Terima kasih</p></body></html>"
    )
    assert plain_words(html).split() == ["Saya", "&", "ibu", "tidak", "bisa", "masuk.", "Terima", "kasih"]
