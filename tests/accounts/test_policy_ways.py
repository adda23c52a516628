from __future__ import annotations

from giliran.accounts.policy import Known, Reach, reaches


def way(channel: str, *, unwanted: str = "", agreed: bool = True, stopped: bool = False, id: int = 1) -> Known:
    return Known(id, channel, f"{channel}-address", frozenset(unwanted.split()), agreed, stopped)


def test_mail_comes_unless_somebody_said_no() -> None:
    assert reaches([], "a@b.id", "change") == [Reach("email", "a@b.id")]
    assert reaches([], None, "change") == []
    assert reaches([way("email", stopped=True)], "a@b.id", "change") == []
    assert reaches([way("email", unwanted="reminder")], "a@b.id", "reminder") == []
    assert reaches([way("email", unwanted="reminder")], "a@b.id", "change") == [Reach("email", "a@b.id")]


def test_of_mail_the_newest_word_counts() -> None:
    assert reaches([way("email"), way("email", stopped=True)], "a@b.id", "change") == [Reach("email", "a@b.id")]


def test_other_ways_only_when_agreed_and_wanted() -> None:
    known = [
        way("whatsapp", id=1),
        way("sms", id=2, agreed=False),
        way("push", id=3),
        way("push", id=4, unwanted="change"),
    ]
    assert reaches(known, None, "change") == [
        Reach("whatsapp", "whatsapp-address", 1),
        Reach("push", "push-address", 3),
    ]
