"""An activity is entered, and withdrawn if it was entered wrongly."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.db import transaction

from giliran.audit import services as audit
from giliran.core import db
from giliran.core.types import Actor
from giliran.offices.models import Office
from giliran.outreach import permissions, selectors
from giliran.outreach.models import Activity
from giliran.outreach.policy.activities import PLACE_SIGNS, REASON_SIGNS, ActivityDraft, fault_of
from giliran.outreach.sentences.activities import refusal
from giliran.outreach.states import ActivityKind
from giliran.regions import selectors as regions

CAPITAL = "Asia/Jakarta"


def record_activity(*, office: Office | None, draft: ActivityDraft, by: Actor, now: datetime) -> Activity:
    """Enter what an office, or (None) headquarters, has done. An office names its own province or a regency in it.

    Raises `Refusal` with its field: `activity_kind_unknown`, `activity_ahead`, `activity_too_old`, `place_missing`,
    `whom_missing`, `activity_text_too_long`, `area_unknown`, `reached_out_of_bounds`.
    """
    if not permissions.may_record_activity(by, office) or by.user_id is None:
        raise PermissionDenied
    if draft.kind not in ActivityKind.values:
        raise refusal("activity_kind_unknown", field="kind")
    today = now.astimezone(ZoneInfo(office.timezone if office else CAPITAL)).date()
    if fault := fault_of(draft, today):
        raise refusal(fault[0], field=fault[1])
    told = {**asdict(draft), "place": _line(draft.place, "place"), "whom": _line(draft.whom, "whom")}
    if not _is_theirs(draft.area, office):
        raise refusal("area_unknown", field="area")
    with transaction.atomic():
        activity = Activity.objects.create(office=office, recorded_at=now, recorded_by_id=by.user_id, **told)
        audit.record(
            event="activity.recorded", by=by, about=name_of(activity), at=now, office_id=office.pk if office else None,
            data={"kind": draft.kind, "held_on": draft.held_on.isoformat(), "reached": draft.reached},
        )  # fmt: skip
    return activity


def withdraw_activity(*, activity: Activity, reason: str, by: Actor, now: datetime) -> None:
    """Take it out of the register, with a reason. Raises `Refusal` (`withdraw_reason_missing`,
    `activity_text_too_long`, `activity_gone`)."""
    if not permissions.may_record_activity(by, activity.office):
        raise PermissionDenied
    why = " ".join(reason.split())
    if not why:
        raise refusal("withdraw_reason_missing", field="reason")
    if len(why) > REASON_SIGNS:
        raise refusal("activity_text_too_long", field="reason", most=REASON_SIGNS)
    with transaction.atomic():
        ours = Activity.objects.filter(pk=activity.pk, withdrawn_at=None)
        if not db.claim(ours, withdrawn_at=now, withdrawn_by_id=by.user_id, withdrawn_reason=why):
            raise refusal("activity_gone")
        audit.record(
            event="activity.withdrawn", by=by, about=name_of(activity), at=now, office_id=activity.office_id,
            data={"reason": why},
        )  # fmt: skip


def download_activities(*, by: Actor, now: datetime) -> list[Activity]:
    """The whole register, to be taken away by headquarters; that is on record."""
    if not permissions.may_record_activity(by, None):
        raise PermissionDenied
    with transaction.atomic():
        found = list(selectors.activities(None, by))
        audit.record(event="activities.downloaded", by=by, about="activities", at=now, data={"rows": len(found)})
    return found


def name_of(activity: Activity) -> str:
    return f"activity:{activity.pk}"


def _line(text: str, field: str) -> str:
    told = " ".join(text.split())
    if not told:
        raise refusal(f"{field}_missing", field=field)
    if len(told) > PLACE_SIGNS:
        raise refusal("activity_text_too_long", field=field, most=PLACE_SIGNS)
    return told


def _is_theirs(area: str, office: Office | None) -> bool:
    if area not in regions.names_of({area}):
        return False
    return office is None or office.regency_id is None or area[:2] == office.regency_id[:2]
