"""Which service suits whom, which papers and booklets that means, and which amount counts on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple, Protocol, TypeVar

from giliran.accounts.policy import Reason

TEN_YEARS_FROM = 17  # PR06: ten years from age 17 or if married, else five


class ServiceRule(NamedTuple):
    """May a service be booked, and by what ages (inclusive)."""

    bookable: bool
    min_age: int | None
    max_age: int | None


class HasAges(Protocol):
    @property
    def min_age(self) -> int | None: ...
    @property
    def max_age(self) -> int | None: ...


class Priced(Protocol):
    @property
    def code(self) -> str: ...
    @property
    def min_age(self) -> int | None: ...
    @property
    def valid_from(self) -> date: ...
    @property
    def valid_to(self) -> date | None: ...


AnyPaper = TypeVar("AnyPaper", bound=HasAges)
AnyFee = TypeVar("AnyFee", bound=Priced)


def suits(service: HasAges, age: int) -> Reason | None:
    """Why a service is not for somebody of this age, or None if it is."""
    if service.min_age is not None and age < service.min_age:
        return Reason("service_for_older", {"from_age": service.min_age, "age": age})
    if service.max_age is not None and age > service.max_age:
        return Reason("service_for_younger", {"below_age": service.max_age + 1, "age": age})
    return None


def papers_for(papers: Iterable[AnyPaper], added: Iterable[AnyPaper] = (), age: int | None = None) -> list[AnyPaper]:
    """The papers of a service, then those that the purpose adds, for one age, or for all if it is not known."""
    return [paper for paper in (*papers, *added) if age is None or suits(paper, age) is None]


def valid_on(fees: Iterable[AnyFee], day: date) -> list[AnyFee]:
    """The fees that count on a day; of two for one code, the one that began later."""
    newest: dict[str, AnyFee] = {}
    for fee in fees:
        ended = fee.valid_to is not None and fee.valid_to < day
        if fee.valid_from <= day and not ended:
            known = newest.get(fee.code)
            newest[fee.code] = fee if known is None or known.valid_from < fee.valid_from else known
    return list(newest.values())


def fee_of(fees: Iterable[AnyFee], code: str, day: date) -> AnyFee | None:
    """The fee of one booklet or surcharge on a day; None if it did not exist then."""
    return next(iter(valid_on((fee for fee in fees if fee.code == code), day)), None)


def booklets_for(booklets: Iterable[AnyFee], age: int, *, married: bool = False) -> list[AnyFee]:
    """The booklets that somebody may choose."""
    return [one for one in booklets if married or one.min_age is None or one.min_age <= age]


def default_booklet(age: int) -> str:
    """The code of the booklet that is offered first: the longest validity without the electronic extra."""
    return "PB_NE_10" if age >= TEN_YEARS_FROM else "PB_NE_5"
