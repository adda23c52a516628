"""How forms look and speak."""

from __future__ import annotations

import re
from datetime import date

from django import forms
from django.template import Context, Template
from django.utils.translation import override

from giliran.web.forms import Choice, DateParts, Form, RadioCards, code_input


class Visit(Form):
    name = forms.CharField(label="Name", help_text="As on the card.")
    born = forms.DateField(label="Born", widget=DateParts(birthday=True))
    hour = forms.ChoiceField(
        label="Hour",
        choices=[("8", Choice("08.00", hint="Sisa 3")), ("9", Choice("09.00", hint="Penuh", disabled=True))],
        widget=RadioCards,
    )
    code = forms.CharField(label="Code", widget=code_input(), required=False)


def visit(**data: str) -> Visit:
    return Visit({"name": "Sari", "born_day": "7", "born_month": "3", "born_year": "1994", "hour": "8", **data})


def drawn(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


def test_three_numbers_are_a_date() -> None:
    form = visit()
    assert form.is_valid()
    assert form.cleaned_data["born"] == date(1994, 3, 7)


def test_an_impossible_date_is_refused_and_kept_as_typed() -> None:
    form = visit(born_day="31", born_month="2")
    assert list(form.errors) == ["born"]
    html = str(form["born"])
    assert re.findall(r'value="(\d*)"', html) == ["31", "2", "1994"]


def test_a_date_half_typed_is_not_forgotten() -> None:
    form = visit(born_day="", born_month="2", born_year="")
    assert not form.is_valid()
    assert re.findall(r'value="(\d*)"', str(form["born"])) == ["", "2", ""]


def test_a_known_date_fills_the_three_numbers() -> None:
    form = Visit(initial={"born": date(1994, 12, 1)})
    assert re.findall(r'value="(\d*)"', str(form["born"])) == ["1", "12", "1994"]


def test_signs_that_are_no_numbers_break_nothing() -> None:
    form = visit(born_day="<b>", born_month="--", born_year="\u202e12")
    assert list(form.errors) == ["born"]
    assert "<b>" not in str(form["born"])


def test_label_hint_and_error_are_tied_to_the_input() -> None:
    form = visit(name="")
    html = form["name"].as_field_group()
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert '<label for="id_name">Name</label>' in html


def test_a_choice_that_is_gone_stays_in_sight() -> None:
    html = visit()["hour"].as_field_group()
    assert html.count('type="radio"') == 2
    assert html.count("disabled") == 1
    assert "Penuh" in html
    assert "choices--cards" in html


def test_codes_bring_the_numeric_keypad() -> None:
    html = visit()["code"].as_field_group()
    assert 'inputmode="numeric"' in html
    assert 'autocomplete="one-time-code"' in html
    assert "field--code" in html


def test_the_summary_leads_to_each_input() -> None:
    form = Visit({})
    html = drawn("{% error_summary form %}", form=form)
    targets = re.findall(r'href="#([^"]+)"', html)
    assert targets == ["id_name", "id_born", "id_hour_0"]
    fields = "".join(form[name].as_field_group() for name in form.fields)
    assert [target for target in targets if f'id="{target}"' not in fields] == []


def test_empty_fields_are_named() -> None:
    with override("en"):
        assert Visit({}).errors["name"] == ["Fill in: Name"]
        assert Visit({}).errors["hour"] == ["Choose: Hour"]


def test_same_words_are_told_apart_by_their_label() -> None:
    class Two(forms.Form):
        first = forms.CharField(label="First")
        last = forms.CharField(label="Last")

    with override("en"):
        html = drawn("{% error_summary form %}", form=Two({}))
    assert "First: This field is required." in html
    assert "Last: This field is required." in html


def test_no_summary_when_all_is_well() -> None:
    assert drawn("{% error_summary form other %}", form=visit(), other=None).strip() == ""


def test_a_page_knows_that_its_form_came_back() -> None:
    source = "{% page_is_wrong as wrong %}{{ wrong }}"
    assert drawn(source, form=visit()) == "False"
    assert drawn(source, anything=visit(name="")) == "True"
    assert drawn(source, form=Visit()) == "False"
