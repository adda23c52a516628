"""The people of an account, and what bad input gets."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from giliran.accounts import registries
from giliran.accounts.models import Applicant, User
from giliran.accounts.policy import Reason
from giliran.accounts.registries import RegistryAnswer
from giliran.accounts.states import IdentityCheck
from giliran.booking.models import Booking
from tests.factories import world
from tests.web.public.test_pages import words_of

NIK = "3174015705900007"  # a woman, born on 17 May 1990, registered in Tebet
KK = "3174011203180001"


@pytest.fixture
def typed(db: None) -> dict[str, str]:
    """Rina, as typed without a mistake."""
    world.a_region()
    return {
        "relation": "sibling",
        "nik": NIK,
        "kk": KK,
        "full_name": "Rina Wulandari",
        "birth_place": "Jakarta",
        "birth_date_day": "17",
        "birth_date_month": "5",
        "birth_date_year": "1990",
        "sex": "F",
        "phone": "0812 3456 7890",
        "street": "Jl. Tebet Raya No. 1",
        "rt": "001",
        "rw": "002",
        "village": "Tebet Barat",
        "province": "31",
        "regency": "31.74",
        "district_code": "31.74.01",
    }


def add(client: Client, typed: dict[str, str], **changes: str) -> Any:
    return client.post("/me/people/add/", {**typed, **changes})


def test_a_person_is_added_and_only_the_last_digits_are_shown(client: Client, typed: dict[str, str]) -> None:
    assert add(client, typed)["Location"] == "/me/people/"
    page = client.get("/me/people/").content.decode()
    assert "Rina Wulandari" in page
    assert "0007" in page
    assert NIK not in page
    assert KK not in page
    person = Applicant.objects.get()
    edit = client.get(f"/me/people/{person.public_id}/").content.decode()
    assert (NIK in edit, KK in edit, "0007" in edit) == (False, False, True)


@pytest.mark.parametrize("nik", ["3174 0157 0590 0007", "31.74.01.57.05.90.00.07", " 3174015705900007 "])
def test_spaces_and_dots_are_welcome(client: Client, typed: dict[str, str], nik: str) -> None:
    assert add(client, typed, nik=nik).status_code == 302
    assert Applicant.objects.get().nik_last4 == "0007"


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"nik": ""}, "nik", "Enter the NIK"),
        ({"nik": "317401570590000"}, "nik", "you entered 15"),
        ({"nik": "31740157059000077"}, "nik", "you entered 17"),
        ({"nik": "31740157O5900007"}, "nik", "A NIK has digits only."),
        ({"nik": "3174013102900007"}, "nik", "these are no date"),
        ({"nik": "3174015705900000"}, "nik", "never ends in 0000"),
        ({"kk": "123"}, "kk", "you entered 3"),
        ({"full_name": ""}, "full_name", "Enter the full name"),
        ({"full_name": "A" * 10_000}, "full_name", "This is too long: 10000 characters"),
        ({"full_name": "Rina \U0001f600"}, "full_name", "Leave out emoji"),
        ({"full_name": "Rina \u202enatraduluW"}, "full_name", "turns the writing direction"),
        ({"full_name": "\u0631\u064a\u0646\u0627"}, "full_name", "Latin letters"),
        ({"birth_date_month": "13"}, "birth_date", "Enter a real date"),
        ({"birth_date_year": "2090"}, "birth_date", "future"),
        ({"phone": "abc"}, "phone", "A telephone number has digits only"),
        ({"street": ""}, "street", ""),
        ({"village": "V" * 500}, "village", ""),
        ({"district_code": ""}, "district_code", "Choose the district"),
        ({"district_code": "99.99.99"}, "district_code", "Choose the district"),
        ({"relation": "enemy"}, "relation", ""),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(
    client: Client, typed: dict[str, str], changes: dict[str, str], field: str, words: str
) -> None:
    answer = add(client, typed, **changes)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    page = answer.content.decode()
    assert words in words_of(answer)
    assert 'class="error-summary"' in page
    assert "<title>Error:" in page
    assert 'value="Tebet Barat"' in page or field == "village"
    assert Applicant.objects.count() == 0


def test_several_faults_are_said_at_once(client: Client, typed: dict[str, str]) -> None:
    answer = add(client, typed, nik="1", kk="2", full_name="", relation="", birth_date_month="13")
    assert set(answer.context["form"].errors) == {"nik", "kk", "full_name", "relation", "birth_date"}
    assert len(answer.context["form"].errors["birth_date"]) == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"birth_date_day": "18"}, "differs from the NIK"),
        ({"sex": "M"}, "differs from the NIK"),
        ({"nik": "9999995705900007"}, "Region code of the NIK unknown"),
    ],
)
def test_what_merely_disagrees_warns_and_never_blocks(
    client: Client, typed: dict[str, str], changes: dict[str, str], words: str
) -> None:
    answer = add(client, typed, **changes)
    assert answer.status_code == 302
    assert any(words in str(message) for message in get_messages(answer.wsgi_request))
    assert Applicant.objects.get().warnings != []


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (IdentityCheck.MISMATCHED, "the Dukcapil office corrects it"),
        (IdentityCheck.UNAVAILABLE, "bring the identity card and the family card"),
    ],
)
def test_the_registry_never_ends_the_road(
    client: Client, typed: dict[str, str], monkeypatch: pytest.MonkeyPatch, outcome: IdentityCheck, words: str
) -> None:
    answer = RegistryAnswer(outcome, (Reason("registry_unavailable"),))
    monkeypatch.setattr(registries, "check", lambda person: answer)
    saved = add(client, typed)
    assert saved.status_code == 302
    assert any(words in str(message) for message in get_messages(saved.wsgi_request))


def test_the_nik_tells_birth_date_and_sex_when_its_field_is_left(client: Client, typed: dict[str, str]) -> None:
    answer = client.post("/me/people/nik/", {"nik": "3174 0157 0590 0007"})
    said = words_of(answer)
    assert "born on Thursday, 17 May 1990, first registered in Tebet" in said
    form = answer.context["form"]
    assert (form["birth_date"].value(), form["sex"].value()) == (date(1990, 5, 17), "F")
    assert b'hx-swap-oob="true"' in answer.content


def test_what_was_typed_already_is_not_overwritten_by_the_nik(client: Client, typed: dict[str, str]) -> None:
    answer = client.post("/me/people/nik/", typed)
    assert b'hx-swap-oob="true"' not in answer.content


def test_a_wrong_nik_is_told_at_once_without_blame(client: Client, typed: dict[str, str]) -> None:
    answer = client.post("/me/people/nik/", {"nik": "12345"})
    assert (answer.status_code, "you entered 5" in words_of(answer)) == (200, True)


def test_missing_birth_date_and_sex_come_from_the_nik(client: Client, typed: dict[str, str]) -> None:
    bare = {key: value for key, value in typed.items() if not key.startswith(("birth_date", "sex"))}
    add(client, bare)
    person = Applicant.objects.get()
    assert (person.birth_date, person.sex) == (date(1990, 5, 17), "F")


def test_places_are_chosen_step_by_step_with_htmx(client: Client, typed: dict[str, str]) -> None:
    answer = client.post("/me/people/regions/", {"province": "31", "regency": "31.74"})
    form = answer.context["form"]
    assert [code for code, _ in form.fields["regency"].choices] == ["", "31.74"]
    assert [code for code, _ in form.fields["district_code"].choices] == ["", "31.74.01"]


def test_places_are_chosen_step_by_step_without_scripts(client: Client, typed: dict[str, str]) -> None:
    answer = add(client, typed, show="regions", nik="31", full_name="Rina")
    assert answer.status_code == 200
    assert not answer.context["form"].is_bound
    page = answer.content.decode()
    assert 'value="Rina"' in page
    assert 'value="31.74" selected' in page
    assert 'class="error-summary"' not in page
    assert Applicant.objects.count() == 0


def test_the_sixth_person_is_refused(client: Client, siti: User, typed: dict[str, str]) -> None:
    for number in range(5):
        world.a_person(siti, number + 10)
    answer = add(client, typed)
    assert answer.status_code == 422
    assert "An account is for up to five people." in words_of(answer)
    assert "Your list is full." in words_of(client.get("/me/people/"))


def test_the_same_person_is_not_entered_twice(client: Client, typed: dict[str, str]) -> None:
    add(client, typed)
    answer = add(client, typed)
    assert list(answer.context["form"].errors) == ["nik"]
    assert Applicant.objects.count() == 1


def test_a_person_is_changed_without_typing_the_numbers_again(
    client: Client, people: list[Applicant], typed: dict[str, str]
) -> None:
    before = people[0]
    answer = client.post(f"/me/people/{before.public_id}/", {**typed, "nik": "", "kk": "", "street": "Jl. Baru 2"})
    assert answer["Location"] == "/me/people/"
    after = Applicant.objects.get(id=before.id)
    assert (after.street, after.nik_last4, bytes(after.nik_hash)) == (
        "Jl. Baru 2",
        before.nik_last4,
        bytes(before.nik_hash),
    )


def test_with_a_ticket_name_nik_and_birth_date_stay(
    client: Client, booked: Booking, people: list[Applicant], typed: dict[str, str]
) -> None:
    page = f"/me/people/{people[0].public_id}/"
    assert "This person has a booking" in words_of(client.get(page))
    assert client.post(page, {**typed, "full_name": "Orang Lain", "street": "Jl. Baru 2"}).status_code == 302
    after = Applicant.objects.get(id=people[0].id)
    assert (after.full_name, after.birth_date, after.nik_last4, after.street) == (
        people[0].full_name,
        people[0].birth_date,
        people[0].nik_last4,
        "Jl. Baru 2",
    )


def test_a_person_is_removed_after_asking(client: Client, people: list[Applicant]) -> None:
    page = f"/me/people/{people[1].public_id}/remove/"
    assert "Remove Budi Santoso?" in words_of(client.get(page))
    assert client.post(page)["Location"] == "/me/people/"
    assert Applicant.objects.filter(id=people[1].id, archived_at=None).count() == 0


def test_a_person_with_a_ticket_stays(client: Client, booked: Booking, people: list[Applicant]) -> None:
    page = f"/me/people/{people[0].public_id}/remove/"
    assert "stays on your list" in words_of(client.get(page))
    client.post(page)
    assert Applicant.objects.filter(id=people[0].id, archived_at=None).count() == 1


@pytest.mark.parametrize("page", ["", "remove/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_somebody_elses_person_does_not_exist(
    stranger: Client, people: list[Applicant], page: str, method: str
) -> None:
    answer = getattr(stranger, method)(f"/me/people/{people[0].public_id}/{page}")
    assert answer.status_code == 404
    assert Applicant.objects.filter(archived_at=None).count() == 4


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_after_saving_nobody_is_sent_elsewhere(client: Client, typed: dict[str, str], target: str) -> None:
    assert add(client, typed, next=target)["Location"] == "/me/people/"


def test_after_saving_the_booking_goes_on(client: Client, typed: dict[str, str]) -> None:
    target = add(client, typed, next="/me/book/abc/people/")["Location"]
    assert target == f"/me/book/abc/people/?with={Applicant.objects.get().public_id}"


@pytest.mark.parametrize("count", [1, 3, 5])
def test_the_list_asks_no_more_for_more_people(
    client: Client, siti: User, count: int, django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    for number in range(count):
        world.a_person(siti, number + 10)
    with django_assert_max_num_queries(6):
        assert client.get("/me/people/").status_code == 200


def test_forms_are_asked_for_in_few_questions(
    client: Client, people: list[Applicant], django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    with django_assert_max_num_queries(12):
        client.get("/me/people/add/")
    with django_assert_max_num_queries(12):
        client.get(f"/me/people/{people[0].public_id}/")


ADDRESSES = ["/me/", "/me/people/", "/me/people/add/", "/me/book/", "/me/bookings/ABC/"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_of_this_is_seen_without_signing_in(db: None, address: str) -> None:
    answer = Client().get(address)
    assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={address}")
