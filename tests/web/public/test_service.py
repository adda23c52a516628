"""The public-service page: the six contents, each from what the office works with."""

from __future__ import annotations

import pytest
from django.test import Client

from giliran.offices.models import Office, PolicyValue
from tests.factories import world
from tests.feedback import scene
from tests.web.public.test_pages import words_of

pytestmark = pytest.mark.one_engine
PAGE = "/offices/jakarta-selatan/public-service/"


@pytest.mark.parametrize(
    ("language", "contents"),
    [
        ("id", ("Profil penyelenggara", "Profil pelaksana", "Standar pelayanan", "Maklumat pelayanan", "Pengaduan",
                "Penilaian kinerja", "Senin–Jumat", "08.00–12.00 WIB (Pagi)", "siap menerima sanksi")),
        ("en", ("The provider", "The staff", "Service standards", "Service pledge", "Complaints", "Performance",
                "Monday–Friday", "08:00–12:00 WIB (Morning)", "ready to accept sanctions")),
    ],
)  # fmt: skip
def test_six_contents_in_both_languages(
    office: Office, visitor: Client, language: str, contents: tuple[str, ...]
) -> None:
    visitor.cookies["django_language"] = language
    page = visitor.get(PAGE)
    said = words_of(page)
    assert [words for words in contents if words not in said] == []
    assert page.content.count(b"<h2 ") == 6
    assert PAGE in visitor.get("/offices/jakarta-selatan/").content.decode()


def test_it_says_what_holds_now(office: Office, visitor: Client) -> None:
    head = world.staff_member("head", office)
    for role, count in (("cs", 2), ("counter", 3)):
        for number in range(count):
            world.staff_member(role, office, email=f"{role}{number}@example.id")
    scene.answers(office, (4, 4, 3, 4, 3, 4, 4, 4, 3), 12)
    said = words_of(visitor.get(PAGE))
    assert "6 assignments by role" in said and "Counter officer 3" in said and head.name not in said
    assert "91.67" in said and "A (Very good)" in said and "12 answers" in said
    assert "New passport: ready within 4 working days" in said and "Rp950.000" in said
    assert "Monday 40 0" in said and "Saturday" not in said
    assert "within 3 working days" in said and "finished within 60 working days" in said
    for key, value in (("issue_days", "6"), ("head_named", "1")):
        PolicyValue.objects.create(office=office, key=key, value=value)
    office.working_days.filter(weekday=4).delete()
    said = words_of(visitor.get(PAGE))
    assert "ready within 6 working days" in said and "Monday–Thursday" in said
    assert said.count(head.name) == 2


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_it_asks_the_same_for_a_small_office_and_a_large_one(
    office: Office, visitor: Client, rows: int, django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    for number in range(min(rows, 40)):
        world.staff_member("counter", office, email=f"c{number}@example.id")
    scene.answers(office, (4,) * 9, rows)
    with django_assert_max_num_queries(12):
        assert visitor.get(PAGE).status_code == 200
