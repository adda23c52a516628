"""A complaint on its way: in, up, back, answered, reopened, closed; and who never sees it."""

from __future__ import annotations

import re
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from pytest_django.fixtures import Settings

from giliran.audit.models import Event
from giliran.complaints import selectors, services
from giliran.complaints.models import Complaint, ComplaintMove, Link
from giliran.complaints.selectors import Contact
from giliran.complaints.services import letters
from giliran.complaints.services.reseal import reseal_all
from giliran.complaints.states import Channel, State
from giliran.core import secrets
from giliran.core.errors import Refusal
from giliran.core.types import NOBODY, SYSTEM
from giliran.notifications.models import Message
from giliran.outreach.models import Incident, IncidentNote
from tests.complaints import scene
from tests.complaints.scene import FILED, staff

pytestmark = pytest.mark.django_db
HQ = staff("hq", None)
DAY = timedelta(days=1)


def test_it_comes_in_with_a_number_a_link_and_its_terms() -> None:
    office = scene.an_office()
    came = scene.filed(office, text="NIK saya 3171234567890123", **scene.named())
    made = scene.fresh(came.complaint)
    assert (len(came.token), len(made.number)) == (22, 9)
    assert came.token.encode() not in bytes(Link.objects.get().token_hash)
    assert "3171234567890123" not in made.text
    assert b"Siti" not in bytes(made.contact_sealed or b"")
    last_days = [selectors.zone_of(office) and (one.isoformat()) for one in (made.verify_due_at, made.close_due_at)]
    assert last_days == ["2026-11-26T17:00:00+00:00", "2026-12-11T17:00:00+00:00"]
    assert (made.due_at, made.klass, made.at_headquarters) == (made.verify_due_at, "ordinary", False)
    letter = Message.objects.get()
    assert letter.address == "siti@contoh.id" and letter.data["url"].endswith(f"/complaints/{came.token}/")
    assert selectors.by_link(came.token) == made


def test_the_same_message_three_times_is_one_complaint() -> None:
    sent = {"channel": Channel.WHATSAPP, "reference": "wamid.1", "text": "Aplikasi tidak bisa dibuka",
            "sender": "62812", "by": SYSTEM, "now": FILED, "contact": Contact(phone="+6281234567890")}  # fmt: skip
    came = [services.receive(**sent) for _ in range(3)]  # type: ignore[arg-type]
    assert ([one.is_new for one in came], Complaint.objects.count(), Message.objects.count()) == (
        [True, False, False], 1, 1,
    )  # fmt: skip
    other = services.receive(**sent | {"reference": "wamid.2"}).complaint  # type: ignore[arg-type]
    assert list(selectors.same_sender(other, HQ)) == [came[0].complaint]


@pytest.mark.parametrize("category", ["broker", "levy", "collusion"])
def test_what_is_reported_in_confidence_is_never_seen_at_the_office(category: str) -> None:
    office = scene.an_office()
    made = scene.a_complaint(office, category=category, **scene.named())
    for role in ("cs", "supervisor", "head"):
        there = staff(role, office)
        assert selectors.complaint_seen(made.number, there) is None
        assert list(selectors.seen_by(there, office)) == [] == list(selectors.desk(there, office))
        for step in (
            lambda by: services.verify(complaint=made, by=by, now=FILED),
            lambda by: services.note(complaint=made, text="x", by=by, now=FILED),
            lambda by: services.open_contact(complaint=made, by=by, now=FILED),
            lambda by: services.hand_back(complaint=made, reason="x", by=by, now=FILED),
        ):
            with pytest.raises(PermissionDenied):
                step(there)
    assert list(Event.objects.values_list("office_id", "actor_label")) == [(None, NOBODY.label)]
    assert selectors.complaint_seen(made.number, HQ) == made
    with pytest.raises(Refusal) as stays:
        services.hand_back(complaint=made, reason="Milik kantor", by=HQ, now=FILED)
    assert stays.value.code == "stays_at_headquarters"
    assert services.escalate_overdue(FILED + 90 * DAY) == 0


def test_an_office_that_finds_a_broker_behind_it_loses_sight_of_it() -> None:
    office = scene.an_office()
    made, cs = scene.a_complaint(office), staff("cs", office)
    services.verify(complaint=made, category="broker", by=cs, now=FILED)
    assert selectors.complaint_seen(made.number, cs) is None
    assert (made.klass, made.at_headquarters) == ("supervisory", True)


def test_it_is_worked_on_answered_and_closed_by_silence() -> None:
    office = scene.an_office()
    made, cs = scene.a_complaint(office, **scene.named()), staff("cs", office, None)
    services.verify(complaint=made, by=cs, now=FILED)
    assert (made.state, made.due_at) == (State.VERIFIED, made.first_answer_due_at)
    services.reply(complaint=made, text="Kami periksa.", by=cs, now=FILED, is_final=False)
    assert (made.state, made.due_at) == (State.IN_PROGRESS, made.close_due_at)
    services.ask_back(complaint=made, text="Loket berapa?", by=cs, now=FILED)
    assert made.due_at is None
    services.answer(complaint=made, text="Loket tiga.", by=NOBODY, now=FILED)
    assert made.due_at == made.extended_until
    services.note(complaint=made, text="Sudah ditegur.", by=cs, now=FILED)
    services.reply(complaint=made, text="Loket tiga kini dua petugas.", by=cs, now=FILED)
    assert [one.text for one in selectors.said_to(made)] == [
        "Kami periksa.", "Loket berapa?", "Loket tiga.", "Loket tiga kini dua petugas.",
    ]  # fmt: skip
    services.rate(complaint=made, score=4, comment="", by=NOBODY, now=FILED)
    assert services.close_answered(FILED + 14 * DAY) == 0
    assert [services.close_answered(FILED + 15 * DAY) for _ in range(2)] == [1, 0]
    assert (scene.fresh(made).state, scene.fresh(made).rating) == (State.RESOLVED, 4)
    assert Message.objects.count() == 5


def test_a_race_is_lost_by_whoever_read_the_older_version() -> None:
    office = scene.an_office()
    made = scene.a_complaint(office)
    stale = scene.fresh(made)
    services.resolve(complaint=made, reason="Selesai", by=HQ, now=FILED)
    with pytest.raises(Refusal) as lost:
        services.verify(complaint=stale, by=staff("cs", office), now=FILED)
    assert lost.value.code == "moved_meanwhile"


def test_what_the_person_says_counts_whatever_an_officer_did_meanwhile() -> None:
    office = scene.an_office()
    made, cs = scene.a_complaint(office), staff("cs", office)
    stale = scene.fresh(made)
    services.ask_back(complaint=made, text="Loket berapa?", by=cs, now=FILED)
    services.answer(complaint=stale, text="Loket tiga.", by=NOBODY, now=FILED)
    assert (stale.asked_at, stale.due_at) == (None, stale.extended_until)
    services.resolve(complaint=scene.fresh(made), reason="Selesai", by=cs, now=FILED)
    with pytest.raises(Refusal) as closed:
        services.answer(complaint=stale, text="Lagi", by=NOBODY, now=FILED)
    assert (closed.value.code, stale.state) == ("not_now", State.RESOLVED)


def test_nothing_is_joined_with_what_is_closed() -> None:
    office = scene.an_office()
    cs = staff("cs", office)
    one, into = scene.a_complaint(office), scene.a_complaint(office)
    services.resolve(complaint=scene.fresh(into), reason="Selesai", by=cs, now=FILED)
    with pytest.raises(Refusal) as closed:
        services.merge(ids=[one.pk], into=into, by=cs, now=FILED)
    assert (closed.value.code, list(selectors.desk(cs, office))) == ("not_now", [one])


def test_a_term_that_passes_takes_it_up_and_headquarters_hands_it_back() -> None:
    office = scene.an_office()
    made, head = scene.a_complaint(office, **scene.named()), staff("head", office)
    assert services.escalate_overdue(made.verify_due_at - timedelta(seconds=1)) == 0
    assert [services.escalate_overdue(made.verify_due_at) for _ in range(2)] == [1, 0]
    made = scene.fresh(made)
    assert (made.state, made.at_headquarters, list(selectors.desk(HQ))) == (State.FORWARDED, True, [made])
    assert selectors.complaint_seen(made.number, head) == made
    with pytest.raises(Refusal) as waits:
        services.reply(complaint=made, text="x", by=head, now=FILED)
    assert waits.value.code == "at_headquarters"
    later = made.verify_due_at
    services.hand_back(complaint=made, reason="Jawab sampai Kamis", by=HQ, now=later)
    assert (services.escalate_overdue(later + DAY), list(selectors.desk(head, office))) == (0, [scene.fresh(made)])
    assert services.escalate_overdue(made.extended_until or later) == 1
    told = [one.data["subject"] for one in Message.objects.order_by("id")]
    assert len(told) == 4 and all(selectors.show_number(made.number) in one for one in told)
    assert [one.what for one in selectors.moves_of(made)] == [
        "complaint.filed", "complaint.overdue", "complaint.handed_back", "complaint.overdue",
    ]  # fmt: skip


def test_it_is_reopened_once_within_ten_days_and_headquarters_has_the_last_word() -> None:
    office = scene.an_office()
    made, cs, head = scene.a_complaint(office), staff("cs", office), staff("head", office)
    services.take(complaint=made, by=staff("cs", office, scene.world.an_account().pk), now=FILED)
    services.resolve(complaint=made, reason="Selesai", by=cs, now=FILED)
    assert services.may_reopen(made, now=FILED + 10 * DAY + timedelta(seconds=1)) == "reopen_too_late"
    services.reopen(complaint=made, text="Belum selesai", by=NOBODY, now=FILED + 10 * DAY)
    assert made.state == State.REOPENED and made.due_at == made.extended_until
    services.resolve(complaint=made, reason="Diputus pusat", by=HQ, now=FILED + 11 * DAY)
    with pytest.raises(Refusal) as closed:
        services.reopen_by_staff(complaint=made, reason="Masih kami kerjakan", by=head, now=FILED + 11 * DAY)
    assert closed.value.code == "at_headquarters"
    with pytest.raises(Refusal) as once:
        services.reopen(complaint=made, text="Belum", by=NOBODY, now=FILED + 12 * DAY)
    assert once.value.code == "reopened_once"


def test_a_flood_is_joined_by_the_hundred_and_answered_together() -> None:
    office = scene.an_office()
    cs = staff("cs", office)
    main, other_office = scene.a_complaint(office), scene.an_office(id=2, code="lain")
    many = [scene.a_complaint(office, **scene.named(f"orang{n}@contoh.id")) for n in range(3)]
    hidden = scene.a_complaint(other_office)
    chosen = [one.pk for one in (*many, hidden)]
    assert services.merge(ids=chosen, into=main, by=cs, now=FILED) == 3
    assert list(selectors.desk(cs, office)) == [main]
    services.reply(complaint=main, text="Sudah diperbaiki.", by=cs, now=FILED)
    assert [services.tell_joined(FILED) for _ in range(2)] == [3, 0]
    one = scene.fresh(many[0])
    assert (one.state, [said.text for said in selectors.said_to(one)]) == (State.RESPONDED, ["Sudah diperbaiki."])
    assert Message.objects.filter(about=f"complaint:{one.number}").count() == 2
    services.answer(complaint=one, text="Di saya belum.", by=NOBODY, now=FILED)
    assert list(selectors.desk(cs, office)) == [one] and selectors.said_to(main)[0].text == "Sudah diperbaiki."
    with pytest.raises(Refusal) as itself:
        services.merge(ids=[main.pk], into=main, by=cs, now=FILED)
    assert itself.value.code == "merge_with_itself"


def test_a_link_is_closed_and_says_so_and_a_new_one_goes_to_whoever_can_be_written_to() -> None:
    came = scene.filed(None, **scene.named())
    assert services.close_link(complaint=came.complaint, by=NOBODY, now=FILED)
    for token, code in (
        (came.token, "link_closed"),
        ("x" * 22, "link_unknown"),
        (came.complaint.number, "link_unknown"),
    ):
        with pytest.raises(Refusal) as dead:
            selectors.by_link(token)
        assert dead.value.code == code
    new = re.search(r"/complaints/([\w-]{22})/", Message.objects.order_by("-id")[0].data["url"])
    assert new and selectors.by_link(new[1]) == came.complaint
    nobody = scene.filed(None)
    assert not services.close_link(complaint=nobody.complaint, by=NOBODY, now=FILED)


def test_who_complains_is_told_as_far_as_they_wanted() -> None:
    office = scene.an_office()
    head, contact = staff("head", office), Contact("Siti Rahayu", "siti@contoh.id")
    named, quiet, hidden = (scene.a_complaint(office, mode=mode, contact=contact) for mode in
                            ("named", "confidential", "anonymous"))  # fmt: skip
    assert services.open_contact(complaint=named, by=head, now=FILED) == contact
    assert Event.objects.filter(event="complaint.contact_opened").count() == 1
    assert services.open_contact(complaint=quiet, by=HQ, now=FILED) == contact
    for complaint, by in ((quiet, head), (hidden, head), (hidden, HQ)):
        with pytest.raises(Refusal) as closed:
            services.open_contact(complaint=complaint, by=by, now=FILED)
        assert closed.value.code == "contact_closed"
    assert selectors.contact_of(hidden) == Contact(email="siti@contoh.id")
    assert ComplaintMove.objects.exclude(by=None).count() == 0


def test_whoever_complained_about_an_incident_is_answered_when_it_is_over() -> None:
    office = scene.an_office()
    cs = staff("cs", office)
    down = Incident.objects.create(
        kind="access", source="officer", state="confirmed", state_at=FILED, since=FILED, scope="id", created_at=FILED,
        what_id="Situs tidak dapat dibuka", what_en="Site down", ways_id="Datang", ways_en="Come",
    )  # fmt: skip
    tied, other = scene.a_complaint(office, category="unreachable", **scene.named()), scene.a_complaint(office)
    hidden = scene.a_complaint(office, category="levy")
    assert services.link_to_incident(names=[tied.pk, hidden.pk], incident=down, by=cs, now=FILED) == 1
    assert services.answer_restored(FILED) == 0
    Incident.objects.update(state="resolved", state_at=FILED + DAY)
    IncidentNote.objects.create(incident=down, at=FILED, state="resolved", words_id="Terima kasih.", words_en="Thanks.")
    assert [services.answer_restored(FILED + DAY) for _ in range(2)] == [1, 0]
    tied, said = scene.fresh(tied), selectors.said_to(tied)
    assert (tied.state, scene.fresh(other).state) == (State.RESPONDED, State.SUBMITTED)
    assert "Situs tidak dapat dibuka" in said[0].text and said[0].text.endswith("Terima kasih.")
    services.answer(complaint=tied, text="Di saya masih mati", by=NOBODY, now=FILED + 2 * DAY)
    assert services.answer_restored(FILED + 2 * DAY) == 0


def test_new_keys_open_what_was_sealed_before(settings: Settings, tmp_path: Path) -> None:
    settings.SECRETS_FILE = tmp_path / "keys.json"
    came = scene.filed(None, **scene.named())
    secrets.rotate()
    assert [reseal_all(FILED, by=SYSTEM) for _ in range(2)] == [2, 0]
    made = scene.fresh(came.complaint)
    assert selectors.contact_of(made).name == "Siti Rahayu" and letters.page_url(made).endswith(f"/{came.token}/")


def test_the_last_word_is_read_by_all_whom_it_concerns() -> None:
    office = scene.an_office()
    head = staff("head", office)
    main, other = (scene.a_complaint(office, **scene.named(f"{name}@contoh.id")) for name in ("siti", "budi"))
    services.merge(ids=[other.pk], into=main, by=head, now=FILED)
    services.reject(complaint=main, reason="Bukan urusan imigrasi", by=head, now=FILED)
    assert services.tell_joined(FILED) == 1
    for one in (main, scene.fresh(other)):
        assert (one.state, selectors.said_to(one)[-1].text) == (State.REJECTED, "Bukan urusan imigrasi")
        assert Message.objects.filter(about=f"complaint:{one.number}").count() == 2


def test_the_same_message_twice_at_the_same_moment_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: dict[str, Any] = {"channel": Channel.EMAIL, "reference": "<1@contoh>", "text": "Halo", "sender": "a@b",
                            "by": SYSTEM, "now": FILED}  # fmt: skip
    first = services.receive(**sent).complaint
    looked = iter([None, first])
    monkeypatch.setattr(import_module("giliran.complaints.services.receive"), "_same", lambda *_: next(looked))
    again = services.receive(**sent)
    assert (again.complaint, again.is_new, Complaint.objects.count()) == (first, False, 1)
    replies = [services.answer(complaint=scene.fresh(first), text="Lagi", by=SYSTEM, now=FILED, reference="<2@contoh>")
               for _ in range(2)]  # fmt: skip
    assert replies[0] == replies[1]
