from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from giliran.notifications import policy, selectors, services

NOW = datetime(2026, 11, 22, 7, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def enqueue(key: str, now: datetime = NOW) -> None:
    data = {"subject": key, "body": "Isi"}
    services.enqueue(event="plain", address="a@b.id", language="id", data=data, key=key, now=now)


def test_the_newest_come_first_as_their_readers_see_them() -> None:
    for key in ("a", "b", "c"):
        enqueue(key)
    assert [(shown.subject, shown.body[:3], shown.state) for shown in selectors.recent(2)] == [
        ("c", "Isi", "queued"),
        ("b", "Isi", "queued"),
    ]


def test_the_files_of_a_message_are_found_by_name() -> None:
    file = services.Attachment("tiket.pdf", "application/pdf", b"%PDF")
    pk = services.enqueue(event="plain", address="a@b.id", language="id", data={}, key="k", now=NOW, attachments=[file])
    assert pk is not None

    assert selectors.recent()[0].attachments == ("tiket.pdf",)
    found = selectors.attachment_of(pk, "tiket.pdf")
    assert found is not None and bytes(found.content) == b"%PDF"
    assert selectors.attachment_of(pk + 1, "tiket.pdf") is None


def test_showing_more_messages_asks_no_more_questions(django_assert_num_queries: Any) -> None:
    for number in range(3):
        enqueue(str(number))
        with django_assert_num_queries(2):
            selectors.recent()


def test_states_by_key() -> None:
    enqueue("a")
    assert (selectors.state_of("a"), selectors.state_of("b")) == ("queued", None)


def test_sizes_count_what_should_empty_itself() -> None:
    for key in ("a", "b", "c"):
        enqueue(key)
    services._take(["email"], NOW, 1)
    assert selectors.sizes() == {"queued": 2, "sending": 1, "failed": 0}


def test_the_longest_wait() -> None:
    assert selectors.oldest_wait(NOW) == timedelta()
    enqueue("a", NOW - timedelta(minutes=3))
    enqueue("b", NOW - timedelta(minutes=1))
    enqueue("later", NOW + policy.LEASE)
    assert selectors.oldest_wait(NOW) == timedelta(minutes=3)
