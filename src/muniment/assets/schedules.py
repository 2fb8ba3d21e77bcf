"""What happens at its time without being asked: services that have not answered a survey are written to again."""

from muniment.assets.survey_letters import chase
from muniment.jobs.schedules import Daily, Schedule, declare

declare(Schedule("survey-reminders", chase, Daily(8, 0, frozenset(range(5)))))
