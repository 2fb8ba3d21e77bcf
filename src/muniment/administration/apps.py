"""The Django app."""

from django.apps import AppConfig


class AdministrationConfig(AppConfig):
    name = "muniment.administration"
    default_auto_field = "django.db.models.BigAutoField"
