"""The Django app."""

from django.apps import AppConfig


class CommitteesConfig(AppConfig):
    name = "muniment.committees"
    default_auto_field = "django.db.models.BigAutoField"
