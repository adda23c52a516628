"""Complaints through the API: the account's own, with the rules and sentences of the pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from giliran.api.v1.complaints import FILED
from giliran.complaints import services
from giliran.complaints.models import Complaint, Link, Reply
from giliran.complaints.selectors import by_link
from tests.api.conftest import API, Country, an_app, is_problem
from tests.complaints import scene
from tests.complaints.scene import staff

pytestmark = pytest.mark.django_db

ALL = f"{API}complaints"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _nobody_filed_yet() -> None:
    cache.clear()


def files(app: Client, key: str = "satu", **changes: Any) -> Any:
    body = {"category": "waiting", "text": "Antrean tidak bergerak", "office": "jakarta-selatan"} | changes
    return app.post(ALL, body, content_type="application/json", headers={"idempotency-key": key} if key else {})


def presses(app: Client, number: str, what: str, body: Any = None, key: str = "") -> Any:
    headers = {"idempotency-key": key} if key else {}
    return app.post(f"{ALL}/{number}/{what}", body or {}, content_type="application/json", headers=headers)


def the_one() -> Complaint:
    return scene.fresh(Complaint.objects.get())


def test_it_is_filed_once_under_its_key_and_read_with_its_terms(app: Client, country: Country) -> None:
    made = files(app, text="Antrean tidak bergerak.\r\nNIK saya 3171234567890123")
    assert made.status_code == 201
    body = made.json()
    assert {name: body[name] for name in ("category", "mode", "state", "works", "due", "link", "photos", "said")} == {
        "category": "waiting", "mode": "named", "state": "submitted", "works": "office", "due": "2026-11-25",
        "link": None, "photos": 0, "said": [],
    }  # fmt: skip
    assert body["text"] == "Antrean tidak bergerak.\nNIK saya ************0123"
    assert [(one["term"], one["until"], one["is_met"]) for one in body["terms"]] == [
        ("verify", "2026-11-25", False), ("first_answer", "2026-11-27", False), ("finish", "2026-12-10", False),
    ]  # fmt: skip
    with time_machine.travel(country.now + DAY, tick=False):
        again = files(app, text="Antrean tidak bergerak.\r\nNIK saya 3171234567890123")
        assert (again.status_code, again.json()) == (200, body)
        assert is_problem(files(app), 422, "key_reused")
    assert (Complaint.objects.count(), the_one().account_id) == (1, country.siti.pk)
    del body["link"]
    assert app.get(f"{ALL}/{body['number'].lower()}").json() == body
    assert [one["number"] for one in app.get(ALL).json()["items"]] == [body["number"]]


def test_an_anonymous_one_is_nobodys_and_followed_by_its_link(app: Client, country: Country) -> None:
    made = files(app, mode="anonymous").json()
    token = made["link"].split("/")[-2]
    assert by_link(token).number == made["number"].removeprefix("ADU-").replace("-", "")
    assert (the_one().account_id, app.get(ALL).json()["count"]) == (None, 0)
    assert is_problem(app.get(f"{ALL}/{made['number']}"), 404, "not_found")
    again = files(app, mode="anonymous")
    assert (again.status_code, again.json()["link"], Link.objects.count()) == (200, made["link"], 1)
    other = files(app, mode="anonymous", text="Lain")
    assert (other.status_code, other.json()["link"] == made["link"]) == (201, False)
    assert files(app, "dua", mode="anonymous").json()["link"] not in (made["link"], other.json()["link"])


def test_what_is_said_in_confidence_goes_to_headquarters(app: Client, country: Country) -> None:
    made = files(app, category="broker", mode="confidential").json()
    assert (made["works"], the_one().in_confidence) == ("hq", True)
    assert files(app, "dua", office=None).json()["office"] is None


def test_the_way_of_an_answer(app: Client, country: Country) -> None:
    number, cs = files(app).json()["number"], staff("cs", country.office)
    services.ask_back(complaint=the_one(), text="Loket berapa?", by=cs, now=country.now)
    services.note(complaint=the_one(), text="Rahasia kantor", by=cs, now=country.now)
    asked = app.get(f"{ALL}/{number}").json()
    assert (asked["is_asked"], asked["due"], [one["kind"] for one in asked["said"]]) == (True, None, ["question"])
    said = presses(app, number, "answer", {"text": "Loket tiga."}, "k1")
    assert (said.status_code, said.json()["is_asked"]) == (201, False)
    assert [(one["by"], one["text"]) for one in said.json()["said"]][-1] == ("complainant", "Loket tiga.")
    with time_machine.travel(country.now + timedelta(minutes=1), tick=False):
        assert presses(app, number, "answer", {"text": "Loket tiga."}, "k1").status_code == 200
        assert is_problem(presses(app, number, "answer", {"text": "Lain"}, "k1"), 422, "key_reused")
    assert is_problem(presses(app, number, "rate", {"score": 4}), 409, "rating_later")
    services.reply(complaint=the_one(), text="Kini dua petugas.", by=cs, now=country.now)
    assert presses(app, number, "rate", {"score": 3, "comment": "Baik"}).json()["rating"] == 3
    closed = presses(app, number, "accept").json()
    assert (closed["state"], closed["can_reopen"]) == ("resolved", True)
    assert is_problem(presses(app, number, "accept"), 409, "not_now")
    assert is_problem(presses(app, number, "answer", {"text": "Masih"}, "k2"), 409, "not_now")
    opened = presses(app, number, "reopen", {"text": "Loket tiga tutup lagi"}).json()
    assert (opened["state"], opened["can_reopen"], opened["said"][-1]["text"]) == (
        "reopened", False, "Loket tiga tutup lagi",
    )  # fmt: skip
    services.resolve(complaint=the_one(), reason="Selesai", by=cs, now=country.now)
    assert is_problem(presses(app, number, "reopen", {"text": "Belum"}), 409, "reopened_once")
    assert Reply.objects.filter(kind="message").count() == 2


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"text": " \n "}, 409, "text_missing"),
        ({"text": "a" * 10_001}, 409, "text_too_long"),
        ({"text": "a" * 20_001}, 422, "invalid"),
        ({"text": None}, 422, "invalid"),
        ({"category": "weather"}, 422, "invalid"),
        ({"mode": "secret"}, 422, "invalid"),
        ({"office": "nowhere"}, 409, "office_unknown"),
        ({"office": "../hq"}, 422, "invalid"),
        ({"booking": "AAA-AAA-AAA"}, 409, "booking_unknown"),
        ({"account": 1}, 422, "invalid"),
    ],
)
def test_bad_ones_get_their_reason(
    app: Client, country: Country, changes: dict[str, Any], status: int, code: str
) -> None:
    assert is_problem(files(app, **changes), status, code)
    assert Complaint.objects.count() == 0


@pytest.mark.parametrize(
    ("what", "body", "status", "code"),
    [
        ("answer", {"text": " "}, 409, "words_missing"),
        ("reopen", {"text": "a" * 10_001}, 409, "text_too_long"),
        ("rate", {"score": 5}, 409, "rating_missing"),
        ("rate", {"score": "4"}, 422, "invalid"),
        ("rate", {"score": 4, "comment": "a" * 1001}, 409, "reason_too_long"),
    ],
)
def test_bad_words_get_their_reason(
    app: Client, country: Country, what: str, body: dict[str, Any], status: int, code: str
) -> None:
    number = files(app).json()["number"]
    services.resolve(complaint=the_one(), reason="Selesai", by=staff("hq", None), now=country.now)
    assert is_problem(presses(app, number, what, body, "k"), status, code)


def test_sentences_come_in_the_language_asked_for(app: Client, country: Country) -> None:
    indonesian = an_app(country.siti, language="id")
    detail = [files(one, text=" ").json()["detail"] for one in (app, indonesian)]
    assert detail == [
        "Say in your own words what happened, or add a photo.",
        "Ceritakan kejadiannya dengan kata-kata Anda sendiri, atau tambahkan foto.",
    ]
    made = files(indonesian).json()
    assert (made["state_words"], the_one().language) == ("Diterima", "id")
    assert app.get(f"{ALL}/{made['number']}").json()["state_words"] == "Received"
    reused = files(indonesian, text="Lain").json()["detail"]
    assert reused == "Kunci ini sudah pernah dikirim dengan isi yang berbeda. Kirimkan dengan kunci lain."


def test_signs_that_nobody_sees_do_no_harm(app: Client, country: Country) -> None:
    made = files(app, text="Satu\x00\x1b\nDua")
    assert (made.status_code, made.json()["text"]) == (201, "Satu  \nDua")


def test_nobody_else_reads_or_answers_it(app: Client, stranger: Client, nobody: Client, country: Country) -> None:
    number = files(app).json()["number"]
    before = scene.fresh(the_one()).version
    officer = an_app(scene.world.staff_member("cs", country.office), second_factor=True)
    for other in (stranger, officer):
        for answer in (
            other.get(f"{ALL}/{number}"),
            presses(other, number, "answer", {"text": "x"}, "k"),
            presses(other, number, "accept"),
            presses(other, number, "reopen", {"text": "x"}),
            presses(other, number, "rate", {"score": 1}),
            other.get(f"{ALL}/ADU-AAA-AAA-AAA"),
            other.get(f"{ALL}/%00"),
        ):
            assert is_problem(answer, 404, "not_found")
        assert other.get(ALL).json()["items"] == []
    assert is_problem(nobody.get(f"{ALL}/{number}"), 401, "not_signed_in")
    assert is_problem(files(nobody), 401, "not_signed_in")
    assert the_one().version == before
    assert files(stranger).status_code == 201  # the same key of another account is another press


def test_a_key_is_asked_for(app: Client, country: Country) -> None:
    assert is_problem(files(app, ""), 400, "key_missing")
    number = files(app).json()["number"]
    assert is_problem(presses(app, number, "answer", {"text": "x"}), 400, "key_missing")
    assert is_problem(presses(app, number, "answer", {"text": "x"}, "k" * 65), 400, "key_too_long")


def test_a_page_without_its_csrf_token_files_nothing(country: Country) -> None:
    page = scene.world.sign_in(Client(enforce_csrf_checks=True), country.siti)
    assert is_problem(files(page), 403, "csrf")


def test_a_flood_of_one_account_ends_for_an_hour(
    app: Client, stranger: Client, country: Country, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FILED, "most", 2)
    answers = [files(app, f"k{n}") for n in range(3)]
    assert [one.status_code for one in answers] == [201, 201, 429]
    assert answers[-1].headers["Retry-After"] == "3600"
    assert (app.get(ALL).status_code, files(stranger).status_code) == (200, 201)
    with time_machine.travel(country.now + timedelta(hours=1), tick=False):
        assert files(app, "k3").status_code == 201


def test_a_list_asks_no_more_for_more(app: Client, country: Country, django_assert_max_num_queries: Any) -> None:
    for number in range(22):
        files(app, f"k{number}")
    app.get(ALL)
    with django_assert_max_num_queries(8):
        page = app.get(ALL).json()
    assert (len(page["items"]), page["pages"], page["count"]) == (20, 2, 22)
    assert len(app.get(ALL, {"page": 2}).json()["items"]) == 2
