"""Groups of signatures that are nearly the same, of millions, in memory that does not grow with how alike they are."""

from collections.abc import Iterator
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from muniment.discovery.engine.signing import PLACES, alike

THRESHOLD = 0.8
_ROWS = 5  # minima in a band: 25 bands find a pair that is 0.8 alike all but once in 20,000
_BANDS = PLACES // _ROWS
_NEIGHBOURS = 8  # each is compared with so many before it in its bucket, and with the bucket's first
_AT_ONCE = 100_000  # pairs compared together: 50 MB
_LEADERS = 1_000  # groups into which one chain of likenesses is taken apart; what is left after them stands alone
Signatures: TypeAlias = NDArray[np.uint16]
Numbers: TypeAlias = NDArray[np.int64]


def groups(signatures: Signatures, threshold: float = THRESHOLD) -> tuple[Numbers, NDArray[np.float32]]:
    """For each row its group's first row, and how alike it is to that one; a row without a group leads itself.

    signatures  (rows, PLACES), the oldest first; may be a memory map
    Of a group all are at least `threshold` alike to its first, so that no chain of small changes joins strangers.
    """
    leaders = np.arange(len(signatures))
    near = np.ones(len(signatures), np.float32)
    if not len(signatures):
        return leaders, near
    for members in _joined(_chains(signatures, threshold)):
        rest = members
        for _ in range(_LEADERS):
            if len(rest) < 2:
                break
            likeness = alike(signatures[rest], signatures[rest[0]])
            belongs = likeness >= threshold
            leaders[rest[belongs]] = rest[0]
            near[rest[belongs]] = likeness[belongs]
            rest = rest[~belongs]
    return leaders, near


def _chains(signatures: Signatures, threshold: float) -> Numbers:
    """A number for each row; rows that a chain of likenesses joins have the same."""
    chain: Numbers = np.arange(len(signatures))
    for band in range(_BANDS):
        ones, others = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
        for one, other in _pairs(signatures, band, chain):
            for start in range(0, len(one), _AT_ONCE):
                piece = slice(start, start + _AT_ONCE)
                found = alike(signatures[one[piece]], signatures[other[piece]]) >= threshold
                ones.append(chain[one[piece][found]])
                others.append(chain[other[piece][found]])
        one, other = np.concatenate(ones), np.concatenate(others)
        if len(one):
            edges = coo_matrix((np.ones(len(one), np.int8), (one, other)), (len(chain), len(chain)))
            chain = connected_components(edges, directed=False)[1].astype(np.int64)[chain]
    return chain


def _pairs(signatures: Signatures, band: int, chain: Numbers) -> Iterator[tuple[Numbers, Numbers]]:
    """Rows whose minima agree in a band and that nothing joins yet. In a large bucket those that agree further are near."""
    value = _mixed(signatures, band)
    order = np.argsort(value, kind="stable")
    value = value[order]
    same = value[1:] == value[:-1]
    shared = np.append(same, [False]) | np.append([False], same)  # most rows are alone in their bucket
    order, value = order[shared], value[shared]
    inner = np.lexsort((_mixed(signatures, (band + 1) % _BANDS, order), value))
    order, value = order[inner], value[inner]
    if not len(order):
        return
    begins = np.flatnonzero(np.concatenate([[True], value[1:] != value[:-1]]))
    first = np.repeat(begins, np.diff(np.append(begins, len(value))))
    positions = np.arange(len(value))
    far = positions[positions - first > _NEIGHBOURS]
    yield _apart(order[far], order[first[far]], chain)
    for step in range(1, _NEIGHBOURS + 1):
        later = positions[positions - first >= step]
        yield _apart(order[later], order[later - step], chain)


def _apart(one: Numbers, other: Numbers, chain: Numbers) -> tuple[Numbers, Numbers]:
    apart = chain[one] != chain[other]
    return one[apart], other[apart]


def _mixed(signatures: Signatures, band: int, rows: Numbers | None = None) -> NDArray[np.uint64]:
    """The minima of one band as one number for each row, or for some rows."""
    mixed = np.zeros(len(signatures) if rows is None else len(rows), np.uint64)
    for start in range(0, len(mixed), _AT_ONCE):
        piece = slice(start, start + _AT_ONCE)
        minima = signatures[piece if rows is None else rows[piece], band * _ROWS : (band + 1) * _ROWS]
        for place in range(_ROWS):
            mixed[piece] = (mixed[piece] ^ minima[:, place]) * np.uint64(0x9E3779B97F4A7C15)
            mixed[piece] ^= mixed[piece] >> np.uint64(29)
    return mixed


def _joined(chain: Numbers) -> Iterator[Numbers]:
    """The rows of each chain of two or more, ascending."""
    order = np.argsort(chain, kind="stable")
    cuts = np.flatnonzero(np.diff(chain[order])) + 1
    sizes = np.diff(np.concatenate([[0], cuts, [len(order)]]))
    for start, size in zip(np.concatenate([[0], cuts])[sizes > 1], sizes[sizes > 1], strict=True):
        yield order[start : start + size]
