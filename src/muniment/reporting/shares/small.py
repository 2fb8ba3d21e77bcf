"""Small numbers about people, which an edition for the public does not show. Pure."""

from collections.abc import Mapping
from typing import TypeVar

FEW = 5  # a number below this one, and above nought, may tell of somebody
K = TypeVar("K")


def _told(cells: Mapping[K, int], kept: set[K]) -> bool:
    """Whether what is kept back could be worked out from the others and their sum: it is one number alone, or next to nothing."""
    return bool(kept) and (len(kept) < 2 or sum(cells[each] for each in kept) < FEW)


def kept_back(cells: Mapping[K, int]) -> frozenset[K]:
    """Which of some numbers are not shown: the small ones, and of the others the smallest as long as one of these could be worked out."""
    kept = {key for key, number in cells.items() if 0 < number < FEW}
    others = sorted((number, str(key), key) for key, number in cells.items() if number >= FEW)
    while others and _told(cells, kept):
        kept.add(others.pop(0)[2])
    return frozenset(kept)


def sum_kept_back(cells: Mapping[K, int]) -> bool:
    """Whether their sum is not shown either."""
    return 0 < sum(cells.values()) < FEW or _told(cells, set(kept_back(cells)))
