"""Pages for when things go wrong say what to do next, even when the database is gone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils.translation import override

from giliran.web import errors


@pytest.fixture
def request_() -> HttpRequest:
    request = RequestFactory().get("/somewhere/")
    request.user = AnonymousUser()
    return request


@pytest.mark.parametrize(
    ("page", "status", "title"),
    [
        (errors.bad_request, 400, "We could not read that request"),
        (errors.forbidden, 403, "This page is not open to you"),
        (errors.csrf_failure, 403, "Please send it once more"),
        (errors.not_found, 404, "This page does not exist"),
    ],
)
def test_each_names_itself_and_a_way_on(
    request_: HttpRequest, page: Callable[[HttpRequest], HttpResponse], status: int, title: str
) -> None:
    with override("en"):
        response = page(request_)
    html = response.content.decode()
    assert response.status_code == status
    assert f"<h1>{title}</h1>" in html
    assert 'class="button"' in html


@pytest.mark.parametrize(("page", "status"), [(errors.server_error, 500), (errors.unavailable, 503)])
def test_the_last_pages_need_neither_database_nor_session(
    page: Callable[[HttpRequest], HttpResponse], status: int
) -> None:
    response = page(HttpRequest())
    html = response.content.decode()
    assert response.status_code == status
    assert 'lang="id"' in html
    assert 'lang="en"' in html
