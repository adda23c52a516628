"""Writing, publishing for a time, withdrawing; what is shipped; what is answered, sought in vain, and followed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from giliran import data
from giliran.audit.models import Event
from giliran.catalogue import services as catalogue
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.outreach import loading
from giliran.outreach.models import Helped, SoughtInVain, Writing, WritingVersion
from giliran.outreach.policy import writings as policy
from giliran.outreach.policy.writings import Text
from giliran.outreach.selectors import fills
from giliran.outreach.selectors import writings as selectors
from giliran.outreach.services import asking
from giliran.outreach.services import writings as services
from tests.factories import world
from tests.refusals import refused

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
HQ = Actor(None, "Maya", "web", frozenset({("hq", None)}))
TEXT = Text("Libur akhir tahun", "Year-end closure", "Kantor **tutup**.", "Offices are **closed**.")


def head(office_id: int) -> Actor:
    return Actor(None, "Rina", "web", frozenset({("head", office_id)}))


def written(**changes: object) -> Writing:
    given = {"kind": "announcement", "office": None, "by": HQ, "now": NOW} | changes
    return services.write(TEXT, **given)  # type: ignore[arg-type]


def publish(writing: Writing, by: Actor = HQ, *, begins: datetime | None = None, ends: datetime | None = None) -> None:
    writing.refresh_from_db()
    services.publish(writing=writing, seen=writing.latest, shown_from=begins, shown_until=ends, by=by, now=NOW)


def titles(now: datetime) -> list[str]:
    return [one.title_en for one in selectors.all_announcements(now)]


def test_a_text_is_read_from_its_hour_until_its_end_and_not_once_it_is_withdrawn() -> None:
    writing = written()
    assert titles(NOW) == []
    publish(writing, begins=NOW + HOUR, ends=NOW + 3 * HOUR)
    assert [titles(NOW + n * HOUR) for n in range(4)] == [[], ["Year-end closure"], ["Year-end closure"], []]
    services.withdraw(writing=writing, by=HQ, now=NOW)
    assert titles(NOW + HOUR) == []
    with refused("writing_not_shown"):
        services.withdraw(writing=writing, by=HQ, now=NOW)
    publish(writing)
    assert titles(NOW) == ["Year-end closure"]
    assert [(one.state, one.number) for one in selectors.moves_of(writing)] == [
        ("published", 1), ("withdrawn", 1), ("published", 1),
    ]  # fmt: skip
    assert set(Event.objects.values_list("event", flat=True)) == {
        "writing.written", "writing.published", "writing.withdrawn",
    }  # fmt: skip


def test_a_newer_version_is_read_once_it_is_published_and_none_is_lost() -> None:
    writing = written()
    publish(writing)
    services.rewrite(replace(TEXT, title_en="Closed"), writing=writing, seen=1, by=HQ, now=NOW)
    assert titles(NOW) == ["Year-end closure"]
    publish(writing)
    assert titles(NOW) == ["Closed"]
    assert [one.title_en for one in selectors.versions_of(writing)] == ["Closed", "Year-end closure"]
    with refused("writing_moved"):
        services.rewrite(replace(TEXT, title_en="Late"), writing=writing, seen=1, by=HQ, now=NOW)
    with refused("nothing_new"):
        services.rewrite(replace(TEXT, title_en=" Closed "), writing=writing, seen=2, by=HQ, now=NOW)


def test_two_of_the_same_title_have_names_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [written().name for _ in range(2)]
    assert names[0] == "libur-akhir-tahun" and names[1].startswith("libur-akhir-tahun-")
    assert services.name_for("New").startswith("new-") and services.name_for("\N{GRINNING FACE}") == "tulisan"
    monkeypatch.setattr(services, "name_for", lambda title: names[0])
    with refused("name_taken"):
        written()


@pytest.mark.parametrize(
    ("begins", "ends", "code"), [(0, -1, "until_past"), (3, 2, "until_before_from"), (2, 2, "until_before_from")]
)
def test_an_end_lies_after_the_beginning_and_ahead(begins: int, ends: int, code: str) -> None:
    with refused(code):
        publish(written(), begins=NOW + begins * HOUR, ends=NOW + ends * HOUR)


def test_what_is_wrong_is_said_at_every_field() -> None:
    with pytest.raises(Refusal) as found:
        services.write(
            Text("", "Title", "<script>x</script>", "[x](javascript:1)"), kind="question", office=None, by=HQ, now=NOW
        )
    assert [field for field, _sentence in found.value.data["faults"]] == ["title_id", "body_id", "body_en", "topic"]
    assert "<script" in str(found.value.data["faults"][1][1])
    assert not Writing.objects.exists()


def test_an_office_announces_for_itself_and_nobody_for_another() -> None:
    office, other = world.an_office(id=1), world.an_office("bogor", id=2)
    publish(written(office=office, by=head(1)), head(1))
    publish(written(), HQ)
    publish(written(kind="maintenance"), HQ)
    assert [one.writing.office_id for one in selectors.announcements(NOW, office=office)] == [None, 1]
    assert [one.writing.kind for one in selectors.announcements(NOW, office=other)] == ["maintenance"]
    assert [one.writing.kind for one in selectors.announcements(NOW)] == ["maintenance", "announcement"]
    for by, wanted in ((head(2), {"office": office}), (head(1), {}), (head(1), {"office": office, "kind": "guide"})):
        with pytest.raises(PermissionDenied):
            written(by=by, **wanted)
    mine = Writing.objects.get(office=office)
    assert selectors.writing_of(mine.name, office, head(2)) is None
    with pytest.raises(PermissionDenied):
        services.withdraw(writing=mine, by=head(2), now=NOW)


def test_an_edition_is_taken_in_again_and_never_over_what_headquarters_wrote() -> None:
    edition = {"questions": data.written("faq")["question"][:3], "guides": data.written("guides")["guide"][:1]}
    loading.load(**edition, now=NOW)
    assert loading.load(**edition, now=NOW) == {"writings": 4}
    assert WritingVersion.objects.count() == 4
    ours, theirs, gone = selectors.questions(NOW)
    changed = replace(services.text_of(ours, ours.writing.topic), title_en="Ours")
    services.rewrite(changed, writing=ours.writing, seen=1, by=HQ, now=NOW)
    services.withdraw(writing=gone.writing, by=HQ, now=NOW)
    newer = [{**one, "title": {"id": "Judul baru", "en": "New title"}} for one in edition["questions"]]
    loading.load(questions=newer, guides=[], now=NOW)
    assert [one.title_en for one in selectors.versions_of(ours.writing)] == ["Ours", ours.title_en]
    assert [one.title_en for one in selectors.questions(NOW)] == [ours.title_en, "New title"]
    assert selectors.versions_of(theirs.writing)[0].title_en == "New title"
    assert Writing.objects.get(pk=gone.writing_id).state == "withdrawn"


def test_all_that_is_shipped_can_be_written_and_filled_in() -> None:
    catalogue.load(texts=data.document("catalogue"), amounts=data.rows("fees"))
    loading.load(questions=data.written("faq")["question"], guides=data.written("guides")["guide"], now=NOW)
    for language in ("id", "en"):
        texts = [one.body(language) for one in [*selectors.questions(NOW), *selectors.guides(NOW)]]
        known = fills.values_for(texts, language, NOW.date())
        left = {one for text in texts for one in policy.markdown.fills_in(policy.markdown.fill(text, known))}
        assert left == set()
    assert known["fee", "PB_E_10"] == "Rp950.000" and known["day", "release_weekday"] == "Friday"
    assert selectors.found("brp biaya paspor", selectors.questions(NOW))[0].writing.name == "cost"


def test_one_session_says_once_whether_it_helped() -> None:
    writing = written(kind="announcement")
    asking.say_whether_it_helped(writing=writing, session="a", yes=True, now=NOW)
    asking.say_whether_it_helped(writing=writing, session="b", yes=False, now=NOW)
    with refused("helped_already"):
        asking.say_whether_it_helped(writing=writing, session="a", yes=False, now=NOW)
    assert selectors.helped(HQ, NOW.date().replace(day=1)) == {writing.pk: (1, 1)}
    assert selectors.helped(head(1), NOW.date()) == {}
    assert b"a" not in bytes(Helped.objects.earliest("id").voter)[:1]


def test_what_was_sought_in_vain_is_counted_without_numbers_of_people() -> None:
    for asked in ("Paspor  Kuda", "paspor kuda", "nik 3174015202920051 kok gagal", "ab"):
        asking.note_in_vain(asked, now=NOW)
    asking.note_in_vain("x" * 500, now=NOW)
    found = [(one.words, one.times) for one in selectors.sought_in_vain(HQ)]
    assert found[0] == ("paspor kuda", 2)
    assert ("nik ************0051 kok gagal", 1) in found and len(found) == 3
    assert list(selectors.sought_in_vain(head(1))) == []
    assert asking.forget_old(NOW + timedelta(days=181)) == 3 and not SoughtInVain.objects.exists()
