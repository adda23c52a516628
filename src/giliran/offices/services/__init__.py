"""Writes of places and of who works there."""

from giliran.offices.services.staff import assign_staff, end_assignment

__all__ = ["assign_staff", "end_assignment"]
