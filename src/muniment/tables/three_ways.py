"""Three ways: what stands here, what a file says, and what was last said. Which fields each side has changed. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any


def sides(
    now: Mapping[str, Any], wanted: Mapping[str, Any], base: Mapping[str, Any], groups: Iterable[Iterable[str]] = ()
) -> tuple[set[str], set[str], set[str]]:
    """The fields that differ now: changed by the file alone, changed here alone, changed on both sides.

    Fields of a group are one thing and go together. A field without a base was never said: it counts as changed by the file.
    """
    grouped = [set(group) & wanted.keys() for group in groups]
    single = wanted.keys() - set().union(*grouped)
    by_file: set[str] = set()
    by_us: set[str] = set()
    by_both: set[str] = set()
    for names in [*grouped, *({name} for name in single)]:
        if all(now[name] == wanted[name] for name in names):
            continue
        here = any(name in base and now[name] != base[name] for name in names)
        there = any(name not in base or wanted[name] != base[name] for name in names)
        (by_both if here and there else by_us if here else by_file).update(names)
    return by_file, by_us, by_both
