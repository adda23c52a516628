"""The receipt of a handover, 80 mm wide: for whoever took the passport, and for the office's file."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from giliran.booking.ticket import pdf
from giliran.core import formats
from giliran.core.types import Actor
from giliran.issuance import permissions, policy
from giliran.issuance.models import Case, Handover
from giliran.issuance.services.hand_over import signature_of
from giliran.issuance.services.move import record, require
from giliran.issuance.states import Taker


def receipt_pdf(
    *, case: Case, handover: Handover, language: str, by: Actor, now: datetime, survey_url: str = ""
) -> bytes:
    """One page, in the language given, with the signature; every print is on record. `survey_url` asks how it was."""
    require(permissions.may_hand_over(by, case.office_id))
    record("case.receipt_printed", case, by=by, now=now)
    with translation.override(language):
        return pdf.slip_pdf(replace(_sheet(case, handover, language, now), link=survey_url))


def _sheet(case: Case, handover: Handover, language: str, now: datetime) -> pdf.SlipSheet:
    ticket, path = case.ticket, signature_of(handover)
    return pdf.SlipSheet(
        language=language,
        title=_("Passport handed over: %(label)s") % {"label": ticket.label},
        office_name=case.office.name,
        caption=_("Passport handed over"),
        number=ticket.label,
        about=formats.moment_words(handover.at, case.office.timezone, language),
        people=((ticket.full_name, ticket.nik_last4),),
        facts=tuple(_facts(handover)),
        notes=(),
        keep=_("Keep this receipt. Look at every page of the passport before you leave."),
        at=now,
        tz=case.office.timezone,
        drawing=drawing_of(path) if path else "",
        link_words=_("How was your visit? Scan, and answer nine short questions without your name."),
        drawing_words=_("Signature of %(name)s") % {"name": handover.name},
    )


def _facts(handover: Handover) -> list[tuple[str, str]]:
    facts = [
        (_("Taken by"), f"{handover.name}, {Taker(handover.to).label}"),
        (_("Identity card"), f"NIK •••• {handover.nik_last4}"),
    ]
    if handover.kk_last4:
        facts.append((_("Family card"), f"KK •••• {handover.kk_last4}"))
    if handover.letter:
        facts.append((_("Power of attorney"), handover.letter))
    if handover.slip:
        facts.append((_("Signed on paper, slip"), handover.slip))
    if handover.by:
        facts.append((_("Officer"), str(handover.by)))
    return facts


def drawing_of(path: str) -> str:
    """A signature as an SVG; the path has the shape that `policy.refuse_signature` lets pass, and nothing else."""
    if policy.refuse_signature(path):
        return ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {policy.WIDTH} {policy.HEIGHT}" '
        f'width="{policy.WIDTH}" height="{policy.HEIGHT}"><path d="{path}" fill="none" stroke="#000" '
        'stroke-width="4" stroke-linecap="round" stroke-linejoin="round"/></svg>'
    )
