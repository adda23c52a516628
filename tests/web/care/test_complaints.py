"""Complaining on pages: with or without an account, scripts or a name; and what a link shows and to whom."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from giliran.complaints import services
from giliran.complaints.models import Attachment, Complaint
from giliran.offices.models import Office
from giliran.web.care import proof
from tests.complaints import pictures, scene
from tests.complaints.scene import FILED, staff
from tests.factories import world

pytestmark = pytest.mark.django_db
NEW = "/complaints/new/"
MOST_QUERIES = 12


@pytest.fixture(autouse=True)
def monday() -> Iterator[datetime]:
    cache.clear()
    with time_machine.travel(FILED, tick=False):
        yield FILED


@pytest.fixture
def office() -> Office:
    return scene.an_office()


def visitor(language: str = "en") -> Client:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client


def typed(**changes: Any) -> dict[str, Any]:
    return {"category": "waiting", "text": "Antrean tidak bergerak", "mode": "anonymous", "office": "jakarta-selatan",
            "booking": "", "name": "", "email": "", "phone": "", "proof": ""} | changes  # fmt: skip


def a_file(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/jpeg")


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def worked(challenge: proof.Challenge) -> str:
    """What the script does."""
    for number in range(1 << 20):
        text = f"{challenge.text}:{number}"
        if not int.from_bytes(hashlib.sha256(text.encode()).digest()) >> (256 - challenge.bits):
            return text
    raise AssertionError


def test_in_a_minute_with_photos_and_without_a_name(office: Office, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(MOST_QUERIES):
        shown = text_of(visitor("id").get(NEW))
    assert [word for word in ("Dengan nama saya", "Rahasia", "Anonim", "calo") if word not in shown] == []
    photos = [a_file(f"{n}.jpg", pictures.a_photo((90, 60))) for n in range(2)]
    answer = visitor().post(NEW, typed(photos=photos), follow=True)
    page, [(url, _)] = text_of(answer), answer.redirect_chain
    token = url.split("/")[2]
    assert (answer.status_code, len(token), answer["X-Robots-Tag"]) == (200, 22, "noindex")
    assert re.search(r"ADU-\w{3}-\w{3}-\w{3}", page) and f"/complaints/{token}/" in page
    assert "Thursday, 26 November 2026" in page and "Keep this link" in page
    first, second = Attachment.objects.order_by("number")
    with django_assert_max_num_queries(MOST_QUERIES):
        picture = visitor().get(f"/complaints/{token}/photos/{first.public_id}.jpg")
    assert (picture["Content-Type"], picture["Content-Security-Policy"]) == (
        "image/jpeg",
        "default-src 'none'; sandbox",
    )
    assert picture.content == bytes(first.content)
    other = scene.filed(office)
    for made_up in (f"/complaints/{other.token}/photos/{first.public_id}.jpg",
                    f"/complaints/{'x' * 22}/photos/{second.public_id}.jpg",
                    f"/complaints/{Complaint.objects.order_by('id')[0].number}/"):  # fmt: skip
        assert visitor().get(made_up).status_code == 404


@pytest.mark.parametrize("mode", ["anonymous", "confidential"])
def test_pressed_twice_it_is_one_complaint_and_with_other_words_another(office: Office, mode: str) -> None:
    client = visitor()
    press = re.findall(r'name="press" value="([^"]{22})"', text_of(client.get(NEW)))[0]
    answers = typed(mode=mode, press=press)

    first, again = (client.post(NEW, answers | {"photos": [a_file("a.jpg", pictures.a_photo())]}) for _ in range(2))
    other = client.post(NEW, answers | {"text": "Antrean tidak bergerak sejak pagi"})

    assert first.status_code == again.status_code == other.status_code == 302
    assert first["Location"] == again["Location"] != other["Location"]
    assert Complaint.objects.count() == 2
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"category": ""}, "Choose what it is about"),
        ({"text": ""}, "Say in your own words"),
        ({"text": "antre " * 20_000}, "119999 are typed"),
        ({"mode": "named"}, "we need a name"),
        ({"email": "siti"}, "no e-mail address"),
        ({"booking": "K7M-PQ2-X9B"}, "no such booking code"),
        ({"office": "atlantis"}, "Choose an office from the list"),
        ({"photos": [a_file("besar.jpg", b"\xff\xd8\xff" + bytes(40 * 1024**2))]}, "besar.jpg is larger than 8 MB"),
        ({"photos": [a_file("surat.jpg", pictures.PDF)]}, "surat.jpg is not a photo"),
        ({"photos": [a_file("bom.png", pictures.a_bomb())]}, "bom.png would be too large"),
        ({"photos": [a_file(f"{n}.jpg", pictures.a_photo((8, 8))) for n in range(6)]}, "At most five photos"),
    ],
    ids=["no category", "no text", "20,000 words", "no name", "no address", "no booking", "no office", "40 MB", "a PDF",
         "a bomb", "six"],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(
    office: Office, changes: dict[str, Any], words: str
) -> None:
    answer = visitor().post(NEW, typed(**{"phone": "0812 3456"} | changes))
    page = text_of(answer)
    assert (answer.status_code, Complaint.objects.count()) == (422, 0)
    assert words in page and "0812 3456" in page and "error-summary" in page
    assert ("choose the photos again" in page) == ("photos" in changes)


def test_a_script_is_text_and_none_but_a_photo_is_enough(office: Office) -> None:
    page = visitor().post(NEW, typed(text="<script>alert(1)</script>"), follow=True)
    assert "&lt;script&gt;alert(1)" in page.content.decode() and b"<script>alert" not in page.content
    alone = visitor().post(NEW, typed(text=" ", photos=[a_file("a.jpg", pictures.a_photo((8, 8)))]), follow=True)
    assert alone.status_code == 200 and Complaint.objects.order_by("-id")[0].text == ""


def test_who_is_signed_in_finds_theirs_and_nobody_elses_and_anonymous_ones_nowhere(office: Office) -> None:
    siti, budi = (world.sign_in(visitor(), world.an_account(f"{name}@example.id")) for name in ("siti", "budi"))
    shown = siti.get(NEW)
    assert b'name="email"' not in shown.content
    named = siti.post(NEW, typed(mode="named"))
    url = named.headers["Location"].partition("?")[0]
    assert url.startswith("/me/complaints/")
    hidden = siti.post(NEW, typed(mode="anonymous", text="Tanpa nama"))
    assert hidden.headers["Location"].startswith("/complaints/")
    assert text_of(siti.get("/me/complaints/")).count('class="row"') == 1
    assert (siti.get(url).status_code, budi.get(url).status_code) == (200, 404)
    assert siti.post(f"{url}answer/", {"text": "Masih menunggu"}, follow=True).status_code == 200
    assert budi.post(f"{url}answer/", {"text": "x"}).status_code == 404
    assert Complaint.objects.filter(account=None).count() == 1


def test_the_way_of_an_answer(office: Office, django_assert_max_num_queries: Any) -> None:
    came = scene.filed(office, **scene.named())
    url, cs, made = f"/complaints/{came.token}/", staff("cs", office), came.complaint
    services.ask_back(complaint=made, text="Loket berapa?", by=cs, now=FILED)
    services.note(complaint=made, text="Rahasia dapur", by=cs, now=FILED)
    page = text_of(visitor().get(url))
    assert "Loket berapa?" in page and "Please answer by" in page and "Rahasia dapur" not in page
    assert "Siti Rahayu" not in page and "siti@contoh.id" not in page
    empty = visitor().post(f"{url}answer/", {"text": " "})
    assert (empty.status_code, "Write what you want to say" in text_of(empty)) == (422, True)
    assert visitor().post(f"{url}answer/", {"text": "<b>Tiga</b>"}).status_code == 302
    made = scene.fresh(made)
    services.reply(complaint=made, text="Sudah ditambah.", by=cs, now=FILED)
    with django_assert_max_num_queries(MOST_QUERIES):
        page = text_of(visitor().get(url))
    assert "&lt;b&gt;Tiga&lt;/b&gt;" in page and "Rate the answer" in page and "It is settled" in page
    assert visitor().post(f"{url}rate/", {"score": "5"}).status_code == 422
    visitor().post(f"{url}rate/", {"score": "3", "comment": "Cepat"})
    visitor().post(f"{url}accept/")
    assert "You have rated it: Good" in text_of(visitor().get(url))
    with time_machine.travel(FILED + timedelta(days=9), tick=False):
        assert "open again" in text_of(visitor().post(f"{url}reopen/", {"text": "Belum"}, follow=True))
    services.resolve(complaint=scene.fresh(made), reason="Selesai", by=staff("hq", None), now=FILED)
    assert "reopened once already" in text_of(visitor().get(url))
    assert visitor().post(f"{url}burn/").status_code == 404


def test_words_that_come_a_moment_too_late_stand_where_they_can_be_sent(office: Office) -> None:
    came, siti = scene.filed(office), visitor()
    services.resolve(complaint=scene.fresh(came.complaint), reason="Selesai", by=staff("cs", office), now=FILED)
    page = siti.post(f"/complaints/{came.token}/answer/", {"text": "Loket dua pun tutup"})
    assert (page.status_code, text_of(page).count("Loket dua pun tutup")) == (409, 1)
    assert "That cannot be done with this complaint now" in text_of(page)
    assert siti.post(f"/complaints/{came.token}/reopen/", {"text": "Loket dua pun tutup"}).status_code == 302
    assert [one.text for one in came.complaint.replies.filter(kind="message")] == ["Loket dua pun tutup"]


def test_a_forwarded_link_is_closed_and_says_so(office: Office) -> None:
    came = scene.filed(office)
    url = f"/complaints/{came.token}/"
    assert "Whoever has it reads this page" in text_of(visitor().get(url))
    assert "You cannot read the answers afterwards" in text_of(visitor().get(f"{url}close/"))
    assert visitor().post(f"{url}close/").status_code == 200
    for path in (url, f"{url}close/"):
        dead = visitor().get(path)
        assert (dead.status_code, "This link was closed" in text_of(dead)) == (410, True)
    assert visitor().post(f"{url}answer/", {"text": "x"}).status_code == 410
    assert visitor().get(f"/complaints/?link=http://x{url}").headers["Location"] == url
    assert visitor().get("/complaints/?link=ADU-K7M-PQ2-X9A").status_code == 422


def test_a_flood_needs_work_and_without_it_few_come_through(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "LEAST_BITS", 8)
    monkeypatch.setattr(proof, "WITHOUT_PROOF_IN_ALL", proof.WITHOUT_PROOF)
    for _ in range(proof.WITHOUT_PROOF):
        assert visitor().post(NEW, typed()).status_code == 302
    refused = visitor().post(NEW, typed(text="Yang keenam"))
    assert (refused.status_code, refused["Retry-After"], "Yang keenam" in text_of(refused)) == (429, "3600", True)
    work = worked(proof.challenge())
    assert visitor().post(NEW, typed(proof=work)).status_code == 302
    assert [proof.proved(one) for one in (work, work[:-1] + "x", "x:1", "")] == [False] * 4
    cache.set("complaints-this-hour", 4_000)
    assert proof.challenge().bits == 8 + 3
    elsewhere = {"REMOTE_ADDR": "10.9.8.7"}
    assert visitor().post(NEW, typed(), **elsewhere).status_code == 429
