"""A rush is played on this machine only."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from giliran.config.rush import server


@pytest.mark.parametrize(
    "url",
    [
        "http://192.0.2.1:8000", "http://giliran.example", "https://127.0.0.1:8000", "http://127.0.0.1.example:8000",
        "http://localhost@192.0.2.1/", "ftp://127.0.0.1", "127.0.0.1:8000", "http://0.0.0.0:8000", "",
    ],
)  # fmt: skip
def test_every_other_address_is_refused_with_a_sentence(url: str) -> None:
    with pytest.raises(server.NotHere, match="is not on this machine"):
        server.refuse_elsewhere(url)


def test_loopback_by_any_name() -> None:
    urls = ("http://127.0.0.1:8000", "http://127.5.0.1", "http://[::1]:81/", "http://localhost:9000/x")
    assert [server.refuse_elsewhere(url) for url in urls] == [
        ("127.0.0.1", 8000),
        ("127.5.0.1", 80),
        ("::1", 81),
        ("localhost", 9000),
    ]


def test_the_command_says_so_and_plays_nothing() -> None:
    with pytest.raises(CommandError, match="is not on this machine"):
        call_command("rush", url="http://192.0.2.1:8000")


def test_made_up_people_stay_out_of_a_real_installation() -> None:
    with pytest.raises(CommandError, match="GILIRAN_DEMO=1"):
        call_command("rush", url="http://127.0.0.1:8000")


@pytest.mark.parametrize(("name", "value"), [("people", 50_001), ("pace", 6_001), ("bots", 21), ("limit", 601)])
def test_a_rush_has_bounds(name: str, value: int) -> None:
    with pytest.raises(CommandError, match=f"--{name} is from 0 to"):
        call_command("rush", url="http://127.0.0.1:8000", **{name: value})


def test_without_postgresql_the_database_is_a_file_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:////somewhere/real.sqlite3")
    with server.database("giliran_rush_test") as where:
        assert where == {"DATABASE_URL": ""}
