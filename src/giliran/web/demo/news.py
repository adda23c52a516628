"""An announcement of headquarters and one of an office, so that the demo's pages show some."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from giliran.core.types import Actor
from giliran.offices import selectors as offices
from giliran.outreach.policy.writings import Text
from giliran.outreach.services import writings
from giliran.outreach.states import WritingKind

if TYPE_CHECKING:
    from giliran.offices.models import Office

COUNTRY = Text(
    "Paspor elektronik dilayani di semua kantor",
    "Electronic passports at every office",
    "Paspor elektronik dapat dipilih di **semua kantor imigrasi**. Biayanya {fee:PB_E_5} untuk lima tahun dan "
    "{fee:PB_E_10} untuk sepuluh tahun. Selengkapnya: [Biaya](/fees/).",
    "Electronic passports can be chosen at **every immigration office**. They cost {fee:PB_E_5} for five years and "
    "{fee:PB_E_10} for ten. More: [Fees](/fees/).",
)
OFFICE = Text(
    "Parkir dipindahkan ke sisi timur",
    "Parking has moved to the east side",
    "Selama perbaikan halaman, parkir berada di **sisi timur** gedung. Kursi roda tersedia di pintu utama.",
    "While the forecourt is being mended, parking is on the **east side** of the building. Wheelchairs are at the main "
    "door.",
)


def fill(headquarters: Actor, head: Actor, now: datetime) -> None:
    """Both published since yesterday."""
    _announce(COUNTRY, None, headquarters, now)
    _announce(OFFICE, offices.office_by_code("jakarta-selatan"), head, now)


def _announce(text: Text, office: Office | None, by: Actor, now: datetime) -> None:
    made = writings.write(text, kind=WritingKind.ANNOUNCEMENT, office=office, by=by, now=now)
    writings.publish(writing=made, seen=1, shown_from=now - timedelta(days=1), shown_until=None, by=by, now=now)
