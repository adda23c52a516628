"""A printer in the network that reads everything back, stops half way, says nothing, or is not there."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from giliran.onsite import printing
from giliran.onsite.printing import NetworkPrinter, NotPrinted
from giliran.onsite.printing.address import Unfit, read_address
from giliran.onsite.printing.escpos import ASK_WHETHER_DONE, card_bytes
from tests.onsite.printing.test_escpos import CARD, read

PATIENCE = 0.4


@contextmanager
def a_printer(serve: Callable[[socket.socket], None]) -> Iterator[int]:
    """A socket on this machine; `serve` treats one connection. Its port."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            connection, _peer = server.accept()
            with connection:
                serve(connection)

        thread = threading.Thread(target=listen)
        thread.start()
        yield server.getsockname()[1]
        thread.join(5)


def until_asked(connection: socket.socket) -> bytes:
    data = b""
    while not data.endswith(ASK_WHETHER_DONE):
        data += connection.recv(4096)
    return data


def code_of(port: int, data: bytes) -> str:
    with pytest.raises(NotPrinted) as no:
        NetworkPrinter("127.0.0.1", port, patience=PATIENCE).send(data)
    return no.value.code


def test_a_printer_that_answers_has_the_whole_card() -> None:
    got: list[bytes] = []

    def serve(connection: socket.socket) -> None:
        got.append(until_asked(connection))
        connection.sendall(b"\x00")

    with a_printer(serve) as port:
        NetworkPrinter("127.0.0.1", port).send(card_bytes(CARD))
    text, codes = read(got[0].removesuffix(ASK_WHETHER_DONE))
    assert codes == [CARD.qr, CARD.live] and "W-012" in text


def test_one_that_stops_half_way() -> None:
    with a_printer(lambda connection: connection.recv(10) and None) as port:
        assert code_of(port, card_bytes(CARD) * 200) == "broke_off"


def test_one_that_takes_everything_and_hangs_up() -> None:
    with a_printer(lambda connection: until_asked(connection) and None) as port:
        assert code_of(port, card_bytes(CARD)) == "broke_off"


def test_one_that_is_slow_says_nothing_in_time() -> None:
    done = threading.Event()
    with a_printer(lambda connection: done.wait(5) and None) as port:
        assert code_of(port, card_bytes(CARD)) == "silent"
        done.set()


def test_one_that_is_not_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert code_of(port, b"x") == "unreachable"


def test_none_is_none() -> None:
    printer = printing.printer_at("", ["10.0.0.0/8"])
    assert not printer.is_there
    with pytest.raises(NotPrinted):
        printer.send(b"x")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("10.1.2.3", ("10.1.2.3", 9100)),
        (" 10.1.2.3:515 ", ("10.1.2.3", 515)),
        ("[fd00::1]:9100", ("fd00::1", 9100)),
        ("fd00::1", ("fd00::1", 9100)),
    ],
)
def test_addresses(text: str, found: tuple[str, int]) -> None:
    assert read_address(text, ["10.0.0.0/8", "fd00::/8"]) == found


@pytest.mark.parametrize(
    ("text", "allowed", "code"),
    [
        ("printer.kantor", ["10.0.0.0/8"], "not_an_address"),
        ("10.1.2.3:0", ["10.0.0.0/8"], "not_a_port"),
        ("10.1.2.3:99999", ["10.0.0.0/8"], "not_a_port"),
        ("10.1.2.3:x", ["10.0.0.0/8"], "not_a_port"),
        ("169.254.169.254", ["10.0.0.0/8"], "not_allowed_there"),
        ("10.1.2.3", [], "no_networks"),
        ("", ["10.0.0.0/8"], "not_an_address"),
    ],
)
def test_what_is_no_address_for_a_printer(text: str, allowed: list[str], code: str) -> None:
    with pytest.raises(Unfit) as no:
        read_address(text, allowed)
    assert no.value.code == code
