from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "giliran.config"
    label = "config"
