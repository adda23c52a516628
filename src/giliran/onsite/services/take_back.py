"""Taking back what one press did, for everybody whom it concerned."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.onsite import selectors
from giliran.onsite.models import Duty, Visit
from giliran.onsite.sentences import floor as sentences
from giliran.onsite.services import serve
from giliran.onsite.services.counter import own_duty


def undo_last(*, duty: Duty, by: Actor, now: datetime) -> list[Visit]:
    """Take back the officer's last press that can be, within two minutes; a party's as one.

    Raises `Refusal`: `nothing_to_undo`, `not_on_duty`, `changed_meanwhile`.
    """
    with transaction.atomic():
        moves = selectors.last_press(own_duty(duty, by), now)
        if not moves:
            raise Refusal("nothing_to_undo", sentences.refusal("nothing_to_undo"))
        return [serve.undo(duty=duty, visit=one.visit, by=by, now=now) for one in moves]
