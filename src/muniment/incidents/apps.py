"""The Django app."""

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "muniment.incidents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from muniment.incidents.causes import enter_usual  # noqa: PLC0415 - the models are ready only now
        from muniment.operations import server  # noqa: PLC0415
        from muniment.registers.access import Actor  # noqa: PLC0415

        def enter() -> None:
            """Enters the usual causes of incidents."""
            enter_usual(Actor.operator("a new installation"))

        server.FIRST_ENTRIES.append(enter)
