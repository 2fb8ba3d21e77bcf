"""The Django app."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "muniment.casework"
    default_auto_field = "django.db.models.BigAutoField"
