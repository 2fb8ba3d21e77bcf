"""The Django app."""

from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "muniment.organisation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from muniment.operations import server  # noqa: PLC0415 - the models are ready only now
        from muniment.organisation.holidays import enter_packaged  # noqa: PLC0415
        from muniment.people.models import Unit  # noqa: PLC0415
        from muniment.registers.access import Actor  # noqa: PLC0415

        def enter() -> None:
            """The bank holidays that come with Muniment."""
            enter_packaged(Actor.operator("a new installation"))

        def enter_later() -> None:
            """The same for an installation that was there before they were a register."""
            if Unit.objects.exists():
                enter_packaged(Actor.operator("a new version"))

        server.FIRST_ENTRIES.append(enter)
        server.AFTER_MIGRATING.append(enter_later)
