from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giliran.accounts.policy import Reason, Unfit, check_line, check_name


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("  Siti   Nurhaliza ", "Siti Nurhaliza"),
        ("Nur\N{RIGHT SINGLE QUOTATION MARK}aini", "Nur'aini"),
        ("Dr. H. Ahmad Fauzi, S.H., M.H.", "Dr. H. Ahmad Fauzi, S.H., M.H."),
        ("Maria-Ana (alm)", "Maria-Ana (alm)"),
        ("Ramasamy s/o Muthu", "Ramasamy s/o Muthu"),
        ("Zoë Åström", "Zoë Åström"),
        ("Zoe\u0308", "Zoë"),
        ("Budi\n\tSantoso", "Budi Santoso"),
        ("O", "O"),
        ("Suparman 2", "Suparman 2"),
        ("x" * 100, "x" * 100),
    ],
)
def test_names_of_people_are_taken_as_they_are(typed: str, name: str) -> None:
    assert check_name(typed) == name


def test_a_place_that_is_missing_is_called_a_place() -> None:
    with pytest.raises(Unfit) as caught:
        check_name(" ", "birth_place_missing")
    assert caught.value.reason == Reason("birth_place_missing")


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", Reason("name_missing")),
        (" \n ", Reason("name_missing")),
        ("12345", Reason("name_without_letters")),
        (".", Reason("name_without_letters")),
        ("x" * 101, Reason("text_too_long", {"most": 100, "count": 101})),
        ("x" * 10_000, Reason("text_too_long", {"most": 100, "count": 10_000})),
        ("Budi 😀", Reason("text_picture")),
        ("Budi ❤\ufe0f", Reason("text_picture")),
        ("👩\u200d👧", Reason("text_picture")),
        ("Budi\u202eidub", Reason("text_direction")),
        ("Budi\u200f", Reason("text_direction")),
        ("Bu\x00di", Reason("text_unseen")),
        ("Bu\u200bdi", Reason("text_unseen")),
        ("Bu\x1fdi", Reason("text_unseen")),
        ("Bu\ud800di", Reason("text_unseen")),
        ("مريم", Reason("text_not_latin")),
        ("Андрей", Reason("text_not_latin")),
        ("王明", Reason("text_not_latin")),
        ("𝐁𝐮𝐝𝐢", Reason("text_not_latin")),
        ("Budi <b>", Reason("text_sign", {"sign": "<"})),
        ("Budi; DROP", Reason("text_sign", {"sign": ";"})),
    ],
)
def test_what_no_identity_card_shows_is_refused(typed: str, reason: Reason) -> None:
    with pytest.raises(Unfit) as refused:
        check_name(typed)
    assert refused.value.reason == reason


@given(st.text())
def test_a_name_that_was_taken_is_taken_again_unchanged(text: str) -> None:
    try:
        name = check_name(text)
    except Unfit:
        return
    assert check_name(name) == name
    assert 1 <= len(name) <= 100


def test_a_line_of_an_address_has_figures_and_may_be_empty() -> None:
    assert check_line(" Jl. Mawar No. 5/7, Blok A#3 ", 60) == "Jl. Mawar No. 5/7, Blok A#3"
    assert check_line("", 60) == ""
    with pytest.raises(Unfit) as refused:
        check_line("x" * 61, 60)
    assert refused.value.reason == Reason("text_too_long", {"most": 60, "count": 61})
