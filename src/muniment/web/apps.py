"""The Django app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "muniment.web"
    default_auto_field = "django.db.models.BigAutoField"
