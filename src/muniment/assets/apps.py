"""The Django app."""

from django.apps import AppConfig


class AssetsConfig(AppConfig):
    name = "muniment.assets"
    default_auto_field = "django.db.models.BigAutoField"
