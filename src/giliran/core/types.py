"""Plain values that every package speaks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is acting, and through which door.

    `roles` holds pairs (role, office id); an office id of None is headquarters. `user_id` is None for the product
    itself and for people who have not signed in.
    """

    user_id: int | None
    label: str
    door: str
    roles: frozenset[tuple[str, int | None]] = frozenset()
    language: str = "id"

    @property
    def account_id(self) -> int:
        """The account of somebody who has signed in; `ValueError` for everybody else."""
        if self.user_id is None:
            raise ValueError("Nobody has signed in.")
        return self.user_id

    @property
    def is_staff(self) -> bool:
        return bool(self.roles)


SYSTEM = Actor(user_id=None, label="system", door="jobs")
NOBODY = Actor(user_id=None, label="anonymous", door="web")
