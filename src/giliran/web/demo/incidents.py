"""An incident of the day before, so that the demo's pages of incidents are not empty."""

from __future__ import annotations

from datetime import datetime, timedelta

from giliran.core.types import Actor
from giliran.offices.states import Role
from giliran.outreach.policy.incidents import InTwo
from giliran.outreach.services import incidents
from giliran.outreach.states import IncidentKind

HQ = Actor(None, "Kantor Pusat", "web", frozenset({(Role.HEADQUARTERS.value, None)}))
WHAT = InTwo("Email dan kode terlambat sampai", "E-mails and codes come late")
CAUSE = InTwo(
    "Penyedia email kami terganggu. Kode masuk dan konfirmasi terlambat sampai 20 menit; pemesanan berjalan biasa.",
    "Our provider of e-mail has trouble. Codes and confirmations come up to 20 minutes late; booking works as always.",
)
BETTER = InTwo(
    "Setengah dari email yang tertahan sudah terkirim.", "Half of the e-mails that were held up have been sent."
)
OVER = InTwo("Semua email sudah terkirim.", "All e-mails have been sent.")
WAYS = InTwo(
    "Tiket Anda langsung tampil di Pemesanan saya. Di meja bantuan setiap kantor tidak diperlukan kode.",
    "Your ticket stands under My bookings at once. At the desk of every office no code is needed.",
)


def fill(now: datetime) -> None:
    """It was noticed, confirmed, spoken of once more, and over two hours later."""
    since = now - timedelta(hours=26)
    minutes = [since + timedelta(minutes=after) for after in (10, 14, 60, 120)]
    incident = incidents.propose_incident(
        kind=IncidentKind.MESSAGES, what=WHAT, ways=WAYS, offices=[], since=since, by=HQ, now=minutes[0]
    )
    later = {"next_update_at": minutes[2], "expected_at": minutes[3]}
    incidents.confirm_incident(
        incident=incident, what=WHAT, ways=WAYS, words=CAUSE, since=since, by=HQ, now=minutes[1], **later
    )
    incident.refresh_from_db()
    later = {"next_update_at": minutes[3], "expected_at": minutes[3]}
    incidents.update_incident(incident=incident, words=BETTER, by=HQ, now=minutes[2], **later)
    incidents.resolve_incident(incident=incident, words=OVER, by=HQ, now=minutes[3])
