"""Whoever follows an office hears that its opening takes entries: once, in batches, by the ways they chose."""

from __future__ import annotations

import pytest

from giliran.accounts.services import ways
from giliran.core.types import Actor
from giliran.notifications.models import Message
from giliran.notifications.states import Kind
from giliran.offices.models import Office
from giliran.opening.models import Opening
from giliran.opening.services import followers
from giliran.outreach.models import Follow
from giliran.outreach.selectors.follows import followed_by, follows
from giliran.outreach.services import follows as services
from tests.factories import events, openings, world
from tests.factories.openings import MONDAY_9, SUNDAY, THURSDAY_20
from tests.refusals import refused

pytestmark = pytest.mark.django_db


def a_follower(number: int, office: Office, language: str = "id") -> Actor:
    account = world.an_account(f"ikut{number}@example.id")
    account.language = language
    account.save(update_fields=["language"])
    actor = Actor(account.pk, "Siti", "web")
    services.follow(office=office, by=actor, now=SUNDAY)
    return actor


def told() -> list[str]:
    return list(
        Message.objects.filter(kind=Kind.FOLLOWED, channel="email").order_by("id").values_list("address", flat=True)
    )


def test_followers_are_told_once_in_batches_that_can_be_resumed(monkeypatch: pytest.MonkeyPatch) -> None:
    office = openings.an_office()
    for number in range(5):
        a_follower(number, office, "en" if number else "id")
    elsewhere = world.an_office("bogor", id=2, quota=None)
    a_follower(9, elsewhere)
    stopped = a_follower(8, office)
    services.unfollow(office=office, by=stopped, now=SUNDAY)
    openings.tick(SUNDAY)
    assert followers.tell_followers_due(SUNDAY) == 0
    openings.tick(MONDAY_9)
    [due] = Opening.objects.filter(office=office, state="gathering")
    monkeypatch.setattr(followers, "AT_ONCE", 2)
    assert [followers.tell_followers_due(MONDAY_9) for _ in range(5)] == [2, 2, 1, 0, 0]
    assert told() == [f"ikut{number}@example.id" for number in range(5)]
    due.refresh_from_db()
    assert due.followers_told_to is None
    first, second = Message.objects.filter(channel="email", kind=Kind.FOLLOWED).order_by("id")[:2]
    assert first.data["subject"] == f"{office.name} membuka pendaftaran"
    assert second.data["subject"] == f"{office.name} takes entries now"
    assert first.data["url"].endswith(f"/openings/{due.pk}/")
    assert first.expires_at == THURSDAY_20


def test_who_wants_none_of_this_kind_gets_none_by_that_way() -> None:
    office = openings.an_office()
    quiet = a_follower(1, office)
    ways.choose_kinds(channel="email", wanted=[Kind.REMINDER], by=quiet, now=SUNDAY)
    openings.tick(SUNDAY)
    openings.tick(MONDAY_9)
    followers.tell_followers_due(MONDAY_9)
    assert told() == []
    assert Message.objects.filter(kind=Kind.FOLLOWED, channel="inbox").count() == 1


def test_following_twice_is_once_and_not_without_measure(monkeypatch: pytest.MonkeyPatch) -> None:
    office = world.an_office(id=1, quota=None)
    actor = a_follower(1, office)
    services.follow(office=office, by=actor, now=SUNDAY)
    assert Follow.objects.count() == 1 and follows(office, actor) and len(followed_by(actor)) == 1
    monkeypatch.setattr(services, "MOST_FOLLOWED", 1)
    with refused("follows_too_many"):
        services.follow(office=world.an_office("bogor", id=2, quota=None), by=actor, now=SUNDAY)
    with refused("office_not_followed"):
        services.follow(office=events.an_event(office), by=actor, now=SUNDAY)
    services.unfollow(office=office, by=actor, now=SUNDAY)
    services.unfollow(office=office, by=actor, now=SUNDAY)
    assert not follows(office, actor)
