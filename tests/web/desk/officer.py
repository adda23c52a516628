"""An officer at her desk, for whoever tests what she can do there."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import time_machine
from django.test import Client
from django.urls import reverse

from giliran.booking.models import Booking
from giliran.offices.models import Office
from giliran.opening.models import Entry
from tests.factories import openings, world
from tests.factories.openings import MONDAY_9

MONDAY_10 = MONDAY_9 + timedelta(hours=1)

PARTY_OF = {
    "desk_entry_new": "desk_entry_party",
    "desk_book": "desk_book_party",
    "desk_wait_new": "desk_wait_party",
}
"""Where each errand asks who comes, by where it begins."""


class Desk:
    """An officer at her desk; `at` is the moment at which she does things."""

    def __init__(self, client: Client, office: Office) -> None:
        self.client, self.office, self.at = client, office, MONDAY_10

    def url(self, name: str, *args: Any) -> str:
        return reverse(name, args=[self.office.code, *args])

    def get(self, url: str) -> Any:
        with time_machine.travel(self.at, tick=False):
            return self.client.get(url)

    def post(self, url: str, **data: Any) -> Any:
        with time_machine.travel(self.at, tick=False):
            return self.client.post(url, data)

    def write_down(self, number: int, draft_url: str = "", *, start: str = "desk_entry_new", **changes: Any) -> Any:
        """Somebody new comes to the desk; the answer is the page of the party."""
        asked = self.post(draft_url or self.url(start), nik=world.a_nik(number), do="find")
        assert asked.status_code == 200
        assert asked.context["form"]["nik"].value() == world.a_nik(number)
        draft_url = draft_url or self.last_draft(PARTY_OF[start])
        answer = self.post(f"{draft_url}person/", **a_card(number, **changes))
        assert answer.status_code == 302, answer.context["form"].errors
        return answer

    def last_draft(self, name: str = "desk_entry_party") -> str:
        """The address of the newest draft."""
        return self.url(name, list(self.client.session["desk_drafts"])[-1])

    def enter(self, *numbers: int, wishes: dict[str, str] | None = None) -> Entry:
        """New people enter together."""
        self.write_down(numbers[0])
        draft = self.last_draft()
        for number in numbers[1:]:
            self.write_down(number, draft, relation="spouse")
        answer = self.post(draft, do="check", **self.needs(), **(wishes or {}))
        assert answer.status_code == 302, [form.errors for form in answer.context["party"].forms]
        made = self.post(answer.headers["Location"])
        assert made.status_code == 302, str(made.context["refused"])
        return Entry.objects.get(public_id=made.headers["Location"].split("/")[-2])

    def comes_to_book(self, *numbers: int, **changes: Any) -> str:
        """New people who want seats have said what each needs; the address of the page on which a time is chosen."""
        self.write_down(numbers[0], start="desk_book", **changes)
        draft = self.last_draft("desk_book_party")
        for number in numbers[1:]:
            self.write_down(number, draft, relation="spouse")
        answer = self.post(draft, do="check", **self.needs())
        assert answer.status_code == 302, [form.errors for form in answer.context["party"].forms]
        return str(answer.headers["Location"])

    def books(self, *numbers: int, **changes: Any) -> Booking:
        """New people book the first free time."""
        place = self.comes_to_book(*numbers, **changes)
        made = self.post(place, slot=self.get(place).context["form"].initial["slot"])
        assert made.status_code == 302, made.content.decode()
        return Booking.objects.get(code=made.headers["Location"].split("/")[-2])

    def needs(self) -> dict[str, str]:
        """What everybody of the newest draft comes for."""
        [who] = [one["who"] for one in list(self.client.session["desk_drafts"].values())[-1:]]
        asked = {"service": "new", "booklet": "PB_E_10", "purpose": "holiday"}
        return {f"{person}-{name}": value for person in who for name, value in asked.items()}

    def until(self, *moments: datetime) -> None:
        for moment in moments:
            openings.tick(moment)
            self.at = moment


def a_card(number: int, **changes: Any) -> dict[str, Any]:
    """What stands on an identity card."""
    return {
        "nik": world.a_nik(number), "kk": "3174011203180001", "full_name": f"Orang {number}", "birth_place": "Jakarta",
        "birth_date_day": "17", "birth_date_month": "5", "birth_date_year": "1990", "sex": "M",
        "phone": "0812 3456 7890", "street": "Jl. Tebet Raya No. 1", "village": "Tebet Barat", "province": "31",
        "regency": "31.74", "district_code": "31.74.01", "language": "id", **changes,
    }  # fmt: skip
