"""What the page of the gate needs so that the browser can speak by itself: sentences, days, and the files it keeps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.templatetags.static import static
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from giliran.booking.ticket import codec
from giliran.core import formats
from giliran.onsite import policy, sentences
from giliran.onsite.policy import Verdict

if TYPE_CHECKING:
    from giliran.offices.models import Office

_NAMED = (
    "css/tokens.css", "css/base.css", "css/components.css", "css/surfaces.css", "css/print.css", "css/gate/offline.css",
    "js/base.js", "js/gate.js", "vendor/htmx/htmx.min.js", "icons.svg", "favicon.svg", "vendor/inter/inter-latin.woff2",
    "vendor/zxing/reader.js", "vendor/zxing/zxing_reader.wasm",
)  # fmt: skip
"""Files that the page names, under the names that carry their hash."""

_IMPORTED = (
    "js/gate-list.js", "js/gate-offline.js", "js/gate-policy.js", "js/gate-sound.js", "js/gate-status.js",
    "js/gate-store.js", "js/gate-view.js", "js/gate-words.js", "js/scan-camera.js", "js/scan-handheld.js",
    "js/ticket.js", "vendor/noble-ed25519/ed25519.js", "vendor/noble-hashes/sha2.js", "vendor/noble-hashes/_md.js",
    "vendor/noble-hashes/_u64.js", "vendor/noble-hashes/utils.js",
)  # fmt: skip
"""Modules that other modules import, under their plain names."""

_REFUSALS = (
    "nobody_chosen", "reason_needed", "supervisor_decides", "decision_needs_reason", "undo_reason_needed",
    "undo_too_late", "device_revoked",
)  # fmt: skip


def kept_files() -> list[str]:
    """Addresses of everything that the page is drawn with."""
    return [*map(static, _NAMED), *(f"{settings.STATIC_URL}{name}" for name in _IMPORTED)]


def spoken(office: Office) -> dict[str, Any]:
    """Sentences by code, with places for values as gettext has them; two of them where the number decides."""
    return {
        **{name: str(word) for name, word in (*sentences.WORDS.items(), *codec.SENTENCES.items())},
        **{code: str(sentences.refusal(code)) for code in _REFUSALS},
        **_verdicts(),
        **_results(),
        **_states(),
        **_times(office),
    }


def _verdicts() -> Mapping[str, Any]:
    return {
        "early": _("Too early by %(span)s."),
        "late": _("Too late by %(span)s."),
        "identity": _(
            "The identity registry knows this person differently. Compare the identity card with the ticket."
        ),
        "double": _(
            "Somebody else with the same name and birth date has a place this week. Compare the NIK on the card."
        ),
        "part_in": _two(
            lambda n: ngettext("%(count)d of %(total)d is in already", "%(count)d of %(total)d are in already", n)
        ),
        "used": _("Already used: %(use)s."),
        "use": _("at %(time)s"),
        "other_office": _("This ticket is for another office, on %(date)s."),
        "other_day": _("This ticket is for %(date)s."),
        "other_day_past": _("This ticket was for %(date)s."),
        "missed": _("Nobody came with this ticket on %(date)s, so it has lapsed. A new booking is needed."),
        "cancelled": _("This booking was cancelled on %(moment)s."),
        "moved": _("This booking was moved to another time on %(moment)s. Ask for the new ticket."),
        "moved_to": _("Moved on %(moment)s: the visit is now on %(date)s at %(time)s."),
        "not_listed": _(
            "The signature is right, but this ticket is not on the list of this device. Whoever is let in is checked "
            "when the network is back."
        ),
        "not_found": _(
            "Nobody on the list of this device fits. Without a network, names are found by whole words only, and "
            "digits of the NIK not at all."
        ),
        "unverified": _("This browser cannot check the signature. Type the booking code instead."),
        "please": sentences.reason(Verdict(policy.VALID, "valid"), "UTC"),
    }


def _results() -> Mapping[str, Any]:
    return {
        "let_in": _("Let in"),
        "let_ticked_in": _("Let those ticked in"),
        "checked_in": _("Checked in: %(labels)s."),
        "taken_back": _("Taken back: %(labels)s."),
        "print_cards": _two(lambda n: ngettext("Print the card", "Print %(cards)s cards", n)),
        "listed_at": _("Without a network: by the list of %(time)s."),
        "unlisted": _("Without a network, and without a list."),
    }


def _states() -> Mapping[str, Any]:
    return {
        "works_alone": _("No network. The gate works on with the list of this device."),
        "signature_only": _("No network. Only signatures can be checked here."),
        "list_at": _two(
            lambda n: ngettext("List of %(time)s: %(count)s person", "List of %(time)s: %(count)s people", n)
        ),
        "list_old": _two(
            lambda n: ngettext(
                "List of %(time)s, %(span)s old: %(count)s person",
                "List of %(time)s, %(span)s old: %(count)s people",
                n,
            )
        ),
        "no_list": _("This device has no list of today."),
        "not_enrolled": _("This browser is not enrolled: without a network it only checks signatures."),
        "signed_out": _("You are signed out."),
        "insecure": _("This address is not secure (https): without a network only signatures are checked here."),
        "clock_off": _("The clock of this device is wrong by %(span)s. Times are corrected."),
        "walk_ins_wait": _("People without a booking wait until the network is back."),
        "unsent": _("not synchronised (%(count)s)"),
        "sealed": _two(
            lambda n: ngettext(
                "%(count)s admission of another enrolment is sealed on this device.",
                "%(count)s admissions of another enrolment are sealed on this device.",
                n,
            )
        ),
        "sent": _two(lambda n: ngettext("%(count)s admission was sent.", "%(count)s admissions were sent.", n)),
        "doubtful": _("A supervisor decides about: %(labels)s."),
        "expected": _("of %(expected)s expected today are in"),
    }


def _times(office: Office) -> Mapping[str, Any]:
    lang = get_language() or "id"
    return {
        "minutes": _two(lambda n: ngettext("%(count)d minute", "%(count)d minutes", n)),
        "hours": _two(lambda n: ngettext("%(count)d hour", "%(count)d hours", n)),
        "days": [formats.weekday_name(number, lang) for number in range(7)],
        "months": [formats.month_name(number, lang) for number in range(1, 13)],
        "colon": ":" if lang.startswith("en") else ".",
        "zone": formats.zone_name(office.timezone),
    }


def _two(words: Callable[[int], str]) -> list[str]:
    """The sentence for one and for several."""
    return [words(1), words(2)]
