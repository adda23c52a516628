"""Many who work on the same complaint, send the same message or press the same at the same moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest

from giliran.complaints import selectors, services
from giliran.complaints.gateways.base import Inbound, InboundFile
from giliran.complaints.models import Attachment, Complaint, ComplaintMove, Link, Reply
from giliran.complaints.services.inbound import take_in
from giliran.complaints.states import ReplyKind, State
from giliran.core.errors import Refusal
from giliran.core.types import NOBODY, Actor
from giliran.notifications.models import Message
from tests.complaints import scene
from tests.complaints.pictures import a_photo
from tests.complaints.scene import FILED, staff
from tests.factories import world
from tests.races import crowd

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

ROUNDS = 6
DAY = timedelta(days=1)
LATE = FILED + 4 * DAY
"""After the term in which it had to be checked."""

Press = tuple[str, Actor, Complaint]
"""What is pressed, by whom, on the complaint as it stood on their page."""


def press(share: list[Press]) -> list[str]:
    """What each press came to: `done`, or the code of its refusal."""
    return [_tried(what, by, one) for what, by, one in share]


def press_anew(share: list[Press]) -> list[str]:
    """As `press`, on pages that were drawn just before."""
    return [_tried(what, by, scene.fresh(one)) for what, by, one in share]


def _tried(what: str, by: Actor, one: Complaint) -> str:
    deed, _, words = what.partition(":")
    try:
        _DEEDS[deed](one, by, words)
    except Refusal as refused:
        return refused.code
    return "done"


_DEEDS: dict[str, Callable[[Complaint, Actor, str], object]] = {
    "take": lambda one, by, _: services.take(complaint=one, by=by, now=FILED),
    "say": lambda one, by, words: services.answer(complaint=one, text=words, by=by, now=FILED),
    "say_once": lambda one, by, words: services.answer(complaint=one, text=words, by=by, now=FILED, key="k"),
    "reopen": lambda one, by, words: services.reopen(complaint=one, text=words, by=by, now=FILED),
    "close": lambda one, by, words: services.resolve(complaint=one, reason=words, by=by, now=FILED),
    "reply": lambda one, by, words: services.reply(complaint=one, text=words, by=by, now=LATE),
    "up": lambda one, by, words: services.escalate(complaint=one, reason=words, by=by, now=LATE),
    "tick": lambda one, by, _: services.escalate_overdue(LATE),
    "close_link": lambda one, by, _: services.close_link(complaint=one, by=by, now=FILED),
}


def deliver(share: list[Inbound]) -> list[str]:
    """The number of the complaint to which each message came."""
    taken = [take_in(message, door="test", now=FILED) for message in share]
    return [one.number for one in taken if one]


def file_many(share: list[str]) -> list[str]:
    return [scene.filed(text=text, **scene.named()).complaint.number for text in share]


def file_under(share: list[tuple[Actor, str, str]]) -> list[str]:
    """The number that each press was answered with; its account, its key, and how to complain."""
    return [
        services.file_complaint(
            draft=scene.a_draft(mode=mode), by=by, now=FILED, language="id", key=key
        ).complaint.number
        for by, key, mode in share
    ]


def join(share: tuple[Actor, list[tuple[Complaint, Complaint]]]) -> list[str]:
    """Joins the first of each pair with the second."""
    by, pairs = share
    return [_joined(by, one, into) for one, into in pairs]


def _joined(by: Actor, one: Complaint, into: Complaint) -> str:
    try:
        return str(services.merge(ids=[one.pk], into=into, by=by, now=FILED))
    except Refusal as refused:
        return refused.code


def each_round(work: Callable[[list[Press]], list[str]], *shares: list[Press]) -> list[tuple[str, ...]]:
    """What came of each round, one answer a process."""
    return list(zip(*crowd.all_at_once(work, shares), strict=True))


def test_many_officers_take_a_complaint_and_one_has_it() -> None:
    office = scene.an_office()
    ours = [scene.a_complaint(office) for _ in range(ROUNDS)]
    officers = [staff("cs", office, world.an_account(f"petugas{n}@contoh.id").pk) for n in range(6)]
    answers = each_round(press, *([("take", by, one) for one in ours] for by in officers))
    for one, told in zip(ours, answers, strict=True):
        assert Counter(told) == {"done": 1, "moved_meanwhile": 5}
        seen = selectors.complaint_seen(one.number, officers[0])
        assert seen and seen.assigned_to_id == officers[told.index("done")].user_id
        assert ComplaintMove.objects.filter(complaint=one, what="complaint.taken").count() == 1


def a_message(key: str, sender: str, text: str, *photos: bytes) -> Inbound:
    files = tuple(InboundFile("layar.jpg", one) for one in photos)
    return Inbound(key, "whatsapp", sender, "Siti", "", text, files)


def test_a_message_that_many_deliver_is_one_complaint_and_one_entry() -> None:
    people = [f"+6281234567{n:03}" for n in range(ROUNDS)]
    first = [a_message(f"whatsapp:a{n}", one, "Situs mati") for n, one in enumerate(people)]
    numbers = crowd.all_at_once(deliver, [first] * 4)
    assert [len(set(each)) for each in zip(*numbers, strict=True)] == [1] * ROUNDS
    assert (Complaint.objects.count(), Reply.objects.count(), Link.objects.count()) == (ROUNDS, 0, ROUNDS)
    more = [a_message(f"whatsapp:b{n}", one, "Masih mati", a_photo()) for n, one in enumerate(people)]
    assert crowd.all_at_once(deliver, [more] * 4) == [numbers[0]] * 4
    assert (Complaint.objects.count(), Reply.objects.count(), Attachment.objects.count()) == (ROUNDS,) * 3
    assert Message.objects.count() == ROUNDS


def test_a_letter_that_many_deliver_is_one_entry() -> None:
    ours = [scene.a_complaint(None, **scene.named()) for _ in range(ROUNDS)]
    letters = [
        Inbound(f"<{n}>", "email", "siti@contoh.id", "", f"Re: {selectors.show_number(one.number)}", "Sudah bisa")
        for n, one in enumerate(ours)
    ]
    assert crowd.all_at_once(deliver, [letters] * 4) == [[one.number for one in ours]] * 4
    assert (Complaint.objects.count(), Reply.objects.count()) == (ROUNDS, ROUNDS)


def test_a_complaint_is_reopened_once_however_many_press() -> None:
    office = scene.an_office()
    ours = [scene.a_complaint(office, **scene.named()) for _ in range(ROUNDS)]
    for one in ours:
        services.resolve(complaint=one, reason="Selesai", by=staff("cs", office), now=FILED)
    shares = [[(f"reopen:Belum {n}", NOBODY, one) for one in ours] for n in range(5)]
    for one, told in zip(ours, each_round(press, *shares), strict=True):
        assert Counter(told) == {"done": 1, "not_now": 4}
        said = Reply.objects.get(complaint=one, kind=ReplyKind.MESSAGE)
        assert (said.text, scene.fresh(one).state) == (f"Belum {told.index('done')}", State.REOPENED)
        assert ComplaintMove.objects.filter(complaint=one, what="complaint.reopened").count() == 1


def test_no_word_is_lost_while_an_officer_closes() -> None:
    office = scene.an_office()
    ours = [scene.a_complaint(office) for _ in range(ROUNDS)]
    shares: list[list[Press]] = [[(f"say:Kabar {n}", NOBODY, one) for one in ours] for n in range(3)]
    shares.append([("close:Selesai", staff("cs", office), one) for one in ours])
    for one, told in zip(ours, each_round(press, *shares), strict=True):
        closed = told[3] == "done"
        assert set(told[:3]) <= {"done", "not_now"}
        assert ("not_now" in told[:3]) <= closed
        kept = Reply.objects.filter(complaint=one, kind=ReplyKind.MESSAGE).values_list("text", flat=True)
        assert sorted(kept) == [f"Kabar {n}" for n in range(3) if told[n] == "done"]
        assert (scene.fresh(one).state == State.RESOLVED) == closed


def test_what_is_late_goes_up_once_by_hand_by_the_tick_or_not_at_all() -> None:
    office = scene.an_office()
    ours = [scene.a_complaint(office, **scene.named()) for _ in range(ROUNDS)]
    cs, nobody = staff("cs", office), NOBODY
    shares: list[list[Press]] = [
        [("up:Di luar kewenangan", cs, one) for one in ours],
        [("reply:Sudah kami perbaiki", cs, one) for one in reversed(ours)],
        [("tick", nobody, ours[0])],
        [("tick", nobody, ours[0])],
    ]
    by_hand, replied, *_ = crowd.all_at_once(press_anew, shares)
    for one, hand, said in zip(ours, by_hand, reversed(replied), strict=True):
        assert {hand, said} <= {"done", "moved_meanwhile", "at_headquarters", "not_now"}
        went_up = ComplaintMove.objects.filter(complaint=one, what__in=("complaint.escalated", "complaint.overdue"))
        told = Message.objects.filter(about=f"complaint:{one.number}", key__contains=":forwarded:")
        assert went_up.count() == told.count() == int(scene.fresh(one).at_headquarters)
        assert Reply.objects.filter(complaint=one).count() == int(said == "done")
        assert ComplaintMove.objects.filter(complaint=one).count() == scene.fresh(one).version


def test_of_a_hundred_that_come_at_once_each_has_a_number_of_its_own() -> None:
    shares = [[f"Keluhan {n}-{number}" for number in range(25)] for n in range(4)]
    numbers = [number for share in crowd.all_at_once(file_many, shares) for number in share]
    assert (len(set(numbers)), Complaint.objects.count(), Link.objects.count()) == (100, 100, 100)
    assert set(Complaint.objects.values_list("text", flat=True)) == {text for share in shares for text in share}
    assert ComplaintMove.objects.count() == Message.objects.count() == 100


def test_the_same_press_is_one_complaint_and_one_answer() -> None:
    siti, budi = (Actor(world.an_account(f"{name}@contoh.id").pk, name, "api") for name in ("siti", "budi"))
    asked = [(by, f"k{n}", mode) for n in range(ROUNDS) for by, mode in
             ((siti, "named"), (budi, "named"), (siti, "confidential"), (siti, "anonymous"))]  # fmt: skip
    wanted = [(by, f"{key}-{mode}", mode) for by, key, mode in asked]
    first, *others = crowd.all_at_once(file_under, [wanted] * 4)
    assert others == [first] * 3
    assert len(set(first)) == Complaint.objects.count() == Link.objects.count() == ComplaintMove.objects.count()
    assert Complaint.objects.count() == 4 * ROUNDS
    ours = list(Complaint.objects.order_by("pk"))
    answers = each_round(press, *([("say_once:Masih", NOBODY, one) for one in ours] for _ in range(4)))
    assert {told for each in answers for told in each} == {"done"}
    assert Reply.objects.count() == len(ours)


def test_two_that_are_joined_with_each_other_do_not_both_leave_the_desk() -> None:
    office = scene.an_office()
    cs = staff("cs", office)
    pairs = [(scene.a_complaint(office), scene.a_complaint(office)) for _ in range(ROUNDS)]
    crossed = [(two, one) for one, two in pairs]
    for told in zip(*crowd.all_at_once(join, [(cs, pairs), (cs, crossed)]), strict=True):
        assert sorted(told) == ["1", "merge_with_itself"]
    assert selectors.desk(cs, office).count() == ROUNDS


def test_nothing_is_joined_with_what_is_closed_meanwhile() -> None:
    office = scene.an_office()
    cs = staff("cs", office)
    pairs = [(scene.a_complaint(office), scene.a_complaint(office)) for _ in range(ROUNDS)]
    closing: list[Press] = [("close:Selesai", cs, into) for _, into in pairs]
    joined, closed = crowd.all_at_once(either, [("join", (cs, pairs)), ("press", closing)])
    assert closed == ["done"] * ROUNDS
    for (one, _), told in zip(pairs, joined, strict=True):
        one = scene.fresh(one)
        assert (told, one.state, one.due_at is None) in (("1", "resolved", True), ("not_now", "submitted", False))


def either(share: tuple[str, object]) -> list[str]:
    what, rest = share
    return join(rest) if what == "join" else press(rest)  # type: ignore[arg-type]


def test_a_link_that_is_closed_by_many_presses_is_followed_by_one() -> None:
    ours = [scene.a_complaint(None, **scene.named()) for _ in range(ROUNDS)]
    each_round(press, *([("close_link", NOBODY, one) for one in ours] for _ in range(3)))
    for one in ours:
        assert Message.objects.filter(about=f"complaint:{one.number}", key__contains=":link:").count() >= 1
        assert Link.objects.filter(complaint=one, closed_at=None).count() == 1
