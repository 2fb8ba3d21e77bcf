"""The likeness of a text in 257 bytes, by which texts that are nearly the same are known without keeping them."""

import re
from itertools import islice

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

VERSION = b"\x01"  # signatures are compared only with those made the same way
PLACES = 128  # minima in a signature, each kept by its lower 16 bits
LENGTH = len(VERSION) + 2 * PLACES  # bytes
FEWEST_WORDS = 20  # of a shorter text one changed word is too large a part
_SEED = 20_260
_AT_ONCE = 50_000  # words: a book is read in pieces, so that its shingles never stand in memory together
_WORD = re.compile(r"\w+")


def signature(text: str) -> bytes | None:
    """The MinHash of the runs of three words in a text, LENGTH bytes; None where it is shorter than FEWEST_WORDS."""
    if len(text) < 2 * FEWEST_WORDS - 1:
        return None
    words = (found.group() for found in _WORD.finditer(text.lower())) if len(text) > 8 * _AT_ONCE else None
    piece = list(islice(words, _AT_ONCE)) if words else _WORD.findall(text.lower())
    if len(piece) < FEWEST_WORDS:
        return None
    minima = RMinHash(PLACES, _SEED)
    while len(piece) > 2:
        minima.update(
            [f"{first} {second} {third}" for first, second, third in zip(piece, piece[1:], piece[2:], strict=False)]
        )
        piece = [*piece[-2:], *islice(words, _AT_ONCE)] if words else []
    return VERSION + np.array(minima.digest(), np.uint32).astype("<u2").tobytes()


def alike(one: NDArray[np.uint16], other: NDArray[np.uint16]) -> NDArray[np.float32]:
    """How alike texts are, row by row: the part of their shingles that both have, 0 to 1, give or take 0.04."""
    likeness: NDArray[np.float32] = (one == other).mean(axis=-1, dtype=np.float32)
    return likeness
