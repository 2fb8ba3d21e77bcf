"""The Django app."""

from django.apps import AppConfig


class PublicationConfig(AppConfig):
    name = "muniment.publication"
    default_auto_field = "django.db.models.BigAutoField"
