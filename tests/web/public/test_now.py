"""A person's own page by the secret address on their card."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from giliran.issuance.models import Case
from giliran.onsite.models import Visit
from giliran.onsite.services import call
from giliran.onsite.services.visits import live_token
from tests.factories import floor
from tests.factories.catalogue import a_catalogue
from tests.onsite.scene import NINE, Door, a_door, a_party

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday():  # type: ignore[no-untyped-def]
    with time_machine.travel(NINE, tick=False):
        yield


@pytest.fixture
def client() -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def door() -> Door:
    return a_door()


@pytest.fixture
def siti(door: Door) -> Visit:
    return floor.come_in(a_party(door.slot, "Siti Rahayu"), at=NINE)[0]


def address(visit: Visit) -> str:
    return f"/now/{live_token(visit.ticket)}/"


def words(client: Client, path: str) -> str:
    return " ".join(client.get(path).text.split())


def test_it_says_where_somebody_stands_and_not_who(client: Client, siti: Visit) -> None:
    page = words(client, address(siti))
    assert "You wait for: Customer service" in page
    assert '<h1 class="now__hero label" data-now-hero>A-001</h1>' in page
    assert "You are next" in page and "No counter is open for this yet" in page
    assert "Last checked:" in page and "09:00:00 WIB" in page
    assert not any(text in page for text in ("Siti", "Rahayu", siti.ticket.nik_last4, siti.ticket.booking.code))


def test_called_it_says_to_which_counter(client: Client, door: Door, siti: Visit) -> None:
    duty, by = floor.on_duty(floor.a_counter(door.office, 3), NINE)
    call.call_next(duty=duty, by=by, now=NINE)
    assert "Please go to counter 3" in words(client, address(siti))
    assert client.get(f"{address(siti)}now.json").json()["hero"] == "Please go to counter 3"
    assert client.get(f"{address(siti)}now.json?language=id").json()["hero"] == "Silakan ke Loket 3"


def test_it_is_kept_nowhere_and_gives_its_address_to_nobody(client: Client, siti: Visit) -> None:
    for path in (address(siti), f"{address(siti)}now.json", "/now/nobody/"):
        headers = client.get(path).headers
        told = [headers[name] for name in ("Cache-Control", "Referrer-Policy", "X-Robots-Tag")]
        assert told == ["no-store", "no-referrer", "noindex, nofollow"]


def test_without_javascript_it_comes_anew_by_itself(client: Client, siti: Visit) -> None:
    assert '<noscript><meta http-equiv="refresh" content="20"></noscript>' in client.get(address(siti)).text


def test_its_language_is_changed_by_its_address(client: Client, siti: Visit) -> None:
    page = client.get(f"{address(siti)}?language=id")
    assert '<html lang="id"' in page.text
    assert page.headers["Content-Language"] == "id"
    assert '<a class="header-action" href="?language=en"' in page.text
    assert "<form" not in page.text


def test_an_address_that_is_over_says_the_same_as_one_that_never_was(client: Client, siti: Visit) -> None:
    nobody = client.get(f"/now/{'a' * 26}/")
    with time_machine.travel(NINE + timedelta(hours=20), tick=False):
        over = client.get(address(siti))
        assert client.get(f"{address(siti)}now.json").json() == {"state": "over"}
    assert (over.status_code, over.content) == (nobody.status_code, nobody.content)
    assert "works on the day of the visit" in nobody.text
    assert client.get(f"/now/{'a' * 26}/now.json").json() == {"state": "over"}


def test_whoever_fetches_something_reads_until_when_and_what(client: Client, siti: Visit) -> None:
    a_catalogue()
    Visit.objects.filter(pk=siti.pk).update(
        state="parked", parked_until=NINE + timedelta(hours=4), reason="KK asli", papers={"KTP": "missing", "KK": "ok"}
    )
    page = words(client, address(siti))
    assert "Please be back by Monday, 23 November 2026, 13:00 WIB" in page
    assert "Why: KK asli" in page
    assert "What was missing</h2> <ul><li>Identity card</li></ul>" in page


def test_at_the_end_it_says_for_when_the_passport_is_promised(client: Client, door: Door, siti: Visit) -> None:
    Visit.objects.filter(pk=siti.pk).update(state="done")
    assert "promised" not in words(client, address(siti))
    Case.objects.create(
        ticket=siti.ticket, office=door.office, state_at=NINE, visited_at=NINE, opened_at=NINE,
        due_date=date(2026, 11, 27),
    )  # fmt: skip
    page = words(client, address(siti))
    assert "Your passport is promised for Friday, 27 November 2026." in page
    assert f'<a href="/me/bookings/{siti.ticket.booking.code}/">' in page


@pytest.mark.parametrize("people", [1, 8])
def test_it_asks_no_more_when_many_wait(
    client: Client, door: Door, siti: Visit, people: int, django_assert_num_queries: Any
) -> None:
    for number in range(people):
        floor.come_in(a_party(door.slot, f"P{number}"), at=NINE)
    with django_assert_num_queries(6):
        client.get(address(siti))
