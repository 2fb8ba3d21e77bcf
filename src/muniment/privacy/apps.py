"""The Django app."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "muniment.privacy"
    default_auto_field = "django.db.models.BigAutoField"
