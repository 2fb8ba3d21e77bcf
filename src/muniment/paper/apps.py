"""The Django app."""

from django.apps import AppConfig


class PaperConfig(AppConfig):
    name = "muniment.paper"
    default_auto_field = "django.db.models.BigAutoField"
