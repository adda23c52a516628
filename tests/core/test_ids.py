from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giliran.core import ids

codes = st.text(alphabet=ids.ALPHABET, min_size=8, max_size=8).map(lambda body: body + ids._check_sign(body))


def test_the_alphabet_has_no_signs_that_look_alike() -> None:
    assert (len(ids.ALPHABET), len(set(ids.ALPHABET)), set("01ILO") & set(ids.ALPHABET)) == (31, 31, set())


def test_new_codes_are_codes_and_differ() -> None:
    made = [ids.new_booking_code() for _ in range(200)]
    assert [ids.parse_booking_code(code) for code in made] == made
    assert len(set(made)) == 200


@given(codes, st.integers(0, 8), st.sampled_from(ids.ALPHABET))
def test_one_wrong_sign_is_noticed(code: str, at: int, sign: str) -> None:
    changed = code[:at] + sign + code[at + 1 :]
    assert ids.parse_booking_code(changed) == (code if changed == code else None)


@given(codes, st.integers(0, 7))
def test_two_neighbours_exchanged_are_noticed(code: str, at: int) -> None:
    changed = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    assert ids.parse_booking_code(changed) == (code if changed == code else None)


@given(codes)
def test_people_may_type_as_they_read(code: str) -> None:
    shown = ids.show_code(code)
    assert shown == f"{code[:3]}-{code[3:6]}-{code[6:]}"
    typed = (shown, shown.lower(), f"  {shown.replace('-', ' ')}\n", f"{code[:4]} {code[4:]}")
    assert [ids.parse_booking_code(text) for text in typed] == [code] * 4


@given(st.text())
def test_other_text_is_no_code(text: str) -> None:
    found = ids.parse_booking_code(text)
    assert found is None or found == "".join(text.upper().replace("-", " ").split())


def test_public_ids_differ() -> None:
    assert len({ids.new_public_id() for _ in range(100)}) == 100


def test_an_entry_number_is_never_taken_for_a_nik(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(["1234567890123456", "12345678901234ab"])
    monkeypatch.setattr("giliran.core.ids.secrets.token_hex", lambda size: next(drawn))
    assert ids.new_entry_number() == "12345678901234ab"
