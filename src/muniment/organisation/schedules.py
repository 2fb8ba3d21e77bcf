"""What happens at its time without being asked: handovers of those who leave soon, or are away for long, are opened."""

from django_tasks import task

from muniment.jobs.schedules import Daily, Schedule, declare
from muniment.jobs.work import whole
from muniment.organisation.leaving import open_due
from muniment.registers.access import Actor


@task()
@whole
def open_handovers() -> None:
    """Opens a handover for each post that its holder leaves within a month, or is away from for long."""
    open_due(Actor.operator("the directory"))


declare(Schedule("handovers", open_handovers, Daily(6, 30)))
