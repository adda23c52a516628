"""The papers: a page A4 or a strip of 80 mm for each person of a booking, and the queue card for an 80 mm printer.

Tagged PDF/UA, black ink first, the same on every machine: only our own type is used, and texts reach the
templates as JSON, never as markup. Equal sheets give equal bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from giliran.booking.ticket import qr
from giliran.booking.ticket.lettering import printable
from giliran.booking.ticket.typeset import typeset
from giliran.core import formats, ids

_TEMPLATES = Path(__file__).resolve().parent / "templates"
_NAME, _LINE, _LONG = 72, 120, 220


@dataclass(frozen=True, slots=True)
class PersonSheet:
    """One page. Texts are in the sheet's language; `fee` is in rupiah; `nik_last4` has four digits; `papers`
    are a line each; `qr_text` comes from `codec.sign`."""

    label: str
    name: str
    nik_last4: str
    arrival_at: datetime
    service: str
    booklet: str
    purpose: str
    fee: int
    papers: tuple[str, ...]
    qr_text: str


@dataclass(frozen=True, slots=True)
class BookingSheet:
    """A booking of 1-5 people in one window of one office.

    `language` is `id` or `en`; `code` has nine signs; moments are aware; `tz` is the office's IANA zone;
    `change_rules` are the office's rules for changing and cancelling, a sentence each; `page_url` is where it
    can be seen and changed.
    """

    language: str
    code: str
    office_name: str
    office_address: str
    office_phone: str
    tz: str
    starts_at: datetime
    ends_at: datetime
    change_rules: tuple[str, ...]
    page_url: str
    people: tuple[PersonSheet, ...]


@dataclass(frozen=True, slots=True)
class CardSheet:
    """A queue card. `stage` is what comes next, in the card's language; `people_ahead` is None when unknown;
    `at` is the aware moment of printing; `qr_text` whatever the visit is found by, `live_url` the address of the
    person's own page (none where it is empty); each at most QR version 6."""

    language: str
    label: str
    office_name: str
    stage: str
    people_ahead: int | None
    at: datetime
    tz: str
    qr_text: str
    live_url: str = ""


@dataclass(frozen=True, slots=True)
class SlipSheet:
    """A slip of 80 mm for whoever has no ticket yet. All texts are in the slip's language: `number` stands large under
    `caption`, with spaces where it may be broken; `about` says what it is for; `people` are pairs of a short name and
    the last four digits of the NIK; `facts` pairs of a title and its words; `at` is the aware moment of printing;
    `drawing` an SVG that stands above `drawing_words`, such as a signature; `link` an address, at most QR version 6,
    under `link_words`."""

    language: str
    title: str
    office_name: str
    caption: str
    number: str
    about: str
    people: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    keep: str
    at: datetime
    tz: str
    drawing: str = ""
    drawing_words: str = ""
    link: str = ""
    link_words: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptSheet:
    """What was paid. All texts are in the sheet's language; `facts` and `numbers` are pairs of a title and its words,
    `moment` such a pair, `lines` pairs of a fee's name and its amount."""

    language: str
    title: str
    heading: str
    office_name: str
    office_address: str
    amount: str
    amount_words: str
    facts: tuple[tuple[str, str], ...]
    numbers: tuple[tuple[str, str], ...]
    moment: tuple[str, str]
    lines: tuple[tuple[str, str], ...]
    total: str
    paid: str
    notes: tuple[str, ...]


def booking_pdf(sheet: BookingSheet) -> bytes:
    """One page A4 for each person, in the order given (a list of papers beyond all measure runs on)."""
    with translation.override(sheet.language):
        return _compiled("booking.typ", _booking(sheet))


def bookings_pdf(sheets: Sequence[BookingSheet]) -> bytes:
    """The tickets of many bookings in one file, in the order given; at least one, all in the language of the first."""
    with translation.override(sheets[0].language):
        each = [_booking(sheet) for sheet in sheets]
        people = [person for one in each for person in one["people"]]
        title = _("Visit tickets: %(office)s") % {"office": each[0]["office"]}
        return _compiled("booking.typ", {**each[0], "title": title, "footer": "", "people": people})


def strip_pdf(sheet: BookingSheet) -> bytes:
    """The same tickets for an 80 mm printer: a piece of paper for each person, in the order given."""
    with translation.override(sheet.language):
        return _compiled("strip.typ", _strip(sheet))


def card_pdf(sheet: CardSheet) -> bytes:
    """One page 80 mm wide and as long as it needs to be."""
    with translation.override(sheet.language):
        return _compiled("card.typ", _card(sheet))


def slip_pdf(sheet: SlipSheet) -> bytes:
    """One page 80 mm wide and as long as it needs to be."""
    return _compiled("slip.typ", _slip(sheet))


def receipt_pdf(sheet: ReceiptSheet) -> bytes:
    """One page A4."""
    return _compiled("receipt.typ", _receipt(sheet))


def _compiled(template: str, data: dict[str, Any]) -> bytes:
    return typeset(_TEMPLATES / template, data)


def _booking(sheet: BookingSheet) -> dict[str, Any]:
    code, office = ids.show_code(sheet.code), printable(sheet.office_name, _LINE)
    page = printable(sheet.page_url, _LINE)
    date = formats.date_words(sheet.starts_at.astimezone(ZoneInfo(sheet.tz)).date(), sheet.language)
    return {
        "language": sheet.language,
        "title": _("Visit ticket %(code)s: %(office)s, %(date)s") % {"code": code, "office": office, "date": date},
        "words": _booking_words(),
        "code": code,
        "office": office,
        "where": _lines((sheet.office_address, sheet.office_phone), _LONG),
        "date": date,
        "window": formats.span_words(sheet.starts_at, sheet.ends_at, sheet.tz, sheet.language),
        "rules": _lines((*_standing_rules(), *sheet.change_rules), _LONG),
        "footer": _("See or change this booking: %(url)s") % {"url": page} if page else "",
        "people": [_person(sheet, place) for place in range(len(sheet.people))],
    }


def _person(sheet: BookingSheet, place: int) -> dict[str, Any]:
    person, total = sheet.people[place], len(sheet.people)
    label = printable(person.label, 8)
    moment = sheet.starts_at.astimezone(ZoneInfo(sheet.tz))
    return {
        "code": ids.show_code(sheet.code),
        "date": formats.date_words(moment.date(), sheet.language),
        "window": formats.span_words(sheet.starts_at, sheet.ends_at, sheet.tz, sheet.language),
        "place": _("%(number)d of %(total)d people") % {"number": place + 1, "total": total} if total > 1 else "",
        "label": label,
        "name": printable(person.name, _NAME),
        "nik": f"NIK •••• {printable(person.nik_last4, 4)}",
        "arrival": formats.time_words(person.arrival_at, sheet.tz, sheet.language),
        "service": printable(person.service, _LINE),
        "booklet": printable(person.booklet, _LINE),
        "purpose": printable(person.purpose, _LINE),
        "fee": formats.rupiah(person.fee) if person.fee else _("Free of charge"),
        "papers": _lines(person.papers, _LONG),
        "qr": qr.plain_svg(person.qr_text).decode(),
        "qr_words": _qr_words(label),
    }


def _strip(sheet: BookingSheet) -> dict[str, Any]:
    whole = _booking(sheet)
    people = [{**one, "papers": "; ".join(one["papers"])} for one in whole["people"]]
    where = "; ".join(whole["where"])
    words = {**whole["words"], "where": _("Address")}
    keep = _("Bring this paper and the identity card. It serves only the person named on it.")
    return {**whole, "people": people, "where": where, "words": words, "keep": keep}


def _card(sheet: CardSheet) -> dict[str, Any]:
    label = printable(sheet.label, 8)
    return {
        "language": sheet.language,
        "title": _("Queue card %(label)s") % {"label": label},
        "words": {
            "label": _("Queue number"),
            "qr": _qr_words(label),
            "keep": _("Keep this card until the end."),
            "live": _("Follow your turn"),
            "live_how": _("Scan with your telephone: how many are ahead of you, and when you are called."),
            "live_qr": _("QR code of your own page"),
        },
        "label": label,
        "office": printable(sheet.office_name, _LINE),
        "stage": printable(sheet.stage, _LINE),
        "ahead": _ahead_words(sheet.people_ahead),
        "time": formats.moment_words(sheet.at, sheet.tz, sheet.language),
        "qr": qr.plain_svg(sheet.qr_text).decode(),
        "live": qr.plain_svg(sheet.live_url).decode() if sheet.live_url else "",
    }


def _slip(sheet: SlipSheet) -> dict[str, Any]:
    return {
        "language": sheet.language,
        "title": sheet.title,
        "office": printable(sheet.office_name, _LINE),
        "caption": sheet.caption,
        "number": printable(sheet.number, 24),
        "about": sheet.about,
        "people": [{"name": printable(name, 40), "nik": f"NIK •••• {last4}"} for name, last4 in sheet.people],
        "facts": [(title, printable(words, _LONG)) for title, words in sheet.facts],
        "notes": _lines(sheet.notes, _LONG),
        "keep": sheet.keep,
        "drawing": sheet.drawing,
        "drawing_words": sheet.drawing_words,
        "link": qr.plain_svg(sheet.link).decode() if sheet.link else "",
        "link_words": sheet.link_words,
        "time": formats.moment_words(sheet.at, sheet.tz, sheet.language),
    }


def _receipt(sheet: ReceiptSheet) -> dict[str, Any]:
    return {
        **asdict(sheet),
        "office": printable(sheet.office_name, _LINE),
        "where": printable(sheet.office_address, _LONG),
        "facts": [(title, printable(words, _LINE)) for title, words in sheet.facts],
        "lines": [(printable(name, _LINE), amount) for name, amount in sheet.lines],
        "notes": _lines(sheet.notes, _LONG),
    }


def _booking_words() -> dict[str, str]:
    return {
        "ticket": _("Visit ticket"),
        "label": _("Queue number"),
        "code": _("Booking code"),
        "show": _("Show this at the entrance"),
        "date": _("Date"),
        "arrival": _("Arrive at"),
        "window": _("Session"),
        "service": _("Service"),
        "booklet": _("Passport book"),
        "purpose": _("Purpose of travel"),
        "fee": _("Fee"),
        "papers": _("Bring the originals of"),
        "rules": _("Please note"),
    }


def _standing_rules() -> tuple[str, ...]:
    return (
        _("Be at the entrance 15 minutes before your arrival time. Coming even earlier gains nothing."),
        _("Bring the original documents; an officer checks them at the first counter."),
        _("This ticket serves only the person named on it. It cannot be sold or given to anyone else."),
    )


def _ahead_words(people: int | None) -> str:
    if people is None:
        return ""
    if people == 0:
        return _("You are next")
    return ngettext("%(count)d person ahead of you", "%(count)d people ahead of you", people) % {"count": people}


def _qr_words(label: str) -> str:
    return _("QR code of ticket %(label)s") % {"label": label}


def _lines(texts: Iterable[str], limit: int) -> list[str]:
    found = [line for text in texts if (line := printable(text, limit))]
    return [line.replace("No. ", "No.\N{NO-BREAK SPACE}") for line in found]
