from django.apps import AppConfig


class OpeningConfig(AppConfig):
    name = "giliran.opening"
    label = "opening"
    default_auto_field = "django.db.models.BigAutoField"
