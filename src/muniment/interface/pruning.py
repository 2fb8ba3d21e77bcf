"""The answers that programmes had are forgotten when no repeated write can ask for them any more."""

from django_tasks import task

from muniment import clock
from muniment.interface.tokens import KEPT
from muniment.jobs.schedules import Daily, Schedule, declare
from muniment.registers.models import Answer


@task()
def forget_answers() -> int:
    """Removes the answers of longer than a week ago, of tokens too that are not used again; returns how many."""
    return Answer.objects.filter(at__lt=clock.now() - KEPT).delete()[0]


declare(Schedule("forget-answers", forget_answers, Daily(3, 40)))
