from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pypdf
import pypdfium2
import pytest
import zxingcpp

from giliran.booking.ticket import codec
from giliran.booking.ticket.lettering import COVERED
from giliran.booking.ticket.pdf import booking_pdf, card_pdf
from giliran.core.secrets import Keyring
from tests.booking.ticket import samples

MM = 72 / 25.4
DPI = 150

BOOKING_WORDS = {
    "id": (
        "Tiket kunjungan · orang 1 dari 2", "Nomor antrean", "A-012", "Siti Nurhaliza", "NIK •••• 0000",
        "Tunjukkan di pintu masuk", "Kode booking", "K7M-PQ2-X9A", "Jumat, 27 November 2026", "08.15 WIB",
        "08.00–12.00 WIB", "Kantor Imigrasi Jakarta Selatan", "Warung Buncit Raya", "(021) 7996214",
        "Paspor baru (dewasa)", "Elektronik, 48 halaman", "Liburan", "Rp950.000", "Bawa dokumen asli",
        "Kartu Tanda Penduduk elektronik", "Kartu Keluarga", "Akta kelahiran atau ijazah",
        "15 menit sebelum jam kedatangan Anda", "dokumen asli; petugas memeriksanya", "dipindahtangankan",
        "Jadwal dapat diubah satu kali", "https://giliran.example/me/bookings/K7MPQ2X9A/",
    ),
    "en": (
        "Visit ticket · 1 of 2 people", "Queue number", "A-012", "Siti Nurhaliza", "NIK •••• 0000",
        "Show this at the entrance", "Booking code", "K7M-PQ2-X9A", "Friday, 27 November 2026", "08:15 WIB",
        "08:00–12:00 WIB", "Kantor Imigrasi Jakarta Selatan", "Warung Buncit Raya", "(021) 7996214",
        "New passport (adult)", "Electronic, 48 pages", "Holiday", "Rp950.000", "Bring the originals of",
        "Electronic identity card", "Family card", "Birth certificate or diploma",
        "15 minutes before your arrival time", "original documents; an officer checks", "cannot be sold",
        "You can change the day once", "https://giliran.example/me/bookings/K7MPQ2X9A/",
    ),
}  # fmt: skip
CARD_WORDS = {
    "id": ("Kantor Imigrasi Jakarta Selatan", "Nomor antrean", "A-012", "Pemeriksaan berkas",
           "4 orang di depan Anda", "Simpan kartu ini sampai selesai.", "Jumat, 27 November 2026, 08.12 WIB"),
    "en": ("Kantor Imigrasi Jakarta Selatan", "Queue number", "A-012", "Document check",
           "4 people ahead of you", "Keep this card until the end.", "Friday, 27 November 2026, 08:12 WIB"),
}  # fmt: skip


def opened(content: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(content))


def text_of(content: bytes, page: int = 0) -> str:
    return " ".join(opened(content).pages[page].extract_text().split())


def codes_of(content: bytes) -> list[str]:
    pages = pypdfium2.PdfDocument(content)
    pictures = [page.render(scale=DPI / 72).to_pil() for page in pages]
    return [found.text for picture in pictures for found in zxingcpp.read_barcodes(picture)]


def roles_of(content: bytes) -> list[str]:
    root: Any = opened(content).trailer["/Root"]
    return list(_walk(root["/StructTreeRoot"]))


def _walk(node: Any) -> Iterator[str]:
    node = node.get_object()
    if isinstance(node, list):
        for child in node:
            yield from _walk(child)
    elif isinstance(node, dict):
        yield from [str(node["/S"])] if "/S" in node else []
        yield from _walk(node["/K"]) if "/K" in node else []


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_booking_says_everything(language: str, keyring: Keyring) -> None:
    two = [samples.person(language, keyring, place) for place in range(2)]
    text = text_of(booking_pdf(samples.booking(language, *two)))
    assert [words for words in BOOKING_WORDS[language] if words not in text] == []


def test_one_page_for_each_person(keyring: Keyring) -> None:
    three = [samples.person("id", keyring, place) for place in range(3)]
    content = booking_pdf(samples.booking("id", *three))
    texts = [text_of(content, page) for page in range(3)]
    assert len(opened(content).pages) == 3
    assert [f"A-01{place + 2}" in text and three[place].name in text for place, text in enumerate(texts)] == [True] * 3
    assert ["•••• 0001" in text for text in texts] == [False, True, False]


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_card_says_everything(language: str, keyring: Keyring) -> None:
    text = text_of(card_pdf(samples.card(language, keyring)))
    assert [words for words in CARD_WORDS[language] if words not in text] == []


@pytest.mark.parametrize(
    ("ahead", "language", "words"),
    [
        (0, "id", "Giliran Anda berikutnya"),
        (0, "en", "You are next"),
        (1, "en", "1 person ahead of you"),
        (12, "id", "12 orang di depan Anda"),
    ],
)
def test_people_ahead(ahead: int, language: str, words: str, keyring: Keyring) -> None:
    assert words in text_of(card_pdf(samples.card(language, keyring, people_ahead=ahead)))


def test_an_unknown_number_of_people_is_not_guessed(keyring: Keyring) -> None:
    assert "ahead" not in text_of(card_pdf(samples.card("en", keyring, people_ahead=None)))


def test_a_printer_s_page_reads_back_to_the_same_claims(keyring: Keyring) -> None:
    two = [samples.person("id", keyring, place) for place in range(2)]
    codes = codes_of(booking_pdf(samples.booking("id", *two)))
    claims = [codec.read(code, keyring.ticket_public_keys()) for code in codes]
    assert [(claim.label, claim.ticket_id) for claim in claims] == [
        ("A-012", samples.CLAIM.ticket_id),
        ("A-013", samples.CLAIM.ticket_id),
    ]
    assert claims[0] == samples.CLAIM


def test_a_card_reads_back_to_the_same_claim(keyring: Keyring) -> None:
    (code,) = codes_of(card_pdf(samples.card("id", keyring)))
    assert codec.read(code, keyring.ticket_public_keys()) == samples.CLAIM


LIVE = "https://giliran.imigrasi.go.id/now/abcdefghijklmnopqrstuvwxyz/"


def test_a_card_reads_back_to_the_page_of_its_own_too(keyring: Keyring) -> None:
    content = card_pdf(samples.card("id", keyring, live_url=LIVE))
    ticket, live = sorted(codes_of(content), key=lambda text: text == LIVE)
    assert codec.read(ticket, keyring.ticket_public_keys()) == samples.CLAIM
    assert live == LIVE
    assert "Pantau giliran Anda" in text_of(content)
    assert opened(content).pages[0].mediabox.height / MM < 175


def test_the_code_is_at_least_35_mm_wide(keyring: Keyring) -> None:
    for content in (
        booking_pdf(samples.booking("id", samples.person("id", keyring))),
        card_pdf(samples.card("id", keyring)),
    ):
        picture = pypdfium2.PdfDocument(content)[0].render(scale=DPI / 72).to_pil()
        (found,) = zxingcpp.read_barcodes(picture)
        corners = found.position
        assert (corners.top_right.x - corners.top_left.x) / DPI * 25.4 >= 35


@pytest.mark.parametrize(("language", "title"), [("id", "Tiket kunjungan K7M-PQ2-X9A: "), ("en", "Visit ticket K7M")])
def test_title_language_and_tags(language: str, title: str, keyring: Keyring) -> None:
    reader = opened(booking_pdf(samples.booking(language, samples.person(language, keyring))))
    root: Any = reader.trailer["/Root"]
    assert reader.metadata is not None and str(reader.metadata.title).startswith(title)
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == (language, True)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()


def test_structure_for_those_who_listen(keyring: Keyring) -> None:
    roles = roles_of(booking_pdf(samples.booking("id", samples.person("id", keyring))))
    counted = {role: roles.count(role) for role in ("/H1", "/H2", "/Figure", "/L", "/LI")}
    assert counted == {"/H1": 1, "/H2": 3, "/Figure": 1, "/L": 2, "/LI": 3 + 3 + 1}


def test_paper_sizes(keyring: Keyring) -> None:
    a4 = opened(booking_pdf(samples.booking("id", samples.person("id", keyring)))).pages[0].mediabox
    roll = opened(card_pdf(samples.card("id", keyring))).pages[0].mediabox
    assert (round(a4.width / MM), round(a4.height / MM)) == (210, 297)
    assert round(roll.width / MM) == 80
    assert 110 < roll.height / MM < 160


def test_the_card_grows_with_its_words(keyring: Keyring) -> None:
    short, long = (
        opened(card_pdf(samples.card("id", keyring, stage=stage))).pages[0].mediabox.height
        for stage in ("Wawancara", "Pemeriksaan berkas dan pencocokan data keluarga yang lengkap")
    )
    assert long > short


@pytest.mark.parametrize(
    "name",
    [
        "🙂" * 10_000,
        "شكرا جزيلا",
        "Budi " * 2_000,
        "X" * 10_000,
        "\ud800\x00\u202e",
        "#panic() *b* $x$ @r \\",
    ],
)
def test_any_name_makes_one_page_that_can_be_scanned(name: str, keyring: Keyring) -> None:
    content = booking_pdf(samples.booking("id", samples.person("id", keyring, name=name)))
    assert len(opened(content).pages) == 1
    assert codec.read(codes_of(content)[0], keyring.ticket_public_keys()) == samples.CLAIM


def test_texts_are_never_markup(keyring: Keyring) -> None:
    name = '#panic("x") *b* _i_ $x^2$ <tag> @ref \\ [ ] `raw` //'
    assert name in text_of(booking_pdf(samples.booking("id", samples.person("id", keyring, name=name))))


def test_every_sign_that_passes_is_in_the_type(keyring: Keyring) -> None:
    """PDF/UA refuses to print a sign that the type lacks."""
    signs = sorted(COVERED - {" ", "\xa0"})
    rows = tuple(" ".join(signs[at : at + 50]) for at in range(0, len(signs), 50))
    assert booking_pdf(samples.booking("en", samples.person("en", keyring, papers=rows)))


def test_many_papers_still_fit_one_page(keyring: Keyring) -> None:
    papers = tuple(
        f"Dokumen ke-{number}: akta kelahiran, ijazah, buku nikah, atau surat baptis" for number in range(10)
    )
    content = booking_pdf(samples.booking("id", samples.person("id", keyring, papers=papers)))
    assert len(opened(content).pages) == 1
    assert [paper for paper in papers if paper not in text_of(content)] == []


def test_no_fee_and_no_purpose(keyring: Keyring) -> None:
    text = text_of(booking_pdf(samples.booking("id", samples.person("id", keyring, fee=0, purpose="", papers=()))))
    assert ("Tanpa biaya" in text, "Tujuan perjalanan" in text, "Bawa dokumen asli;" in text) == (
        True,
        False,
        True,
    )


@pytest.mark.parametrize(("tz", "words"), [("Asia/Makassar", "09.15 WITA"), ("Asia/Jayapura", "10.15 WIT")])
def test_time_is_the_office_s_own(tz: str, words: str, keyring: Keyring) -> None:
    assert words in text_of(booking_pdf(samples.booking("id", samples.person("id", keyring), tz=tz)))


def test_the_longest_day_stays_on_one_line(keyring: Keyring) -> None:
    sheet = samples.booking(
        "en",
        samples.person("en", keyring),
        tz="Asia/Makassar",
        starts_at=datetime(2026, 9, 30, 0, 0, tzinfo=UTC),
        ends_at=datetime(2026, 9, 30, 8, 30, tzinfo=UTC),
    )
    assert "Wednesday, 30 September 2026" in opened(booking_pdf(sheet)).pages[0].extract_text()


def test_equal_sheets_give_equal_bytes(keyring: Keyring) -> None:
    sheet = samples.booking("id", samples.person("id", keyring))
    assert booking_pdf(sheet) == booking_pdf(sheet)


def test_many_threads_at_once(keyring: Keyring) -> None:
    made: list[int] = []
    sheets = [samples.card("id", keyring, label=f"A-{number:03d}") for number in range(1, 9)]
    threads = [threading.Thread(target=lambda sheet=sheet: made.append(len(card_pdf(sheet)))) for sheet in sheets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 8
