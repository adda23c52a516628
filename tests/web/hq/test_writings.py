"""What is written for everybody, as headquarters and the head of an office work on it."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client

from giliran.offices.models import Office
from giliran.outreach.models import SoughtInVain, Writing, WritingVersion
from tests.factories import world
from tests.web.public.test_pages import words_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]

TEXTS = {"title_id": "Libur", "title_en": "Closed", "body_id": "**Tutup**.", "body_en": "Offices are **closed**."}


@pytest.fixture
def office(sunday: datetime) -> Office:
    return world.an_office(id=1, quota=None)


def signed_in(role: str, office: Office | None) -> Client:
    client = world.sign_in(Client(), world.staff_member(role, office), second_factor=True)
    client.cookies["django_language"] = "en"
    return client


def test_a_text_is_looked_at_kept_scheduled_changed_and_withdrawn(office: Office) -> None:
    maya = signed_in("hq", None)
    looked = maya.post("/hq/writings/new/announcement/", {**TEXTS, "step": "preview"})
    assert b"<strong>closed</strong>" in looked.content and not Writing.objects.exists()
    said = words_of(maya.post("/hq/writings/new/announcement/", {**TEXTS, "step": "save"}, follow=True))
    assert "Kept as a draft" in said and "as shipped" not in said
    page = "/hq/writings/libur/"
    later = {"seen": "1", "shown_from": "2026-11-23T08:00", "shown_until": "2026-11-24T08:00"}
    assert "It will be shown at its time." in words_of(maya.post(f"{page}publish/", later, follow=True))
    assert Writing.objects.get().shown_from.isoformat() == "2026-11-23T01:00:00+00:00"
    assert "from Mon 23 Nov, 08:00" in words_of(maya.get("/hq/writings/"))
    wrong = maya.post(f"{page}publish/", {"seen": "1", "shown_until": "2026-11-01T08:00"})
    assert wrong.status_code == 422 and "Choose an end that is still to come" in words_of(wrong)
    assert 'value="2026-11-01T08:00"' in wrong.content.decode()
    changed = {**TEXTS, "title_en": "Shut", "seen": "1", "step": "save"}
    assert "The public still reads an older version" in words_of(maya.post(f"{page}edit/", changed, follow=True))
    stale = maya.post(f"{page}edit/", {**TEXTS, "title_en": "Too late", "seen": "1"})
    assert stale.status_code == 422 and "Somebody else has just changed this" in words_of(stale)
    assert "Too late" in stale.content.decode()
    assert "Withdrawn." in words_of(maya.post(f"{page}withdraw/", follow=True))
    assert WritingVersion.objects.count() == 2


def test_what_cannot_be_kept_keeps_what_was_typed(office: Office) -> None:
    maya = signed_in("hq", None)
    for step in ("preview", "save"):
        bad = {"title_id": "", "body_id": "<script>x</script>", "title_en": "T", "body_en": "[a](data:x)", "step": step}
        refused = maya.post("/hq/writings/new/question/", {**bad, "words": "w" * 301})
        said = words_of(refused)
        assert refused.status_code == 422
        for words in ("Write this in both languages", "HTML is not taken", "leads nowhere safe", "at most 300",
                      "Choose what the question is about."):  # fmt: skip
            assert words in said, words
        assert "&lt;script&gt;x" in refused.content.decode() and "<script>x" not in refused.content.decode()
    assert maya.get("/hq/writings/new/poem/").status_code == 404
    assert maya.get("/hq/writings/atlantis/").status_code == 404


def test_a_head_writes_for_the_own_office_alone(office: Office) -> None:
    bogor = world.an_office("bogor", id=2, quota=None)
    rina = signed_in("head", office)
    rina.post("/office/jakarta-selatan/writings/new/", {**TEXTS, "step": "save"})
    made = Writing.objects.get()
    assert (made.office_id, made.kind) == (office.pk, "announcement")
    assert "Closed" in words_of(rina.get("/office/jakarta-selatan/writings/"))
    hasan = world.sign_in(Client(), world.staff_member("head", bogor, email="h@example.id"), second_factor=True)
    assert hasan.get(f"/office/bogor/writings/{made.name}/").status_code == 404
    assert hasan.get(f"/office/jakarta-selatan/writings/{made.name}/").status_code == 403
    assert hasan.get(f"/hq/writings/{made.name}/").status_code == 403


def test_lists_ask_little_however_much_is_written(
    office: Office, sunday: datetime, django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    maya = signed_in("hq", None)
    SoughtInVain.objects.bulk_create(
        [SoughtInVain(words=f"kata {number}", times=number, last_at=sunday) for number in range(300)]
    )
    for number in range(60):
        writing = Writing.objects.create(kind="question", name=f"n{number}", topic="fees", latest=1, created_at=sunday)
        WritingVersion.objects.create(writing=writing, number=1, made_at=sunday, **TEXTS)
    for address in ("/hq/writings/?kind=question", "/hq/writings/in-vain/"):
        with django_assert_max_num_queries(12):
            assert maya.get(address).status_code == 200
    assert "kata 299" in words_of(maya.get("/hq/writings/in-vain/"))
