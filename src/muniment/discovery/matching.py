"""Folders at the top of a scan beside places of the file plan and assets, and how they match. Pure: no Django.

A path matches as it is written: with drive letters, servers and slashes of either kind left aside, its last folders are
those of the place. A name matches by its words; a likely one is shown and decides nothing.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz

LIKELY = 84  # of 100, from which on two names look like one
SAID, PATH, NAME, LOOKS = "said", "path", "name", "likely"


@dataclass(frozen=True, slots=True)
class Plan:
    """A place or an asset, as far as it could lie on a share: `record` is what it is of, `path` is as people wrote it."""

    key: int
    name: str
    path: str
    record: Any = None


@dataclass(frozen=True, slots=True)
class Match:
    """A folder with its counterpart, and how they match; None where it has none."""

    folder: str
    plan: Plan | None = None
    how: str = ""

    @property
    def sure(self) -> bool:
        return self.how in {SAID, PATH, NAME}


def parts(path: str) -> tuple[str, ...]:
    """The folders of a path in small letters, without what stands before them: a drive, or the mark of a server."""
    plain = re.sub(r"^(file:|[a-z]:)", "", unicodedata.normalize("NFC", path).strip().replace("\\", "/").casefold())
    return tuple(part for part in plain.split("/") if part)


def words(name: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFC", name).casefold()))


def lies_at(plan: Plan, folder: str, above: Sequence[tuple[str, ...]]) -> bool:
    """Whether a place is said to lie in a folder of the scan. `above` are the ways to write where the scan begins."""
    written, wanted = parts(plan.path), parts(folder)
    return any((*way, *wanted) in {written, written[1:]} for way in above if way)


def matched(
    folders: Iterable[str], plans: Sequence[Plan], above: Sequence[tuple[str, ...]], said: dict[str, int]
) -> list[Match]:
    """Each folder with the place it matches best. `said` are those that somebody has matched already, by the key of the place."""
    by_key, by_name = {each.key: each for each in plans}, by_names(plans)
    return [_match(folder, by_key, by_name, plans, above, said) for folder in folders]


def by_names(plans: Iterable[Plan]) -> dict[str, Plan]:
    """Places by the words of their names, and of the last folder of where they are said to lie; of two with the same words the first."""
    found: dict[str, Plan] = {}
    for each in plans:
        found.setdefault(words(each.name), each)
        if tail := parts(each.path)[-1:]:
            found.setdefault(words(tail[0]), each)
    return found


def _match(
    folder: str, by_key: dict[int, Plan], by_name: dict[str, Plan], plans: Sequence[Plan], above: Sequence[tuple[str, ...]], said: dict[str, int]
) -> Match:  # fmt: skip
    if (known := by_key.get(said.get(folder, -1))) is not None:
        return Match(folder, known, SAID)
    for each in plans:
        if lies_at(each, folder, above):
            return Match(folder, each, PATH)
    name = words(folder.rpartition("/")[2])
    if name and name in by_name:
        return Match(folder, by_name[name], NAME)
    scored = [(fuzz.token_sort_ratio(name, other), other) for other in by_name] if name else []
    best = max(scored, default=(0, ""))
    return Match(folder, by_name[best[1]], LOOKS) if best[0] >= LIKELY else Match(folder)


def beginnings(address: str, plan_path: str) -> list[tuple[str, ...]]:
    """The ways in which people write where a scan begins: its address with ever fewer folders before it, and what the file plan calls it."""
    whole = parts(address)
    ways = [whole[start:] for start in range(len(whole))]
    return [*ways, *([written] if (written := parts(plan_path)) else [])]


def folders_of(plan: Plan, above: Sequence[tuple[str, ...]]) -> set[str]:
    """The folders of the scan of which `lies_at` holds, in small letters; where a scan begins there is none of them."""
    written = parts(plan.path)
    return {
        "/".join(one[len(way) :])
        for one in (written, written[1:])
        for way in above
        if way and len(one) > len(way) and one[: len(way)] == way
    }


def at_a_drive(plan: Plan) -> set[str]:
    r"""The folder at the top of a drive, in small letters, that a place is said to be: of “U:\Finance” it is finance. Which drive a scan is nobody says."""
    written = parts(plan.path)
    return {written[0]} if len(written) == 1 and re.match(r"[a-zA-Z]:[\\/]", plan.path.strip()) else set()


def below(plan: Plan, above: Sequence[tuple[str, ...]]) -> tuple[str, ...] | None:
    """Where below the scan's beginning a place is said to lie; None where it lies elsewhere, or nobody says where."""
    written = parts(plan.path)
    whole = [way for way in (above[0], above[-1]) if len(way) > 1] if above else []
    found = [
        one[len(way) :]
        for one in (written, written[1:])
        for way in whole
        if len(one) > len(way) and one[: len(way)] == way
    ]
    return min(found, key=len, default=None)
