"""An organisation asks for an event, its list becomes tickets, and one of them is let in at the event."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.factories.events import PDF
from tests.factories.guests import an_xlsx, guest
from tests.journeys.conftest import Arrive
from tests.journeys.mailbox import text_of
from tests.journeys.pictures import read_paper
from tests.journeys.test_gate import result, scans
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser]

SATURDAY = date(2026, 12, 12)


def test_from_the_request_of_an_organisation_to_the_door_of_its_event(arrive: Arrive, tmp_path: Path) -> None:
    # Given an organisation with forty people, nobody of whom has an account
    ratna, kepala = arrive(), arrive("en", login="kepala")
    letter, people = tmp_path / "surat.pdf", tmp_path / "daftar.xlsx"
    letter.write_bytes(PDF)
    people.write_bytes(an_xlsx(_people()))

    # When it asks for an event, and forgets something at first
    ratna.opens("/offices/")
    ratna.follows("Ask for an event")
    ratna.is_at("/events/ask/")
    ratna.finds_nothing_wrong()
    _fills_the_request(ratna, people="12")
    ratna.presses("Send the request")
    expect(ratna.page.locator(".error-summary")).to_be_focused()
    ratna.finds_nothing_wrong()
    ratna.fills("Number of people", "40")
    ratna.page.locator("input[name=letter]").set_input_files(letter)
    ratna.presses("Send the request")

    # Then it has a receipt, and a letter with the link
    ratna.is_at(re.compile(r"/events/[\w-]{22}/"))
    ratna.reads("Your request has arrived")
    ratna.finds_nothing_wrong()
    link = ratna.path
    assert link in text_of(ratna.product.mailbox.letter_to("ratna@maju.example"))

    # When the head of the office approves it
    kepala.opens("/office/jakarta-selatan/events/")
    kepala.finds_nothing_wrong()
    kepala.page.get_by_role("link", name=re.compile("PT Maju Bersama")).click()
    kepala.finds_nothing_wrong()
    kepala.presses("Approve and set it up")
    kepala.is_at(re.compile(r"/office/jakarta-selatan/events/eazy-passport-pt-maju-bersama-\d+/"))
    kepala.finds_nothing_wrong()
    event = kepala.path.rstrip("/").rpartition("/")[2]

    # And the list is uploaded, a photograph by mistake first, then the right one with two bad rows
    ratna.opens(link)
    ratna.finds_nothing_wrong()
    photo = tmp_path / "daftar-foto.xlsx"
    photo.write_bytes(b"\xff\xd8\xff\xe0 a photograph")
    ratna.page.locator("input[name=file]").set_input_files(photo)
    ratna.presses("Upload the list")
    ratna.reads("This is a picture, whatever its name says. Type the people into the template and send that.")
    ratna.finds_nothing_wrong()
    ratna.page.locator("input[name=file]").set_input_files(people)
    ratna.presses("Upload the list")

    # Then the page follows by itself, names both rows, and three people have their tickets
    ratna.reads("Rows of the last list without a new seat")
    ratna.reads("This purpose is not known. Use a code of the template.")
    ratna.reads("The same NIK stands in row %(row)s of this list.", row=2)
    for name in ("Rina Wati", "Tono Hadi", "Yuli Astuti"):
        ratna.reads_plainly(name)
    ratna.finds_nothing_wrong()
    with ratna.page.expect_download() as tickets:
        ratna.page.get_by_role("link", name=ratna.word("All tickets (PDF)")).click()
    codes = read_paper(tickets.value.path().read_bytes())
    assert len(codes) == 3
    with ratna.page.expect_download() as report:
        ratna.page.locator("#people table a[href$='.csv']").click()
    assert len(report.value.path().read_text(encoding="utf-8-sig").strip().splitlines()) == 3

    # And whoever gave an address has the ordinary confirmation
    assert "Rina Wati" in text_of(ratna.product.mailbox.letter_to("rina@contoh.example"))

    # And everybody sees the event with its day
    ratna.opens("/offices/")
    ratna.reads_plainly(re.compile("Sabtu, 12 Desember 2026"))
    ratna.finds_nothing_wrong()
    ratna.opens(f"/offices/{event}/")
    ratna.finds_nothing_wrong()

    # When Saturday has come, an officer of the office lets one of them in at the event
    agus = arrive(login="pintu")
    agus.opens("/demo/clock/")
    agus.fills("Date and time (WIB)", "2026-12-12T08:30")
    agus.presses("Set the clock")
    agus.opens("/gate/")
    agus.page.get_by_role("link", name=re.compile("Eazy Passport PT Maju Bersama")).first.click()
    agus.is_at(f"/gate/{event}/")
    scans(agus, codes[0])
    assert result(agus) == "valid"
    agus.presses("Let in")
    assert result(agus, "admitted") == "admitted"
    agus.finds_nothing_wrong()

    # Then the organisation reads that one of its people is there
    ratna.opens(link)
    expect(ratna.page.locator("#people tbody tr", has_text="Rina Wati").last).to_contain_text(ratna.word("Attended"))


def _people() -> list[dict[str, str]]:
    def one(number: int, name: str, **cells: str) -> dict[str, str]:
        born = f"{number:02d}-03-1988"
        return guest(number, nik=f"317401{number:02d}0388{number + 8100:04d}", birth_date=born, full_name=name, **cells)

    return [
        one(1, "Rina Wati", email="rina@contoh.example"),
        one(2, "Tono Hadi"),
        one(3, "Salah Tujuan", purpose="jalan-jalan"),
        one(1, "Rina Lagi"),
        one(4, "Yuli Astuti"),
    ]


def _fills_the_request(ratna: Visitor, *, people: str) -> None:
    for label, text in {
        "Name of the organisation": "PT Maju Bersama", "Contact person": "Ratna Dewi", "E-mail": "ratna@maju.example",
        "Telephone": "0812 3456 7890", "Name of the place": "Aula lantai 2",
        "Address of the place": "Jl. Jenderal Sudirman No. 1", "First day you would like": SATURDAY.isoformat(),
        "Number of people": people,
    }.items():  # fmt: skip
        ratna.fills(label, text)
    ratna.field("Kind of organisation").select_option("firm")
    ratna.field("Immigration office that shall come").select_option("jakarta-selatan")
    ratna.field("City or regency of the place").select_option("31.74")
