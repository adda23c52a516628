"""The days on which no office works: confirmed, declared, taken back; and the days that offices cannot keep."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from giliran.booking import selectors as bookings
from giliran.booking.services.holidays import declare_holiday, foresee_holiday, take_holiday_back
from giliran.booking.states import Remedy
from giliran.core import clock, formats
from giliran.offices import selectors as offices
from giliran.offices.sentences import sentence
from giliran.offices.services import ProposalRefused, holidays
from giliran.offices.services.holidays import HolidayDraft
from giliran.offices.states import HolidayKind
from giliran.web.access import ActorRequest, at_headquarters

ROWS_A_PAGE = 50
HOW = {"apply": None, "apply_move": Remedy.MOVE, "apply_cancel": Remedy.CANCEL}


class HolidayForm(forms.Form):
    """A day, what kind of day, and its name in both languages."""

    day = forms.DateField(
        label=gettext_lazy("Day"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Enter a date."),
            "invalid": gettext_lazy("Enter a date, such as 2026-12-24."),
        },
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=HolidayKind.choices)
    name_id = forms.CharField(
        label=gettext_lazy("Name in Indonesian"), max_length=100, widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Enter the name that everybody reads in the calendar.")},
    )  # fmt: skip
    name_en = forms.CharField(
        label=gettext_lazy("Name in English"), max_length=100, widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Enter the name for those who read English.")},
    )  # fmt: skip

    def draft(self) -> HolidayDraft:
        given = self.cleaned_data
        return HolidayDraft(given["day"], HolidayKind(given["kind"]), given["name_id"], given["name_en"])

    def answers(self) -> list[dict[str, Any]]:
        draft = self.draft()
        return [
            {"label": _("Day"), "value": formats.date_words(draft.day, get_language() or "id")},
            {"label": _("Kind"), "value": draft.kind.label},
            {"label": _("Name"), "value": f"{draft.name_id} / {draft.name_en}"},
        ]


@at_headquarters("set_calendar")
def holiday_list(request: ActorRequest) -> HttpResponse:
    """Holidays to come, and a form for another one: filled in, looked at, declared."""
    form = HolidayForm(request.POST or None)
    step = request.POST.get("step", "")
    if request.method != "POST" or step == "edit":
        return _page(request, form, 200)
    if not form.is_valid():
        return _page(request, form, 422)
    try:
        if step in HOW:
            return _declare(request, form.draft(), HOW[step])
        touched = foresee_holiday(form.draft(), by=request.actor, now=clock.now())
    except ProposalRefused as refused:
        for fault in refused.faults:
            form.add_error(fault.field if fault.field in form.fields else None, sentence(fault))
        return _page(request, form, 422)
    carried = [(name, request.POST.get(name, "")) for name in form.fields]
    context = {"here": "holidays", "answers": form.answers(), "carried": carried, "touched": touched}
    return render(request, "hq/holiday_preview.html", context)


def _declare(request: ActorRequest, draft: HolidayDraft, how: Remedy | None) -> HttpResponse:
    begun = declare_holiday(draft, how=how, by=request.actor, now=clock.now())
    day = formats.date_words(draft.day, request.actor.language)
    messages.success(request, _("%(day)s is a holiday now. Every office is closed.") % {"day": day})
    return redirect("hq_closures" if begun else "hq_holidays")


def _page(request: ActorRequest, form: HolidayForm, status: int) -> HttpResponse:
    today = clock.today("Asia/Jakarta")
    found = offices.holidays_between(today, date(today.year + 1, 12, 31))
    rows = [(one, one.name(request.actor.language)) for one in found if one.is_off]
    context = {"here": "holidays", "form": form, "rows": rows, "uncertain": sum(one.is_estimate for one, _name in rows)}
    return render(request, "hq/holidays.html", context, status=status)


@require_POST
@at_headquarters("set_calendar")
def confirm(request: ActorRequest, day: date) -> HttpResponse:
    """The date of an estimated holiday is certain."""
    if holidays.confirm_holiday(day, by=request.actor, now=clock.now()):
        messages.success(request, _("The date has been confirmed."))
    return redirect("hq_holidays")


@at_headquarters("set_calendar")
def take_back(request: ActorRequest, day: date) -> HttpResponse:
    """Offices work on this day after all; asked once more before it is so."""
    found = [one for one in offices.holidays_between(day, day) if one.is_off]
    if request.method == "POST":
        followed = take_holiday_back(day, by=request.actor, now=clock.now())
        if followed:
            words = ngettext(
                "No holiday any more. %(count)s office follows its own rules on this day again.",
                "No holiday any more. %(count)s offices follow their own rules on this day again.",
                followed,
            )
            messages.success(request, words % {"count": followed})
        return redirect("hq_holidays")
    if not found:
        raise Http404
    name = found[0].name(request.actor.language)
    return render(request, "hq/holiday_take_back.html", {"here": "holidays", "day": day, "name": name})


@at_headquarters("set_calendar")
def closures(request: ActorRequest) -> HttpResponse:
    """The days that offices could not keep, and how far their bookings have been answered; the newest first."""
    page = Paginator(bookings.clearings(request.actor), ROWS_A_PAGE).get_page(request.GET.get("page"))
    left = bookings.left_of([one for one in page if not one.done_at])
    rows = [(one, left.get(one.pk, 0)) for one in page]
    return render(request, "hq/closures.html", {"here": "closures", "page": page, "rows": rows})
