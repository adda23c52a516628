"""Poster, brochure and step card read back as a printer would give them; the texts for radio, counted."""

from __future__ import annotations

import dataclasses
import io

import pypdf
import pypdfium2
import pytest
import zxingcpp

from giliran.web.printed import radio, sheets
from giliran.web.printed.facts import Facts

pytestmark = pytest.mark.one_engine

PAGE = "https://giliran.imigrasi.go.id/offices/tanjung-pinang/"
SOME = Facts(
    language="id", office="Kantor Imigrasi Tanjung Pinang", town="Kota Tanjung Pinang, Kepulauan Riau",
    address="Jl. Ahmad Yani No. 31", phone="(0771) 21034", days="Senin\N{EN DASH}Jumat",
    hours=("08.00\N{EN DASH}12.00 (Pagi)", "13.00\N{EN DASH}15.00 (Siang)"), zone="WIB", seats_at="Jumat 14.00 WIB",
    entries_from="Senin 08.00", entries_until="Kamis 20.00", people_most=5, elderly_from=60, young_until=5,
    companion=True, anybody=False, express="08.00\N{EN DASH}11.00",
    prices=(("Paspor elektronik 5 tahun", "Rp650.000"), ("Paspor elektronik 10 tahun", "Rp950.000")),
    papers=(("Paspor baru", ("KTP elektronik", "Kartu Keluarga (KK)")), ("Paspor anak", ("Akta kelahiran anak",))),
    issue_days=4, early_minutes=15, moves=1, page=PAGE,
)  # fmt: skip
SAYS = {
    "id": {
        "poster": ("Hari dan jam yang pasti", "Lansia berusia 60 tahun ke atas", "08.00–11.00", "Rp950.000",
                   "Daftar undian dibuka Senin 08.00 sampai Kamis 20.00", "Anda tidak memerlukan calo"),
        "brochure": ("Penyandang disabilitas", "Jika rencana Anda berubah", "satu kali", "Akta kelahiran anak",
                     "selesai dalam 4 hari kerja", "lapor.go.id"),
        "card": ("lima langkah", "15 menit lebih awal", "paling banyak 5 orang", "Tidak punya ponsel pintar"),
    },
    "en": {
        "poster": ("A certain day and hour", "People of 60 and over", "08.00–11.00", "Rp950.000",
                   "Enter the draw from Senin 08.00 to Kamis 20.00", "You need no broker"),
        "brochure": ("People with disabilities", "If your plans change", "once", "Akta kelahiran anak",
                     "ready within 4 working days", "lapor.go.id"),
        "card": ("five steps", "15 minutes early", "up to 5 people", "No smartphone"),
    },
}  # fmt: skip
EVERY_OFFICES = ("Kantor Imigrasi Tanjung Pinang", "(0771) 21034", "giliran.imigrasi.go.id/offices/tanjung-pinang")


def made(sheet: sheets.Sheet, facts: Facts) -> bytes:
    return sheets.pdf_from(sheet.name, facts)


def text_of(reader: pypdf.PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).replace("\N{ZERO WIDTH SPACE}", "").split())


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("sheet", sheets.SHEETS, ids=lambda one: one.name)
def test_a_sheet_says_what_the_office_says_and_its_code_leads_there(sheet: sheets.Sheet, language: str) -> None:
    content = made(sheet, dataclasses.replace(SOME, language=language))
    reader = pypdf.PdfReader(io.BytesIO(content))
    text = text_of(reader)
    wanted = (*SAYS[language][sheet.template], *EVERY_OFFICES)
    assert [words for words in wanted if words.replace(" ", "") not in text.replace(" ", "")] == []
    assert len(reader.pages) == (2 if sheet.template == "brochure" else 1)
    root = reader.trailer["/Root"]
    assert (root["/Lang"], "/StructTreeRoot" in root) == (language, True)
    first = pypdfium2.PdfDocument(content)[0]
    assert [one.text for one in zxingcpp.read_barcodes(first.render(scale=150 / 72).to_pil())] == [PAGE]
    assert {"a3": 1191, "a4": 595, "a5": 420}[sheet.size] in {round(size) for size in first.get_size()}


def test_an_office_with_everything_to_say_stays_on_its_pages() -> None:
    wordy = dataclasses.replace(
        SOME, language="en", address="Jl. " + "Panjang Sekali " * 12, anybody=True, moves=3,
        hours=tuple(f"{hour:02d}.00\N{EN DASH}{hour + 1:02d}.00 (Sesi {hour})" for hour in range(7, 15)),
        papers=tuple((f"Layanan {number}", ("Dokumen asli yang panjang namanya",) * 8) for number in range(3)),
    )  # fmt: skip
    assert [len(pypdf.PdfReader(io.BytesIO(made(one, wordy))).pages) for one in sheets.SHEETS] == [1, 1, 2, 1]


def test_what_an_office_does_not_have_is_not_printed() -> None:
    plain = dataclasses.replace(SOME, language="en", phone="", express="", entries_from="", entries_until="", moves=0)
    for sheet in sheets.SHEETS:
        text = text_of(pypdf.PdfReader(io.BytesIO(made(sheet, plain))))
        assert [words for words in ("Telephone:", "Express", "draw", "move the visit") if words in text] == []


@pytest.mark.parametrize("name", ["poster-a3", "poster-a3-fr", "billboard-id", "-id", ""])
def test_only_what_is_there_has_a_name(name: str) -> None:
    assert sheets.sheet_named(name) is None
    assert sheets.sheet_named("poster-a3-en") == (sheets.SHEETS[0], "en")


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("drawn", [True, False])
def test_a_calm_voice_reads_the_texts_in_their_time(language: str, drawn: bool) -> None:
    facts = dataclasses.replace(SOME, language=language, office="Kantor Imigrasi Kelas II Non TPI Tanjung Balai Asahan")
    facts = facts if drawn else dataclasses.replace(facts, entries_from="", entries_until="")
    told = dict(radio.texts(facts))
    for seconds, text in told.items():
        assert 0.5 * seconds < radio.spoken_words(text) * 60 / radio.A_MINUTE <= seconds
        assert "giliran.imigrasi.go.id" in text and facts.office in text
    assert told[60].startswith(told[30]) and ("60" in told[60])


def test_words_are_counted_as_they_are_spoken() -> None:
    """Tempat / dibuka / Jumat / 14.00 (two) / di / giliran . go . id (five)."""
    assert radio.spoken_words("Tempat dibuka Jumat 14.00 di giliran.go.id.") == 11
