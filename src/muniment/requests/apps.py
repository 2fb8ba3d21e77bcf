"""The Django app."""

from django.apps import AppConfig


class RequestsConfig(AppConfig):
    name = "muniment.requests"
    default_auto_field = "django.db.models.BigAutoField"
