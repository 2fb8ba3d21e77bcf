"""The Django app."""

from django.apps import AppConfig


class AssuranceConfig(AppConfig):
    name = "muniment.assurance"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from muniment.assurance.scales import enter_standard  # noqa: PLC0415 - the models are ready only now
        from muniment.operations import server  # noqa: PLC0415
        from muniment.registers.access import Actor  # noqa: PLC0415

        def enter() -> None:
            """Enters the usual scales of auditors' opinions."""
            enter_standard(Actor.operator("a new installation"))

        server.FIRST_ENTRIES.append(enter)
