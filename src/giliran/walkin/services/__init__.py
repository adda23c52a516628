"""Writes: let somebody in without a booking, write down who they are, give them another day."""

from giliran.walkin.services.ahead import book_ahead
from giliran.walkin.services.identify import Needs, identify
from giliran.walkin.services.walk_in import Entered, walk_in

__all__ = ["Entered", "Needs", "book_ahead", "identify", "walk_in"]
