"""The Django app."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "muniment.reporting"
    default_auto_field = "django.db.models.BigAutoField"
