"""What happens at its time without being asked: the letters of the day."""

from muniment.jobs.schedules import Every, Schedule, declare
from muniment.web.digests import write_digests

# The hour is the council's own, and may be changed at any time: the task looks whether it has come.
declare(Schedule("digests", write_digests, Every(15)))
