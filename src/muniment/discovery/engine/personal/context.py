"""The words around a value, and for what they speak."""

import re
from dataclasses import dataclass
from functools import cache

from muniment.discovery.engine.personal import rules

BEFORE, AFTER = 120, 40  # characters
_FAR = 10_000
_OTHER, _PERSON, _EXAMPLE, _OF_KINDS = 1, 2, 4, 8  # a bit for each sort; each kind has two
_KNOWN_AT_MOST = 50_000
# Small letters, and everything that is no letter or digit a space.
_WORDS = bytes(
    place + 32 if 65 <= place <= 90 else place if chr(place).isalnum() and place < 128 else 32 for place in range(256)
)
_OF_A_NAME = frozenset({b"no", b"num", b"number", b"numbers", b"ref", b"reference", b"id", b"nos", b"code", b"details"})


@dataclass(frozen=True, slots=True)
class Around:
    """How many words away the nearest of each sort stands; `_FAR` where there is none."""

    own: int
    kin: int
    other: int
    person: int
    example: int

    @property
    def named(self) -> bool:
        """Whether its own name is nearer than that of something else."""
        return self.own < _FAR and self.own <= self.other

    @property
    def kindred(self) -> bool:
        return self.kin < _FAR and self.kin < self.other

    @property
    def personal(self) -> bool:
        return self.person < _FAR and self.person <= self.other

    @property
    def otherwise(self) -> bool:
        return self.other < _FAR

    @property
    def exemplary(self) -> bool:
        return self.example <= 8


def _union(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{word})" for word in words) or "(?!)")


@cache
def _sorts() -> tuple[tuple[int, re.Pattern[str]], ...]:
    sorts = [(_OTHER, _union(rules.OTHERWISE)), (_PERSON, _union(rules.PERSON)), (_EXAMPLE, _union(rules.EXAMPLE))]
    for number, kind in enumerate(kinds()):
        own, kin = rules.WORDS[kind]
        sorts += [(_OF_KINDS << (2 * number), _union(own)), (_OF_KINDS << (2 * number + 1), _union(kin))]
    return tuple(sorts)


@cache
def kinds() -> tuple[str, ...]:
    """The kinds that have words of their own."""
    return tuple(rules.WORDS)


@cache
def _bits(kind: str) -> tuple[int, int]:
    number = kinds().index(kind)
    return _OF_KINDS << (2 * number), _OF_KINDS << (2 * number + 1)


_known: dict[tuple[bytes, bytes], int] = {}  # words without digits only, so that no value is kept


def _meaning(before: bytes, word: bytes) -> int:
    """For what a word speaks, known by itself or with the one before it; a bit for each sort."""
    if not word.isalpha():
        return 0
    pair = (before, word)
    meaning = _known.get(pair)
    if meaning is None:
        text = f"{before.decode()} {word.decode()}"
        # "NHS number" is as near as its second word; "NHS order" speaks of an order.
        begins = 0 if word in _OF_A_NAME else len(before) + 1
        meaning = 0
        for bit, words in _sorts():
            least = begins if bit >= _OF_KINDS else len(before) + 1
            if any(found.end() > least for found in words.finditer(text)):
                meaning |= bit
        if len(_known) >= _KNOWN_AT_MOST:
            _known.clear()
        if not before or before.isalpha():
            _known[pair] = meaning
    return meaning


def around(text: bytes, start: int, end: int, kind: str) -> Around:
    """For what the words speak that stand before and after a value of a kind."""
    own_bit, kin_bit = _bits(kind)
    nearest = dict.fromkeys((own_bit, kin_bit, _OTHER, _PERSON, _EXAMPLE), _FAR)
    left = text[max(0, start - BEFORE) : start].translate(_WORDS).split()
    for distance, place in enumerate(range(len(left) - 1, -1, -1)):
        meaning = _meaning(left[place - 1] if place else b"", left[place])
        if meaning:
            for bit, known in nearest.items():
                if known == _FAR and meaning & bit:
                    nearest[bit] = distance
    # After the value only its own name is asked for, and in the same sentence: "943 476 5919 (NHS number)".
    right = text[end : end + AFTER]
    for mark in (b"\n", b". ", b";", b"|"):
        right = right.partition(mark)[0]
    previous = b""
    for distance, word in enumerate(right.translate(_WORDS).split()[:6]):
        meaning = _meaning(previous, word)
        if meaning & own_bit:
            nearest[own_bit] = min(nearest[own_bit], distance)
        if meaning & _OTHER:
            break
        previous = word
    return Around(*nearest.values())
