"""Every page that has an address, in both languages: for everybody, whatever they see or use."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import Arrive
from tests.journeys.judgement import judge
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser]

PUBLIC = (
    "/", "/offices/", "/offices/?q=jakarta", "/offices/?q=zzzz", "/offices/jakarta-selatan/?people=2&day=2026-12-08",
    "/offices/tanjung-pinang/?people=1&day=2026-12-10", "/offices/jayapura/", "/services/", "/fees/", "/faq/",
    "/offices/tanjung-pinang/print/", "/offices/jakarta-selatan/public-service/", "/partners/",
    "/partners/?office=bogor", "/rights/", "/foreign-residents/",
    "/faq/?q=zzzz", "/faq/new-papers/", "/guides/booking/", "/announcements/",
    "/openings/", "/openings/?q=zzzz", "/openings/how/",
    "/events/ask/", "/complaints/",
    "/offices/jakarta-selatan/satisfaction/", "/offices/bekasi/satisfaction/", "/feedback/", "/feedback/?thanks=1",
    "/survey/thanks/", "/survey/7c9e66797425/",
    "/status/", "/accounts/login/", "/accounts/signup/", "/accounts/login/code/", "/demo/logins/", "/demo/outbox/",
    "/demo/clock/", "/board/jakarta-selatan/", "/board/bogor/?stages=1&voice=id-en", "/design/",
    "/now/7c9e667974254/",
    "/claim/7c9e6679-7425-40de-944b-e07fc1f90ae7/", "/nothing-is-here/",
)  # fmt: skip
CITIZEN = (
    "/me/", "/me/complaints/", "/me/inbox/", "/me/notifications/",
    "/me/people/", "/me/people/add/", "{person}", "{person}remove/", "/me/book/",
    "/me/book/?office=jakarta-selatan", "/accounts/email/", "/accounts/2fa/", "/accounts/3rdparty/",
    "/accounts/logout/", "/me/bookings/ZZZZZZZZZ/", "/desk/",
    "/me/waiting/", "/me/waiting/join/?office=tanjung-pinang",
)  # fmt: skip
DESK = (
    "/desk/jakarta-selatan/cases/", "/desk/jakarta-selatan/cases/?part=ready", "/desk/jakarta-selatan/cases/?q=zzzz",
    "/desk/jakarta-selatan/waiting/", "/desk/jakarta-selatan/waiting/new/",
    "/desk/", "/desk/jakarta-selatan/?date=2026-12-07", "/desk/jakarta-selatan/?date=2026-12-07&q=zzzz",
    "/desk/jakarta-selatan/bookings/{code}/", "/desk/jakarta-selatan/book/", "/desk/jakarta-selatan/booked/{code}/",
    "/desk/tanjung-pinang/",
    "/desk/jakarta-selatan/visitors/", "/gate/jakarta-selatan/walk-in/", "/gate/jakarta-selatan/walk-in/elderly/",
    "/gate/jakarta-selatan/walk-in/express/?service=new", "/kiosk/jakarta-selatan/",
    "/desk/jakarta-selatan/missed/", "/desk/jakarta-selatan/missed/?code=ZZZZZZZZZ",
    "/desk/jakarta-selatan/counter/?all=1", "/desk/jakarta-selatan/queue/", "/desk/jakarta-selatan/queue/?label=A-999",
    "/desk/jakarta-selatan/people/", "/desk/jakarta-selatan/people/new/", "/desk/jakarta-selatan/claim/",
    "/desk/jakarta-selatan/bills/", "/desk/jakarta-selatan/bills/?show=late", "{bill}",
    "/desk/jakarta-selatan/claim/7c9e6679-7425-40de-944b-e07fc1f90ae7/",
    "/desk/jakarta-selatan/complaints/", "/desk/jakarta-selatan/complaints/new/",
)  # fmt: skip
HEAD = (
    "/office/tanjung-pinang/", "/office/tanjung-pinang/coming/", "/office/tanjung-pinang/floor/",
    "/office/tanjung-pinang/floor/stages/new/", "/office/tanjung-pinang/today/people/?which=waiting",
    "/office/tanjung-pinang/today/move/", "/office/tanjung-pinang/today/open/", "/office/tanjung-pinang/today/seats/",
    "/office/tanjung-pinang/windows/", "/office/tanjung-pinang/windows/new/", "{window}",
    "{window}retire/", "/office/tanjung-pinang/working-days/", "/office/tanjung-pinang/closures/",
    "/office/tanjung-pinang/quota/", "/office/tanjung-pinang/figures/", "/office/tanjung-pinang/standing/",
    "/office/tanjung-pinang/openings/", "/office/tanjung-pinang/events/", "/office/tanjung-pinang/events/new/",
    "/office/tanjung-pinang/incidents/", "/office/tanjung-pinang/incidents/new/",
    "/office/tanjung-pinang/surveys/", "/office/tanjung-pinang/surveys/comments/",
    "/office/tanjung-pinang/surveys/comments/?state=hidden",
    "/office/tanjung-pinang/writings/",
    "/office/tanjung-pinang/outreach/new/",
    "/office/jakarta-selatan/", "/office/tanjung-pinang/closures/2026-12-24/clear/",
    "/gate/tanjung-pinang/devices/", "/gate/tanjung-pinang/conflicts/",
    "/gate/tanjung-pinang/printer/", "/office/tanjung-pinang/quota/?pool=priority",
)  # fmt: skip
HEADQUARTERS = (
    "/hq/incidents/", "/hq/incidents/new/",
    "/hq/floors/", "/hq/floors/?q=zzzz",
    "/hq/", "/hq/?phase=over", "/hq/?q=zzzz", "{opening}", "{opening}pace/?pace=1", "{opening}pause/",
    "{opening}cancel/", "{opening}beacon/", "{opening}change/", "/hq/openings/new/?q=bogor", "{week}", "/hq/policy/",
    "/hq/complaints/?state=all", "/hq/recap/?of=2020", "/office/bogor/recap/",
    "/office/bogor/openings/", "/hq/holidays/", "/hq/holidays/2026-12-25/take-back/", "/hq/closures/",
    "/hq/surveys/", "/hq/surveys/?by=name&first=2026-11&last=2026-12", "/office/bogor/surveys/",
    "/hq/events/", "/hq/patterns/", "/hq/patterns/?kind=swaps", "{pattern}",
    "/hq/writings/?kind=question", "/hq/writings/cost/edit/", "/hq/writings/in-vain/",
    "/hq/outreach/new/",
    "/hq/cases/", "/desk/jakarta-selatan/cases/?part=done",
)  # fmt: skip
AUDIENCES = {"": PUBLIC, "daftar": CITIZEN, "layanan": DESK, "kepala.tpi": HEAD, "pusat": HEADQUARTERS}
NOT_THEIRS = {
    "": {"/nothing-is-here/", "/now/7c9e667974254/", "/survey/7c9e66797425/"},
    "daftar": {"/me/bookings/ZZZZZZZZZ/", "/desk/"},
    "layanan": {"/desk/tanjung-pinang/", "/kiosk/jakarta-selatan/"},
    "kepala.tpi": {"/office/jakarta-selatan/"},
    "pusat": set(),
}
"""Pages that answer with a refusal, which is a page too."""


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize(
    "login",
    [
        "",
        "daftar",
        "layanan",
        "kepala.tpi",
        "pusat",
    ],
)
def test_every_page_is_for_everybody(arrive: Arrive, login: str, language: str) -> None:
    visitor = arrive(language, login=login)
    faults = [fault for path in AUDIENCES[login] for fault in _faults(visitor, _found(visitor, path), login)]
    assert not faults, "\n".join(faults)


def _faults(visitor: Visitor, path: str, login: str) -> list[str]:
    answer = visitor.page.goto(visitor.product.url + path)
    assert answer is not None
    faults = judge(visitor.page, visitor.language)
    if (answer.status >= 400) != (path in NOT_THEIRS[login]):
        faults.append(f"{path} answers {answer.status}")
    if visitor.page.locator("html").get_attribute("lang") != visitor.language:
        faults.append(f"{path} is not in the language that was chosen")
    if visitor.page.locator("h1").count() != 1 and path != "/design/":  # which shows all components there are
        faults.append(f"{path} has {visitor.page.locator('h1').count()} first headings")
    return faults


def _found(visitor: Visitor, path: str) -> str:
    """The path, with what is there now in the place of its place-holders."""
    if "{person}" in path:
        return path.format(person=_first_link(visitor, "/me/people/", "/me/people/", but="add"))
    if "{bill}" in path:
        bills = "/desk/jakarta-selatan/bills/"
        return path.format(bill=_first_link(visitor, f"{bills}?date=2026-12-06", f"{bills}8", but="?"))
    if "{window}" in path:
        windows = "/office/tanjung-pinang/windows/"
        return path.format(window=_first_link(visitor, windows, windows, but="new"))
    if "{opening}" in path:
        return path.format(opening=_first_link(visitor, "/hq/", "/hq/openings/", but="new"))
    if "{pattern}" in path:
        return path.format(pattern=_first_link(visitor, "/hq/patterns/", "/hq/patterns/swaps/", but="csv"))
    if "{week}" in path:
        return path.format(week=_first_link(visitor, "/hq/openings/new/?q=bogor", "/hq/openings/new/", but="?"))
    return path.format(code=visitor.product.parties["pair"].code)


def _first_link(visitor: Visitor, page: str, start: str, *, but: str) -> str:
    visitor.opens(page)
    links = visitor.page.locator(f"main a[href^='{start}']:not([href='{start}']):not([href*='{but}'])")
    return str(links.first.get_attribute("href"))
