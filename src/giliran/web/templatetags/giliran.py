"""The components of every page; `/design/` shows each. Loaded as a builtin: no `{% load %}` is needed.

Text
    {{ 650000|rupiah }}  {{ day|date_words }}  {{ day|day_words }}  {{ moment|moment_words:office.tz }}
    {{ moment|time_words:office.tz }}  {% span_words start end office.tz %}  {{ booking.code|booking_code }}
    {{ bill.code|payment_code }}  {{ 6|month_name }}  {{ office.tz|zone_name }}  {{ entry.public_id|entry_number }}
    {{ complaint.due_at|last_day:office.tz }}
    {{ 12345|number }}  {{ day|short_date }}  {{ moment|short_moment:office.tz }}  {{ moment|clock_seconds:office.tz }}
Pieces
    {% icon "calendar" %}  {% icon "calendar" label="Calendar" %}     names: tools/icons.txt
    {% state "free" "Sisa 12" %}         kinds: free, soon, no, info, neutral; icon= to use another icon
    {% notice "attention" "Title" %}...{% endnotice %}     info, success, attention, error; title optional
    {% panel "Title" %}...{% endpanel %}                   the confirmation at the end of a journey
    {% label_hero "A-012" caption note size="entry" %}     all but the label optional
    {% steps 2 5 "Choose a day" %}
    {% back url "Text" %}                                  text optional
    {% breadcrumbs items %}                                [(text, url), ..., (text, None)]
    {% summary_list rows %}                                dicts of label, value, url, what ("Change what")
    {% empty "Title" icon="calendar-off" %}what will be here, and when{% endempty %}
    {% waiting %}what is happening, since when{% endwaiting %}
    {% calendar weeks title previous=url next=url %}       weeks: lists of day objects (see `calendar`)
    {% pager page %}                                       a Paginator page; keeps the other query parameters
    {% copy_button text %}  {% share_button title text url %}     shown only where JavaScript works
Forms
    {% error_summary form %}                               any number of forms; nothing when all are well
    {{ form.name.as_field_group }}                         label, hint, error and input of one field
    {{ form }}                                             summary and all fields
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BaseFormSet
from django.template import loader
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from giliran.complaints import policy as complaints
from giliran.core import formats, ids
from giliran.payments import policy as payments

register = template.Library()

NOTICES = {
    "info": ("info-circle", _("Information")),
    "success": ("circle-check", _("Done")),
    "attention": ("alert-triangle", _("Attention")),
    "error": ("alert-circle", _("There is a problem")),
}
STATES = {
    "free": "circle-check",
    "soon": "clock",
    "no": "circle-x",
    "info": "info-circle",
    "neutral": "minus",
}
DAYS = {
    "free": "circle-check",
    "full": "circle-x",
    "holiday": "calendar-off",
    "closed": "ban",
    "not_open": "clock",
    "in_opening": "ticket",
    "returning": "clock",
    "past": "",
    "outside": "",
}


# Words

register.filter("rupiah", formats.rupiah)
register.filter("zone_name", formats.zone_name)
register.filter("booking_code", ids.show_code)
register.filter("payment_code", payments.show_code)
register.filter("entry_number", ids.show_number)


@register.filter
def date_words(day: date) -> str:
    """`Jumat, 27 November 2026`."""
    return formats.date_words(day, _language())


@register.filter
def day_words(day: date) -> str:
    """`Jumat, 27 Nov`, for narrow places."""
    month = formats.month_name(day.month, _language())[:3]
    return f"{formats.day_name(day, _language())}, {day.day} {month}"


@register.filter
def last_day(due_at: datetime, tz: str) -> str:
    """The day with which a term ends: `Jumat, 27 Nov`."""
    return day_words(complaints.last_day_of(due_at, tz))


@register.filter
def month_name(month: int) -> str:
    return formats.month_name(month, _language())


@register.filter
def moment_words(moment: datetime, tz: str) -> str:
    """`Jumat, 27 November 2026, 14.00 WIB`."""
    return formats.moment_words(moment, tz, _language())


@register.filter
def time_words(moment: datetime, tz: str) -> str:
    """`14.00 WIB`."""
    return formats.time_words(moment, tz, _language())


@register.filter
def number(value: int) -> str:
    """`12.345`, or `12,345` in English."""
    return formats.number_words(value, _language())


@register.filter
def short_date(day: date) -> str:
    """`27 Nov`."""
    return formats.short_date(day, _language())


@register.filter
def short_moment(moment: datetime, tz: str) -> str:
    """`Jum 27 Nov, 14.00`, for tables where the zone stands elsewhere."""
    return formats.short_moment(moment, tz, _language())


@register.filter
def clock_seconds(moment: datetime, tz: str) -> str:
    """`14.00.05 WIB`."""
    return formats.seconds_words(moment, tz, _language())


@register.simple_tag
def span_words(start: datetime, end: datetime, tz: str) -> SafeString:
    """`08.00-12.00 WIB`, which no line ends within."""
    return format_html('<span class="nowrap">{}</span>', formats.span_words(start, end, tz, _language()))


def _language() -> str:
    return get_language() or "id"


# Pieces


@register.simple_tag
def icon(name: str, label: Any = "") -> SafeString:
    """One of our icons; silent for screen readers unless it has a `label`."""
    told = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon" {} focusable="false"><use href="{}#{}"></use></svg>',
        told,
        static("icons.svg"),
        name,
    )


@register.inclusion_tag("components/state.html")
def state(kind: str, text: Any, icon: str = "") -> dict[str, Any]:
    """A state in icon and word."""
    return {"kind": kind, "text": text, "icon_name": icon or STATES[kind]}


@register.simple_block_tag
def notice(content: str, kind: str, title: Any = "") -> SafeString:
    """Something to know before going on. Kinds: info, success, attention, error."""
    icon_name, word = NOTICES[kind]
    return _render("components/notice.html", kind=kind, title=title or word, content=content, icon_name=icon_name)


@register.filter
def notice_kind(level: str) -> str:
    """Which notice shows a message of Django's."""
    return {"success": "success", "warning": "attention", "error": "error"}.get(level, "info")


@register.simple_block_tag
def panel(content: str, title: Any) -> SafeString:
    """The end of a journey: it is done, and this is its name."""
    return _render("components/panel.html", title=title, content=content)


@register.simple_block_tag
def empty(content: str, title: Any, icon: str = "list-check") -> SafeString:
    """Nothing here yet: what will be, and when."""
    return _render("components/empty.html", title=title, content=content, icon_name=icon)


@register.simple_block_tag
def waiting(content: str) -> SafeString:
    """Something is going on: what, and since when."""
    return _render("components/waiting.html", content=content)


@register.inclusion_tag("components/label_hero.html")
def label_hero(label: str, caption: Any = "", note: Any = "", size: str = "") -> dict[str, Any]:
    """The queue label, as large as on the board."""
    return {"label": label, "caption": caption, "note": note, "size": size}


@register.inclusion_tag("components/steps.html")
def steps(current: int, total: int, name: Any) -> dict[str, Any]:
    """Where one is in a journey of several pages; `current` starts at 1."""
    return {"current": current, "total": total, "name": name, "track": range(1, total + 1)}


@register.inclusion_tag("components/back.html")
def back(url: str, text: Any = "") -> dict[str, Any]:
    return {"url": url, "text": text}


@register.inclusion_tag("components/breadcrumbs.html")
def breadcrumbs(items: Sequence[tuple[Any, str | None]]) -> dict[str, Any]:
    """`[(text, url), ..., (text, None)]`; the last is the page itself."""
    return {"items": items}


@register.inclusion_tag("components/summary_list.html")
def summary_list(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Answers to check: `label`, `value`; and if it may change, `url` and `what` (completes "Change")."""
    return {"rows": rows}


@register.inclusion_tag("components/calendar.html")
def calendar(
    weeks: Sequence[Sequence[Any]], title: Any, previous: str | None = None, next: str | None = None
) -> dict[str, Any]:
    """Days of a month, Monday first; a list of days on narrow screens.

    Each day has `date`, `text` ("Sisa 12"), `kind` (free, full, returning, in_opening, holiday, closed, not_open, past,
    outside), `url` (None: cannot be chosen) and `selected`. `previous` and `next` lead to the months beside.
    """
    cells = [{"day": day, "icon": DAYS[day.kind]} for week in weeks for day in week]
    names = [formats.weekday_name(number, _language()) for number in range(7)]
    return {"cells": cells, "names": names, "title": title, "previous": previous, "next": next}


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context: Context, page: Page[Any]) -> dict[str, Any]:
    """Earlier and later pages; the other query parameters stay."""
    return {"page": page, "request": context.get("request")}


@register.inclusion_tag("components/copy_button.html")
def copy_button(text: str, label: Any = "") -> dict[str, Any]:
    return {"text": text, "label": label}


@register.inclusion_tag("components/share_button.html")
def share_button(title: Any, text: Any, url: str) -> dict[str, Any]:
    """The share sheet of the device, and WhatsApp by link where there is none."""
    return {
        "title": title,
        "text": text,
        "url": url,
        "whatsapp": f"https://wa.me/?text={quote(f'{text} {url}')}",
    }


def _render(name: str, **context: Any) -> SafeString:
    return mark_safe(loader.get_template(name).render(context))  # noqa: S308  (templates escape)


# Forms


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: Any) -> dict[str, Any]:
    """What is wrong in these forms, each line a link to its field."""
    bound = [form for form in forms if isinstance(form, BaseForm) and form.is_bound]
    lines = [line for form in bound for line in _lines(form)]
    said = Counter(line["text"] for line in lines)
    return {"lines": [line | {"ambiguous": said[line["text"]] > 1} for line in lines]}


def _lines(form: BaseForm) -> list[dict[str, Any]]:
    """One line for each error; two fields with the same words are told apart by their labels."""
    return [
        {
            "text": text,
            "target": _target(form, name),
            "label": form[name].label if name in form.fields else "",
        }
        for name, errors in form.errors.items()
        for text in errors
    ]


def _target(form: BaseForm, name: str) -> str:
    """The id of the input to go to; the first of several."""
    if name not in form.fields or form.fields[name].widget.is_hidden:
        return ""
    field = form[name]
    return f"{field.auto_id}_0" if describes(field) == "choices" else field.id_for_label or field.auto_id


@register.simple_tag(takes_context=True)
def page_is_wrong(context: Context) -> bool:
    """Whether any form on this page came back with errors (its title then begins with `Error:`)."""
    values = context.flatten().values()
    return any(isinstance(value, (BaseForm, BaseFormSet)) and value.is_bound and _wrong(value) for value in values)


def _wrong(form: BaseForm | BaseFormSet[Any]) -> bool:
    return any(form.errors) or (isinstance(form, BaseFormSet) and bool(form.non_form_errors()))


@register.filter
def describes(field: Any) -> str:
    """Which kind of drawing a bound field wants: single, group, radios, checkboxes, checkbox, hidden."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    kinds = {"radio": "choices", "checkbox": "choices" if hasattr(widget, "choices") else "checkbox"}
    return kinds.get(getattr(widget, "input_type", ""), "group" if field.use_fieldset else "single")


@register.filter
def layout(field: Any) -> str:
    """How radio buttons and checkboxes lie: `list` or `cards`."""
    return getattr(field.field.widget, "layout", "list")
