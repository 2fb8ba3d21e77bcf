"""A hundred workers killed at random moments while tasks append to a table: nothing is lost, nothing is there twice."""

import json
import random
import signal
import subprocess
import sys
import time
from collections import Counter

import django

from soak.served import told_apart

KILLS = 100
AT_ONCE = 3
WAITING = 20
# However slow the machine: then it has failed.
LONGEST = 1800.0


def run(database: str, kills: int = KILLS) -> list[str]:
    """What went wrong, told by a process of its own in a data folder of its own; `database` is empty for SQLite."""
    return told_apart("soak.workers", database, kills)


def main(most: int, seed: int) -> list[str]:
    """Keeps three workers and some waiting tasks, kills one worker after the other, lets the last ones finish, and counts."""
    django.setup()
    from django_tasks_db.models import DBTaskResult

    from muniment.operations import server
    from tests import job_tasks as tasks

    server.prepare()
    chance = random.Random(seed)
    begun = time.monotonic()
    workers = [worker() for _ in range(AT_ONCE)]
    asked: list[str] = []
    kills, caught = 0, 0
    try:
        while kills < most:
            if time.monotonic() - begun > LONGEST:
                return [f"Only {kills} kills in {LONGEST:.0f} s."]
            open_tasks = DBTaskResult.objects.filter(status__in=["READY", "RUNNING"]).count()
            for _ in range(WAITING - open_tasks):
                word = f"{len(asked):06}"
                kind = chance.choice([tasks.append, tasks.append_in_steps])
                kind.enqueue(word, chance.uniform(0.0, 0.15))
                asked.append(word)
            time.sleep(chance.uniform(0.05, 1.2))
            victim = chance.randrange(AT_ONCE)
            # One that has not come up yet would be killed for nothing.
            if not is_working(workers[victim].pid):
                continue
            workers[victim].send_signal(signal.SIGKILL)
            workers[victim].wait()
            caught += DBTaskResult.objects.filter(status="RUNNING").exists()
            workers[victim] = worker()
            kills += 1
        end = time.monotonic() + 300
        while DBTaskResult.objects.filter(status__in=["READY", "RUNNING"]).exists() and time.monotonic() < end:
            time.sleep(0.5)
    finally:
        for each in workers:
            each.terminate()
        for each in workers:
            each.wait(60)
    found = Counter(tasks.written())
    faults = [f"{word} was lost" for word in asked if f"word {word}" not in found]
    faults += [f"{word} was done {times} times" for word, times in found.items() if times > 1]
    # The house's own schedules ask for others, at their times.
    results = list(DBTaskResult.objects.filter(task_path__startswith="tests."))
    faults += [f"{each.args_kwargs['args'][0]} is {each.status}" for each in results if each.status != "SUCCESSFUL"]
    again = sum(len(each.worker_ids) > 1 for each in results)
    if not again:
        faults.append("no kill met a task, so that nothing was tried")
    print(
        f"seed {seed}: {kills} workers killed ({caught} left a task running), {len(asked)} tasks, {again} of them begun again"
    )
    return faults


def worker() -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", "muniment", "work"])


def is_working(process: int) -> bool:
    """Whether a worker has entered itself."""
    from muniment.jobs.models import Worker

    return Worker.objects.filter(process=process).exists()


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]))))
