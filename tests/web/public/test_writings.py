"""Announcements, guides and answers as everybody reads them."""

from __future__ import annotations

import gzip
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from giliran import data
from giliran.catalogue import services as catalogue
from giliran.core.types import Actor
from giliran.offices.models import Office
from giliran.outreach import loading
from giliran.outreach.models import Follow, Helped, SoughtInVain, Writing
from giliran.outreach.policy.pictures import PICTURES
from giliran.outreach.policy.writings import Text
from giliran.outreach.services import writings as services
from tests.factories import world
from tests.web.public.test_pages import MOST_QUERIES, words_of

pytestmark = pytest.mark.one_engine

HQ = Actor(None, "Maya", "web", frozenset({("hq", None)}))


@pytest.fixture
def answers(office: Office, sunday: datetime) -> None:
    """Everything that is shipped."""
    catalogue.load(texts=data.document("catalogue"), amounts=data.rows("fees"))
    loading.load(questions=data.written("faq")["question"], guides=data.written("guides")["guide"], now=sunday)


def announce(title: str, now: datetime, office: Office | None = None, kind: str = "announcement") -> Writing:
    text = Text(title, title, "Kantor **tutup** {fee:PB_E_10}.", "Offices **close** {fee:PB_E_10}.")
    made = services.write(text, kind=kind, office=office, by=HQ, now=now)
    services.publish(writing=made, seen=1, shown_from=None, shown_until=None, by=HQ, now=now)
    return made


def test_every_picture_is_there_in_both_languages_and_small() -> None:
    for name in PICTURES:
        for language in ("id", "en"):
            file = finders.find(f"guides/{name}-{language}.webp")
            assert file and Path(str(file)).stat().st_size <= 60_000, name


def test_the_help_is_light_and_asks_little(answers: None, visitor: Client, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    for address in ("/faq/", "/faq/?q=brp+biaya+paspor", "/faq/cost/", "/guides/", "/guides/booking/"):
        with django_assert_max_num_queries(MOST_QUERIES):
            page = visitor.get(address)
        assert page.status_code == 200
        assert len(gzip.compress(page.content)) < 11_000, address
        assert not re.search(rb"\{(fee|papers|figure|day|hour):", page.content), address


def test_an_answer_is_found_by_peoples_own_words(answers: None, visitor: Client) -> None:
    for asked, best in (
        ("brp biaya pasport", "What does a passport cost?"),
        ("perpanjagan", "Which papers does"),
    ):
        found = visitor.get("/faq/", {"q": asked})
        assert found.context["found"][0].title.startswith(best)
    assert "Rp950.000" in words_of(visitor.get("/faq/cost/"))
    assert "Electronic identity card" in words_of(visitor.get("/faq/new-papers/"))
    assert visitor.get("/faq/atlantis/").status_code == 404


def test_what_is_not_found_is_noted_once_for_each_look(answers: None, visitor: Client) -> None:
    said = words_of(visitor.get("/faq/", {"q": "xkcdqwrt <script>"}))
    assert "No answer was found." in said and "&lt;script&gt;" not in SoughtInVain.objects.get().words
    assert SoughtInVain.objects.get().words == "xkcdqwrt <script>"
    visitor.get("/faq/", {"q": "\x00 \N{GRINNING FACE}"})
    assert visitor.get("/faq/", {"q": "a" * 5000}).status_code == 200


def test_a_session_says_once_whether_an_answer_helped(answers: None, visitor: Client) -> None:
    assert "Did this help?" in words_of(visitor.get("/faq/cost/"))
    said = visitor.post("/faq/cost/helped/", {"helped": "no"}, follow=True)
    assert "We read which answers do not help." in words_of(said)
    assert "Did this help?" not in words_of(said)
    again = visitor.post("/faq/cost/helped/", {"helped": "yes"}, follow=True)
    assert "You have answered this already" in words_of(again)
    assert list(Helped.objects.values_list("yes", flat=True)) == [False]
    assert visitor.post("/faq/atlantis/helped/", {"helped": "yes"}).status_code == 404


def test_announcements_stand_where_they_belong(
    office: Office, visitor: Client, sunday: datetime, django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    bogor = world.an_office("bogor", id=2)
    works = announce("Pemeliharaan Sabtu", sunday, kind="maintenance")
    announce("Bogor pindah", sunday, bogor)
    for number in range(30):
        announce(f"Kabar {number}", sunday - timedelta(days=number + 1))
    with django_assert_max_num_queries(MOST_QUERIES):
        home = words_of(visitor.get("/"))
    assert "Pemeliharaan Sabtu" in home and "Planned maintenance" in home and "Kabar 1 " in home
    assert "Kabar 2 " not in home and "Bogor pindah" not in home
    with django_assert_max_num_queries(MOST_QUERIES):
        assert "Bogor pindah" in words_of(visitor.get("/offices/bogor/"))
    assert "Bogor pindah" not in words_of(visitor.get("/offices/jakarta-selatan/"))
    everything = visitor.get("/announcements/")
    assert "Bogor pindah" in words_of(everything) and "Page 1 of 2" in words_of(everything)
    one = visitor.get(f"/announcements/{works.name}/")
    assert b"<strong>close</strong> Rp950.000" in one.content
    services.withdraw(writing=works, by=HQ, now=sunday)
    assert visitor.get(f"/announcements/{works.name}/").status_code == 404


def test_an_office_is_followed_and_left_again(office: Office, visitor: Client) -> None:
    assert "Sign in to follow this office" in words_of(visitor.get("/offices/jakarta-selatan/"))
    siti = world.an_account()
    world.sign_in(visitor, siti)
    assert "You follow no office" in words_of(visitor.get("/me/follows/"))
    followed = visitor.post("/me/follows/jakarta-selatan/", follow=True)
    assert "You follow this office. Stop" in words_of(followed)
    assert Follow.objects.get().account_id == siti.pk
    left = visitor.post("/me/follows/jakarta-selatan/", {"stop": "1", "back": "list"}, follow=True)
    assert "You no longer follow" in words_of(left) and not Follow.objects.exists()
