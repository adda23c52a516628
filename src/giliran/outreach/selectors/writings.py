"""What the public reads, and what those who write see of it."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Count, F, Q, QuerySet

from giliran.core.types import Actor
from giliran.offices.models import Office
from giliran.outreach import permissions
from giliran.outreach.models import Helped, SoughtInVain, Writing, WritingMove, WritingVersion
from giliran.outreach.policy import markdown
from giliran.outreach.policy.search import Entry, search
from giliran.outreach.states import ANNOUNCED, WritingKind, WritingState


def shown(now: datetime) -> QuerySet[WritingVersion]:
    """Every version that anybody may read at this moment."""
    return (
        WritingVersion.objects.filter(
            Q(writing__shown_until=None) | Q(writing__shown_until__gt=now),
            writing__state=WritingState.PUBLISHED,
            writing__shown_from__lte=now,
            number=F("writing__shown"),
        )
        .select_related("writing__office")
        .order_by("-writing__shown_from", "-writing_id")
    )


def announcements(now: datetime, *, office: Office | None = None) -> QuerySet[WritingVersion]:
    """Those of the country; or, for an office, its own, and the planned maintenance. The newest first."""
    works = Q(writing__office=None, writing__kind=WritingKind.MAINTENANCE)
    whose = works | Q(writing__office=office) if office else Q(writing__office=None)
    return shown(now).filter(whose, writing__kind__in=ANNOUNCED)


def all_announcements(now: datetime) -> QuerySet[WritingVersion]:
    """Those of every office, and of the country."""
    return shown(now).filter(writing__kind__in=ANNOUNCED)


def guides(now: datetime) -> list[WritingVersion]:
    return list(shown(now).filter(writing__kind=WritingKind.GUIDE).order_by("writing__place", "writing_id"))


def questions(now: datetime) -> list[WritingVersion]:
    """Every answered question, in the order of the page."""
    return list(shown(now).filter(writing__kind=WritingKind.QUESTION).order_by("writing__place", "writing_id"))


def shown_as(name: str, now: datetime, *kinds: str) -> WritingVersion | None:
    """What stands at an address, if anybody may read it now."""
    return shown(now).filter(writing__name=name, writing__kind__in=kinds).first()


def found(asked: str, among: list[WritingVersion]) -> list[WritingVersion]:
    """Those that answer what was asked, the best first; in whatever language it was asked."""
    by_name = {one.writing.name: one for one in among}
    return [by_name[name] for name in search(asked, tuple(_entry(one) for one in among))]


def _entry(one: WritingVersion) -> Entry:
    body = f"{markdown.plain(one.body_id)} {markdown.plain(one.body_en)}"
    return Entry(one.writing.name, f"{one.title_id} {one.title_en}", one.words, body)


def writings_of(office: Office | None, actor: Actor, kind: str = "") -> QuerySet[Writing]:
    """All that stands in one hand: the country's, or an office's; the last touched first."""
    if not permissions.may_write(actor, office.pk if office else None):
        return Writing.objects.none()
    mine = Writing.objects.filter(office=office)
    kinds = list(ANNOUNCED) if kind == WritingKind.ANNOUNCEMENT else [kind]
    return (mine.filter(kind__in=kinds) if kind else mine).order_by("place", "-created_at", "-id")


def latest_of(writings: list[Writing]) -> dict[int, WritingVersion]:
    """Writing id to its newest version."""
    versions = WritingVersion.objects.filter(writing__in=writings, number=F("writing__latest"))
    return {one.writing_id: one for one in versions.select_related("made_by")}


def writing_of(name: str, office: Office | None, actor: Actor) -> Writing | None:
    return writings_of(office, actor).filter(name=name).first()


def versions_of(writing: Writing) -> list[WritingVersion]:
    """Every version, the newest first."""
    return list(WritingVersion.objects.filter(writing=writing).select_related("made_by").order_by("-number"))


def moves_of(writing: Writing) -> list[WritingMove]:
    return list(WritingMove.objects.filter(writing=writing).select_related("made_by").order_by("-id"))


def helped(actor: Actor, since: date) -> dict[int, tuple[int, int]]:
    """Writing id to how many sessions it helped, and how many not, since a month."""
    if not permissions.may_write(actor, None):
        return {}
    said = Helped.objects.filter(month__gte=since).values_list("writing_id")
    rows = said.annotate(helped=Count("id", filter=Q(yes=True)), did_not=Count("id", filter=Q(yes=False)))
    return {writing: (helped, did_not) for writing, helped, did_not in rows}


def sought_in_vain(actor: Actor) -> QuerySet[SoughtInVain]:
    """Words without an answer, the most wanted first."""
    if not permissions.may_write(actor, None):
        return SoughtInVain.objects.none()
    return SoughtInVain.objects.order_by("-times", "-last_at")
