"""Where somebody works, and what they may open there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from giliran.core import clock
from giliran.offices import permissions
from giliran.offices import selectors as offices
from giliran.web.access import ActorRequest, staff

if TYPE_CHECKING:
    from giliran.offices.models import Office

OFFICES_A_PAGE = 30


@dataclass(frozen=True, slots=True)
class Workplace:
    """An office, and which of its pages are open to the actor."""

    office: Office
    may_check_in: bool
    may_set: bool
    may_assist: bool
    may_see_agenda: bool
    may_see_cases: bool
    may_take: bool
    may_serve: bool
    may_watch: bool
    may_work_complaints: bool


@staff
def desk(request: ActorRequest) -> HttpResponse:
    """The offices of the actor; those of headquarters can be searched."""
    wanted = request.GET.get("q", "").strip()[:100]
    mine = offices.offices_where(request.actor, "see_agenda", "see_cases", on=clock.today("Asia/Jakarta"))
    found = [one for one in mine if _is_called(one, wanted)]
    page = Paginator(found, OFFICES_A_PAGE).get_page(request.GET.get("page"))
    places = [_workplace(one, request) for one in page]
    context = {"page": page, "places": places, "q": wanted, "can_search": len(mine) > OFFICES_A_PAGE}
    return render(request, "desk/desk.html", context)


def _is_called(office: Office, words: str) -> bool:
    region = f"{office.regency.name} {office.regency.province.name}" if office.regency else ""
    told = f"{office.name} {region}".lower()
    return all(word in told for word in words.lower().split())


def _workplace(office: Office, request: ActorRequest) -> Workplace:
    def may(permission: str) -> bool:
        return permissions.may(request.actor, permission, office.id)

    return Workplace(
        office,
        may("check_in"),
        may("set_calendar"),
        may("assist"),
        may("see_agenda"),
        may("see_cases"),
        may("take_payment"),
        may("serve"),
        may("watch_floor"),
        may("work_complaints"),
    )
