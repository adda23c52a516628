"""Who may do what at an office."""

from __future__ import annotations

import pytest

from giliran.core.types import NOBODY, Actor
from giliran.offices.permissions import PERMISSIONS, may, may_at_headquarters
from giliran.offices.states import KIOSK, Role

TABLE = {
    "check_in": {"gate", "cs", "supervisor", "head"},
    "walk_in": {"gate", "cs", "supervisor", "head", "kiosk"},
    "self_check_in": {"kiosk"},
    "see_agenda": {"gate", "cs", "counter", "supervisor", "head", "hq"},
    "serve": {"cs", "counter", "supervisor", "head"},
    "run_floor": {"supervisor", "head"},
    "reveal_nik": {"cs", "supervisor", "head"},
    "assist": {"cs", "supervisor", "head"},
    "move_specially": {"supervisor", "head"},
    "take_payment": {"counter", "cs", "supervisor", "head"},
    "void_bill": {"supervisor", "head"},
    "lift_sanction": {"supervisor", "head"},
    "correct_person": {"cs", "supervisor", "head"},
    "take_over": {"cs", "supervisor", "head"},
    "decide_identity": {"supervisor", "head"},
    "enrol_gate": {"supervisor", "head"},
    "settle_gate": {"supervisor", "head"},
    "watch_floor": {"supervisor", "head", "hq"},
    "watch_openings": {"supervisor", "head", "hq"},
    "arrange_events": {"supervisor", "head", "hq"},
    "see_cases": {"cs", "counter", "adjudicator", "production", "handover", "supervisor", "head", "hq"},
    "adjudicate": {"adjudicator", "supervisor", "head"},
    "produce": {"production", "supervisor", "head"},
    "hand_over": {"handover", "supervisor", "head"},
    "cancel_unclaimed": {"supervisor", "head"},
    "see_surveys": {"supervisor", "head", "hq"},
    "moderate_comments": {"supervisor", "head"},
    "lead_incidents": {"supervisor", "head", "hq"},
    "work_complaints": {"cs", "supervisor", "head", "hq"},
    "lead_complaints": {"supervisor", "head", "hq"},
    "record_outreach": {"supervisor", "head", "hq"},
    "announce": {"head", "hq"},
    "set_calendar": {"head", "hq"},
    "set_quota": {"head", "hq"},
}
"""Permission to the roles that hold it; headquarters stands for every office."""


def actor(role: str, office_id: int | None) -> Actor:
    return Actor(1, "Rina", "web", frozenset({(role, office_id)}))


def test_the_table_names_every_permission() -> None:
    assert set(TABLE) == set(PERMISSIONS)


@pytest.mark.parametrize("permission", TABLE)
@pytest.mark.parametrize("role", [*Role.values, KIOSK])
def test_a_role_may_what_the_table_says_at_its_own_office_only(permission: str, role: str) -> None:
    own = None if role == "hq" else 7
    assert may(actor(role, own), permission, 7) == (role in TABLE[permission])
    assert may(actor(role, own), permission, 8) == (role == "hq" and "hq" in TABLE[permission])


@pytest.mark.parametrize("permission", TABLE)
def test_nobody_else_may_anything(permission: str) -> None:
    assert not may(NOBODY, permission, 7)
    assert not may(actor("head", None), permission, 7)
    assert not may(actor("hq", 7), permission, 7)


@pytest.mark.parametrize("permission", ["steer_openings", "set_policy", "adjudicate_centrally", "write_publicly"])
def test_what_concerns_the_country_is_headquarters_alone(permission: str) -> None:
    assert may_at_headquarters(actor("hq", None), permission)
    assert not any(may_at_headquarters(actor(role, 7), permission) for role in Role.values)
    assert not may_at_headquarters(actor("head", None), permission)
    assert not may_at_headquarters(NOBODY, permission)
