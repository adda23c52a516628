"""Who goes, and what each of them needs, with defaults by age on the day of the visit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from giliran.accounts import policy as ages
from giliran.accounts import selectors as accounts
from giliran.booking.policy import MOST_PEOPLE
from giliran.catalogue import selectors as catalogue
from giliran.catalogue.selectors import PaperText, Price, Shelf
from giliran.catalogue.states import Purpose
from giliran.core import clock
from giliran.core.types import Actor
from giliran.slots import selectors as slots
from giliran.web.applicant.drafts import Draft, PartyDraft
from giliran.web.forms import CheckboxCards
from giliran.web.people.needs import GuardianForm, NeedsForm, defaults
from giliran.web.people.person_form import person_choice
from giliran.web.seats.days import language

if TYPE_CHECKING:
    from giliran.accounts.models import Applicant
    from giliran.slots.models import Slot


@dataclass(frozen=True, slots=True)
class Going:
    """The party of a draft: its slot, the day of the visit, the people in the order of the draft."""

    slot: Slot | None
    day: date
    people: list[Applicant]

    def age(self, person: Applicant) -> int:
        return ages.age_on(person.birth_date, self.day)

    @property
    def are_minors(self) -> bool:
        return bool(self.people) and all(ages.is_minor(one.birth_date, self.day) for one in self.people)


def going(draft: Draft, actor: Actor) -> Going:
    """Only people of the actor's own account, whatever the draft names."""
    slot = _slot_of(draft)
    return going_on(draft, actor, slot.date if slot else clock.today("Asia/Jakarta"), slot)


def going_on(draft: PartyDraft, actor: Actor, day: date, slot: Slot | None = None) -> Going:
    """The same for a day that is known, with a slot or without."""
    known = {str(one.public_id): one for one in accounts.applicants_of(actor)}
    return Going(slot, day, [known[one] for one in draft.who if one in known])


def day_of(draft: Draft) -> date:
    """The day of the visit, or today while none is chosen."""
    slot = _slot_of(draft)
    return slot.date if slot else clock.today("Asia/Jakarta")


def _slot_of(draft: Draft) -> Slot | None:
    known = slots.facts_of(draft.slot) if draft.slot else None
    return known[0] if known else None


class PartyForm(forms.Form):
    """One to five people to tick."""

    use_required_attribute = False

    who = forms.MultipleChoiceField(
        label=_("Who comes?"),
        help_text=_("Tick one to five people. All of them come in the same session."),
        widget=CheckboxCards,
        error_messages={"required": _("Tick at least one person.")},
    )

    def __init__(
        self, *args: Any, people: Sequence[Applicant], day: date, notes: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(one.public_id): one for one in people}
        self.fields["who"].choices = [  # type: ignore[attr-defined]
            (id_, person_choice(one, ages.age_on(one.birth_date, day), (notes or {}).get(id_, "")))
            for id_, one in self.known.items()
        ]

    def clean_who(self) -> list[str]:
        who = list(dict.fromkeys(self.cleaned_data["who"]))
        if len(who) > MOST_PEOPLE:
            raise forms.ValidationError(_("A booking is for one to five people."))
        return who


def needs_forms(party: Going, draft: PartyDraft, data: Mapping[str, Any] | None) -> list[NeedsForm]:
    """One form a person, filled with earlier answers, else with what suits the age."""
    services = [one for one in catalogue.services(language()) if one.bookable]
    booklets = catalogue.booklets_on(party.day, language())
    return [
        NeedsForm(
            data,
            prefix=f"p{position}",
            person=person,
            age=party.age(person),
            services=services,
            booklets=booklets,
            initial=draft.needs.get(str(person.public_id)) or defaults(party.age(person), services),
        )
        for position, person in enumerate(party.people)
    ]


def guardian_form(party: Going, draft: PartyDraft, data: Mapping[str, Any] | None) -> list[GuardianForm]:
    """A list of one form, or of none where an adult is in the party."""
    return [GuardianForm(data, initial={"guardian": draft.guardian})] if party.are_minors else []


@dataclass(frozen=True, slots=True)
class Needs:
    """One person's answers in words, with papers and price."""

    person: Applicant
    age: int
    service: str
    booklet: str
    purpose: str
    papers: list[PaperText]
    price: Price

    @classmethod
    def of(cls, person: Applicant, draft: PartyDraft, party: Going, shelf: Shelf) -> Needs:
        asked, age = draft.needs[str(person.public_id)], party.age(person)
        service, price = shelf.services.get(asked["service"]), shelf.price(asked["service"], asked["booklet"])
        return cls(
            person,
            age,
            service.name if service else asked["service"],
            price.lines[0].name if price.lines else asked["booklet"],
            str(Purpose(asked["purpose"]).label),
            shelf.papers(asked["service"], purpose=asked["purpose"], age=age),
            price,
        )


def needs_of(draft: PartyDraft, party: Going) -> list[Needs]:
    """Everybody's answers, in the order of the draft."""
    shelf = catalogue.shelf(party.day, language())
    return [Needs.of(person, draft, party, shelf) for person in party.people]
