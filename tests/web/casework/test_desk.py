"""The desk's list and one complaint on it: found, taken, answered, handed up, joined; who complains is told on a press
that leaves a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from giliran.audit.models import Event
from giliran.complaints.models import Complaint
from giliran.offices.models import Office
from tests.complaints import scene
from tests.factories import world

pytestmark = pytest.mark.django_db
DESK = "/desk/jakarta-selatan/complaints/"
MOST_QUERIES = 12
NOON = scene.FILED + timedelta(hours=2)


@pytest.fixture(autouse=True)
def noon() -> Iterator[datetime]:
    with time_machine.travel(NOON, tick=False):
        yield NOON


@pytest.fixture
def office() -> Office:
    return scene.an_office()


def signed_in(role: str, office: Office | None, language: str = "en") -> Client:
    client = world.sign_in(Client(), world.staff_member(role, office), second_factor=True)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client


def text_of(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode().partition("<main")[2]).split())


def press(client: Client, one: Complaint, deed: str, base: str = DESK, **typed: str) -> Any:
    given = {f"{deed}-{name}": value for name, value in typed.items()}
    return client.post(f"{base}{one.number}/{deed}/", {**given, "seen": str(scene.fresh(one).version)})


@pytest.mark.parametrize("many", [3, 60])
def test_what_is_due_first_stands_on_top(office: Office, many: int, django_assert_max_num_queries: Any) -> None:
    for number in range(many):
        late = scene.a_complaint(office, now=scene.FILED - timedelta(days=number % 20))
    Complaint.objects.filter(pk=late.pk).update(due_at=NOON - timedelta(days=30))
    client = signed_in("cs", office)
    with django_assert_max_num_queries(MOST_QUERIES):
        page = client.get(DESK)
    told = page.content.decode()
    assert told.count("data-row>") == min(many, 30)
    assert told.index(late.number) == told.index(re.findall(r'complaints/(\w{9})/" data-row', told)[0])
    assert "30 days late" in text_of(page)
    assert signed_in("gate", office).get(DESK).status_code == 403


def test_filters_search_and_parts(office: Office) -> None:
    app = scene.a_complaint(office, category="unreachable", text="Aplikasi <b>tidak</b> terbuka, error 503")
    scene.a_complaint(office)
    client = signed_in("cs", office)

    def found(query: str) -> list[str]:
        return re.findall(r'complaints/(\w{9})/" data-row', client.get(f"{DESK}?{query}").content.decode())

    assert found("q=aplik+503") == found("category=unreachable") == found("q=APLIKASI") == [app.number]
    assert found("q=zzz") == found("state=mine") == found("state=late") == found("channel=line") == []
    assert (
        len(found("state=all&first=2026-11&last=2026-11")) == 2 and found("state=all&first=2026-10&last=2026-10") == []
    )
    assert client.get(f"{DESK}?q=ADU-{app.number}").headers["Location"] == f"{DESK}{app.number}/"
    assert "<b>tidak" not in client.get(DESK).content.decode()
    assert client.get(f"{DESK}?q='%3B--&page=99&first=x").status_code == 200


def test_a_case_is_taken_checked_and_answered_from_a_draft(office: Office, django_assert_max_num_queries: Any) -> None:
    one = scene.a_complaint(office, category="unreachable", **scene.named())
    client = signed_in("cs", office)
    with django_assert_max_num_queries(22):
        page = client.get(f"{DESK}{one.number}/?draft=down")
    assert "Kami mohon maaf karena aplikasi" in page.content.decode()
    assert "siti@contoh.id" not in page.content.decode()
    assert press(client, one, "take").status_code == 302
    wrong = press(client, one, "say", kind="answer", text=" ")
    assert (wrong.status_code, "Write what you want to say." in text_of(wrong)) == (422, True)
    assert press(client, one, "say", kind="note", text="Sudah ditelepon").status_code == 302
    assert press(client, one, "say", kind="answer", text="Sudah pulih.").status_code == 302
    told = text_of(client.get(f"{DESK}{one.number}/"))
    assert "Sudah ditelepon" in told and "Sudah pulih." in told and "Answered" in told
    assert scene.fresh(one).state == "responded"


def test_two_officers_do_not_answer_over_each_other(office: Office) -> None:
    one = scene.a_complaint(office)
    client, seen = signed_in("cs", office), str(one.version)
    press(client, one, "take")
    late = client.post(f"{DESK}{one.number}/say/", {"say-kind": "answer", "say-text": "Baik", "seen": seen})
    assert (late.status_code, "Somebody else has just worked" in text_of(late)) == (409, True)
    assert "Baik</textarea>" in late.content.decode()


def test_a_look_at_who_complains_is_on_record_and_anonymous_is_nobody(office: Office) -> None:
    one, nobody = scene.a_complaint(office, **scene.named()), scene.a_complaint(office)
    hidden = scene.a_complaint(office, **scene.named("rahasia@contoh.id") | {"mode": "confidential"})
    client = signed_in("cs", office)
    assert "siti@contoh.id" in text_of(press(client, one, "contact"))
    assert [press(client, other, "contact").status_code for other in (nobody, hidden)] == [409, 409]
    assert "rahasia@contoh.id" in text_of(press(signed_in("hq", None), hidden, "contact", "/hq/complaints/"))
    looks = Event.objects.filter(event="complaint.contact_opened").order_by("id")
    assert [line.about for line in looks] == [f"complaint:{one.number}", f"complaint:{hidden.number}"]


def test_up_to_headquarters_and_back(office: Office) -> None:
    one = scene.a_complaint(office)
    cs, hq = signed_in("cs", office), signed_in("hq", None)
    assert press(cs, one, "up", reason=" ").status_code == 422
    assert press(cs, one, "up", reason="Aplikasi pusat").status_code == 302
    told = text_of(cs.get(f"{DESK}{one.number}/"))
    assert "Lies at headquarters" in told and "Hand it to headquarters" not in told
    assert press(cs, one, "say", kind="answer", text="x").status_code == 409
    assert one.number in hq.get("/hq/complaints/").content.decode()
    assert (
        press(hq, one, "back", "/hq/complaints/", office="jakarta-selatan", reason="Sudah dijelaskan").status_code
        == 302
    )
    assert one.number in cs.get(DESK).content.decode()


def test_what_is_reported_in_confidence_is_seen_at_headquarters_only(office: Office) -> None:
    one = scene.a_complaint(office, category="collusion")
    head, hq = signed_in("head", office), signed_in("hq", None)
    assert head.get(f"{DESK}{one.number}/").status_code == 404
    assert one.number not in head.get(f"{DESK}?state=all").content.decode()
    assert head.get(f"{DESK}?q={one.number}").status_code == 200
    assert "In confidence" in text_of(hq.get(f"/hq/complaints/{one.number}/"))
    turned = scene.a_complaint(office)
    gone = press(signed_in("cs", office), turned, "verify", category="broker", klass="supervisory")
    assert gone.headers["Location"] == DESK


def test_what_comes_by_other_channels_is_written_down_once(office: Office) -> None:
    client = signed_in("cs", office)
    typed = {"channel": "lapor", "reference": "L-77", "category": "seats", "text": "Kuota habis", "mode": "anonymous",
             "language": "id", "office": ""}  # fmt: skip
    wrong = client.post(f"{DESK}new/", typed | {"category": "", "text": "Kuota <i>habis"})
    assert (wrong.status_code, "Choose what it is about." in text_of(wrong)) == (422, True)
    assert "Kuota &lt;i&gt;habis" in wrong.content.decode()
    first, again = client.post(f"{DESK}new/", typed), client.post(f"{DESK}new/", typed)
    assert first.headers["Location"] == again.headers["Location"]
    assert "Nothing was taken in twice" in text_of(client.get(again.headers["Location"]))
    one = Complaint.objects.get()
    assert (one.channel, one.channel_reference, one.office, one.entered_by is not None) == (
        "lapor",
        "L-77",
        office,
        True,
    )
    assert client.post(f"{DESK}new/", typed | {"reference": "L-78", "category": "levy"}).headers["Location"] == DESK


def test_a_flood_is_joined_by_the_hundred_and_heard_together(office: Office) -> None:
    main, *others = [
        scene.a_complaint(office, category="unreachable", text=f"Aplikasi tidak bisa dibuka sejak pagi, error {n % 3}")
        for n in range(120)
    ]
    stays = scene.a_complaint(office)
    client = signed_in("supervisor", office)
    page = text_of(client.get(f"{DESK}{main.number}/"))
    assert page.count("nearly the same words") == 20
    ticked = {"pick": [str(one.pk) for one in others[:2]], "into": f"ADU-{main.number}", "which": "ticked"}
    client.post(f"{DESK}join/", ticked)
    done = client.post(
        f"{DESK}join/", {"into": main.number, "which": "found", "query": "category=unreachable"}, follow=True
    )
    assert "117 complaints were joined" in text_of(done)
    assert set(re.findall(r'complaints/(\w{9})/" data-row', client.get(DESK).content.decode())) == {
        main.number,
        stays.number,
    }
    assert "There is no complaint with this number" in text_of(client.post(f"{DESK}join/", {"into": "x"}, follow=True))
