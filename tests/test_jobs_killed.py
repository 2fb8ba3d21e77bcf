"""Real workers, killed, stopped and orphaned: the work is done once in effect, and the server goes on."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult

from muniment.jobs.models import Lease
from muniment.jobs.models import Worker as Row
from tests import job_tasks as tasks
from tests.apart import apart, in_thread

__all__ = ["apart"]

PATIENCE = 60
TOP = Path(__file__).parents[1]


@pytest.fixture
def place(apart: dict[str, str], settings: Any) -> dict[str, str]:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    return apart | {"PYTHONPATH": f"{TOP}/src:{TOP}"}


@contextmanager
def running(place: dict[str, str], *command: str) -> "Iterator[subprocess.Popen[bytes]]":
    """A process of the command line, ended at the end."""
    with subprocess.Popen([sys.executable, "-m", "muniment", *command], env=place, start_new_session=True) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def until(what: Callable[[], Any]) -> Any:
    """What it answers in a connection of its own, as soon as that is something."""
    end = time.monotonic() + PATIENCE
    while not (answer := in_thread(what)):
        assert time.monotonic() < end
        time.sleep(0.1)
    return answer


def own() -> Any:
    """The tasks of these tests; the house's own schedules ask for others, at their times."""
    return DBTaskResult.objects.filter(task_path__startswith="tests.")


def status() -> str:
    return own().order_by("enqueued_at").values_list("status", flat=True)[0]


def is_running() -> bool:
    return status() == "RUNNING"


@pytest.mark.parametrize("kind", ["append", "append_in_steps"])
def test_killed_in_the_middle_the_task_is_done_once_in_effect(place: dict[str, str], kind: str) -> None:
    in_thread(lambda: getattr(tasks, kind).enqueue("once", 2.0))
    with running(place, "work") as first:
        until(is_running)
        time.sleep(0.5)
        first.kill()
        first.wait()
    assert in_thread(tasks.written) == []
    with running(place, "work", "--until-empty") as second:
        assert second.wait(PATIENCE) == 0
    assert in_thread(tasks.written) == ["word once"]
    assert in_thread(status) == "SUCCESSFUL"
    assert in_thread(lambda: Lease.objects.get(task__in=own()).tries) == 2


def test_several_at_once_do_each_task_once(place: dict[str, str]) -> None:
    words = [f"{number:03}" for number in range(60)]
    in_thread(lambda: [tasks.append_in_steps.enqueue(word, 0.01) for word in words])
    with running(place, "work", "--until-empty") as one, running(place, "work", "--until-empty") as two:
        assert (one.wait(PATIENCE), two.wait(PATIENCE)) == (0, 0)
    assert sorted(in_thread(tasks.written)) == [f"word {word}" for word in words]
    names = in_thread(lambda: [each.worker_ids for each in own()])
    assert {len(each) for each in names} == {1}


def test_a_stop_lets_it_finish_what_it_is_at(place: dict[str, str]) -> None:
    in_thread(lambda: [tasks.append_in_steps.enqueue(word, 2.0) for word in ("first", "second")])
    with running(place, "work") as worker:
        until(is_running)
        worker.terminate()
        assert worker.wait(PATIENCE) == 0
    assert in_thread(tasks.written) == ["word first"]
    assert sorted(in_thread(lambda: [each.status for each in own()])) == ["READY", "SUCCESSFUL"]
    assert in_thread(Row.objects.count) == 0


HASTY = "import django; django.setup(); from muniment.jobs import worker; worker.PATIENCE = 0.5; from muniment.cli import main; main(['work'])"


def test_a_stop_hands_back_what_takes_too_long(place: dict[str, str]) -> None:
    in_thread(lambda: tasks.append_in_steps.enqueue("long", 50.0))
    with subprocess.Popen([sys.executable, "-c", HASTY], env=place) as worker:
        until(is_running)
        worker.terminate()
        assert worker.wait(PATIENCE) == 1
    assert in_thread(status) == "READY"
    assert in_thread(lambda: Lease.objects.get(task__in=own()).tries) == 0


def alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_the_server_and_its_worker_do_not_need_each_other_to_live(place: dict[str, str]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def answers() -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/accessibility/") as page:
                return page.status == 200
        except OSError:
            return False

    def worker_other_than(known: int) -> Callable[[], int]:
        return lambda: next((row.process for row in Row.objects.exclude(process=known) if alive(row.process)), 0)

    with running(place, "serve", "--port", str(port)) as server:
        until(answers)
        first = until(worker_other_than(0))
        os.kill(first, signal.SIGKILL)
        assert answers()
        second = until(worker_other_than(first))
        in_thread(lambda: tasks.append.enqueue("by the second"))
        until(lambda: tasks.written() == ["word by the second"])
        server.kill()
        server.wait()
        end = time.monotonic() + PATIENCE
        while alive(second):
            assert time.monotonic() < end
            time.sleep(0.1)


def test_the_worker_ends_with_the_server(place: dict[str, str]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with running(place, "serve", "--port", str(port)) as server:
        process = until(lambda: getattr(Row.objects.first(), "process", 0))
        server.terminate()
        server.wait(PATIENCE)
        assert not alive(process)
