"""What is done at its time without being asked: an app declares its schedules in its `schedules.py`.

    declare(Schedule("duties-digest", send_digests, Daily(7, 0)))

Every worker looks; a row that can be made only once decides which of them fires a slot.
"""

from calendar import day_name
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from muniment import clock
from muniment.jobs.models import Slot

# A slot that is fired within this time of its own is not called late.
GRACE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Daily:
    """Every day at this civil time in London, or only on these days of the week (0 is Monday).

    Each day has one such slot: a time that the clocks skip is an hour later that day, of one that comes twice the first counts.
    """

    hour: int
    minute: int = 0
    days: frozenset[int] = frozenset(range(7))

    def __str__(self) -> str:
        named = ", ".join(day_name[day] for day in sorted(self.days)) if len(self.days) < 7 else "every day"
        return f"{named} at {self.hour:02}:{self.minute:02} in London"

    def latest(self, now: datetime) -> datetime:
        """The last slot that is not after `now`, in UTC."""
        day = now.astimezone(clock.LONDON).date()
        for _ in range(9):  # a week, and a day to each side
            slot = datetime.combine(day, time(self.hour, self.minute), clock.LONDON).astimezone(UTC)
            if slot <= now and day.weekday() in self.days:
                return slot
            day -= timedelta(days=1)
        raise ValueError("This schedule has no day.")


@dataclass(frozen=True, slots=True)
class Every:
    """Every so many minutes, counted from the beginning of time in UTC."""

    minutes: int

    def __str__(self) -> str:
        return f"every {self.minutes} minutes"

    def latest(self, now: datetime) -> datetime:
        """The last slot that is not after `now`, in UTC."""
        length = self.minutes * 60
        return datetime.fromtimestamp(now.timestamp() // length * length, UTC)


@dataclass(frozen=True, slots=True)
class Schedule:
    """A task and its times. When nothing ran at its time, the last slot missed is fired once later, or with `late=False` skipped."""

    name: str
    task: Any
    at: Daily | Every
    late: bool = True


DECLARED: dict[str, Schedule] = {}


def declare(schedule: Schedule) -> None:
    """Enters a schedule; two of one name would share their slots."""
    if schedule.name in DECLARED and DECLARED[schedule.name] != schedule:
        raise ValueError(f"There are two schedules named {schedule.name}.")
    DECLARED[schedule.name] = schedule


def fire() -> list[str]:
    """Asks for the task of every schedule whose slot has come and was not fired yet; returns their names."""
    now = clock.now()
    slots = {name: schedule.at.latest(now) for name, schedule in DECLARED.items()}
    since = min(slots.values(), default=now)
    known = set(Slot.objects.filter(slot__gte=since).values_list("schedule", "slot"))
    return [name for name, slot in slots.items() if (name, slot) not in known and _fire(DECLARED[name], slot, now)]


def _fire(schedule: Schedule, slot: datetime, now: datetime) -> bool:
    """The row and the task are one transaction. A schedule that is new begins with its next slot."""
    begun = Slot.objects.filter(schedule=schedule.name).exists()
    due = now - slot <= GRACE or (begun and schedule.late)
    try:
        with transaction.atomic():
            Slot.objects.create(schedule=schedule.name, slot=slot, fired_at=now if due else None)
            if due:
                schedule.task.enqueue()
    except IntegrityError:
        return False  # another worker was first
    return due
