"""What a person reads for each `policy.Reason`: what is wrong, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from giliran.accounts.policy import Reason
from giliran.core import formats

_SENTENCES: Mapping[str, Any] = {
    "nik_missing": _("Enter the NIK: the 16 digits at the top of the identity card, or on the family card."),
    "nik_not_digits": _("A NIK has digits only. Check for letters, such as O in place of 0."),
    "nik_length": _("A NIK has 16 digits; you entered %(count)s. Compare it with the identity card."),
    "nik_serial": _("A NIK never ends in 0000. Compare the last four digits with the identity card."),
    "nik_date_impossible": _(
        "Digits 7 to 12 of a NIK are the day, month and year of birth (for women the day plus 40), and "
        "these are no date. Compare them with the identity card."
    ),
    "nik_region_unknown": _(
        "We do not know the region code %(code)s at the start of this NIK. Compare it with the identity "
        "card; if it is the same, you may go on."
    ),
    "nik_region_retired": _(
        "This NIK begins with %(code)s, a region code that is no longer given. That is normal for a number"
        " from before the change; you may go on."
    ),
    "nik_birth_date_differs": _(
        "The NIK says born on %(nik)s, you entered %(given)s. If the identity card shows the date you "
        "entered, go on: an officer will confirm it at the office."
    ),
    "nik_sex_differs": _(
        "The NIK says %(nik)s, you entered %(given)s. If the identity card shows what you entered, go on: an "
        "officer will confirm it at the office."
    ),
    "kk_missing": _("Enter the KK number: the 16 digits at the top of the family card."),
    "kk_not_digits": _("A KK number has digits only. Check for letters, such as O in place of 0."),
    "kk_length": _("A KK number has 16 digits; you entered %(count)s. Compare it with the family card."),
    "kk_serial": _("A KK number never ends in 0000. Compare the last four digits with the family card."),
    "kk_date_impossible": _(
        "Digits 7 to 12 of a KK number are a day, month and year, and these are no date. Compare them with"
        " the family card."
    ),
    "kk_region_unknown": _(
        "We do not know the region code %(code)s at the start of this KK number. Compare it with the "
        "family card; if it is the same, you may go on."
    ),
    "kk_region_retired": _(
        "This KK number begins with %(code)s, a region code that is no longer given. Bring your newest family card."
    ),
    "kk_is_the_nik": _(
        "The KK number is the same as the NIK. The KK number stands at the top of the family card; please compare."
    ),
    "birth_date_ahead": _("The birth date lies in the future. Check the year."),
    "birth_date_too_old": _("The birth date is more than %(most)s years ago. Check the year."),
    "minor_alone": _(
        "Everyone in this booking is under %(adult_from)s. A parent or guardian must come along to the "
        "office with their own identity card."
    ),
    "name_missing": _("Enter the full name as on the identity card."),
    "birth_place_missing": _("Enter the place of birth as on the identity card."),
    "name_without_letters": _("A name needs letters. Write it as on the identity card."),
    "text_too_long": _("This is too long: %(count)s characters, and %(most)s fit. Shorten it."),
    "text_picture": _("Leave out emoji and other pictures; write it as on the identity card."),
    "text_direction": _(
        "There is a hidden mark in this text that turns the writing direction. Delete the text and type it anew."
    ),
    "text_unseen": _("There is a hidden sign in this text. Delete the text and type it anew."),
    "text_not_latin": _("Write it in Latin letters, as on the identity card."),
    "text_sign": _("The sign %(sign)s cannot be used here. Write it as on the identity card."),
    "phone_missing": _("Enter a telephone number, for example 0812 3456 7890."),
    "phone_not_digits": _("A telephone number has digits only, for example 0812 3456 7890."),
    "phone_short": _("This telephone number is too short. Check that no digit is missing."),
    "phone_long": _("This telephone number is too long. Enter one number only."),
    "phone_impossible": _(
        "This telephone number cannot be dialled. Write it like 0812 3456 7890, or with + and country code."
    ),
    "registry_differs": _(
        "The population registry has something else for: %(field)s. You can book all the same. Compare it "
        "with the identity card; if the registry is wrong, the Dukcapil office corrects it. Bring the "
        "identity card and the family card to your visit."
    ),
    "registry_unavailable": _(
        "The population registry cannot be asked right now. You can book all the same; bring the identity "
        "card and the family card, and an officer will compare them."
    ),
}
_NOTES: Mapping[str, Any] = {
    "nik_region_unknown": _("Region code of the NIK unknown"),
    "nik_region_retired": _("Region code of the NIK no longer given"),
    "nik_birth_date_differs": _("Birth date differs from the NIK"),
    "nik_sex_differs": _("Sex differs from the NIK"),
    "kk_region_unknown": _("Region code of the KK number unknown"),
    "kk_region_retired": _("Region code of the KK number no longer given"),
    "kk_is_the_nik": _("KK number is the same as the NIK"),
    "registry_differs": _("Differs from the population registry"),
    "registry_unavailable": _("Population registry could not be asked"),
    "minor_alone": _("No adult in the party"),
}
_FIELDS: Mapping[str, Any] = {
    "nik": _("NIK"),
    "kk": _("KK number"),
    "full_name": _("full name"),
    "birth_date": _("date of birth"),
    "sex": _("sex"),
}
_WAYS: Mapping[str, Any] = {
    "way_not_offered": _("Messages cannot be sent this way at the moment."),
    "consent_missing": _("Tick that messages may be sent to this number."),
    "asked_too_often": _("This has been tried several times today. Please try again tomorrow."),
    "subscription_unreadable": _("This browser gave nothing that messages can be sent to. Choose another way."),
}
_SEXES: Mapping[str, Any] = {"F": _("female"), "M": _("male")}


def sentence(reason: Reason) -> str:
    """The sentence of a reason, lazy: it comes out in the language that is active when it is shown."""
    return _lazily(reason)


def note(code: str) -> Any:
    """A warning in a few words, lazy, for the officer who will confirm it; the code itself if it has none."""
    return _NOTES.get(code, code)


def way_sentence(code: str) -> Any:
    """Why a way to be reached cannot be chosen, lazy."""
    return _WAYS[code]


def _render(reason: Reason) -> str:
    words = {name: _word(reason.code, name, value) for name, value in reason.params.items()}
    return str(_SENTENCES[reason.code]) % words


def _word(code: str, name: str, value: str | int) -> str:
    if code == "nik_birth_date_differs":
        return formats.date_words(date.fromisoformat(str(value)), get_language() or "id")
    if code == "nik_sex_differs":
        return str(_SEXES.get(str(value), value))
    return str(_FIELDS.get(str(value), value)) if name == "field" else str(value)


_lazily: Callable[[Reason], str] = lazy(_render, str)
