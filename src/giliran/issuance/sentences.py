"""What is said about a passport on its way: refusals to officers, and to its person what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from giliran.issuance.states import CaseState, CentralReason, Finding, Taker

SENTENCES: Mapping[str, Any] = {
    "not_attended": _("This person has not been let in, so there is nothing to make a passport from."),
    "not_now": _("This cannot be done now: the passport stands at another step. See what it waits for."),
    "moved_meanwhile": _("Somebody else has just taken this passport a step on. See where it stands now."),
    "asked_already": _("Headquarters has been asked about this person already, and has not answered yet."),
    "answered_already": _("This question has been answered already."),
    "reason_missing": _("Say why. The reason stays on record."),
    "reason_for_person_missing": _("Say why, in words for the person: they read it."),
    "too_long": _("Use at most 300 characters."),
    "central_reason_missing": _("Choose what headquarters has to look at."),
    "finding_missing": _("Choose what was found."),
    "not_unclaimed": _("This passport is still kept for its person. It can be cancelled only after that."),
    "nothing_chosen": _("Tick at least one passport, or scan one."),
    "nothing_found": _("Nothing of this office is found by that. Check the code, or type the name."),
    "several_found": _("Several passports are found by that. Scan the ticket, or tick those that are meant."),
    "taker_missing": _("Choose who takes the passport."),
    "name_missing": _("Enter the name as on the identity card."),
    "not_this_person": _("This is not the NIK of the passport's person. Compare it with the identity card, or choose "
                         "who takes it."),
    "is_the_person": _("This is the NIK of the passport's person. Choose that they take it themselves."),
    "self_is_a_child": _("A child's passport goes to an adult: choose a relative on the same family card."),
    "taker_is_a_child": _("Only somebody of 17 or over can take a passport for somebody else."),
    "family_unknown": _("The family card of this person is not on record any more, so it cannot be compared. Ask for "
                        "a power of attorney."),
    "other_family": _("This KK number is not that of the passport's person. Compare it with the family card, or ask "
                      "for a power of attorney."),
    "letter_missing": _("Enter number or date of the power of attorney."),
    "signature_missing": _("Let whoever takes the passport sign in the box, or tick that it was signed on paper."),
    "signature_unreadable": _("The drawing cannot be read. Clear the box and sign again, or sign on paper."),
    "slip_missing": _("Enter the number of the paper slip that was signed."),
    "slip_too_long": _("The number of a slip has at most 30 characters."),
}  # fmt: skip

WORDS: Mapping[str, tuple[Any, Any]] = {
    CaseState.VISIT: (
        _("Your visit is not finished yet"),
        _("Your passport is begun as soon as it is. The desk of the office tells you what is still missing."),
    ),
    CaseState.ADJUDICATION: (
        _("Your application is being examined"),
        _("An adjudicator of the office compares your data and papers. Then the passport is printed."),
    ),
    CaseState.HEADQUARTERS: (
        _("Headquarters is looking at your application"),
        _("You need to do nothing. As soon as headquarters has answered, the office goes on and you are told."),
    ),
    CaseState.TO_PRINT: (
        _("Granted: your passport is waiting to be printed"),
        _("Printing, a quality test and lamination follow. You are told when the passport can be collected."),
    ),
    CaseState.TO_TEST: (
        _("Your passport is printed and is being tested"),
        _("After the test it is laminated. You are told when it can be collected."),
    ),
    CaseState.TO_LAMINATE: (
        _("Your passport has passed the quality test"),
        _("Lamination is the last step. You are told when the passport can be collected."),
    ),
    CaseState.READY: (_("Your passport is ready"), _("Collect it at the office during its hours.")),
    CaseState.HANDED_OVER: (_("Your passport has been handed over"), _("Nothing more is to be done.")),
    CaseState.REFUSED: (
        _("Your passport was not granted"),
        _("The desk of the office explains it and tells you what you can do. A new application needs a new visit."),
    ),
    CaseState.CANCELLED: (
        _("Your passport was cancelled because nobody collected it"),
        _("You can book a new visit at any time."),
    ),
}
"""State to where it stands and what comes next, for the person."""

CENTRAL: Mapping[str, Any] = {
    CentralReason.DUPLICATE: _("The central system reports that your face or fingers may be on record already. This "
                               "happens with people who look alike, and after a change of name."),
    CentralReason.NIK: _("The central system cannot read your NIK at the moment."),
    CentralReason.BIOMETRICS: _("The central system cannot read your photo or fingerprints."),
}  # fmt: skip
"""Why headquarters looks at it, for the person."""

FOUND: Mapping[str, Any] = {
    Finding.CLEAR: _("Headquarters has found everything in order."),
    Finding.REPAIRED: _("Headquarters has repaired the data."),
    Finding.COME_AGAIN: _("Headquarters needs some of your data anew. Please come to the office once more, with this "
                          "message and your identity card; you need no new booking."),
    Finding.DUPLICATE: _("Headquarters has answered. The office decides now and tells you."),
}  # fmt: skip
"""What headquarters has answered, for the person."""

FOUND_AT_COUNTER: Mapping[str, Any] = {
    Finding.CLEAR: FOUND[Finding.CLEAR],
    Finding.REPAIRED: FOUND[Finding.REPAIRED],
    Finding.COME_AGAIN: _("Headquarters needs some of your data anew."),
    Finding.DUPLICATE: _("Headquarters has answered. The office explains it to you."),
}
"""The same for somebody whose visit waits for it."""

TAKERS: Mapping[str, Any] = {
    Taker.SELF: _("You bring your identity card."),
    Taker.RELATIVE: _("A relative on the same family card (KK) brings their identity card and the family card."),
    Taker.ATTORNEY: _("Anybody else brings their identity card and a power of attorney from you."),
}
"""Who may collect, and with what."""


def sentence(code: str) -> Any:
    return SENTENCES[code]
