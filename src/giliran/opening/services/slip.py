"""What somebody without a device takes home: the number of the entry, when the draw is, and how to hear the result."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from giliran.booking.ticket import pdf
from giliran.core import formats, ids
from giliran.opening.models import Entry, Opening
from giliran.opening.sentences import places


def slip_pdf(entry: Entry, *, language: str, now: datetime) -> bytes:
    """One page 80 mm wide, in the language given. Names are shortened, of each NIK the last four digits stand there."""
    with translation.override(language):
        return pdf.slip_pdf(_sheet(entry, language, now))


def _sheet(entry: Entry, language: str, now: datetime) -> pdf.SlipSheet:
    opening = entry.opening
    number = ids.show_number(entry.public_id)
    return pdf.SlipSheet(
        language=language,
        title=_("Entry %(number)s") % {"number": number},
        office_name=opening.office.name,
        caption=_("Entry number"),
        number=number,
        about=places.week_words(opening, language),
        people=tuple((short_name(one.full_name), one.nik_last4) for one in _people(entry)),
        facts=_facts(opening, language),
        notes=(*places.how_given(opening), _check_words(opening)),
        keep=_("Keep this slip. It is not a ticket yet."),
        at=now,
        tz=opening.office.timezone,
    )


def short_name(name: str) -> str:
    """`Siti Nurhaliza Putri` -> `Siti N. P.`: who holds the slip knows it, who finds it does not."""
    first, *others = name.split() or [""]
    return " ".join([first, *(f"{one[0]}." for one in others)])


def _people(entry: Entry):  # type: ignore[no-untyped-def]
    people = sorted(entry.people.all(), key=lambda one: one.position)
    return [one.applicant for one in people if one.applicant]


def _facts(opening: Opening, language: str) -> tuple[tuple[str, str], ...]:
    ask = _("At the customer service desk of this office, with this number and your identity card.")
    if opening.office.phone:
        ask = _("At the customer service desk of this office or by telephone %(phone)s, with this number.") % {
            "phone": opening.office.phone
        }
    when = _when(opening.opens_at, opening, language)
    facts = [(_("The opening"), when), (_("Ask for the result"), ask)]
    if opening.draws_at < opening.opens_at:
        facts.insert(0, (_("The draw"), _when(opening.draws_at, opening, language)))
    return tuple(facts)


def _check_words(opening: Opening) -> str:
    return _("Anybody can check the draw: %(url)s") % {"url": f"{settings.PUBLIC_URL}/openings/{opening.pk}/"}


def _when(moment: datetime, opening: Opening, language: str) -> str:
    return formats.moment_words(moment, opening.office.timezone, language)
