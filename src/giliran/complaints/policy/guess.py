"""What a message is probably about, by its words; whoever checks it says what it is."""

from __future__ import annotations

import re

_BROKER = r"\b(per)?calo(an)?\b|\bbroker"
_MONEY = r"\bpungli\b|pungutan liar|\bsuap\b|\bbribe|uang (pelicin|rokok|tambahan)"
_STAFF = r"\b(petugas|pegawai|oknum|officer|staff)\b"
_SIGNS = (
    (
        "unreachable",
        r"tidak (bisa|dapat) (di ?)?(buka|akses|jangkau)|(di)?(buka|akses)\w* (tidak|gagal)|\berror\b|\b50\d\b|\bdown\b"
        r"|loading|muter|server|cannot (open|reach)|does ?n.t (open|load|work)|not (accessible|available)",
    ),
    ("account", r"\blogin\b|masuk akun|kata sandi|password|\botp\b|kode verifikasi|verification code|\bnik\b"),
    ("seats", r"kuota|\bpenuh\b|quota|fully booked|no seats"),
    ("payment", r"\bbayar|pembayaran|\bbilling\b|payment|\bpaid\b"),
    ("booking", r"\bbooking\b|reschedul|jadwal|\btiket\b|\bticket\b"),
    ("waiting", r"\bantre|\bantri|menunggu|\bqueue|waiting"),
    ("conduct", r"kasar|tidak ramah|\brude\b|membentak"),
)


def category_of(text: str) -> str:
    """The code of a category; `other` where nothing says more. Brokers and money go before everything else."""
    words = text.lower()
    is_corrupt = [bool(re.search(sign, words)) for sign in (_BROKER, _MONEY)]
    if any(is_corrupt):
        if re.search(_STAFF, words):
            return "collusion"
        return "broker" if is_corrupt[0] else "levy"
    return next((category for category, sign in _SIGNS if re.search(sign, words)), "other")
