"""The party that stands at the desk: its people, and the forms that ask what they need."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from giliran.accounts import policy as ages
from giliran.booking.policy import MOST_PEOPLE, PersonRequest
from giliran.catalogue import selectors as catalogue
from giliran.core import clock
from giliran.offices import selectors as offices
from giliran.offices.states import Pool
from giliran.opening import selectors as openings
from giliran.opening.states import Method
from giliran.web.access import ActorRequest
from giliran.web.desk.drafts import Draft
from giliran.web.desk.forms import DeskNeedsForm, WishesForm
from giliran.web.people.needs import GuardianForm, defaults

if TYPE_CHECKING:
    from giliran.accounts.models import Applicant
    from giliran.opening.models import Opening

__all__ = ["MOST_PEOPLE", "Line", "Party", "as_sent", "people_of", "remember"]

_NEEDS = ("service", "booklet", "purpose")


@dataclass(frozen=True, slots=True)
class Line:
    """One person's answers in words."""

    person: Applicant
    age: int
    answers: list[str]


class Party:
    """Who comes, with a form each (`needs`), for minors alone their guardian's, for a ballot the wishes: lists of one
    form or of none. `opening` is the one that they enter; without one they book. `data` is what was sent, None before
    anything was."""

    def __init__(
        self, draft: Draft, request: ActorRequest, opening: Opening | None, data: Mapping[str, Any] | None
    ) -> None:
        known = people_of(draft, request)
        by_id = {str(one.public_id): one for one in known}
        language, today = request.actor.language, clock.today(request.office.timezone)
        day, last = (opening.first_date, opening.last_date) if opening else (today, today)
        self.draft, self.opening, self.day = draft, opening, day
        self.people = [by_id[one] for one in draft.who if one in by_id]
        self.others = [one for one in known if str(one.public_id) not in draft.who]
        self.needs = _needs_forms(draft, self.people, day, language, data)
        minors = bool(self.people) and all(ages.is_minor(one.birth_date, last) for one in self.people)
        self.guardian = [GuardianForm(data, initial={"guardian": draft.guardian})] if minors else []
        self.wishes = []
        if opening and opening.method == Method.BALLOT:
            slots = [one for one in openings.slots_of(opening) if one.pool == Pool.ONLINE]
            self.wishes = [WishesForm(data, slots=slots, language=language, initial=draft.wishes or {"kind": "any"})]

    @property
    def forms(self) -> list[Any]:
        return [*self.needs, *self.guardian, *self.wishes]

    @property
    def rows(self) -> list[tuple[Applicant, int, DeskNeedsForm]]:
        """Each person with age and form."""
        return [
            (one, ages.age_on(one.birth_date, self.day), form)
            for one, form in zip(self.people, self.needs, strict=True)
        ]

    @property
    def is_full(self) -> bool:
        return len(self.people) >= MOST_PEOPLE

    def is_complete(self) -> bool:
        """Whether everything is answered; each form is asked, so that all faults show at once."""
        verdicts = [form.is_valid() for form in self.forms]
        return all(verdicts)

    def requests(self) -> list[PersonRequest]:
        """Everybody as the domain asks for them, once they are complete."""
        return [PersonRequest(one.pk, **form.cleaned_data) for one, form in zip(self.people, self.needs, strict=True)]

    def named(self, positions: Iterable[int]) -> list[str]:
        return [self.people[i].full_name for i in positions]

    def lines(self) -> list[Line]:
        """Everybody's answers in words, once they are complete."""
        return [
            Line(one, age, [str(dict(form.fields[name].choices)[form.cleaned_data[name]]) for name in _NEEDS])  # type: ignore[attr-defined]
            for one, age, form in self.rows
        ]


def people_of(draft: Draft, request: ActorRequest) -> list[Applicant]:
    """Everybody on the assisted account of the draft."""
    if draft.account is None:
        return []
    return offices.assisted_people(draft.account, request.office, request.actor)


def remember(draft: Draft, sent: Mapping[str, Any]) -> None:
    """Keep what stands in the page, right or wrong."""
    for person in draft.who:
        values = {name: sent[f"{person}-{name}"][:40] for name in _NEEDS if f"{person}-{name}" in sent}
        if values:
            draft.needs[person] = values
    draft.guardian = "guardian" in sent
    draft.wishes = {name: sent[name][:10] for name in sent if name == "kind" or name.startswith("slot_")}


def as_sent(draft: Draft) -> dict[str, str]:
    """What `remember` kept, as it was sent."""
    needs = {f"{person}-{name}": value for person, one in draft.needs.items() for name, value in one.items()}
    return {**needs, **draft.wishes, **({"guardian": "on"} if draft.guardian else {})}


def _needs_forms(
    draft: Draft, people: list[Applicant], day: Any, language: str, data: Mapping[str, Any] | None
) -> list[DeskNeedsForm]:
    services = [one for one in catalogue.services(language) if one.bookable]
    booklets = catalogue.booklets_on(day, language)
    forms = []
    for person in people:
        id_, age = str(person.public_id), ages.age_on(person.birth_date, day)
        initial = draft.needs.get(id_) or defaults(age, services)
        forms.append(
            DeskNeedsForm(
                data, prefix=id_, initial=initial, person=person, age=age, services=services, booklets=booklets
            )
        )
    return forms
