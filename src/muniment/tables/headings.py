"""Which rows may be the headings of a table, and which of known names a heading means. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from rapidfuzz import fuzz, process

NEAR = 84  # of 100: a letter or two beside it
_BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
_PARTS = re.compile(r"\s*(?:/|;|:|\||\n| [-–—] )\s*")
_NUMBER = re.compile(r"^\s*(?:\d{1,2}|[a-z])[.)]\s+", re.IGNORECASE)
# Words that stand in any heading of a form and tell nothing of what its column holds.
_EMPTY = frozenset(
    [
        "the",
        "of",
        "a",
        "an",
        "is",
        "are",
        "was",
        "do",
        "does",
        "has",
        "have",
        "it",
        "its",
        "any",
        "this",
        "that",
        "to",
        "for",
        "in",
        "on",
        "and",
        "or",
        "if",
        "so",
        "be",
        "been",
        "which",
        "what",
        "please",
        "state",
        "specify",
        "holds",
        "select",
        "enter",
        "give",
        "yes",
        "no",
        "y",
        "n",
        "details",
        "information",
        "asset",
        "assets",
        "record",
    ]
)


def heading_rows(rows: Sequence[Sequence[str]], within: int) -> Iterator[tuple[int, tuple[str, ...], tuple[str, ...]]]:
    """The rows that may be headings: the index of the row below, what stands above each heading ("" where it is one row),
    and the heading. What is merged over several columns holds for those to its right. Rows are of one width.
    """
    for index, row in enumerate(rows[:within]):
        if sum(map(bool, row)) < 2:
            continue
        yield index + 1, ("",) * len(row), tuple(row)
        if index + 1 < len(rows):
            above, carried = [], ""
            for text, low in zip(row, rows[index + 1], strict=True):
                carried = text or carried
                above.append(text or (carried if low else ""))
            yield index + 2, tuple(above), tuple(rows[index + 1])


def flat(heading: str) -> str:
    """A heading as it is compared: small letters and digits, single spaces."""
    return re.sub(r"[\W_]+", " ", heading.casefold()).strip()


def telling(text: str) -> str:
    """A flat heading without the words that tell nothing; "" where nothing is left."""
    return " ".join(word for word in text.split() if word not in _EMPTY)


@lru_cache(maxsize=5000)
def variants(heading: str) -> tuple[tuple[str, float], ...]:
    """What a heading may be called for short, with how much it then still counts: as it is, without what is in brackets, parts of it."""
    heading = _NUMBER.sub("", heading)
    found: dict[str, float] = {}

    def add(text: str, weight: float) -> None:
        if text := flat(text):
            found.setdefault(text, weight)

    add(heading, 1.0)
    outside = _BRACKETS.sub(" ", heading)
    add(outside, 0.98)
    for inside in _BRACKETS.findall(heading):
        add("".join(inside), 0.93)
    parts = [part for part in _PARTS.split(outside) if part.strip()]
    if len(parts) > 1:
        # What stands last is the heading itself where one stands over several.
        add(parts[-1], 0.99 if " – " in heading else 0.9)
        for part in parts[:-1]:
            add(part, 0.9)
    for text, weight in list(found.items()):
        add(telling(text), weight * 0.97)
    return tuple(found.items())


class Names:
    """What headings may call each field, made ready to be compared with many of them."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = dict(names)
        self.asked = [(frozenset((telling(name) or name).split()), name) for name in names if len(name) > 3]
        self.like = lru_cache(maxsize=5000)(self._like)

    def _like(self, heading: str) -> Mapping[str, tuple[int, str]]:
        """The fields that a heading may mean, with how sure that is of 100 and the name that it is like ("" where it is the name)."""
        best: dict[str, tuple[int, str]] = {}
        for text, weight in variants(heading):
            if text in self.names:
                _offer(best, self.names[text], 100 * weight, text if weight < 1 else "")
            elif len(text) > 3:
                for name, sure in self._near(text):
                    _offer(best, self.names[name], sure * weight, name)
        return best

    def _near(self, text: str) -> Iterator[tuple[str, float]]:
        for scorer, most in ((fuzz.ratio, 99), (fuzz.token_sort_ratio, 96)):
            for name, ratio, _index in process.extract(
                text, self.names.keys(), scorer=scorer, score_cutoff=NEAR, limit=4
            ):
                yield name, min(ratio, most)
        words = set(text.split())
        for asked, name in self.asked:
            # All words of the one in the other: the more is beside them, the less sure it is.
            if asked <= words:
                share = len(asked) / len(words)
                yield name, 55 + 35 * share if len(asked) > 1 else 36 + 44 * share


def _offer(best: dict[str, tuple[int, str]], field: str, sure: float, name: str) -> None:
    if sure > best.get(field, (0, ""))[0]:
        best[field] = (round(sure), name)
