"""What may stand in the columns of needs, in words and in codes."""

from __future__ import annotations

from django.utils.translation import override

from giliran.booking.policy.guests import Vocabulary, plain
from giliran.catalogue import selectors as catalogue
from giliran.catalogue.states import Purpose
from giliran.offices import selectors as offices
from giliran.offices.models import Office

LANGUAGES = ("id", "en")


def vocabulary(event: Office) -> Vocabulary:
    """Codes and names in both languages. Lost and damaged passports are not served at events (EZ02): such services
    cannot be booked at all."""
    day = event.starts_on
    assert day is not None
    services: dict[str, str] = {}
    booklets: dict[str, str] = {}
    purposes: dict[str, str] = {}
    for language in LANGUAGES:
        services |= {plain(one.name): one.code for one in catalogue.services(language) if one.bookable}
        booklets |= {plain(one.name): one.code for one in catalogue.booklets_on(day, language)}
        with override(language):
            purposes |= {plain(str(one.label)): one.value for one in Purpose}
    return Vocabulary(
        services | {plain(code): code for code in services.values()},
        booklets | {plain(code): code for code in booklets.values()},
        purposes | {plain(code): code for code in purposes.values()},
        frozenset(one.letter for one in offices.windows_of(event)),
    )


def allowed(event: Office | None, day: object, language: str) -> dict[str, list[tuple[str, str]]]:
    """Column to the codes that it takes, each with its name."""
    with override(language):
        purposes = [(one.value, str(one.label)) for one in Purpose]
    return {
        "service": [(one.code, one.name) for one in catalogue.services(language) if one.bookable],
        "booklet": [(one.code, one.name) for one in catalogue.booklets_on(day, language)],  # type: ignore[arg-type]
        "purpose": purposes,
    }
