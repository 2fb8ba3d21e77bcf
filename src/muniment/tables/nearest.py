"""What a cell names when it does not name it as we do: a post with its holder beside it, a unit called a team, a letter wrong."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from muniment import clock
from muniment.people.models import Holding, Person, Post, Unit
from muniment.registers.cells import key_of, key_paths, key_text
from muniment.tables.headings import flat
from muniment.tables.names import seen_rows

MOST = 5_000  # records among which a likeness is sought
OFFERED = 5
_SMALL = frozenset(["the", "of", "for", "and", "a", "an", "to", "in"])
_OF_UNITS = frozenset(
    ["service", "services", "department", "dept", "directorate", "team", "section", "unit", "division", "group"]
)
_PIECES = re.compile(r"\s*(?:\(|\)|\[|\]|,|;|/|\n| [-–—] |:)\s*")


class Nearest:
    """All records of a model that a person may see, by the words of their names."""

    def __init__(self, model: Any, person: Person | None) -> None:
        self.small = _SMALL | _OF_UNITS if model is Unit else _SMALL
        self.by_flat: dict[str, set[Any]] = defaultdict(set)
        self.by_words: dict[frozenset[str], set[Any]] = defaultdict(set)
        self.holders: dict[str, set[Any]] = defaultdict(set)
        rows = list(seen_rows(model, person).select_related(*key_paths(model)).order_by("pk")[: MOST + 1])
        self.rows = rows if len(rows) <= MOST else []
        for record in self.rows:
            for name in self._names(record):
                self.by_flat[flat(name)].add(record)
                self.by_words[self._words(name)].add(record)
        if model is Post and self.rows:
            by_pk = {post.pk: post for post in self.rows}
            for holding in Holding.objects.held_on(clock.today()).select_related("person"):
                if holding.post_id in by_pk:
                    self.holders[flat(holding.person.name)].add(by_pk[holding.post_id])

    @staticmethod
    def _names(record: Any) -> Iterator[str]:
        yield key_of(record)[0]
        yield key_text(record)
        yield from (name for name in getattr(record, "known_as", ()) if isinstance(name, str))

    def _words(self, text: str) -> frozenset[str]:
        words = flat(text).split()
        return frozenset(word for word in words if word not in self.small) or frozenset(words)

    def _telling(self, text: str) -> str:
        return " ".join(word for word in flat(text).split() if word not in self.small) or flat(text)

    def find(self, text: str) -> tuple[Any, str]:
        """The one record that a text must mean and how that was told; None where there is none, or more than one."""
        pieces = [text, *(piece for piece in _PIECES.split(text) if piece.strip())]
        ways = (
            (lambda piece: self.by_flat.get(flat(piece), set()), _("named within it")),
            (lambda piece: self.holders.get(flat(piece), set()), _("whoever is named holds this post")),
            (lambda piece: self.by_words.get(self._words(piece), set()), _("the same words")),
            (self._mistyped, _("nearly the same words")),
        )
        for way, why in ways:
            found = set().union(*map(way, pieces))
            if found:
                return (found.pop(), why) if len(found) == 1 else (None, "")
        return None, ""

    def _mistyped(self, piece: str) -> set[Any]:
        """Names of the same words but for a letter or two in long ones: “Hed of Housing”, but not “Head of HR” for “Head of PR”."""
        words = sorted(self._words(piece))
        if sum(map(len, words)) < 6:
            return set()
        return {
            record
            for known, records in self.by_words.items()
            if len(known) == len(words) and _alike(words, known)
            for record in records
        }

    def offered(self, text: str) -> list[str]:
        """The names most like a text, as a file may write them."""
        names = {key_text(record): self._telling(key_of(record)[0]) for record in self.rows}
        close = process.extract(self._telling(text), names, scorer=fuzz.token_set_ratio, score_cutoff=45, limit=OFFERED)
        return [key for _name, _score, key in close]


def _alike(words: list[str], known: frozenset[str]) -> bool:
    rest = set(known)
    for word in words:
        same = word if word in rest else next((each for each in sorted(rest) if _typo(word, each)), None)
        if same is None:
            return False
        rest.discard(same)
    return True


def _typo(one: str, other: str) -> bool:
    if min(len(one), len(other)) < 3 or one[0] != other[0]:
        return False
    return fuzz.ratio(one, other) >= (85 if min(len(one), len(other)) < 5 else 80)
