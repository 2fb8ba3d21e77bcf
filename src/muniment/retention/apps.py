"""The Django app."""

from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "muniment.retention"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from muniment.registers import rebuilding  # noqa: PLC0415 - the models are ready only now
        from muniment.retention import dates  # noqa: PLC0415
        from muniment.retention.models import RetentionDate  # noqa: PLC0415

        rebuilding.declare(rebuilding.Derived("retention dates", RetentionDate, dates.rebuild, dates.faults))
