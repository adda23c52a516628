"""Every foreign key points down the journey."""

from __future__ import annotations

from django.apps import apps

from tests.shape import tree


def test_every_foreign_key_points_down_the_journey_or_stays_at_home() -> None:
    height = tree.journey()
    upwards = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("giliran.")
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model.__module__.startswith("giliran.")
        if height[field.related_model._meta.app_label] > height[model._meta.app_label]
    ]
    assert upwards == []


def test_what_is_logged_or_sent_names_nobody_by_foreign_key() -> None:
    own = {"audit", "notifications"}
    outwards = [
        f"{model._meta.label}.{field.name}"
        for name in own
        for model in apps.get_app_config(name).get_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model._meta.app_label not in own
    ]
    assert outwards == []
