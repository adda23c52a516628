"""The people of the demo: who they are, and how they sign in. Nothing here exists outside demo."""

from __future__ import annotations

import time
from dataclasses import dataclass

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.utils.translation import gettext as _

from giliran.offices.states import Role

PASSWORD = "giliran-demo-2026"  # noqa: S105 - printed for everybody, on loopback only
PERIOD = 30


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """Somebody whom a newcomer can be. `role` is empty for citizens; `office` a code, empty for headquarters."""

    email: str
    name: str
    role: str = ""
    office: str = ""
    secret: str = ""

    @property
    def work(self) -> str:
        """What they do, and where."""
        return f"{Role(self.role).label} · {self.office}".strip(" ·") if self.role else _("Applicant")

    @property
    def password(self) -> str:
        return PASSWORD

    def code(self) -> str:
        """The second factor as the app on their phone would show it now."""
        return format_hotp_value(hotp_value(self.secret, int(time.time()) // PERIOD)) if self.secret else ""


LOGINS = (
    DemoLogin("siti@demo.giliran", "Siti Rahayu"),
    DemoLogin("budi@demo.giliran", "Budi Santoso"),
    DemoLogin("pintu@demo.giliran", "Agus Pintu", "gate", "jakarta-selatan", "GILIRANDEMOGATEA"),
    DemoLogin("layanan@demo.giliran", "Dewi Layanan", "cs", "jakarta-selatan", "GILIRANDEMODESKA"),
    DemoLogin("data@demo.giliran", "Bima Data", "counter", "jakarta-selatan", "GILIRANDEMODATAA"),
    DemoLogin("data.dua@demo.giliran", "Sari Data", "counter", "jakarta-selatan", "GILIRANDEMODATAB"),
    DemoLogin("foto@demo.giliran", "Yuni Wawancara", "counter", "jakarta-selatan", "GILIRANDEMOFOTOA"),
    DemoLogin("foto.dua@demo.giliran", "Hadi Wawancara", "counter", "jakarta-selatan", "GILIRANDEMOFOTOB"),
    DemoLogin("bayar@demo.giliran", "Rini Bayar", "counter", "jakarta-selatan", "GILIRANDEMOPAYSA"),
    DemoLogin("penyelia@demo.giliran", "Surya Penyelia", "supervisor", "jakarta-selatan", "GILIRANDEMOSUPER"),
    DemoLogin("kepala@demo.giliran", "Ratna Kepala", "head", "jakarta-selatan", "GILIRANDEMOHEADA"),
    DemoLogin("adjudikasi@demo.giliran", "Nina Adjudikasi", "adjudicator", "jakarta-selatan", "GILIRANDEMOADJUA"),
    DemoLogin("cetak@demo.giliran", "Tono Cetak", "production", "jakarta-selatan", "GILIRANDEMOPRNTA"),
    DemoLogin("serah@demo.giliran", "Lia Serah", "handover", "jakarta-selatan", "GILIRANDEMOHANDA"),
    DemoLogin("pintu.tpi@demo.giliran", "Rudi Pintu", "gate", "tanjung-pinang", "GILIRANDEMOGATEB"),
    DemoLogin("kepala.tpi@demo.giliran", "Hasan Kepala", "head", "tanjung-pinang", "GILIRANDEMOHEADB"),
    DemoLogin("pusat@demo.giliran", "Maya Pusat", "hq", "", "GILIRANDEMOHQHQA"),
    DemoLogin("pusat.dua@demo.giliran", "Arif Pusat", "hq", "", "GILIRANDEMOHQHQB"),
)
