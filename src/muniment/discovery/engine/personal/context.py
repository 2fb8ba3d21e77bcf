"""The words around a value, and for what they speak."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from muniment.discovery.engine.personal import rules

BEFORE, AFTER = 120, 40  # characters
NEAR = 8  # words, within which an example is said to be one
END_OF_CELL = 0x1F
_END = bytes([END_OF_CELL])
_FAR = 10_000
_OTHER, _PERSON, _EXAMPLE, _OF_KINDS = 1, 2, 4, 8  # a bit for each sort; each kind has two
_KNOWN_AT_MOST = 50_000
# Small letters, and everything but letters, digits and @ a space.
_WORDS = bytes(
    place + 32 if 65 <= place <= 90 else place if place == 64 or (place < 128 and chr(place).isalnum()) else 32
    for place in range(256)
)
_NUMBER = frozenset({b"no", b"num", b"number", b"numbers", b"nos", b"details"})
_REFERENCE = frozenset({b"ref", b"reference", b"id", b"code"})


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
        return self.example <= NEAR


def _texts() -> Iterator[tuple[int, tuple[str, ...]]]:
    yield from ((_OTHER, rules.OTHERWISE), (_PERSON, rules.PERSON), (_EXAMPLE, rules.EXAMPLE))
    for kind in rules.WORDS:
        own, kin = rules.WORDS[kind]
        own_bit, kin_bit = _bits(kind)
        yield from ((own_bit, own), (kin_bit, kin))


@cache
def _bits(kind: str) -> tuple[int, int]:
    """The bits of a kind: its own names, and words of its field."""
    number = list(rules.WORDS).index(kind)
    return _OF_KINDS << (2 * number), _OF_KINDS << (2 * number + 1)


@cache
def _expressions() -> tuple[tuple[int, re.Pattern[str]], ...]:
    return tuple((bit, re.compile("|".join(f"(?:{word})" for word in words))) for bit, words in _texts() if words)


@cache
def _first_letters() -> tuple[str, ...]:
    """How the first words of expressions of several words begin."""
    several = (re.match(r"\\b([a-z]+)", word) for _, words in _texts() for word in words if " " in word)
    return tuple({found[1] for found in several if found is not None})


def _bits_in(text: str, least: int) -> int:
    """A bit for each sort of which an expression ends in the text behind a place."""
    return sum(bit for bit, words in _expressions() if any(found.end() > least for found in words.finditer(text)))


_Key = TypeVar("_Key", bytes, tuple[bytes, bytes])
_Told = TypeVar("_Told")


def _keep(known: dict[_Key, _Told], key: _Key, told: _Told) -> _Told:
    if len(known) >= _KNOWN_AT_MOST:
        known.clear()
    known[key] = told
    return told


# What is known of words without digits, so that no number is kept; and of pairs of which the first may begin an expression.
_of_word: dict[bytes, tuple[int, bool]] = {}
_of_pair: dict[tuple[bytes, bytes], int] = {}


def _of_one(word: bytes) -> tuple[int, bool]:
    """For what a word speaks by itself, and whether it may be the first of several."""
    known = _of_word.get(word)
    if known is None:
        text = word.decode()
        known = _keep(_of_word, word, (_bits_in(text, 0), text.startswith(_first_letters())))
    return known


def _meaning(before: bytes, word: bytes) -> int:
    """For what a word speaks, by itself or with the one before it."""
    if not word.isalpha() or b"@" in before:  # what stands behind @ is the domain of an e-mail address
        return 0
    meaning = _of_one(word)[0]
    if not before.isalpha():  # "eg" behind figures is the end of a number, and no abbreviation
        return meaning & ~_EXAMPLE if before else meaning
    first, leads = _of_one(before)
    if leads:
        meaning |= _bits_in(f"{before.decode()} {word.decode()}", len(before) + 1)
    # "NHS number" and "NI ref" are as near as their second word; "NHS order" speaks of an order, and "call ref" of a reference.
    if word in _NUMBER:
        meaning |= first & ~(_OTHER | _PERSON | _EXAMPLE)
    elif word in _REFERENCE:
        meaning |= first & ~(_OTHER | _PERSON | _EXAMPLE | _bits("phone")[0])
    return _keep(_of_pair, (before, word), meaning)


def around(text: bytes, start: int, end: int, kind: str) -> Around:
    """For what the words speak that stand before and after a value of a kind."""
    own_bit, kin_bit = _bits(kind)
    nearest = dict.fromkeys((own_bit, kin_bit, _OTHER, _PERSON, _EXAMPLE), _FAR)
    wanted = own_bit | kin_bit | _OTHER | _PERSON | _EXAMPLE
    left = text[max(0, start - BEFORE) : start].rpartition(_END)[2].translate(_WORDS).split()
    left.reverse()
    for distance, pair in enumerate(zip([*left[1:], b""], left, strict=False)):
        meaning = _of_pair.get(pair)
        meaning = (_meaning(*pair) if meaning is None else meaning) & wanted
        if meaning:
            wanted &= ~meaning
            for bit in nearest:
                if meaning & bit:
                    nearest[bit] = distance
        if distance >= NEAR and not wanted & own_bit:
            break
    if nearest[own_bit] == _FAR or nearest[_OTHER] < nearest[own_bit]:
        nearest[own_bit] = min(nearest[own_bit], _after(text, end, own_bit))
    return Around(*nearest.values())


def _after(text: bytes, end: int, own_bit: int) -> int:
    """How far behind a value its own name stands, in the same sentence: "943 476 5919 (NHS number)"."""
    right = text[end : end + AFTER]
    for mark in (b"\n", b". ", b";", b"|", _END):
        right = right.partition(mark)[0]
    previous = b""
    for distance, word in enumerate(right.translate(_WORDS).split()[:6]):
        meaning = _meaning(previous, word)
        if meaning & own_bit:
            return distance
        if meaning & _OTHER:
            break
        previous = word
    return _FAR
