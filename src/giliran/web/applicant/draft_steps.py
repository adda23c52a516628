"""A step of something in the making is given its draft and its place; once it is made, every step leads to that."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from giliran.web.access import ActorRequest
from giliran.web.applicant import drafts
from giliran.web.applicant.drafts import PartyDraft

D = TypeVar("D", bound=PartyDraft)
P = TypeVar("P")

Step = Callable[[ActorRequest, D, P], HttpResponse]
Page = Callable[..., HttpResponse]


def of_draft(
    kind: type[D], *, place: Callable[..., P | None], made: Callable[[ActorRequest, str], str], begin_again: Any
) -> Callable[[Step[D, P]], Page]:
    """For the steps of drafts of this kind.

    `place` gives the office or opening of a draft by it and what else the address names, None where they do not belong
    together; `made` the address of what was made under a key, empty while nothing was; `begin_again` is said where
    there is neither.
    """

    def give(step: Step[D, P]) -> Page:
        @wraps(step)
        def page(request: ActorRequest, *, draft: UUID, **named: Any) -> HttpResponse:
            found = drafts.find(request, kind, draft)
            there = place(found, **named) if found is not None else None
            if found is not None and there is not None:
                return step(request, found, there)
            address = made(request, str(draft))
            if not address:
                messages.info(request, str(begin_again))
            return redirect(address or "me")

        return page

    return give
