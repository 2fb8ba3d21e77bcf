"""The Django app."""

from django.apps import AppConfig


class SharingConfig(AppConfig):
    name = "muniment.sharing"
    default_auto_field = "django.db.models.BigAutoField"
