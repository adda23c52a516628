"""Words about what happens after the visit, until the passport is in somebody's hand."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CaseState(TextChoices):
    """What a passport waits for (R67)."""

    VISIT = "visit", _("The visit goes on")
    ADJUDICATION = "adjudication", _("Adjudication")
    HEADQUARTERS = "headquarters", _("At headquarters")
    TO_PRINT = "to_print", _("To be printed")
    TO_TEST = "to_test", _("Quality test")
    TO_LAMINATE = "to_laminate", _("To be laminated")
    READY = "ready", _("Ready")
    HANDED_OVER = "handed_over", _("Handed over")
    REFUSED = "refused", _("Not granted")
    CANCELLED = "cancelled", _("Cancelled, not collected")


MOVES = {
    CaseState.VISIT: {CaseState.ADJUDICATION, CaseState.HEADQUARTERS},
    CaseState.ADJUDICATION: {CaseState.TO_PRINT, CaseState.HEADQUARTERS, CaseState.REFUSED, CaseState.VISIT},
    CaseState.HEADQUARTERS: {CaseState.ADJUDICATION, CaseState.VISIT},
    CaseState.TO_PRINT: {CaseState.TO_TEST, CaseState.VISIT},
    CaseState.TO_TEST: {CaseState.TO_LAMINATE, CaseState.TO_PRINT, CaseState.VISIT},
    CaseState.TO_LAMINATE: {CaseState.READY, CaseState.TO_PRINT, CaseState.VISIT},
    CaseState.READY: {CaseState.HANDED_OVER, CaseState.CANCELLED, CaseState.TO_PRINT},
    CaseState.HANDED_OVER: set[CaseState](),
    CaseState.REFUSED: set[CaseState](),
    CaseState.CANCELLED: set[CaseState](),
}
"""A fault may be found at the test, at lamination or when somebody opens the book: it is printed again. While the visit
is not finished, or not any more, nothing is done and no promise runs; then it is examined (again)."""

AT_WORK = (
    CaseState.ADJUDICATION,
    CaseState.HEADQUARTERS,
    CaseState.TO_PRINT,
    CaseState.TO_TEST,
    CaseState.TO_LAMINATE,
)
"""While it stands in one of these the clock of the promise runs."""

OVER = (CaseState.HANDED_OVER, CaseState.REFUSED, CaseState.CANCELLED)


class CentralReason(TextChoices):
    """Why an office cannot go on alone (R103), at a counter or after the visit."""

    DUPLICATE = "duplicate", _("Possible duplicate: the face or the fingers are on record under another name")
    NIK = "nik", _("The central system cannot read the NIK")
    BIOMETRICS = "biometrics", _("The central system cannot read the biometrics")


class Finding(TextChoices):
    """What headquarters answers. The office decides with it."""

    CLEAR = "clear", _("In order: the office can go on")
    REPAIRED = "repaired", _("The data have been repaired: the office can go on")
    COME_AGAIN = "come_again", _("The person has to come again: data must be taken anew")
    DUPLICATE = "duplicate", _("It is a duplicate")


class Taker(TextChoices):
    """Who may take the passport."""

    SELF = "self", _("The person")
    RELATIVE = "relative", _("A relative on the same family card")
    ATTORNEY = "attorney", _("Somebody with a power of attorney")
