"""Take in a list of people: every row is kept, sealed, until it has its answer."""

from __future__ import annotations

import json
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from giliran.audit import services as audit
from giliran.booking.models import GuestList, GuestRow
from giliran.booking.policy import guests as policy
from giliran.booking.policy.guests import GuestFault
from giliran.booking.sentences import list_refusal, row_faults
from giliran.booking.services.guests.tables import Row, read_table
from giliran.booking.states import GuestState
from giliran.core import ids, secrets
from giliran.core.types import Actor
from giliran.offices import selectors as offices
from giliran.offices.models import Office


def take_in_list(*, event: Office, name: str, content: bytes, by: Actor, now: datetime, language: str) -> GuestList:
    """Keep a list for an event; its rows are seated by the tick, one after another. Rows whose NIK stands in an
    earlier row are refused at once.

    Whether the actor may is for the caller to say: those who arrange events, and whoever has the secret link of the
    request. Raises `Refusal`, with a sentence for whatever cannot be read, while an earlier list is still being worked
    on, and when the event is over or for everybody.
    """
    _refuse_event(event, now)
    header, *rows = read_table(content)
    columns, missing = policy.read_header(header[1])
    if missing:
        raise list_refusal("list_columns", columns=missing)
    with transaction.atomic():
        offices.lock(event)
        if GuestList.objects.filter(event=event, done_at=None).exists():
            raise list_refusal("list_under_way")
        taken = GuestList.objects.create(
            event=event, name=_shown(name), language=language, total=len(rows), sent_at=now, sent_by=by.user_id
        )
        GuestRow.objects.bulk_create(_rows(taken, columns, rows, now), batch_size=500)
        audit.record(
            event="event.list_sent", by=by, about=f"office:{event.code}", at=now, office_id=event.parent_id,
            data={"list": taken.pk, "rows": len(rows)},
        )  # fmt: skip
    return taken


def _refuse_event(event: Office, now: datetime) -> None:
    today = now.astimezone(ZoneInfo(event.timezone)).date()
    if not event.is_open or (event.ends_on and event.ends_on < today):
        raise list_refusal("list_event_over")
    if offices.is_for_everybody(event):
        raise list_refusal("list_for_everybody")


def _rows(taken: GuestList, columns: dict[int, str], rows: list[Row], now: datetime) -> list[GuestRow]:
    cells = [(number, policy.cells_of(columns, row)) for number, row in rows]
    twice = policy.duplicates((number, one.get("nik", "")) for number, one in cells)
    return [_row(taken, number, one, twice.get(number), now) for number, one in cells]


def _row(taken: GuestList, number: int, cells: dict[str, str], same_as: int | None, now: datetime) -> GuestRow:
    row = GuestRow(
        guests=taken,
        public_id=ids.new_public_id(),
        number=number,
        full_name=_shown(cells.get("full_name", "")),
        nik_last4=_last4(cells.get("nik", "")),
    )
    if same_as is not None:
        row.state, row.answered_at = GuestState.REFUSED, now
        row.faults = row_faults([GuestFault("nik", "duplicate", {"row": same_as})])
    else:
        row.sealed = secrets.keyring().seal(json.dumps(cells), row.place)
    return row


def _last4(nik: str) -> str:
    digits = policy.digits_of(nik)
    return digits[-4:] if len(digits) == 16 and digits.isascii() and digits.isdecimal() else ""


def _shown(text: str) -> str:
    return "".join(sign for sign in text if sign.isprintable())[:100]
