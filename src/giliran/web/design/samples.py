"""What the living page of components shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django import forms

from giliran.web.forms import CheckboxCards, Choice, DateParts, RadioCards, Radios, code_input, number_input

MOMENT = datetime(2026, 11, 27, 7, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the sample calendar."""

    date: date
    kind: str
    text: str = ""
    url: str | None = None
    selected: bool = False


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Nama lengkap", help_text="Seperti tertulis di KTP.")
    nik = forms.CharField(label="NIK", help_text="16 angka, boleh dengan spasi.", widget=number_input())
    birth_date = forms.DateField(label="Tanggal lahir", help_text="Contoh: 27 3 1994", widget=DateParts(birthday=True))
    province = forms.ChoiceField(label="Provinsi", choices=[("", "Pilih provinsi"), ("21", "Kepulauan Riau")])
    service = forms.ChoiceField(
        label="Layanan",
        choices=[
            ("new", Choice("Paspor baru", hint="Belum pernah punya paspor")),
            ("renewal", Choice("Penggantian", hint="Masa berlaku habis atau hampir habis")),
        ],
        widget=Radios,
    )
    hour = forms.ChoiceField(
        label="Jam kedatangan",
        choices=[
            ("1", Choice("08.00\N{EN DASH}09.00 WIB", hint="Sisa 12")),
            ("2", Choice("09.00\N{EN DASH}10.00 WIB", hint="Sisa 3")),
            ("3", Choice("10.00\N{EN DASH}11.00 WIB", hint="Penuh", disabled=True)),
        ],
        widget=RadioCards,
    )
    who = forms.MultipleChoiceField(
        label="Siapa yang datang?",
        choices=[("1", Choice("Sari Wulandari", hint="NIK ...0412")), ("2", "Budi Santoso")],
        widget=CheckboxCards,
    )
    code = forms.CharField(label="Kode dari surel", widget=code_input())
    note = forms.CharField(label="Catatan", required=False, widget=forms.Textarea)
    agree = forms.BooleanField(label="Data di atas benar.")


def month() -> list[list[Day]]:
    """November 2026 with each kind of day."""
    first = date(2026, 10, 26)
    return [[_day(first + timedelta(days=7 * week + number)) for number in range(7)] for week in range(6)]


def _day(day: date) -> Day:
    special = {
        24: ("full", "Penuh"),
        25: ("holiday", "Libur: Hari Guru (contoh)"),
        26: ("free", "Sisa 3"),
        27: ("free", "Sisa 12"),
        20: ("returning", "Kembali sebentar lagi"),
        23: ("in_opening", "Dibagikan lewat pembukaan"),
        30: ("not_open", "Belum dibuka - Jumat 14.00 WIB"),
    }
    if day.month != 11:
        return Day(day, "outside")
    if day.day < 23:
        return Day(day, "past")
    if day.weekday() > 4:
        return Day(day, "closed", "Tutup")
    kind, text = special.get(day.day, ("free", "Sisa 40"))
    return Day(day, kind, text, "#calendar" if kind in ("free", "full", "in_opening") else None, day.day == 27)


def answers() -> list[dict[str, Any]]:
    return [
        {
            "label": "Kantor",
            "value": "Kantor Imigrasi Kelas I TPI Tanjungpinang",
            "url": "#",
            "what": "kantor",
        },
        {"label": "Hari", "value": "Jumat, 27 November 2026", "url": "#", "what": "hari"},
        {"label": "Jam", "value": "08.00\N{EN DASH}09.00 WIB", "url": "#", "what": "jam"},
        {"label": "NIK", "value": "\N{BULLET}\N{BULLET}\N{BULLET}\N{BULLET} 0412"},
    ]
