"""The Django app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class RegistersConfig(AppConfig):
    name = "muniment.registers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        autodiscover_modules("registers")
        from muniment.operations import hooks, server  # noqa: PLC0415 - the models are ready only now
        from muniment.registers import checks, kept, rebuilding  # noqa: F401, PLC0415 - checks registers itself

        kept.enter()
        server.AFTER_MIGRATING.append(rebuilding.fill)
        hooks.REBUILT.append(rebuilding.fill)
