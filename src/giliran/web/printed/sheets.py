"""Poster, brochure and step card: which there are, and what stands on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from giliran.booking.ticket import qr
from giliran.booking.ticket.lettering import printable
from giliran.booking.ticket.typeset import typeset
from giliran.web.printed.facts import Facts, facts_of

if TYPE_CHECKING:
    from giliran.offices.models import Office

_PAPERS = Path(__file__).resolve().parent / "papers"
_LINE, _LONG = 120, 240
LANGUAGES = {"id": "Bahasa Indonesia", "en": "English"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """Something to print. `template` is a file in `papers/`, `size` a paper that Typst knows."""

    name: str
    title: Any
    about: Any
    template: str
    size: str


SHEETS = (
    Sheet("poster-a3", gettext_lazy("Poster A3"), gettext_lazy("For walls, read from two metres away"), "poster", "a3"),
    Sheet("poster-a4", gettext_lazy("Poster A4"), gettext_lazy("The same for doors and notice boards"), "poster", "a4"),
    Sheet("brochure", gettext_lazy("Brochure"), gettext_lazy("A4 on both sides (turn on the short edge), folded twice"),
          "brochure", "a4"),
    Sheet("card", gettext_lazy("Step card A5"), gettext_lazy("In large type, to go through with somebody at the desk"),
          "card", "a5"),
)  # fmt: skip


def sheet_named(name: str) -> tuple[Sheet, str] | None:
    """`poster-a3-en` is the sheet `poster-a3` in `en`."""
    wanted, _dash, language = name.rpartition("-")
    found = next((one for one in SHEETS if one.name == wanted), None)
    return (found, language) if found and language in LANGUAGES else None


def pdf_of(sheet: Sheet, office: Office, language: str) -> bytes:
    return pdf_from(sheet.name, facts_of(office, language))


@lru_cache(maxsize=64)  # some 35 KB each; setting a poster takes longer than any page
def pdf_from(name: str, facts: Facts) -> bytes:
    sheet = next(one for one in SHEETS if one.name == name)
    with translation.override(facts.language):
        return typeset(_PAPERS / f"{sheet.template}.typ", data_of(sheet, facts))


def data_of(sheet: Sheet, facts: Facts) -> dict[str, Any]:
    """Everything that any of the sheets says; each takes what it has room for."""
    return {
        "language": facts.language,
        "title": _("%(sheet)s: %(office)s") % {"sheet": sheet.title, "office": facts.office},
        "size": sheet.size,
        "office": printable(facts.office, _LINE),
        "where": [printable(line, _LONG) for line in (facts.address, facts.town) if line],
        "phone": printable(facts.phone, _LINE),
        "hours": [facts.days, *(printable(f"{one} {facts.zone}", _LINE) for one in facts.hours)],
        "page": printable(facts.short_page, _LINE),
        "qr": qr.plain_svg(facts.page).decode(),
        "steps": _steps(facts),
        "seats": _seats(facts),
        "walk_in": _walk_in(facts),
        "prices": [(printable(name, _LINE), amount) for name, amount in facts.prices],
        "papers": [
            (printable(name, _LINE), [printable(one, _LONG) for one in papers]) for name, papers in facts.papers
        ],
        "after": _after(facts),
        "changes": _changes(facts),
        "words": _words(),
    }


def _steps(facts: Facts) -> list[str]:
    most = {"people": facts.people_most, "minutes": facts.early_minutes}
    choose = (
        _("Enter the draw for next week, or take a seat that is free.")
        if facts.entries_from
        else _("Choose a day and a session, and book.")
    )
    return [
        _("Scan the code, or type the address below it."),
        _("Sign in with your e-mail address and the code that is sent to you."),
        _("Enter who comes, as on the identity card: up to %(people)d people.") % most,
        choose,
        _("Come at the time on your ticket, %(minutes)d minutes early, with the original papers.") % most,
    ]


def _seats(facts: Facts) -> list[str]:
    opens = _("Seats for the next week open every %(moment)s.") % {"moment": facts.seats_at}
    if not facts.entries_from:
        return [opens]
    entries = {"first": facts.entries_from, "last": facts.entries_until}
    return [
        _("Enter the draw from %(first)s to %(last)s. Being quick brings nothing: places are drawn by lot.") % entries,
        opens,
    ]


def _walk_in(facts: Facts) -> dict[str, Any]:
    told: Mapping[str, Any] = {"elderly": facts.elderly_from, "young": facts.young_until, "hours": facts.express}
    also = [_("Lost or damaged passports: on any working day")]
    if facts.express:
        also.append(_("Express service, at an extra charge: on working days, %(hours)s") % told)
    if facts.anybody:
        also.append(_("Everybody else, as long as there are walk-in seats that day"))
    return {
        "people": [
            _("People of %(elderly)d and over") % told,
            _("Children of %(young)d and under") % told,
            _("Pregnant women"),
            _("People with disabilities"),
        ],
        "companion": _("Each with one adult who comes along.") if facts.companion else "",
        "also": also,
    }


def _after(facts: Facts) -> list[str]:
    return [
        _("At the office: papers, data, interview and photograph, payment."),
        _("The passport is ready within %(days)d working days; you are told.") % {"days": facts.issue_days},
        _("Somebody on the same family card may collect it, or whoever has your power of attorney."),
    ]


def _changes(facts: Facts) -> list[str]:
    """Moving and cancelling, as long as headquarters lets people move at all."""
    cancel = _("Cancel on the page of your booking until your session begins. Somebody else gets the seat.")
    if not facts.moves:
        return [cancel]
    moved = _("Until the day before, move the visit to another day at the same office: once.")
    if facts.moves > 1:
        moved = _("Until the day before, move the visit to another day at the same office: %(times)d times.") % {
            "times": facts.moves
        }
    return [moved, cancel]


def _words() -> dict[str, str]:
    return {
        "hero": _("A certain day and hour for your passport"),
        "lead": _("Booking is free of charge. With any telephone or computer, or at our desk with an officer's help."),
        "scan": _("Scan with your telephone"),
        "qr": _("QR code of the office's page"),
        "how": _("How to book"),
        "five": _("To the immigration office in five steps"),
        "when": _("When seats open"),
        "walk_in": _("Who may come without a booking"),
        "bring": _("What to bring"),
        "originals": _("Originals. What has a condition, only if it is yours."),
        "cost": _("What it costs"),
        "paid": _("Paid to the state with a payment code. There are no other charges."),
        "visit": _("On the day and after"),
        "hours": _("Office hours"),
        "address": _("Address"),
        "phone": _("Telephone"),
        "help": _("No smartphone, no e-mail?"),
        "help_how": _("Come with your identity card. An officer books with you, free of charge."),
        "brokers": _("You need no broker. Whoever asks money for a place does not act for this office: tell us."),
        "change": _("If your plans change"),
        "complain": _("Not content?"),
        "complain_how": _("Tell the desk, or lapor.go.id (SMS 1708). You need not give your name."),
        "notes": _("My queue number, day and hour"),
    }
