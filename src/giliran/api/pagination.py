"""Long lists in pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil
from typing import Annotated, Any, Generic, TypeVar

from django.db.models import QuerySet
from ninja import Query, Schema

SIZE = 20

Item = TypeVar("Item")

PageNumber = Annotated[int, Query(ge=1, le=10_000, description=f"From 1; a page has {SIZE} items")]


class Page(Schema, Generic[Item]):
    """`count` items in all, on `pages` pages."""

    items: list[Item]
    page: int
    pages: int
    count: int


def paginate(
    things: Sequence[Any] | QuerySet[Any], page: int, show: Callable[[Sequence[Any]], list[Any]]
) -> dict[str, Any]:
    """One page of things, shown together so that more can be read by the set; empty past the last."""
    count = things.count() if isinstance(things, QuerySet) else len(things)
    first = (page - 1) * SIZE
    items = show(list(things[first : first + SIZE])) if first < count else []
    return {"items": items, "page": page, "pages": ceil(count / SIZE), "count": count}
