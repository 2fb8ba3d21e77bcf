"""When the table of holidays changes, the dates of all open cases are worked out again; a clock that has ended keeps what it was."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as said
from django_tasks import task

from muniment.casework.cases import Case, ClockState, by_now, dates_of
from muniment.jobs.work import step, tell
from muniment.registers.access import Actor
from muniment.registers.register import registry
from muniment.registers.services import Change, write

BATCH = 1000


def registers_of_cases() -> list[Any]:
    return [each for each in registry if issubclass(each.model, Case)]


@task()
def recount() -> None:
    """Works out every open case again, in parts; each case whose dates change says so in its history."""
    done = 0
    for register in registers_of_cases():
        for keys in _parts(register.model):
            with step(f"{register.slug} {keys[0]}") as to_do:
                if to_do:
                    recount_some(register.model, keys)
            done += len(keys)
            tell(done)


def _parts(model: Any) -> Iterator[list[int]]:
    keys = list(
        model.objects.everything()
        .filter(state__in=model.open_case_states)
        .exclude(clock_state=ClockState.ENDED)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]


def recount_some(model: Any, keys: list[int]) -> int:
    """Works these out again; returns how many changed."""
    rules, why = by_now(), said("The table of bank holidays changed")
    changes = []
    for case in model.objects.everything().filter(pk__in=keys).select_related("unit"):
        values = dates_of(case, case.events, rules)
        if any(getattr(case, name) != value for name, value in values.items()):
            changes.append(Change(case, values, "recount", why, follows=True))
    write(Actor.operator("the clock"), changes)
    return len(changes)
