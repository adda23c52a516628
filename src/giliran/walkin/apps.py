from django.apps import AppConfig


class WalkinConfig(AppConfig):
    name = "giliran.walkin"
    default_auto_field = "django.db.models.BigAutoField"
