"""The Django app."""

from django.apps import AppConfig


class AssuranceConfig(AppConfig):
    name = "muniment.assurance"
    default_auto_field = "django.db.models.BigAutoField"
