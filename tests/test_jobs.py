"""Background work, in one process: claimed once, tried again, fenced, on schedules, pruned, with its progress.

Seen red when an old claim could finish (`fence` not compared), when a failed task was tried again at once, and when a new schedule
fired what was before it; the part done twice was seen by the soak.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django_tasks_db.models import DBTaskResult

from muniment import clock
from muniment.jobs import leases, schedules, work
from muniment.jobs.models import Lease, Progress, Slot
from muniment.jobs.models import Worker as Row
from muniment.jobs.pruning import prune
from muniment.jobs.schedules import Daily, Every, Schedule
from muniment.jobs.worker import Worker
from tests import job_tasks as tasks

MORNING = datetime(2026, 6, 1, 8, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def queue(settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> dict[str, Schedule]:
    """The schedules of the test alone."""
    declared: dict[str, Schedule] = {}
    monkeypatch.setattr(schedules, "DECLARED", declared)
    return declared


@pytest.fixture
def worker() -> Worker:
    made = Worker()
    made._beat()
    return made


def row(result: Any) -> Any:
    return DBTaskResult.objects.get(pk=result.id)


def test_a_task_is_done_once_and_its_answer_kept(worker: Worker) -> None:
    result = tasks.append.enqueue("one")
    assert worker.work_once()
    assert not worker.work_once()
    assert tasks.written() == ["word one"]
    assert (row(result).status, row(result).return_value) == ("SUCCESSFUL", "one")


def test_a_failing_task_is_tried_again_later_and_later_and_then_its_error_stays(worker: Worker) -> None:
    result = tasks.fail.enqueue("this")
    now = MORNING
    waits = []
    for _ in range(leases.TRIES):
        with clock.at(now):
            assert worker.work_once()
            assert not worker.work_once()
        waits.append(row(result).run_after - now)
        now = max(row(result).run_after, now)
    minutes = [wait / timedelta(minutes=1) for wait in waits[:-1]]
    assert minutes == [0.5, 2, 8, 32]
    failed = row(result)
    assert failed.status == "FAILED"
    assert "No luck with this" in failed.traceback
    assert failed.exception_class_path.endswith("RuntimeError")
    with clock.at(now + timedelta(days=1)):
        assert not worker.work_once()
        assert leases.retry(result.id)
        assert not leases.retry(result.id)
        assert worker.work_once()
    assert row(result).status == "READY"


def test_a_whole_task_that_fails_leaves_nothing(worker: Worker) -> None:
    result = tasks.fail_whole.enqueue("half")
    assert worker.work_once()
    assert tasks.written() == []
    assert "half" in row(result).traceback


def test_what_would_fail_again_is_not_tried_again(worker: Worker) -> None:
    result = tasks.give_up.enqueue()
    assert worker.work_once()
    assert row(result).status == "FAILED"


def test_a_task_that_is_not_there_any_more_has_failed(worker: Worker) -> None:
    result = tasks.append.enqueue("x")
    DBTaskResult.objects.update(task_path="tests.job_tasks.gone_since")
    assert worker.work_once()
    assert row(result).status == "FAILED"
    assert "is not there" in row(result).traceback


def test_an_answer_that_is_no_json_is_an_error_of_the_task(worker: Worker) -> None:
    result = tasks.answer.enqueue("thing")
    assert worker.work_once()
    assert "not JSON serializable" in row(result).traceback
    good = tasks.answer.enqueue("number")
    assert worker.work_once()
    assert row(good).return_value == 4


def test_who_was_thought_dead_and_comes_back_marks_nothing_done(worker: Worker) -> None:
    result = tasks.append_in_steps.enqueue("late")
    old = leases.claim(worker._row())
    assert old is not None
    Row.objects.update(beat_at=clock.now() - 2 * leases.SILENT)
    assert leases.take_from_the_silent() == 1
    assert leases.take_from_the_silent() == 0
    assert row(result).status == "READY"
    with pytest.raises(leases.LeaseLost):
        leases.finish(old, None)
    other = Worker()
    other._beat()
    new = leases.claim(other._row())
    assert new is not None
    assert new.fence == old.fence + 1
    for act in (
        lambda: leases.finish(old, None),
        lambda: leases.fail(old, ValueError()),
        lambda: leases.hand_back(old),
    ):
        with pytest.raises(leases.LeaseLost):
            act()
    token = work.current.set(old)
    with pytest.raises(leases.LeaseLost), work.step("one"):
        tasks.write("late")
    work.current.reset(token)
    assert tasks.written() == []
    leases.finish(new, 1)
    assert row(result).status == "SUCCESSFUL"
    with pytest.raises(leases.LeaseLost):
        leases.finish(new, 2)
    assert row(result).return_value == 1


def test_a_part_that_was_done_before_the_kill_is_not_done_again(worker: Worker) -> None:
    """The soak found it: killed between the part's end and the task's, the part was there twice."""
    result = tasks.append_in_steps.enqueue("part")
    held = leases.claim(worker._row())
    assert held is not None
    token = work.current.set(held)
    tasks.append_in_steps.func("part")
    work.current.reset(token)
    Row.objects.update(beat_at=clock.now() - 2 * leases.SILENT)
    assert leases.take_from_the_silent() == 1
    worker._beat()
    assert worker.work_once()
    assert row(result).status == "SUCCESSFUL"
    assert tasks.written() == ["word part"]


def test_a_worker_that_beats_keeps_its_task(worker: Worker) -> None:
    tasks.append.enqueue("mine")
    assert leases.claim(worker._row())
    with clock.at(clock.now() + 2 * leases.SILENT):
        worker._beat()
        assert leases.take_from_the_silent() == 0


def test_a_task_that_kills_every_worker_has_failed_in_the_end(worker: Worker) -> None:
    result = tasks.append.enqueue("poison")
    for _ in range(leases.TRIES):
        worker._beat()
        assert leases.claim(worker._row())
        Row.objects.update(beat_at=clock.now() - 2 * leases.SILENT)
        assert leases.take_from_the_silent() == 1
    assert row(result).status == "FAILED"
    assert "died" in row(result).traceback


def test_running_for_nobody_is_taken_back() -> None:
    """As the library's own worker leaves a task behind, and as a restored backup has them."""
    result = tasks.append.enqueue("left")
    DBTaskResult.objects.update(status="RUNNING")
    assert leases.take_from_the_silent() == 1
    assert row(result).status == "READY"


def test_handed_back_does_not_count_as_a_try(worker: Worker) -> None:
    result = tasks.append.enqueue("back")
    held = leases.claim(worker._row())
    assert held is not None
    leases.hand_back(held)
    assert row(result).status == "READY"
    assert Lease.objects.get().tries == 0


def fired(at: datetime) -> list[str]:
    with clock.at(at):
        return schedules.fire()


def test_a_slot_fires_once(only: dict[str, Schedule]) -> None:
    only["often"] = Schedule("often", prune, Every(15))
    assert fired(MORNING + timedelta(minutes=1)) == ["often"]
    assert fired(MORNING + timedelta(minutes=14)) == []
    assert fired(MORNING + timedelta(minutes=15)) == ["often"]
    assert DBTaskResult.objects.count() == 2
    with pytest.raises(IntegrityError):
        Slot.objects.create(schedule="often", slot=MORNING)


def test_a_new_schedule_begins_with_its_next_slot(only: dict[str, Schedule]) -> None:
    only["daily"] = Schedule("daily", prune, Daily(7))
    assert fired(MORNING) == []  # nine o'clock in London
    assert fired(MORNING + timedelta(days=1)) == ["daily"]


@pytest.mark.parametrize(("late", "expected"), [(True, ["daily"]), (False, [])])
def test_slots_missed_while_nothing_ran(only: dict[str, Schedule], *, late: bool, expected: list[str]) -> None:
    only["daily"] = Schedule("daily", prune, Daily(7), late=late)
    fired(MORNING)
    assert fired(MORNING + timedelta(days=4)) == expected
    assert fired(MORNING + timedelta(days=4, minutes=30)) == []
    assert fired(datetime(2026, 6, 6, 6, 0, 3, tzinfo=UTC)) == ["daily"]


@pytest.mark.parametrize("hour", [0, 1, 2, 7])
@pytest.mark.parametrize("day", [datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC)])
def test_a_daily_schedule_fires_once_on_the_days_on_which_the_clocks_change(
    only: dict[str, Schedule], day: datetime, hour: int
) -> None:
    only["daily"] = Schedule("daily", prune, Daily(hour, 30))
    fired(day - timedelta(days=1, seconds=1))
    # Every ten minutes of four days around the change.
    moments = [day - timedelta(days=1) + timedelta(minutes=10 * n) for n in range(4 * 24 * 6)]
    times = [moment.astimezone(clock.LONDON) for moment in moments if fired(moment)]
    by_day = [each.date() for each in times]
    assert by_day == [by_day[0] + timedelta(days=n) for n in range(len(by_day))]
    assert len(by_day) >= 3
    changed = next(each for each in times if each.date() == day.date())
    assert (changed.hour, changed.minute) == (2 if hour == 1 and day.month == 3 else hour, 30)


def test_only_on_its_days() -> None:
    monday = Daily(9, 0, frozenset({0}))
    assert monday.latest(datetime(2026, 6, 4, 12, tzinfo=UTC)) == datetime(2026, 6, 1, 8, tzinfo=UTC)
    with pytest.raises(ValueError, match="no day"):
        Daily(9, 0, frozenset()).latest(MORNING)


def test_two_schedules_of_one_name_are_refused(only: dict[str, Schedule]) -> None:
    schedules.declare(Schedule("daily", prune, Daily(7)))
    schedules.declare(Schedule("daily", prune, Daily(7)))
    with pytest.raises(ValueError, match="two schedules"):
        schedules.declare(Schedule("daily", prune, Daily(8)))


def test_what_is_long_done_is_pruned(worker: Worker) -> None:
    with clock.at(MORNING):
        for word in ("old", "new", "bad"):
            tasks.append.enqueue(word)
    DBTaskResult.objects.update(finished_at=MORNING, status="SUCCESSFUL")
    DBTaskResult.objects.filter(args_kwargs__args__0="bad").update(status="FAILED")
    DBTaskResult.objects.filter(args_kwargs__args__0="new").update(finished_at=MORNING + timedelta(days=10))
    Slot.objects.bulk_create(Slot(schedule="once", slot=MORNING - timedelta(days=n)) for n in (200, 100))
    with clock.at(MORNING + timedelta(days=20)):
        assert prune.func() == 1
    assert sorted(each.args_kwargs["args"][0] for each in DBTaskResult.objects.all()) == ["bad", "new"]
    assert Slot.objects.count() == 1


def test_progress_is_told_under_its_title(worker: Worker) -> None:
    pk = work.ask(tasks.append_in_steps, "told", asked_by=7, title="Reading a table", address="/imports/1/")
    assert worker.work_once()
    told = Progress.objects.get(pk=pk)
    assert (told.title, told.asked_by, told.done, told.total, told.words) == ("Reading a table", 7, 1, 1, "Written")
    assert worker.work_once() is False


def test_outside_a_worker_progress_goes_nowhere() -> None:
    work.tell(1, 2, "x")
    assert not Progress.objects.exists()
