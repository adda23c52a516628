"""Cards on a printer in the network: where it stands, and what became of a card that was sent there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from giliran.audit import services as audit
from giliran.booking.services import documents
from giliran.core import formats
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.offices.models import Office
from giliran.onsite import permissions, printing, selectors, sentences
from giliran.onsite.models import CardPrinter, CheckIn, GateDevice
from giliran.onsite.services import card as cards

log = structlog.get_logger(__name__)

NONE, PRINTED, SILENT, FAILED = "none", "printed", "silent", "failed"
"""What became of a card: no printer is set (the browser prints); it is out; the printer took it and said nothing; it is
not out, or half of it."""


@dataclass(frozen=True, slots=True)
class Printed:
    """`state` as above, and a sentence for whoever stands there; `code` says what went wrong."""

    state: str
    sentence: str = ""
    code: str = ""


def set_printer(*, office: Office, address: str, by: Actor, now: datetime, device_id: UUID | None = None) -> None:
    """Where the cards of an office come out, or those of one of its devices; an empty address: the browser prints.

    Raises `Refusal`: `not_allowed`, `unknown_device`, and what is wrong with the address, at its field.
    """
    if not permissions.may_enrol(by, office.id):
        raise _no("not_allowed")
    device = None
    if device_id is not None:
        device = GateDevice.objects.filter(office=office, public_id=device_id, revoked_at=None).first()
        if device is None:
            raise _no("unknown_device")
    written = _checked(address)
    with transaction.atomic():
        place = CardPrinter.objects.filter(office=office, device=device)
        if not written:
            place.delete()
        elif not place.update(address=written):
            CardPrinter.objects.create(office=office, device=device, address=written)
        about = f"gate_device:{device.public_id}" if device else f"office:{office.code}"
        data = {"address": written}
        audit.record(event="gate.printer_set", by=by, about=about, at=now, office_id=office.id, data=data)


def _checked(address: str) -> str:
    if not address.strip():
        return ""
    try:
        host, port = printing.read_address(address, settings.PRINTER_NETWORKS)
    except printing.Unfit as unfit:
        raise _no(f"printer_{unfit.code}", field="address") from unfit
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def print_card(
    check_in: CheckIn, *, device: GateDevice | None, language: str, now: datetime, lines: tuple[str, ...] = ()
) -> Printed:
    """Send a card to the printer of this device, or else of its office. Never raises, and holds nobody for more than
    some seconds; `lines` stand on the card besides. Not inside a transaction."""
    address = selectors.printer_of(check_in.office, device)
    if not address:
        return Printed(NONE)
    try:
        printer = printing.printer_at(address, settings.PRINTER_NETWORKS)
        printer.send(printing.card_bytes(card_text(check_in, language=language, now=now, lines=lines)))
    except printing.Unfit as unfit:
        return _failed(check_in, f"printer_{unfit.code}", address)
    except printing.NotPrinted as fault:
        return _failed(check_in, fault.code, address)
    return Printed(PRINTED, str(sentences.printed("printed")))


def _failed(check_in: CheckIn, code: str, address: str) -> Printed:
    log.warning("card not printed", code=code, printer=address, office=check_in.office_id)
    state = SILENT if code == "silent" else FAILED
    return Printed(state, sentences.printed(state) % {"label": check_in.ticket.label}, code)


def card_text(check_in: CheckIn, *, language: str, now: datetime, lines: tuple[str, ...] = ()) -> printing.CardText:
    """The card in words, as on the page."""
    ticket = check_in.ticket
    booking, office = ticket.booking, ticket.booking.slot.office
    with override(language):
        return printing.CardText(
            office=office.name,
            caption=_("Queue number"),
            label=ticket.label,
            stage=cards.stage_of(check_in, language),
            ahead=cards.ahead_words(selectors.people_ahead([check_in], now)[ticket.id]),
            qr=documents.qr_text(ticket, booking),
            lines=lines,
            follow=_("Follow your turn"),
            live=cards.live_url(ticket),
            keep=_("Keep this card until the end."),
            at=formats.moment_words(now, office.timezone, language),
        )


def _no(code: str, *, field: str | None = None) -> Refusal:
    return Refusal(code, sentences.refusal(code), field=field)
