"""The parts of a plan as a paper speaks of them: its themes, its series of references, the whole."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from rapidfuzz import fuzz

from muniment.documents.findings.grid import is_total
from muniment.documents.findings.words import normal
from muniment.documents.plan.reading import ActionReading, Status

_LETTERS = re.compile(r"\s*([A-Za-z]{1,6})\W?\d")
_ALIKE = 88

Group = tuple[ActionReading, ...]


def by_series(actions: Sequence[ActionReading]) -> dict[str, Group]:
    """A01, A02 … under A, in the order of the paper; empty where references have one series or no letters."""
    found: dict[str, list[ActionReading]] = defaultdict(list)
    for action in actions:
        if letters := _LETTERS.match(action.ref):
            found[letters[1].upper()].append(action)
    whole = sum(map(len, found.values()))
    return {name: tuple(each) for name, each in found.items()} if len(found) > 1 and whole == len(actions) else {}


def by_theme(actions: Sequence[ActionReading]) -> dict[str, Group]:
    found: dict[str, list[ActionReading]] = defaultdict(list)
    for action in actions:
        if action.theme.strip():
            found[action.theme.strip()].append(action)
    return {name: tuple(each) for name, each in found.items()}


def match_rows(actions: Sequence[ActionReading], labels: Sequence[str], counts: Sequence[int | None]) -> list[Group]:
    """For each row of a summary table the actions it speaks of; () where that cannot be said."""
    themes, series = by_theme(actions), by_series(actions)
    inner = [at for at, label in enumerate(labels) if not is_total(label)]
    found: list[Group] = [tuple(actions) if is_total(label) else () for label in labels]
    named = {at: group for at in inner if (group := _named(labels[at], themes) or _lettered(labels[at], series))}
    if not named and len(series) == len(inner):
        agreeing = sum(counts[at] == len(group) for at, group in zip(inner, series.values(), strict=True))
        if agreeing * 2 >= len(inner):
            named = dict(zip(inner, series.values(), strict=True))
    for at, group in named.items():
        found[at] = group
    return found


def _named(label: str, themes: dict[str, Group]) -> Group:
    words = normal(label)
    best = max(themes, key=lambda name: fuzz.token_set_ratio(words, normal(name)), default="")
    return themes[best] if best and fuzz.token_sort_ratio(words, normal(best)) >= _ALIKE else ()


def _lettered(label: str, series: dict[str, Group]) -> Group:
    """`Series A`, `A - Policies`: the row names the letter itself."""
    found = re.match(r"(?:series |section |part )?([A-Za-z]{1,3})(?:\s*[-–:.)]|$)", label.strip(), re.IGNORECASE)
    return series.get(found[1].upper(), ()) if found else ()


def statuses(group: Group) -> Counter[Status]:
    return Counter(action.status for action in group)


def in_doubt(group: Group) -> tuple[str, ...]:
    """The references whose status a person must choose."""
    return tuple(action.ref for action in group if action.needs_choice and action.ref)
