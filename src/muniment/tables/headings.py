"""Which rows may be the headings of a table, and which of known names a heading means. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from rapidfuzz import fuzz, process

NEAR = 84  # of 100: a letter or two beside it
_BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
_PARTS = re.compile(r"\s*(?:/|;|:|\||\n| [-–—] )\s*")
# What stands before it is the heading, what follows tells of what: "Purpose for holding".
_OF_WHAT = re.compile(r"\s+(?:of|for|in|within|where|held)\s+", re.IGNORECASE)
# A heading that says the one is never a field that is only called the other.
_CONTRARY = (
    (frozenset({"last", "latest", "previous", "completed", "done"}), frozenset({"next", "due", "future"})),
    (frozenset({"start", "started", "opened", "begin", "earliest"}), frozenset({"end", "ended", "closed", "latest"})),
)
# What anything may end with: "DPIA ref" is no reference, "supplier name" no name.
_ANY_LAST = frozenset(
    ["ref", "reference", "id", "no", "number", "date", "name", "code", "type", "status", "value", "use"]
)
# Whose headings are about people: "back-up owner" tells nothing of back-ups.
PERSONS = frozenset(
    [
        "owner",
        "officer",
        "manager",
        "administrator",
        "admin",
        "custodian",
        "steward",
        "contact",
        "lead",
        "deputy",
        "by",
        "holder",
        "controller",
    ]
)
LAST_WORD = 64  # of 100: its last word is the name of a field: "Network location"
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
    if len(head := _OF_WHAT.split(outside, maxsplit=1)) > 1:
        add(head[0], 0.86)
    if len(parts) > 1:
        # What stands last is the heading itself where one stands over several.
        add(parts[-1], 0.99 if " – " in heading else 0.9)
        for part in parts[:-1]:
            add(part, 0.9)
    for text, weight in list(found.items()):
        add(telling(text), weight * 0.97)
    return tuple(found.items())


class Names:
    """What headings may call each field, made ready to be compared with many of them; a name may mean several fields."""

    def __init__(self, names: Mapping[str, Sequence[str]]) -> None:
        self.names = dict(names)
        self.words: dict[str, set[str]] = {}
        for name, fields in names.items():
            for field in fields:
                self.words.setdefault(field, set()).update(name.split())
        self.asked = [(frozenset((telling(name) or name).split()), name) for name in names if len(name) > 3]
        self.like = lru_cache(maxsize=5000)(self._like)

    def _like(self, heading: str) -> Mapping[str, tuple[int, str]]:
        """The fields that a heading may mean, with how sure that is of 100 and the name that it is like ("" where it is the name)."""
        best: dict[str, tuple[int, str]] = {}
        contrary = self._contrary(heading)
        for text, weight in variants(heading):
            if text in self.names:
                self._offer(best, text, 100 * weight, text if weight < 1 else "")
            elif len(text) > 3:
                for name, sure in self._near(text):
                    self._offer(best, name, sure * weight, name)
                for field, sure in self._singly(text):
                    if sure > best.get(field, (0, ""))[0]:
                        best[field] = (round(sure * weight), text)
        return {field: found for field, found in best.items() if field not in contrary}

    def _offer(self, best: dict[str, tuple[int, str]], name: str, sure: float, like: str) -> None:
        for field in self.names[name]:
            if sure > best.get(field, (0, ""))[0]:
                best[field] = (round(sure), like)

    def _contrary(self, heading: str) -> frozenset[str]:
        """The fields whose names say the contrary of a word in the heading, and never the word itself."""
        words = set(flat(heading).split())
        found: set[str] = set()
        for one, other in (*_CONTRARY, *((other, one) for one, other in _CONTRARY)):
            if words & one:
                found |= {field for field, said in self.words.items() if said & other and not said & one}
        return frozenset(found)

    def _near(self, text: str) -> Iterator[tuple[str, float]]:
        for scorer, most in ((fuzz.ratio, 99), (fuzz.token_sort_ratio, 96)):
            for name, ratio, _index in process.extract(
                text, self.names.keys(), scorer=scorer, score_cutoff=NEAR, limit=4
            ):
                yield name, min(ratio, most)
        words, last = set(text.split()), text.rsplit(maxsplit=1)[-1]
        for asked, name in self.asked:
            # All words of the one in the other: the more is beside them, the less sure it is.
            if asked <= words:
                share = len(asked) / len(words)
                yield name, 55 + 35 * share if len(asked) > 1 else 36 + 44 * share
                if name == last and last not in _ANY_LAST:
                    yield name, LAST_WORD

    def _singly(self, text: str) -> Iterator[tuple[str, float]]:
        """The fields of which several names of one word stand in a heading: "Description of contents"."""
        words = set(text.split())
        found: dict[str, set[str]] = defaultdict(set)
        for asked, name in self.asked:
            if len(asked) == 1 and asked <= words:
                for field in self.names[name]:
                    found[field] |= asked
        for field, some in found.items():
            if len(some) > 1:
                yield field, 36 + 44 * len(some) / len(words)
