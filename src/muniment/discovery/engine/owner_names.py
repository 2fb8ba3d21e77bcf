"""Names of units, assets and people as they stand in paths, on files and in documents."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from muniment.discovery.engine.holding import folder_named, plain

_WORD = re.compile(r"[^\W_]+")
_IDLE = frozenset(
    [
        "the",
        "of",
        "and",
        "team",
        "teams",
        "service",
        "services",
        "department",
        "dept",
        "unit",
        "section",
        "shared",
        "files",
    ]
)
_LONGEST = 6  # words of a name that are looked for together
_SHORT = 3  # letters: “IT” is a name, “it” is none
_KEPT = 200_000  # parts of paths that are remembered


@dataclass(frozen=True, slots=True)
class Named:
    """A unit, or an asset or system with the unit that answers for it."""

    name: str
    unit: str  # the unit's key, as the caller knows it
    unit_name: str
    also: tuple[str, ...] = ()  # other names: abbreviations, what it was called
    what: str = "unit"  # unit, asset, system: as a reason says it


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works, or worked, for the council."""

    key: str
    name: str
    unit: str  # key of their unit; of their last one, where they have left
    unit_name: str
    logins: tuple[str, ...] = ()  # names under which they own files and write documents, e-mail addresses too
    here: bool = True  # whether they still work there


@dataclass(frozen=True, slots=True)
class Planned:
    """A folder that a place of the file plan, or an asset, is said to lie in, and the unit that answers for it."""

    folder: str  # a path of the scan; capitals, strokes and how accents are written do not matter
    name: str = ""
    unit: str = ""  # the unit's key, as the caller knows it; "" where nobody says whose it is
    unit_name: str = ""
    what: str = "place"  # place, asset: as a reason says it


class Plans:
    """Looks folders up in the file plan."""

    def __init__(self, planned: Iterable[Planned]) -> None:
        self._known = {plain(folder_named(each.folder)): each for each in planned if each.unit}

    def above(self, folder: str) -> Planned | None:
        """The deepest place in which a folder lies, be it the folder itself."""
        here = plain(folder) if self._known else ""
        while here:
            if found := self._known.get(here):
                return found
            here = here.rpartition("/")[0]
        return None


class Names:
    """Looks names up in paths. Where two units have one name it tells nothing."""

    def __init__(self, named: Iterable[Named]) -> None:
        self._known: dict[tuple[str, ...], Named | None] = {}
        for each in named:
            for name in (each.name, *each.also):
                words = _telling(_words(name))
                if words:
                    rival = self._known.get(words, each)
                    self._known[words] = each if rival and rival.unit == each.unit else None
        self.in_part = lru_cache(_KEPT)(self._in_part)

    def in_path(self, folder: str) -> Iterator[tuple[str, Named, bool]]:
        """Parts of a path that name something, the deepest first: the part, what it names, and whether it says nothing else."""
        for part in reversed(folder.split("/")):
            if found := self.in_part(part):
                yield part, *found

    def _in_part(self, part: str) -> tuple[Named, bool] | None:
        written = _words(part)
        whole = _telling(written)
        if found := self._known.get(whole):
            return found, True
        spoken = [word for word in written if word.lower() not in _IDLE]
        for length in range(min(_LONGEST, len(spoken)), 0, -1):
            for start in range(len(spoken) - length + 1):
                run = spoken[start : start + length]
                if length == 1 and len(run[0]) <= _SHORT and not run[0].isupper():
                    continue
                if found := self._known.get(tuple(word.lower() for word in run)):
                    return found, False
        return None


class People:
    r"""Looks people up by what files say: a login, DOMAIN\login, an e-mail address, “Green, Anna” or “Anna Green”."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._known: dict[str, Person | None] = {}
        for person in people:
            names = {person.name, *person.logins}
            for said in {_said(name) for name in names} - {""}:
                rival = self._known.get(said, person)
                self._known[said] = person if rival and rival.key == person.key else None

    def find(self, said: str | None) -> Person | None:
        """None where nobody, or more than one, is called so."""
        if not said:
            return None
        name = said.rpartition("\\")[2]
        if found := self._known.get(_said(name)):
            return found
        last, comma, first = name.partition(",")
        if comma:
            return self._known.get(_said(f"{first} {last}"))
        return self._known.get(_said(name.partition("@")[0])) if "@" in name else None


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", text).replace("&", " and "))


def _telling(words: list[str]) -> tuple[str, ...]:
    """The words without those that any name may have; all of them where there are no others."""
    lower = [word.lower() for word in words]
    return tuple(word for word in lower if word not in _IDLE) or tuple(lower)


def _said(name: str) -> str:
    return " ".join(re.split(r"[\s.]+", unicodedata.normalize("NFKC", name).strip().lower()))
