"""The Django app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class RegistersConfig(AppConfig):
    name = "muniment.registers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        autodiscover_modules("registers")
        from muniment.registers import checks, kept  # noqa: F401, PLC0415 - checks registers itself with Django

        kept.enter()
