"""A hundred workers killed at random moments while tasks append to a table: nothing is lost, nothing is there twice."""

import random
import signal
import subprocess
import sys
import time
from collections import Counter

import django

KILLS = 100
AT_ONCE = 3
WAITING = 20
# However slow the machine: then it has failed.
LONGEST = 1800.0


def main(seed: int) -> int:
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
        while kills < KILLS:
            if time.monotonic() - begun > LONGEST:
                print(f"Only {kills} kills in {LONGEST:.0f} s.")
                return 1
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
            if kills % 10 == 0:
                print(f"{kills} killed, {len(asked)} tasks asked for, {time.monotonic() - begun:.0f} s", flush=True)
        end = time.monotonic() + 300
        while DBTaskResult.objects.filter(status__in=["READY", "RUNNING"]).exists() and time.monotonic() < end:
            time.sleep(0.5)
    finally:
        for each in workers:
            each.terminate()
        for each in workers:
            each.wait(60)
    found = Counter(tasks.written())
    lost = [word for word in asked if f"word {word}" not in found]
    twice = [word for word, times in found.items() if times > 1]
    again = sum(len(each.worker_ids) > 1 for each in DBTaskResult.objects.all())
    unfinished = DBTaskResult.objects.exclude(status="SUCCESSFUL").count()
    print(
        f"{kills} workers killed ({caught} while tasks were running), {len(asked)} tasks, {again} of them begun again, {len(lost)} "
        f"lost, {len(twice)} done twice, {unfinished} not done, in {time.monotonic() - begun:.0f} s."
    )
    return 1 if lost or twice or unfinished or not again else 0


def worker() -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", "muniment", "work"])


def is_working(process: int) -> bool:
    """Whether a worker has entered itself."""
    from muniment.jobs.models import Worker

    return Worker.objects.filter(process=process).exists()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
