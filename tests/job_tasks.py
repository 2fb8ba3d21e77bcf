"""Tasks that the tests and the soak give to workers. What they append are rows of a table that counts everything twice done."""

import time

from django_tasks import task

from muniment import clock
from muniment.jobs.models import Slot
from muniment.jobs.work import GiveUp, step, tell, whole


def written() -> list[str]:
    """Every word that was appended, as often as it was."""
    return list(Slot.objects.filter(schedule__startswith="word ").order_by("pk").values_list("schedule", flat=True))


def write(word: str) -> None:
    Slot.objects.create(schedule=f"word {word}", slot=clock.now())


@task()
@whole
def append(word: str, seconds: float = 0.0) -> str:
    write(word)
    time.sleep(seconds)
    return word


@task()
def append_in_steps(word: str, seconds: float = 0.0) -> None:
    """Waits outside of any transaction, then writes in one, only while the task is still held."""
    tell(0, 1, "Waiting")
    time.sleep(seconds)
    with step("write") as to_do:
        if to_do:
            write(word)
    tell(1, 1, "Written")


@task()
def fail(word: str) -> None:
    write(word)
    raise RuntimeError(f"No luck with {word}\0")


@task()
@whole
def fail_whole(word: str) -> None:
    write(word)
    raise RuntimeError(word)


@task()
def give_up() -> None:
    raise GiveUp("There is no use")


@task()
def answer(kind: str) -> object:
    return {"text": "a\0b", "thing": object(), "number": 4}[kind]
