"""How people sign in, and how the browser remembers them, so that not every story must tell it."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser

from giliran.web.demo.people import LOGINS, PASSWORD, DemoLogin
from tests.journeys.judgement import Complaints
from tests.journeys.product import Product
from tests.journeys.visitor import Visitor

_REMEMBERED: dict[tuple[str, str], Any] = {}


def login_of(name: str) -> DemoLogin:
    """Somebody of the demo or of the stage, by the first part of the address."""
    email = f"{name}@demo.giliran"
    return next((one for one in LOGINS if one.email == email), DemoLogin(email, name))


def gives_the_password(visitor: Visitor, email: str) -> None:
    """On the page that asks who it is."""
    visitor.fills("Email", email)
    visitor.fills("Password, if you have set one", PASSWORD)
    visitor.presses("Continue")


def gives_the_second_factor(visitor: Visitor, login: DemoLogin) -> None:
    visitor.page.locator("input[name=code]").fill(login.code())
    visitor.presses("Continue")


def remembered(browser: Browser, product: Product, email: str) -> Any:
    """The cookies of somebody of the demo who has signed in; once for each product."""
    place = (product.url, email)
    if place not in _REMEMBERED:
        context = browser.new_context()
        visitor = Visitor(context.new_page(), product, Complaints())
        login = login_of(email)
        visitor.opens("/accounts/login/")
        gives_the_password(visitor, login.email)
        if login.role:
            visitor.is_at("/accounts/2fa/authenticate/")
            gives_the_second_factor(visitor, login)
        visitor.is_at("/desk/" if login.role else "/me/")
        _REMEMBERED[place] = context.storage_state()
        context.close()
    return _REMEMBERED[place]
