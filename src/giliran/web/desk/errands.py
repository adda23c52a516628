"""What a party comes to the desk for, and where its steps stand: the same questions lead to an entry, to seats, or to
the waiting list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from giliran.web.desk.drafts import Draft


@dataclass(frozen=True, slots=True)
class Errand:
    """The names of the addresses: where it begins, the party, somebody new, the last step, what came of it, and where
    it was begun from; with its title, the name of the place it was begun from, and what is said of a lost draft."""

    start: str
    party: str
    person: str
    last: str
    made: str
    home: str
    title: Any
    home_name: Any
    lost: Any
    go_on: Any


ENTRY = Errand(
    "desk_entry_new", "desk_entry_party", "desk_entry_person", "desk_entry_check", "desk_entry", "desk_entries",
    _("Enter somebody"),
    _("Entries at the desk"),
    _("That entry was not finished here. Please begin again; nobody was entered."),
    _("Check"),
)  # fmt: skip
BOOKING = Errand(
    "desk_book", "desk_book_party", "desk_book_person", "desk_book_time", "desk_booked", "desk_agenda",
    _("Book for somebody"),
    _("Agenda"),
    _("That booking was not finished here. Please begin again; nothing was booked."),
    _("Choose a time"),
)  # fmt: skip
WAIT = Errand(
    "desk_wait_new", "desk_wait_party", "desk_wait_person", "desk_wait_times", "desk_wait", "desk_waits",
    _("Put somebody on the list"),
    _("Waiting list"),
    _("This was not finished here. Please begin again; nobody is on the list yet."),
    _("Choose the days"),
)  # fmt: skip


def of(draft: Draft) -> Errand:
    if draft.waits:
        return WAIT
    return ENTRY if draft.opening else BOOKING


def go(draft: Draft, step: str) -> HttpResponse:
    """To a step of the errand by its name."""
    return redirect(address(draft, step))


def address(draft: Draft, step: str) -> str:
    name = getattr(of(draft), step)
    if step in ("start", "home"):
        return reverse(name, args=[draft.office])
    return reverse(name, args=[draft.office, draft.made if step == "made" else draft.id])


def context(draft: Draft) -> dict[str, Any]:
    """What the pages of every errand show."""
    steps = ("party", "person", "home")
    here = "party" if draft.who else "start"
    return {
        "draft": draft,
        "errand": of(draft),
        "here_url": address(draft, here),
        **{f"{one}_url": address(draft, one) for one in steps},
    }
