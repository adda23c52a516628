from django.apps import AppConfig


class OnsiteConfig(AppConfig):
    name = "giliran.onsite"
    label = "onsite"
    default_auto_field = "django.db.models.BigAutoField"
