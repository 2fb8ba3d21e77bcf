"""The Django app."""

from django.apps import AppConfig


class InterfaceConfig(AppConfig):
    name = "muniment.interface"
