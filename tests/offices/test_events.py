"""An organisation asks for an event, and an office answers (R122, R123)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from giliran.audit.models import Event
from giliran.core.types import NOBODY
from giliran.notifications.models import Message
from giliran.offices import permissions, selectors, services
from giliran.offices.models import EventRequest, Office, PolicyValue
from giliran.offices.services import Letter, ProposalRefused
from tests.factories import events, world
from tests.factories.events import ASK, NOW, PDF, SATURDAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return world.an_office(id=1)


def refused(**changes: object) -> list[tuple[str, str]]:
    office = Office.objects.get(id=1)
    with pytest.raises(ProposalRefused) as caught:
        events.a_request(office, **changes)
    return [(one.code, one.field) for one in caught.value.faults]


def test_a_request_is_found_by_its_link_alone_and_the_database_does_not_tell_it(office: Office) -> None:
    request, token = events.a_request(office)
    assert selectors.event_request_by_token(token) == request
    assert selectors.event_request_by_token(token + "x") is None
    assert selectors.event_request_by_token("") is None
    assert len(token) == 22  # 128 bits
    stored = [bytes(request.token_digest), bytes(request.token_sealed)]
    assert not any(token.encode() in one for one in stored)


def test_the_organisation_is_told_with_the_link_and_it_is_on_record(office: Office) -> None:
    request, token = events.a_request(office)
    message = Message.objects.get()
    assert message.address == ASK.contact_email
    assert message.data["url"].endswith(f"/events/{token}/")
    assert [one.event for one in Event.objects.all()] == ["event.asked"]
    assert Event.objects.get().about == f"event_request:{request.number}"
    assert token not in str(Event.objects.values_list())


def test_the_letter_is_kept_as_it_came_and_as_what_it_is(office: Office) -> None:
    request, _ = events.a_request(office)
    assert (bytes(request.letter.content), request.letter.content_type) == (PDF, "application/pdf")


def test_headquarters_says_how_many_people_an_event_needs(office: Office) -> None:
    assert refused(people=29) == [("event_too_few", "people")]
    PolicyValue.objects.create(office=None, key="event_least_people", value="50")
    assert refused(people=49) == [("event_too_few", "people")]


def test_everything_that_is_wrong_is_said_at_once(office: Office) -> None:
    world.a_region()
    with pytest.raises(ProposalRefused) as caught:
        services.ask_for_event(
            events.replace(ASK, people=3), Letter("foto.pdf", b"GIF89a"), parent=None, by=NOBODY, now=NOW, language="id"
        )
    assert [one.field for one in caught.value.faults] == ["people", "parent", "letter"]
    assert EventRequest.objects.count() == 0


def test_one_address_does_not_flood_an_office(office: Office) -> None:
    for _ in range(3):
        events.a_request(office)
    assert refused(contact_email=ASK.contact_email.upper()) == [("event_enough_asked", "contact_email")]
    events.a_request(office, contact_email="lain@contoh.example")


def test_a_refusal_has_a_reason_and_is_told(office: Office) -> None:
    request, token = events.a_request(office)
    head = events.a_head(office)
    with pytest.raises(ProposalRefused):
        services.refuse_event(request, "  ", by=head, now=NOW)
    services.refuse_event(request, "Tidak ada petugas pada hari itu", by=head, now=NOW)
    request.refresh_from_db()
    assert (request.state, request.reason) == ("refused", "Tidak ada petugas pada hari itu")
    message = Message.objects.order_by("-id")[0]
    assert "Tidak ada petugas pada hari itu" in str(message.data)
    assert message.data["url"].endswith(f"/events/{token}/")


def test_of_two_who_answer_one_is_told_that_it_was_answered(office: Office) -> None:
    request, _ = events.a_request(office)
    stale = EventRequest.objects.get()
    services.withdraw_event(request, by=NOBODY, now=NOW)
    for answer in (
        lambda: services.refuse_event(stale, "Tidak", by=events.a_head(office), now=NOW),
        lambda: events.an_event(office, request=stale),
        lambda: services.withdraw_event(stale, by=NOBODY, now=NOW),
    ):
        with pytest.raises(ProposalRefused) as caught:
            answer()
        assert caught.value.code == "event_decided"
    assert Office.objects.filter(kind="event").count() == 0


def test_only_those_who_arrange_events_answer(office: Office) -> None:
    request, _ = events.a_request(office)
    other = world.an_office("bogor", id=2)
    for role, at in (("cs", 1), ("head", 2), ("gate", 1)):
        actor = world.actor_of(world.staff_member(role, other, email=f"{role}{at}@x.id"), roles=[(role, at)])
        with pytest.raises(PermissionDenied):
            services.refuse_event(request, "Tidak", by=actor, now=NOW)
        assert selectors.event_requests(office, actor) == []
    headquarters = world.actor_of(world.staff_member("hq", None), roles=[("hq", None)])
    assert selectors.event_requests(None, headquarters) == [request]
    services.refuse_event(request, "Tidak", by=headquarters, now=NOW)


def test_an_approval_makes_the_place_and_answers_the_request(office: Office) -> None:
    request, _ = events.a_request(office)
    event = events.an_event(office, request=request)
    request.refresh_from_db()
    assert (request.state, request.event) == ("approved", event)
    assert (event.kind, event.parent, event.starts_on, event.ends_on) == ("event", office, SATURDAY, SATURDAY)
    assert (event.timezone, event.event_kind, event.id >= 10_000) == ("Asia/Jakarta", "eazy", True)
    assert "5 Desember 2026" in str(Message.objects.order_by("-id")[0].data)


def test_the_staff_of_an_office_works_at_its_events_in_the_same_role_until_they_end(office: Office) -> None:
    event, other = events.an_event(office), world.an_office("bogor", id=2)
    gate, stranger = world.staff_member("gate", office), world.staff_member("gate", other, email="lain@example.id")
    assert selectors.roles_of(gate.pk) == {("gate", 1), ("gate", event.id)}
    assert selectors.roles_of(stranger.pk) == {("gate", 2)}
    actor = world.actor_of(gate, roles=selectors.roles_of(gate.pk))
    assert permissions.may(actor, "check_in", event.id)
    assert not permissions.may(actor, "arrange_events", event.id)

    assert services.end_events(NOW + timedelta(days=12)) == 0  # still Saturday
    sunday = NOW + timedelta(days=14)
    assert services.end_events(sunday) == 1
    assert services.end_events(sunday) == 0
    assert selectors.roles_of(gate.pk) == {("gate", 1)}


def test_a_request_is_done_when_its_event_has_ended(office: Office) -> None:
    request, _ = events.a_request(office)
    events.an_event(office, request=request)
    services.end_events(NOW + timedelta(days=14))
    request.refresh_from_db()
    assert request.state == "done"


def test_an_office_lists_its_events_for_the_gate_on_their_days_alone(office: Office) -> None:
    event = events.an_event(office)
    gate = world.staff_member("gate", office)
    actor = world.actor_of(gate, roles=selectors.roles_of(gate.pk))
    assert selectors.offices_where(actor, "check_in", on=SATURDAY) == [event, office]
    assert selectors.offices_where(actor, "check_in", on=SATURDAY - timedelta(days=1)) == [office]
    assert list(selectors.events_to_come(SATURDAY)) == [event]
    assert list(selectors.events_to_come(SATURDAY + timedelta(days=1))) == []
