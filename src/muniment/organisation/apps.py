"""The Django app."""

from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "muniment.organisation"
    default_auto_field = "django.db.models.BigAutoField"
