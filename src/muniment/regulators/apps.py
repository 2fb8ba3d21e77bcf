"""The Django app."""

from django.apps import AppConfig


class RegulatorsConfig(AppConfig):
    name = "muniment.regulators"
    default_auto_field = "django.db.models.BigAutoField"
