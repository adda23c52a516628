"""An incident from the proposal to its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from giliran.audit.models import Event
from giliran.core.errors import Refusal
from giliran.core.types import NOBODY, Actor
from giliran.outreach.models import Incident
from giliran.outreach.policy.incidents import InTwo, failures_in_a_row, scope_of, wrong_moments
from giliran.outreach.selectors import current
from giliran.outreach.selectors import incidents as reads
from giliran.outreach.services import incidents
from tests.factories import incidents as made
from tests.factories import world

HOUR = timedelta(hours=1)
HEAD = Actor(None, "Budi", "web", frozenset({("head", 1)}))


def refused(act: Callable[[], object]) -> str:
    """The code of the refusal."""
    with pytest.raises(Refusal) as found:
        act()
    return found.value.code


@pytest.mark.django_db
def test_from_the_proposal_to_the_end_people_read_what_officers_wrote(sunday: datetime) -> None:
    incident = made.proposed(sunday)
    assert current.read_current() == ()

    made.confirm(incident, sunday)
    (shown,) = current.current_incidents(sunday)
    assert (shown.what("en"), shown.words("id"), shown.offices) == (made.WHAT.en, made.WORDS.id, ())
    assert (shown.next_update_at, shown.expected_at) == (sunday + HOUR / 2, sunday + 2 * HOUR)

    news = InTwo("Satu dari dua server pulih.", "One of two servers is back.")
    later = {"next_update_at": sunday + HOUR, "expected_at": None}
    incidents.update_incident(incident=incident, words=news, by=made.HQ, now=sunday, **later)
    (document,) = current.documents(current.current_incidents(sunday))
    assert document["words"] == {"id": news.id, "en": news.en}
    assert document["instead"]["en"] == made.WAYS.en
    assert (document["next_update_at"], document["expected_at"]) == ((sunday + HOUR).isoformat(), None)

    incident.refresh_from_db()
    incidents.resolve_incident(incident=incident, words=made.OVER, by=made.HQ, now=sunday + HOUR)
    assert current.current_incidents(sunday + HOUR) == ()
    assert [one.pk for one in reads.over_lately(sunday + HOUR)] == [incident.pk]
    lines = Event.objects.filter(event__startswith="incident.").order_by("id")
    told = ["incident.proposed", "incident.confirmed", "incident.updated", "incident.resolved"]
    assert list(lines.values_list("event", flat=True)) == told
    assert [one.state for one in incident.notes.order_by("pk")] == ["proposed", "confirmed", "confirmed", "resolved"]


@pytest.mark.django_db
def test_of_a_kind_and_place_there_is_one_open_incident_and_each_move_is_made_once(sunday: datetime) -> None:
    office = world.an_office()
    incident = made.proposed(sunday)
    seen_elsewhere = Incident.objects.get()
    assert refused(lambda: made.proposed(sunday)) == "incident_known"
    made.proposed(sunday, offices=[office])
    made.proposed(sunday, kind="payment")

    incidents.dismiss_incident(incident=incident, reason="Kabel di meja saya", by=made.HQ, now=sunday)
    assert refused(lambda: made.confirm(seen_elsewhere, sunday)) == "incident_moved"
    assert current.read_current() == ()
    made.proposed(sunday)
    dismissed = Incident.objects.get(state="dismissed")
    over = {"words": made.OVER, "by": made.HQ, "now": sunday}
    assert refused(lambda: incidents.resolve_incident(incident=dismissed, **over)) == "incident_moved"


@pytest.mark.django_db
def test_an_office_leads_what_concerns_it_alone(sunday: datetime) -> None:
    here, there = world.an_office(), world.an_office("bogor", id=2)
    own = made.confirmed(sunday, offices=[here], by=HEAD)
    both, country = made.proposed(sunday, offices=[here, there]), made.proposed(sunday)
    for incident in (both, country):
        with pytest.raises(PermissionDenied):
            made.confirm(incident, sunday, by=HEAD)
    for place in ([], [there]):
        with pytest.raises(PermissionDenied):
            made.proposed(sunday, offices=place, by=HEAD)
    with pytest.raises(PermissionDenied):
        incidents.resolve_incident(incident=own, words=made.OVER, by=NOBODY, now=sunday)

    foreign = made.proposed(sunday, offices=[there])
    assert set(reads.open_incidents(HEAD, here)) == {own, both, country}
    assert set(reads.open_incidents(made.HQ)) == {own, both, country, foreign}
    assert (list(reads.open_incidents(HEAD)), list(reads.open_incidents(NOBODY, here))) == ([], [])
    assert reads.incident_of(foreign.public_id, HEAD, here) is None
    assert Event.objects.filter(about=f"incident:{own.public_id}", office_id=here.pk).count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "code", "wrong"),
    [
        ("what_en", "what_missing", {"what": InTwo("Situs", "  ")}),
        ("what_id", "text_too_long", {"what": InTwo("x" * 121, "x")}),
        ("ways_id", "ways_missing", {"ways": InTwo("", "Come")}),
        ("words_id", "words_missing", {"words": InTwo("", "")}),
        ("next_update_at", "next_update_missing", {"next_update_at": None}),
        ("next_update_at", "moment_past", {"next_update_at": timedelta(0)}),
        ("expected_at", "moment_too_far", {"expected_at": timedelta(days=31)}),
        ("since", "since_ahead", {"since": timedelta(minutes=1)}),
        ("since", "since_too_old", {"since": timedelta(days=-31)}),
    ],
)
def test_what_is_wrong_is_said_at_its_field(sunday: datetime, field: str, code: str, wrong: dict[str, Any]) -> None:
    incident = made.proposed(sunday)
    good = {"what": made.WHAT, "ways": made.WAYS, "words": made.WORDS, "since": sunday, "expected_at": None}
    given = {name: sunday + one if isinstance(one, timedelta) else one for name, one in wrong.items()}
    asked = good | {"next_update_at": sunday + HOUR} | given
    with pytest.raises(Refusal) as found:
        incidents.confirm_incident(incident=incident, by=made.HQ, now=sunday, **asked)
    assert (found.value.field, found.value.code) == (field, code)
    assert Incident.objects.get().state == "proposed"


@pytest.mark.django_db
def test_the_banner_asks_once_in_some_seconds(
    sunday: datetime, django_assert_num_queries: Callable[[int], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(current, "GOOD_FOR", timedelta(seconds=5))
    made.confirmed(sunday, offices=[world.an_office()])
    with django_assert_num_queries(3):
        found = [current.current_incidents(sunday + timedelta(seconds=second)) for second in range(5)]
    assert len(set(found)) == 1
    Incident.objects.update(state="resolved")  # by another process
    assert current.current_incidents(sunday + timedelta(seconds=5)) == ()


def test_rules() -> None:
    assert (scope_of([7, 1, 7]), scope_of([])) == ("1,7", "national")
    assert [failures_in_a_row(one) for one in ([], ["", "slow"], ["slow", "slow", ""], ["slow"])] == [0, 0, 2, 1]
    now = datetime(2026, 11, 22)
    assert wrong_moments(now=now, since=now, next_update_at=None, expected_at=now + HOUR) == {}
    two = InTwo(" a\r\nb ", "c")
    assert (two.clean(), replace(two, en="").is_whole) == (InTwo("a\nb", "c"), False)
