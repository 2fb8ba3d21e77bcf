"""A hundred workers killed at random moments while tables are read in: each is applied once and whole, and nothing twice."""

import json
import random
import signal
import sys
import time
from collections import Counter
from typing import Any

import django

from soak.served import told_apart
from soak.workers import is_working, worker

KILLS = 100
AT_ONCE, WAITING, ROWS = 2, 3, 600
LONGEST = 1800.0


def run(database: str, kills: int = KILLS) -> list[str]:
    """What went wrong, told by a process of its own in a data folder of its own; `database` is empty for SQLite."""
    return told_apart("soak.imports", database, kills)


class Story:
    """Tables sent by one person: every other one is of new terms, the rest change those of one that was applied."""

    def __init__(self) -> None:
        from muniment.organisation.services import the_whole
        from muniment.people.models import Holding, Person, Post, RoleGiven
        from muniment.registers.access import Actor
        from muniment.registers.services import Change, write

        house = Actor.operator("soak")
        self.unit = the_whole(house)
        self.person = Person(name="Sender", email="sender@soak.example")
        post = Post(unit=self.unit, title="Sender")
        write(house, [Change(each, verb="create") for each in (self.person, post)])
        rows = [
            Holding(person=self.person, post=post, start="2020-01-01"),
            RoleGiven(post=post, role="ig_manager", unit=self.unit),
        ]
        write(house, [Change(each, verb="create") for each in rows])
        self.expected: dict[str, str] = {}
        self.sent: list[
            tuple[int, str, bool]
        ] = []  # the import, the first letters of its terms, whether it changes them

    def send(self) -> None:
        from muniment.people.models import Person
        from muniment.registers import history
        from muniment.registers.access import Actor
        from muniment.registers.models import TableImport
        from muniment.registers.register import registry
        from muniment.tables import applying

        number, register = len(self.sent), registry.named("glossary")
        assert register is not None
        changed = {name for _pk, name, changes in self.sent if changes}
        done = set(TableImport.objects.filter(state="applied").values_list("pk", flat=True))
        old = [name for pk, name, changes in self.sent if pk in done and not changes and name not in changed]
        changes = bool(number % 2 and old)
        name = old[0] if changes else f"S{number}"
        terms = {f"{name}-{row}": f"Said by table {number}." for row in range(ROWS)}
        lines = ["Term,Definition,Unit", *(f"{term},{words},{self.unit.name}" for term, words in terms.items())]
        actor = Actor.at_page(Person.objects.get(pk=self.person.pk))
        kept = applying.take_in(actor, register, f"{number}.csv", "\n".join(lines).encode())
        applying.start(kept, history.head().number)
        self.sent.append((kept.pk, name, changes))
        self.expected |= terms

    def faults(self) -> list[str]:
        """What is lost, there twice, or not whole."""
        from muniment.committees.models import Term
        from muniment.registers.models import History, TableImport
        from muniment.registers.verifying import verify_all

        found = [f"{each.where}: {each.message}" for each in verify_all().faults]
        lines = Counter(History.objects.filter(register="glossary").values_list("batch", flat=True))
        for kept in TableImport.objects.all():
            if kept.state != "applied":
                found.append(f"{kept.file_name} is {kept.state}: {kept.result.get('error', '')}")
            if lines[kept.batch] != ROWS:
                found.append(f"{kept.file_name} was written in {lines[kept.batch]} lines")
        terms = list(Term.objects.values_list("term", "definition"))
        if len(terms) != len(self.expected) or dict(terms) != self.expected:
            found.append(f"{len(terms)} terms are there, and {len(self.expected)} were sent, or their words are others")
        return found


def main(most: int, seed: int) -> list[str]:
    """Keeps two workers and a few waiting imports, kills one worker after the other, lets the last ones finish, and looks."""
    django.setup()
    from django_tasks_db.models import DBTaskResult

    from muniment.jobs import leases
    from muniment.jobs.models import Lease
    from muniment.operations import server
    from muniment.registers.models import TableImport

    server.prepare()
    chance, story, begun = random.Random(seed), Story(), time.monotonic()
    tasks: Any = DBTaskResult.objects
    workers = [worker() for _ in range(AT_ONCE)]
    kills, caught = 0, 0

    def still_open() -> int:
        """Who died with one import five times is told so; this soak has it tried again, as a person would."""
        for task in tasks.filter(status="FAILED"):
            leases.retry(task.pk)
        return int(tasks.filter(status__in=["READY", "RUNNING"]).count())

    try:
        while kills < most:
            if time.monotonic() - begun > LONGEST:
                return [f"Only {kills} kills in {LONGEST:.0f} s."]
            for _ in range(WAITING - still_open()):
                story.send()
            time.sleep(chance.uniform(0.05, 1.0))
            victim = chance.randrange(AT_ONCE)
            # One that has not come up yet would be killed for nothing.
            if not is_working(workers[victim].pid):
                continue
            workers[victim].send_signal(signal.SIGKILL)
            workers[victim].wait()
            caught += TableImport.objects.filter(state="applying").exists()
            workers[victim] = worker()
            kills += 1
        end = time.monotonic() + 300
        while still_open() and time.monotonic() < end:
            time.sleep(0.5)
    finally:
        for each in workers:
            each.terminate()
        for each in workers:
            each.wait(60)
    again = Lease.objects.filter(tries__gt=1).count()
    faults = story.faults() + ([] if again else ["no kill met an import, so that nothing was tried"])
    print(
        f"seed {seed}: {kills} workers killed ({caught} in an import), {len(story.sent)} imports, {again} begun again"
    )
    return faults


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]))))
