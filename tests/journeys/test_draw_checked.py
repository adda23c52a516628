"""A citizen suspects the draw: reads what was published, and has it counted again."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Route, expect

from giliran.opening.verify import CHECKS, FINDINGS
from tests.journeys import fridays
from tests.journeys.conftest import PATIENCE
from tests.journeys.fridays import A_MOMENT, FRIDAY_8, MONDAY_9, THURSDAY_20
from tests.journeys.judgement import Complaints
from tests.journeys.product import Product
from tests.journeys.visitor import Visitor
from tests.processes import wait_until

pytestmark = [pytest.mark.browser]

PEOPLE = 40

Document = dict[str, Any]
Arrives = Callable[..., Visitor]


@dataclass
class Draw:
    """An opening after its draw. `document` is what it publishes."""

    product: Product
    opening: int
    document: Document

    @property
    def page(self) -> str:
        return f"/openings/{self.opening}/"

    def entry(self, rank: int) -> Document:
        return next(row for row in self.document["entries"] if row["rank"] == rank)


@pytest.fixture(scope="module")
def draw(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Draw]:
    """The people of a week have entered at one office, and the draw was made."""
    with fridays.running(prepared, tmp_path_factory.mktemp("draw"), "bogor", "turns", 60) as product:
        wait_until(lambda: _is_listed(product), 60)
        opening = int(fridays.tell(product.folder, "opening_at('bogor')"))
        fridays.comes(product, opening, MONDAY_9, "gathering")
        fridays.tell(product.folder, f"crowd({opening}, {PEOPLE})")
        fridays.comes(product, opening, THURSDAY_20 + A_MOMENT, "frozen")
        fridays.comes(product, opening, FRIDAY_8 + A_MOMENT, "drawn")
        wait_until(lambda: _published(product, opening)["entitled_given_at"] is not None)
        yield Draw(product, opening, _published(product, opening))


def _is_listed(product: Product) -> bool:
    """The worker has put the office's opening on the calendar."""
    with urllib.request.urlopen(f"{product.url}/openings/?q=bogor", timeout=10) as answer:
        return b'class="row" href="/openings/' in answer.read()


def _published(product: Product, opening: int) -> Document:
    with urllib.request.urlopen(f"{product.url}/openings/{opening}/draw.json", timeout=10) as answer:
        return dict(json.load(answer))


@pytest.fixture
def arrives(browser: Browser, draw: Draw) -> Iterator[Arrives]:
    """Somebody who looks at the draw; nobody's browser may complain."""
    here: list[Visitor] = []

    def one(language: str = "id", **options: Any) -> Visitor:
        context = browser.new_context(
            viewport={"width": 1280, "height": 800}, locale="id-ID", timezone_id="Asia/Jakarta",
            reduced_motion="reduce", **options,
        )  # fmt: skip
        context.set_default_timeout(PATIENCE)
        context.add_cookies([{"name": "django_language", "value": language, "url": draw.product.url}])
        complaints = Complaints()
        complaints.listen(context)
        here.append(Visitor(context.new_page(), draw.product, complaints, language))
        return here[-1]

    yield one
    for visitor in here:
        visitor.page.context.close()
    assert [line for visitor in here for line in visitor.complaints.lines] == []


def says(visitor: Visitor, check: str, state: str) -> None:
    """The line of a check stands in this state."""
    expect(visitor.page.locator(f"[data-check='{check}']")).to_have_class(f"is-{state}")
    visitor.reads(CHECKS[check])


def finds(visitor: Visitor, code: str, **detail: Any) -> None:
    """It is named, in the visitor's language."""
    says(visitor, FINDINGS[code][0], "differs")
    visitor.reads(FINDINGS[code][1], **detail)


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_citizen_reads_the_proof_and_has_the_draw_counted_again(draw: Draw, arrives: Arrives, language: str) -> None:
    visitor = arrives(language)
    # given: the page of the opening, with what was promised before and what was revealed
    visitor.opens(draw.page)
    visitor.reads_plainly(draw.document["commitment"])
    visitor.reads_plainly(draw.document["roll_digest"])
    visitor.reads_plainly(draw.document["seed"])
    visitor.finds_nothing_wrong()
    # when: one press
    visitor.follows("Check it yourself")
    visitor.is_at(f"{draw.page}check/")
    visitor.presses("Recount now")
    # then: everything agrees, and what was not checked says why
    visitor.reads("Everything agrees")
    visitor.reads("Your browser has recounted %(entries)s entries from what is published.", entries=PEOPLE)
    for check in ("commitment", "digest", "roll", "ranks", "entitled"):
        says(visitor, check, "agrees")
    says(visitor, "beacon", "unchecked")
    visitor.finds_nothing_wrong()


def test_the_own_entry_is_named_with_its_rank_and_why(draw: Draw, arrives: Arrives) -> None:
    visitor, mine = arrives(), draw.entry(rank=7)
    visitor.opens(f"{draw.page}check/#entry={mine['id']}")
    visitor.page.locator("#entry").press("Enter")  # no mouse is needed
    visitor.reads("Entry %(entry)s has rank %(rank)s of %(entries)s.", entry=mine["id"], rank=7, entries=PEOPLE)
    visitor.reads(
        "%(before)s entries stand before it: their numbers are smaller, or an office owes them a place.", before=6
    )
    visitor.fills("Number of your entry", "0000 0000 0000 0000")
    visitor.presses("Recount now")
    visitor.reads(
        "Entry %(entry)s is not in this draw. Compare the number with your receipt.", entry="0000000000000000"
    )


def _another_seed(document: Document) -> None:
    document["seed"] = "0" * 64


def _an_added_entry(document: Document) -> None:
    document["entries"].append({**document["entries"][0], "id": "f" * 16, "rank": PEOPLE + 1})


def _a_moved_rank(document: Document) -> None:
    rows = sorted(document["entries"], key=lambda row: row["rank"])
    for row in rows[:30]:
        row["rank"] = row["rank"] % 30 + 1  # the thirtieth stands first now


def _other_losses(document: Document) -> None:
    _entry_at(document, 3)["losses"] = 5


def _entry_at(document: Document, rank: int) -> Document:
    return next(row for row in document["entries"] if row["rank"] == rank)


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize(
    ("tamper", "code", "detail"),
    [
        (_another_seed, "commitment_mismatch", lambda draw: {"due": draw.document["commitment"]}),
        (_an_added_entry, "entry_added", lambda draw: {"entry": "f" * 16}),
        (_a_moved_rank, "rank_moved", lambda draw: {"entry": draw.entry(30)["id"], "is": 1, "due": 30}),
        (_other_losses, "losses_changed", lambda draw: {"entry": draw.entry(3)["id"], "is": 5, "due": 0}),
    ],
)
def test_what_was_tampered_with_is_named(
    draw: Draw,
    arrives: Arrives,
    language: str,
    tamper: Callable[[Document], None],
    code: str,
    detail: Callable[[Draw], dict[str, Any]],
) -> None:
    visitor = arrives(language)

    def answer(route: Route) -> None:
        document = json.loads(json.dumps(draw.document))
        tamper(document)
        route.fulfill(json=document)

    # given: what is published now is not what was drawn
    visitor.page.route("**/draw.json", answer)
    visitor.opens(f"{draw.page}check/")
    # when
    visitor.presses("Recount now")
    # then
    visitor.reads("Something does not agree")
    if code == "commitment_mismatch":
        says(visitor, "commitment", "differs")
        visitor.reads_plainly(detail(draw)["due"])
    else:
        finds(visitor, code, **detail(draw))
    visitor.finds_nothing_wrong()


def test_a_receipt_that_says_something_else_is_shown(draw: Draw, arrives: Arrives) -> None:
    visitor, mine = arrives(), draw.entry(rank=4)
    receipt = {
        "opening": draw.opening, "entry": mine["id"], "class": 1, "losses": 2, "party": mine["party"], "wishes": "",
        "commitment": draw.document["commitment"], "entered_at": "2026-12-07T02:00:00+00:00", "key": 1,
        "signature": "A" * 86,
    }  # fmt: skip
    visitor.opens(f"{draw.page}check/")
    visitor.page.get_by_text(visitor.word("Use your receipt, or files that you have kept")).click()
    visitor.fills("Receipt", json.dumps(receipt))
    visitor.presses("Recount now")
    finds(visitor, "receipt_losses", entry=mine["id"], **{"is": 0, "due": 2})
    says(visitor, "signatures", "differs")
    visitor.reads("Entry %(entry)s has rank %(rank)s of %(entries)s.", entry=mine["id"], rank=4, entries=PEOPLE)


def test_a_file_that_is_no_draw_is_refused_in_words(draw: Draw, arrives: Arrives) -> None:
    visitor = arrives()
    visitor.opens(f"{draw.page}check/")
    visitor.page.get_by_text(visitor.word("Use your receipt, or files that you have kept")).click()
    visitor.page.locator("#draw-file").set_input_files(
        {"name": "draw.json", "mimeType": "application/json", "buffer": b'{"opening": 1, "entr'}
    )
    visitor.presses("Recount now")
    visitor.reads("This cannot be recounted")
    visitor.reads("The file %(where)s breaks off in the middle. Download it again.", where="draw.json")


def test_the_network_may_go_once_the_page_is_there(draw: Draw, arrives: Arrives) -> None:
    visitor = arrives()
    visitor.opens(f"{draw.page}check/")
    visitor.page.wait_for_load_state("networkidle")
    visitor.page.context.set_offline(True)
    visitor.presses("Recount now")
    visitor.reads("Everything agrees")


def test_without_javascript_the_page_says_how_else(draw: Draw, arrives: Arrives) -> None:
    visitor = arrives(java_script_enabled=False)
    visitor.opens(f"{draw.page}check/")
    visitor.reads("This page needs JavaScript to compute")
    visitor.reads_plainly(f"giliran verify-draw draw-{draw.opening}.json --roll roll-{draw.opening}.txt")


def test_the_kept_files_are_enough(draw: Draw, arrives: Arrives, tmp_path: Path) -> None:
    visitor = arrives()
    visitor.opens(f"{draw.page}check/")
    for name in ("draw.json", "roll.txt"):
        with visitor.page.expect_download() as coming:
            visitor.page.get_by_role("link", name=name).click()
        coming.value.save_as(tmp_path / name)
    visitor.page.get_by_text(visitor.word("Use your receipt, or files that you have kept")).click()
    visitor.page.locator("#draw-file").set_input_files(tmp_path / "draw.json")
    visitor.page.locator("#roll-file").set_input_files(tmp_path / "roll.txt")
    visitor.page.context.set_offline(True)
    visitor.presses("Recount now")
    visitor.reads("Everything agrees")
    says(visitor, "roll", "agrees")
