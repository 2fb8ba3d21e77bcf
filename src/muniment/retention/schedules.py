"""What happens at its time without being asked: a change of a line that was planned takes effect on its day."""

from django_tasks import task

from muniment.jobs.schedules import Daily, Schedule, declare
from muniment.jobs.work import whole
from muniment.retention import changing


@task()
@whole
def take_effect() -> None:
    """Has lines rule from today what was planned for today; lines whose day was missed too."""
    changing.take_effect()


declare(Schedule("retention-lines", take_effect, Daily(0, 10)))
