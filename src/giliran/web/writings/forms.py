"""What is filled in to write something, and to let the public read it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from giliran.core.errors import Refusal
from giliran.outreach.policy.writings import MOST_BODY, MOST_TITLE, MOST_WORDS, Text
from giliran.outreach.states import Topic, WritingKind
from giliran.web.forms import AskedForm


def _title(label: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.TextInput({"maxlength": MOST_TITLE}))


def _body(label: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea({"rows": 12, "maxlength": MOST_BODY}))


class WritingForm(AskedForm):
    """Title and text in both languages; for a question what it is about, and the words by which people look for it."""

    title_id = _title(_("Title in Indonesian"))
    body_id = _body(_("Text in Indonesian"))
    title_en = _title(_("Title in English"))
    body_en = _body(_("Text in English"))
    topic = forms.ChoiceField(label=_("What is the question about?"), choices=[("", "-"), *Topic.choices])
    words = forms.CharField(
        label=_("Words people use for it (optional)"),
        help_text=_("Those that stand in neither text, in both languages. The search finds it by them."),
        widget=forms.TextInput({"maxlength": MOST_WORDS}),
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind != WritingKind.QUESTION:
            del self.fields["topic"], self.fields["words"]

    def text(self) -> Text:
        return Text(**self.cleaned_data)

    def refuse(self, refused: Refusal) -> None:
        """Say each fault at its field."""
        for field, sentence in refused.data.get("faults", [(refused.field, refused.sentence)]):
            self.add_error(field if field in self.fields else None, str(sentence))


def _moment(label: Any, hint: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        help_text=hint,
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": _("This is no day and hour. Choose both.")},
    )


class PublishForm(forms.Form):
    """From when, until when; `seen` is the version that was read before the press."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    shown_from = _moment(_("From"), _("Leave empty for now."))
    shown_until = _moment(_("Until"), _("Leave empty for good."))
