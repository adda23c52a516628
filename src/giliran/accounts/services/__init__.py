"""Writes of people and of their accounts."""

from giliran.accounts.services.accounts import flag_account, give_second_factor, open_account, set_language
from giliran.accounts.services.assisted import look_up_nik, open_assisted_account
from giliran.accounts.services.devices import forget_devices, recognise_device
from giliran.accounts.services.people import (
    MOST_PEOPLE_ON_AN_ACCOUNT,
    PersonDraft,
    PersonRefused,
    add_person,
    amended,
    archive_person,
    change_person,
    draft_of,
    reseal_all,
    reveal_nik,
)

__all__ = [
    "MOST_PEOPLE_ON_AN_ACCOUNT",
    "PersonDraft",
    "PersonRefused",
    "add_person",
    "amended",
    "archive_person",
    "change_person",
    "draft_of",
    "flag_account",
    "forget_devices",
    "give_second_factor",
    "look_up_nik",
    "open_account",
    "open_assisted_account",
    "recognise_device",
    "reseal_all",
    "reveal_nik",
    "set_language",
]
