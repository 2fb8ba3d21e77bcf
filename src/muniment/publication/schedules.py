"""What happens at its time without being asked: the rows of open data of the periods that have begun are made."""

from muniment.jobs.schedules import Daily, Schedule, declare
from muniment.publication.transparency_making import make_rows

declare(Schedule("publication-calendar", make_rows, Daily(0, 20)))
