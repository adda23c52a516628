"""Behind the link of an invitation, on the public page of an office, and the one question on the product."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from giliran.feedback.models import Answer, Comment, Opinion
from giliran.offices.models import Office
from giliran.web.surveys import pace
from tests.feedback import scene
from tests.feedback.scene import CONTENT, EVENING, NOVEMBER

pytestmark = pytest.mark.django_db
SCORES = {f"u{number}": str(score) for number, score in enumerate(CONTENT, start=1)}
MOST_QUERIES = 12


@pytest.fixture(autouse=True)
def evening() -> Iterator[datetime]:
    with time_machine.travel(EVENING, tick=False):
        yield EVENING


@pytest.fixture
def office() -> Office:
    return scene.an_office()


def visitor(language: str = "en") -> Client:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("id", ("1. Persyaratan", "9. Sarana dan prasarana", "Sangat baik", "Bagaimana kunjungan Anda?")),
        ("en", ("1. Requirements", "9. Facilities", "Very good", "How was your visit?")),
    ],
)
def test_nine_elements_with_four_answers_in_both_languages(
    office: Office, language: str, words: tuple[str, ...], django_assert_max_num_queries: Any
) -> None:
    url = f"/survey/{scene.a_link(office)}/"
    with django_assert_max_num_queries(MOST_QUERIES):
        page = text_of(visitor(language).get(url))
    assert [word for word in words if word not in page] == []
    assert page.count('type="radio"') == 36
    assert page.count("checked") == 0


def test_what_was_typed_stays_and_each_question_left_out_is_named(office: Office) -> None:
    url = f"/survey/{scene.a_link(office)}/"
    page = visitor().post(url, {"u1": "4", "comment": "Ruang tunggu <b>panas</b>"})
    told = text_of(page)
    assert (page.status_code, told.count('href="#id_u')) == (422, 8)
    assert "Ruang tunggu &lt;b&gt;panas&lt;/b&gt;" in told and told.count("checked") == 1
    assert Answer.objects.count() == 0


def test_the_link_is_spent_by_the_answer_and_says_so_kindly(office: Office) -> None:
    url, client = f"/survey/{scene.a_link(office)}/", visitor()
    done = client.post(url, {**SCORES, "comment": "Baik", "sex": "F"})
    assert done.headers["Location"] == "/survey/thanks/?office=jakarta-selatan"
    assert "Thank you for your answers" in text_of(client.get(done.headers["Location"]))
    again = client.get(url)
    assert (again.status_code, "Thank you, you have answered" in text_of(again)) == (410, True)
    late = client.post(url, SCORES)
    assert (late.status_code, Answer.objects.count()) == (410, 1)


def test_the_link_can_be_closed_and_an_unknown_one_is_nobodys(office: Office) -> None:
    url, client = f"/survey/{scene.a_link(office)}/", visitor()
    assert client.get(f"{url}close/").status_code == 405
    client.post(f"{url}close/")
    closed, unknown = client.get(url), client.get("/survey/AAAAAAAAAAAAAAAAAAAAAA/")
    assert (closed.status_code, "You are asked no more" in text_of(closed)) == (410, True)
    assert (unknown.status_code, "No survey is here" in text_of(unknown)) == (404, True)


@pytest.mark.parametrize(
    ("language", "index", "words"),
    [("id", "91,67", "12 jawaban"), ("en", "91.67", "12 answers")],
)
@pytest.mark.parametrize("comments", [3, 60])
def test_the_public_page_says_index_grade_and_how_many(
    office: Office, language: str, index: str, words: str, comments: int, django_assert_max_num_queries: Any
) -> None:
    """6 x 4 and 3 x 3 are 33; 33 / 9 x 25 = 91.6666..."""
    scene.answers(office, (4, 4, 3, 4, 3, 4, 4, 4, 3), 12)
    Comment.objects.bulk_create(
        [Comment(office=office, month=NOVEMBER, text="Rapi", state="published") for _ in range(comments)]
    )
    Comment.objects.create(office=office, month=NOVEMBER, text="Rahasia")
    with django_assert_max_num_queries(MOST_QUERIES):
        page = text_of(visitor(language).get("/offices/jakarta-selatan/satisfaction/"))
    assert index in page and "A (" in page and ">12<" in page.replace(" ", "")
    assert page.count("<blockquote>Rapi") == min(comments, 20) and "Rahasia" not in page
    with django_assert_max_num_queries(MOST_QUERIES):
        short = text_of(visitor(language).get("/offices/jakarta-selatan/"))
    assert index in short and words in short


def test_few_answers_are_shown_to_nobody(office: Office) -> None:
    scene.answers(office, CONTENT, 9)
    page = text_of(visitor("id").get("/offices/jakarta-selatan/satisfaction/"))
    assert "Belum cukup jawaban (perlu paling sedikit 10)" in page and "Jawaban sejauh ini: 9" in page
    assert '<svg class="ikm-chart"' not in page and "Mutu" not in page


def test_one_question_on_the_product_needs_no_account(office: Office) -> None:
    cache.clear()
    client = visitor()
    assert "How good is Giliran" in text_of(client.get("/feedback/?from=booked"))
    assert client.post("/feedback/", {"comment": "Bagus"}).status_code == 422
    done = client.post("/feedback/?from=booked", {"score": "4", "comment": "Bagus"})
    assert "Thank you" in text_of(client.get(done.headers["Location"]))
    assert [(one.score, one.text, one.asked) for one in Opinion.objects.all()] == [(4, "Bagus", "booked")]
    told = [client.post("/feedback/", {"score": "1", "comment": "x"}).status_code for _ in range(pace.MOST_AN_HOUR)]
    assert told == [302] * (pace.MOST_AN_HOUR - 1) + [429]
    assert Opinion.objects.count() == pace.MOST_AN_HOUR
    cache.clear()
