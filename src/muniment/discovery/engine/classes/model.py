"""A model of what belongs to which line of the schedule: how sure it is, why, and when it says nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from muniment.discovery.engine.schema import CLASSED

Rows: TypeAlias = "pa.RecordBatch | pa.Table"
Floats: TypeAlias = NDArray[np.float32]
_TOLD = 3  # words that a reason names
_NEVER = 2.0  # a threshold that nothing reaches


@dataclass(frozen=True, slots=True)
class Measured:
    """How it did on labels that it had not learnt from. A part is 0 to 1."""

    held_out: int  # documents
    accuracy: float  # were it to answer for each of them
    precision: float  # of those that it answered for, the part that it got right
    coverage: float  # the part that it answered for
    per_line: Mapping[str, Mapping[str, float]]  # line → held_out, answered, right
    confusion: Mapping[str, Mapping[str, int]] = field(
        default_factory=dict
    )  # line → what was said of its documents, “” where nothing


@dataclass(frozen=True, slots=True)
class Model:
    """What was learnt. Arrays: F known terms, C lines."""

    lines: tuple[str, ...]
    ids: NDArray[np.uint32]  # (F,) terms, ascending
    rarity: Floats  # (F,) inverse document frequency
    weights: Floats  # (F, C)
    bias: Floats  # (C,)
    calibration: Floats  # (3,) constant, of the margin, of the lead before the second
    thresholds: Floats  # (C,) how sure it must be to answer
    words: Mapping[int, str]  # term → word, of words that stood in at least three confirmed documents
    learnt_from: int  # documents
    left_out: Mapping[str, int]  # line → labels: too few to learn from
    measured: Measured
    target: float  # precision that thresholds were set for
    version: str  # as whoever had it learn calls it

    def predict(self, batch: Rows) -> pa.RecordBatch:
        """CLASSED, a row for each row of path, terms and counts. Where it is not sure enough the line is null and the reason says so."""
        guess = self.guess(batch)
        best = pa.array(guess.best)
        needs = self.thresholds[guess.best]
        answers = pa.array(guess.known & (guess.sure >= needs))
        known = pa.array(guess.known)
        leaning = pa.array(self.lines, pa.string()).take(best)
        sure = pc.if_else(known, pa.array(guess.sure, pa.float32()), None)
        return pa.RecordBatch.from_arrays(
            [_flat(batch.column("path")), pc.if_else(answers, leaning, None), pc.if_else(known, "model", None), sure,
             pa.array(self._reasons(guess, leaning.to_pylist(), answers.to_pylist()), pa.string())],
            schema=CLASSED,
        )  # fmt: skip

    def guess(self, batch: Rows) -> "Guess":
        """What it would say of each row, were it to answer for all."""
        terms = self.matrix(batch)
        margins = terms @ self.weights + self.bias
        best = margins.argmax(axis=1)
        rows = np.arange(len(best))
        top = margins[rows, best]
        margins[rows, best] = -np.inf
        lead = top - margins.max(axis=1)
        constant, of_margin, of_lead = self.calibration
        sure = 1 / (1 + np.exp(-(constant + of_margin * top + of_lead * lead)))
        return Guess(best, sure.astype(np.float32), np.diff(terms.indptr) > 0, terms)

    def matrix(self, batch: Rows) -> csr_matrix:
        """(rows, F), each row of length 1: how much each known term weighs in it."""
        return weighed(batch, self.ids, self.rarity)

    def _reasons(self, guess: "Guess", leaning: list[str], answers: list[bool]) -> list[str | None]:
        """A sentence for each row."""
        terms = guess.terms
        row_of = np.repeat(np.arange(terms.shape[0]), np.diff(terms.indptr))
        share = terms.data * self.weights[terms.indices, guess.best[row_of]]
        known = np.isin(self.ids, np.fromiter(self.words, np.uint32, len(self.words)))
        share = np.where(known[terms.indices], share, -1)
        order = np.lexsort((terms.indices, -share, row_of))
        place = np.arange(len(order)) - terms.indptr[row_of[order]]
        chosen = order[(place < _TOLD) & (share[order] > 0)]
        says: list[list[str]] = [[] for _ in range(terms.shape[0])]
        for row, index in zip(row_of[chosen].tolist(), terms.indices[chosen].tolist(), strict=True):
            says[row].append(_word(self.words[int(self.ids[index])]))
        rows = zip(
            guess.known.tolist(),
            answers,
            leaning,
            guess.sure.tolist(),
            self.thresholds[guess.best].tolist(),
            says,
            strict=True,
        )
        return [_reason(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Guess:
    """What a model would say of each row."""

    best: NDArray[np.int64]  # place among its lines
    sure: Floats  # 0 to 1: how likely that is right
    known: NDArray[np.bool_]  # whether any of its terms is known
    terms: csr_matrix


def weighed(batch: Rows, ids: NDArray[np.uint32], rarity: Floats) -> csr_matrix:
    """(rows, F), each row of length 1, of terms and counts: logarithm of the count times rarity."""
    lists, numbers = _flat(batch.column("terms")), _flat(batch.column("counts"))
    lists = pc.if_else(pc.equal(pc.list_value_length(lists), pc.list_value_length(numbers)), lists, None)
    numbers = pc.if_else(pc.is_valid(lists), numbers, None)
    terms = pc.list_flatten(lists).to_numpy(zero_copy_only=False)
    counts = pc.list_flatten(numbers).to_numpy(zero_copy_only=False)
    rows = pc.list_parent_indices(lists).to_numpy(zero_copy_only=False)
    if not len(ids):
        return csr_matrix((batch.num_rows, 0), dtype=np.float32)
    places = np.searchsorted(ids, terms).clip(max=len(ids) - 1)
    here = ids[places] == terms
    places, rows = places[here], rows[here]
    values = ((1 + np.log(np.maximum(counts[here], 1))) * rarity[places]).astype(np.float32)
    length = np.sqrt(np.bincount(rows, values.astype(np.float64) ** 2, batch.num_rows))
    values /= np.maximum(length[rows], 1e-12).astype(np.float32)
    starts = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=batch.num_rows))])
    return csr_matrix((values, places, starts), shape=(batch.num_rows, len(ids)))


def _flat(column: Any) -> Any:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _word(word: str) -> str:
    where, _, rest = word.rpartition(":")
    return f"“{rest}”" + {"folder": " in its folders", "name": " in its name"}.get(where, "")


def _reason(known: bool, answers: bool, line: str, sure: float, needs: float, words: list[str]) -> str | None:  # noqa: FBT001 - a row of columns
    if not known:
        return None
    because = f", mostly for {', '.join(words)}" if words else ""
    if answers:
        return f"The model is {sure:.0%} sure{because}."
    if needs >= _NEVER:
        return f"The model leans to {line}{because}, but has not yet been right often enough there to answer."
    return f"The model leans to {line}{because}, but is only {sure:.0%} sure, where it asks for {needs:.0%}."
