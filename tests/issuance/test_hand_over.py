"""Who gets the passport into their hand, proven by which cards, and signed how."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from giliran.accounts.models import Applicant
from giliran.core import secrets
from giliran.core.errors import Refusal
from giliran.issuance.models import Case, Handover
from giliran.issuance.services.hand_over import HandoverRefused, TakerDraft, hand_over, signature_of
from giliran.issuance.states import CaseState
from giliran.notifications.models import Message
from tests.factories import world
from tests.issuance import scene
from tests.issuance.scene import KK, NOON, SIGNATURE, Workshop, herself

pytestmark = pytest.mark.django_db

BROTHER = world.a_nik(7000)


@pytest.fixture
def shop() -> Workshop:
    return scene.a_workshop()


@pytest.fixture
def case(shop: Workshop) -> Case:
    return shop.bring(shop.case(), CaseState.READY)


def brother(**changes: Any) -> TakerDraft:
    given = {"to": "relative", "nik": BROTHER, "name": "Andi Rahayu", "kk": KK, "signature": SIGNATURE, **changes}
    return TakerDraft(**given)


def give(shop: Workshop, case: Case, taker: TakerDraft) -> Handover:
    return hand_over(case=case, taker=taker, by=shop.handover, now=NOON)


def faults(shop: Workshop, case: Case, taker: TakerDraft) -> set[str]:
    with pytest.raises(HandoverRefused) as caught:
        give(shop, case, taker)
    assert Case.objects.get().state == CaseState.READY
    assert not Handover.objects.exists()
    return set(caught.value.faults)


def test_she_takes_it_herself_and_signs_on_the_screen(shop: Workshop, case: Case) -> None:
    made = give(shop, case, herself())
    kept = Handover.objects.get()
    assert (kept.to, kept.name, kept.nik_last4, kept.slip) == ("self", "Siti Rahayu", world.a_nik(0)[-4:], "")
    assert bytes(kept.nik_hash) == bytes(case.ticket.nik_hash)
    assert SIGNATURE.encode() not in bytes(kept.signature_sealed)
    assert signature_of(kept) == signature_of(made) == SIGNATURE


def test_a_signature_opens_in_its_own_row_only(shop: Workshop, case: Case) -> None:
    made = give(shop, case, herself())
    made.case_id += 1
    with pytest.raises(secrets.SealBroken):
        signature_of(made)


def test_spaces_in_a_nik_are_allowed(shop: Workshop, case: Case) -> None:
    nik = world.a_nik(0)
    assert give(shop, case, herself(nik=f"{nik[:6]} {nik[6:12]} {nik[12:]}")).nik_last4 == nik[-4:]


def test_a_brother_takes_it_with_the_family_card(shop: Workshop, case: Case) -> None:
    made = give(shop, case, brother())
    assert (made.to, made.name, made.nik_last4, made.kk_last4) == ("relative", "Andi Rahayu", BROTHER[-4:], "0001")
    assert len(bytes(made.kk_hash)) == 32
    [letter] = Message.objects.filter(key=f"case:{case.ticket.public_id}:handed_over", channel="email")
    assert any("Andi Rahayu" in line for line in letter.data["paragraphs"])
    assert KK not in str(letter.data) and BROTHER not in str(letter.data)


def test_a_friend_takes_it_with_a_power_of_attorney_signed_on_paper(shop: Workshop, case: Case) -> None:
    taker = TakerDraft("attorney", BROTHER, "Joko", letter="12/SK/2026", on_paper=True, slip="A-77")
    made = give(shop, case, taker)
    assert (made.letter, made.slip, bytes(made.signature_sealed), signature_of(made)) == ("12/SK/2026", "A-77", b"", "")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kk": "3174011203180009"}, "kk"),
        ({"kk": ""}, "kk"),
        ({"kk": "31740112"}, "kk"),
        ({"nik": "317401"}, "nik"),
        ({"nik": world.a_nik(0)}, "to"),
        ({"name": " "}, "name"),
        ({"signature": ""}, "signature"),
        ({"signature": "M1 1L2 2"}, "signature"),
        ({"on_paper": True}, "slip"),
        ({"on_paper": True, "slip": "7" * 31}, "slip"),
        ({"to": "attorney"}, "letter"),
        ({"to": "nobody"}, "to"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(shop: Workshop, case: Case, changes: dict[str, Any], field: str) -> None:
    assert faults(shop, case, brother(**changes)) == {field}


def test_everything_that_is_wrong_is_said_at_once(shop: Workshop, case: Case) -> None:
    assert faults(shop, case, brother(name="", kk="1", signature="")) == {"name", "kk", "signature"}


def test_another_card_than_hers_is_not_hers(shop: Workshop, case: Case) -> None:
    assert faults(shop, case, herself(nik=BROTHER)) == {"nik"}


def test_without_the_family_card_on_record_a_power_of_attorney_is_asked_for(shop: Workshop, case: Case) -> None:
    Applicant.objects.filter(pk=case.ticket.applicant_id).delete()
    case.ticket.refresh_from_db()
    assert faults(shop, case, brother()) == {"kk"}


def test_it_is_given_once(shop: Workshop, case: Case) -> None:
    give(shop, case, herself())
    with pytest.raises(Refusal) as caught:
        give(shop, case, herself())
    assert caught.value.code == "not_now"


def test_the_database_wants_one_signature(shop: Workshop, case: Case) -> None:
    for wrong in ({"slip": "", "signature_sealed": b""}, {"slip": "7", "signature_sealed": b"x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Handover.objects.create(
                case=case, to="self", name="x", nik_last4="0001", nik_hash=b"x" * 32, at=NOON, **wrong
            )
