"""The catalogue, for anybody, as plain values in one language (`id` or `en`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from django.db.models import Q, Value
from django.utils.translation import override

from giliran.catalogue import policy
from giliran.catalogue.models import AnyPaper, Fee, Paper, PurposePaper, Service
from giliran.catalogue.policy import ServiceRule
from giliran.catalogue.states import FeeKind, Purpose, Requirement


@dataclass(frozen=True, slots=True)
class ServiceText:
    code: str
    kind: str
    name: str
    summary: str
    bookable: bool
    min_age: int | None
    max_age: int | None


@dataclass(frozen=True, slots=True)
class PaperText:
    """A paper to bring; `condition` says when, where it is not always asked."""

    code: str
    name: str
    requirement: str
    requirement_name: str
    condition: str


@dataclass(frozen=True, slots=True)
class FeeText:
    """An amount in rupiah; `validity_years`, `electronic` and `min_age` are those of a booklet."""

    code: str
    kind: str
    name: str
    amount_idr: int
    validity_years: int | None
    electronic: bool
    min_age: int | None
    note: str
    regulation: str


@dataclass(frozen=True, slots=True)
class Price:
    """What one person pays, line by line: the booklet first, then what the service adds."""

    lines: tuple[FeeText, ...]

    @property
    def total_idr(self) -> int:
        return sum(line.amount_idr for line in self.lines)


def services(lang: str) -> list[ServiceText]:
    """Every service, in the order of the catalogue."""
    return [_service(service, lang) for service in Service.objects.order_by("seq")]


def service_by_code(code: str, lang: str) -> ServiceText | None:
    found = Service.objects.filter(code=code).first()
    return _service(found, lang) if found else None


def papers_for(service: str, lang: str, *, purpose: str = "", age: int | None = None) -> list[PaperText]:
    """What to bring for a service (code), a purpose of travel and an age on the day of the visit."""
    papers: list[AnyPaper] = list(Paper.objects.filter(service=service).order_by("seq"))
    added = PurposePaper.objects.filter(purpose=purpose).order_by("seq") if purpose else ()
    return [_paper(paper, lang) for paper in policy.papers_for(papers, added, age)]


def fees_on(day: date, lang: str) -> list[FeeText]:
    """Every amount that counts on a day, in the order of the catalogue."""
    fees = Fee.objects.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day).order_by("seq")
    return [_fee(fee, lang) for fee in policy.valid_on(fees, day)]


def booklets_on(day: date, lang: str, *, age: int | None = None) -> list[FeeText]:
    """The booklets that exist on a day; with an age, those that somebody of this age may choose."""
    return [
        fee for fee in fees_on(day, lang) if fee.kind == FeeKind.BOOKLET and (age is None or (fee.min_age or 0) <= age)
    ]


def price_of(service: str, booklet: str, day: date, lang: str) -> Price:
    """What a booklet costs with a service on a day, no part hidden (R18); empty if it did not exist then."""
    surcharge = Service.objects.filter(code=service).values_list("surcharge", flat=True).first()
    fees = {fee.code: fee for fee in fees_on(day, lang)}
    if booklet not in fees:
        return Price(())
    return Price(tuple(fees[code] for code in (booklet, surcharge) if code in fees))


@dataclass(frozen=True, slots=True)
class Shelf:
    """The whole catalogue as it counts on one day: three questions to the database, however many people ask."""

    services: dict[str, ServiceText]
    fees: dict[str, FeeText]
    language: str
    _surcharges: dict[str, str]
    _papers: dict[str, list[AnyPaper]]
    _added: dict[str, list[AnyPaper]]

    def papers(self, service: str, *, purpose: str = "", age: int | None = None) -> list[PaperText]:
        """As `papers_for`."""
        found = policy.papers_for(self._papers.get(service, ()), self._added.get(purpose, ()), age)
        return [_paper(paper, self.language) for paper in found]

    def added_by(self, purpose: str) -> list[PaperText]:
        """What a purpose of travel asks beside the papers of the service."""
        return [_paper(paper, self.language) for paper in self._added.get(purpose, ())]

    def price(self, service: str, booklet: str) -> Price:
        """As `price_of`."""
        if booklet not in self.fees:
            return Price(())
        codes = (booklet, self._surcharges.get(service, ""))
        return Price(tuple(self.fees[code] for code in codes if code in self.fees))

    @property
    def booklets(self) -> list[FeeText]:
        return [fee for fee in self.fees.values() if fee.kind == FeeKind.BOOKLET]


def shelf(day: date, lang: str) -> Shelf:
    """The catalogue as it counts on a day."""
    services = list(Service.objects.order_by("seq"))
    papers, added = _papers_of_all()
    return Shelf(
        {one.code: _service(one, lang) for one in services},
        {fee.code: fee for fee in fees_on(day, lang)},
        lang,
        {one.code: one.surcharge for one in services},
        papers,
        added,
    )


_PAPER = ("code", "name_id", "name_en", "requirement", "condition_id", "condition_en", "min_age", "max_age", "seq")


def _papers_of_all() -> tuple[dict[str, list[AnyPaper]], dict[str, list[AnyPaper]]]:
    """The papers of every service and of every purpose, in their order; one question over both tables."""
    asked = Paper.objects.order_by().values_list("service_id", Value(""), *_PAPER)
    more = PurposePaper.objects.order_by().values_list(Value(""), "purpose", *_PAPER)
    papers: dict[str, list[AnyPaper]] = {}
    added: dict[str, list[AnyPaper]] = {}
    for service, purpose, *values in sorted(asked.union(more, all=True), key=lambda row: row[-1]):
        paper = Paper(**dict(zip(_PAPER, values, strict=True)))
        (added if purpose else papers).setdefault(purpose or service, []).append(paper)
    return papers, added


def service_rules() -> dict[str, ServiceRule]:
    """Service code -> may it be booked, and by what ages; read once in a process."""
    return _rules()[0]


def booklet_ages() -> dict[str, int]:
    """Booklet code -> the age from which it may be chosen; read once in a process."""
    return _rules()[1]


def purposes() -> frozenset[str]:
    return frozenset(Purpose.values)


def forget_rules() -> None:
    """Read the rules anew next time."""
    _read_rules.cache_clear()


def _rules() -> tuple[dict[str, ServiceRule], dict[str, int]]:
    rules = _read_rules()
    if not rules[0]:
        forget_rules()
    return rules


@cache
def _read_rules() -> tuple[dict[str, ServiceRule], dict[str, int]]:
    rows = Service.objects.values_list("code", "bookable", "min_age", "max_age")
    booklets = Fee.objects.filter(kind=FeeKind.BOOKLET).values_list("code", "min_age")
    rules = {code: ServiceRule(bookable, *ages) for code, bookable, *ages in rows}
    return rules, {code: age or 0 for code, age in booklets}


def _in(lang: str, label: object) -> str:
    with override(lang):
        return str(label)


def _service(service: Service, lang: str) -> ServiceText:
    return ServiceText(
        service.code,
        service.kind,
        service.name(lang),
        service.summary(lang),
        service.bookable,
        service.min_age,
        service.max_age,
    )


def _paper(paper: AnyPaper, lang: str) -> PaperText:
    return PaperText(
        paper.code,
        paper.name(lang),
        paper.requirement,
        _in(lang, Requirement(paper.requirement).label),
        paper.condition(lang),
    )


def _fee(fee: Fee, lang: str) -> FeeText:
    return FeeText(
        fee.code,
        fee.kind,
        fee.name(lang),
        fee.amount_idr,
        fee.validity_years,
        fee.electronic,
        fee.min_age,
        fee.note(lang),
        fee.regulation,
    )
