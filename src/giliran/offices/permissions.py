"""Who may do what at an office. The scope is the office, or headquarters for all of them."""

from __future__ import annotations

from giliran.core.types import Actor
from giliran.offices.states import KIOSK, Role

PERMISSIONS: dict[str, frozenset[str]] = {
    "check_in": frozenset({Role.GATE, Role.CUSTOMER_SERVICE, Role.SUPERVISOR, Role.HEAD}),
    "walk_in": frozenset({Role.GATE, Role.CUSTOMER_SERVICE, Role.SUPERVISOR, Role.HEAD, KIOSK}),
    "self_check_in": frozenset({KIOSK}),
    "see_agenda": frozenset({Role.GATE, Role.CUSTOMER_SERVICE, Role.COUNTER, Role.SUPERVISOR, Role.HEAD}),
    "serve": frozenset({Role.CUSTOMER_SERVICE, Role.COUNTER, Role.SUPERVISOR, Role.HEAD}),
    "run_floor": frozenset({Role.SUPERVISOR, Role.HEAD}),
    "reveal_nik": frozenset({Role.CUSTOMER_SERVICE, Role.SUPERVISOR, Role.HEAD}),
    "assist": frozenset({Role.CUSTOMER_SERVICE, Role.SUPERVISOR, Role.HEAD}),
    "move_specially": frozenset({Role.SUPERVISOR, Role.HEAD}),
    "take_payment": frozenset({Role.COUNTER, Role.CUSTOMER_SERVICE, Role.SUPERVISOR, Role.HEAD}),
    "void_bill": frozenset({Role.SUPERVISOR, Role.HEAD}),
    "lift_sanction": frozenset({Role.SUPERVISOR, Role.HEAD}),
    "correct_person": frozenset({Role.CUSTOMER_SERVICE, Role.SUPERVISOR, Role.HEAD}),
    "take_over": frozenset({Role.CUSTOMER_SERVICE, Role.SUPERVISOR, Role.HEAD}),
    "decide_identity": frozenset({Role.SUPERVISOR, Role.HEAD}),
    "enrol_gate": frozenset({Role.SUPERVISOR, Role.HEAD}),
    "settle_gate": frozenset({Role.SUPERVISOR, Role.HEAD}),
    "watch_floor": frozenset({Role.SUPERVISOR, Role.HEAD}),
    "watch_openings": frozenset({Role.SUPERVISOR, Role.HEAD}),
    "arrange_events": frozenset({Role.SUPERVISOR, Role.HEAD}),
    "see_cases": frozenset(
        {
            Role.CUSTOMER_SERVICE,
            Role.COUNTER,
            Role.ADJUDICATOR,
            Role.PRODUCTION,
            Role.HANDOVER,
            Role.SUPERVISOR,
            Role.HEAD,
        }
    ),
    "adjudicate": frozenset({Role.ADJUDICATOR, Role.SUPERVISOR, Role.HEAD}),
    "produce": frozenset({Role.PRODUCTION, Role.SUPERVISOR, Role.HEAD}),
    "hand_over": frozenset({Role.HANDOVER, Role.SUPERVISOR, Role.HEAD}),
    "cancel_unclaimed": frozenset({Role.SUPERVISOR, Role.HEAD}),
    "see_surveys": frozenset({Role.SUPERVISOR, Role.HEAD}),
    "moderate_comments": frozenset({Role.SUPERVISOR, Role.HEAD}),
    "lead_incidents": frozenset({Role.SUPERVISOR, Role.HEAD}),
    "work_complaints": frozenset({Role.CUSTOMER_SERVICE, Role.SUPERVISOR, Role.HEAD}),
    "lead_complaints": frozenset({Role.SUPERVISOR, Role.HEAD}),
    "record_outreach": frozenset({Role.SUPERVISOR, Role.HEAD}),
    "announce": frozenset({Role.HEAD}),
    "set_calendar": frozenset({Role.HEAD}),
    "set_quota": frozenset({Role.HEAD}),
}
"""Which roles of an office hold which permission."""

HEADQUARTERS_PERMISSIONS = frozenset(
    {
        "see_agenda",
        "set_calendar",
        "set_quota",
        "watch_floor",
        "watch_openings",
        "steer_openings",
        "set_policy",
        "arrange_events",
        "see_patterns",
        "see_cases",
        "adjudicate_centrally",
        "see_surveys",
        "lead_incidents",
        "work_complaints",
        "lead_complaints",
        "record_outreach",
        "announce",
        "write_publicly",
    }
)


def may(actor: Actor, permission: str, office_id: int) -> bool:
    """Whether the actor holds the permission at this office."""
    return any(
        role in PERMISSIONS[permission] if at == office_id else _at_headquarters(role, at, permission)
        for role, at in actor.roles
    )


def may_somewhere(actor: Actor, permission: str) -> bool:
    """Whether the actor holds the permission at any office at all."""
    return any(at is not None and role in PERMISSIONS[permission] for role, at in actor.roles)


def may_at_headquarters(actor: Actor, permission: str) -> bool:
    """Whether the actor holds a permission of headquarters, which counts everywhere."""
    return any(_at_headquarters(role, at, permission) for role, at in actor.roles)


def _at_headquarters(role: str, at: int | None, permission: str) -> bool:
    return at is None and role == Role.HEADQUARTERS and permission in HEADQUARTERS_PERMISSIONS
