from django.apps import AppConfig


class SlotsConfig(AppConfig):
    name = "giliran.slots"
    label = "slots"
    default_auto_field = "django.db.models.BigAutoField"
