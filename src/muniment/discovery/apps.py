"""The Django app."""

from django.apps import AppConfig


class DiscoveryConfig(AppConfig):
    name = "muniment.discovery"
    default_auto_field = "django.db.models.BigAutoField"
