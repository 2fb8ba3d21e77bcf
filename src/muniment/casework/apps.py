"""The Django app."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "muniment.casework"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from muniment.casework.recounting import recount  # noqa: PLC0415 - the models are ready only now
        from muniment.organisation import holidays  # noqa: PLC0415

        def ask() -> None:
            """Open cases are worked out again by a job, in the transaction of the change."""
            recount.enqueue()

        holidays.WHEN_CHANGED.append(ask)
