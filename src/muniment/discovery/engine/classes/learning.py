"""A model learns from labels that people confirmed, and is measured on some that it did not see."""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.svm import LinearSVC

from muniment.discovery.engine.classes.model import _NEVER, Floats, Measured, Model, weighed

FEWEST = 10  # labels that a line needs, near-duplicates counted once
PRECISION = 0.9
_PARTS = 5  # one is held out to measure by
_MOST_TERMS = 65_536
_FEWEST_WITH_WORD = 3  # confirmed documents in which a word must stand to be named in a reason
_LEAST_SURE = 0.5
_UNSEEN = -2.0  # the margin of a line of which a part had no document
_SEED = 20_260
Numbers: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class NothingLearnt:
    """Why there is no model."""

    why: str
    left_out: Mapping[str, int]  # line → labels


@dataclass(frozen=True, slots=True)
class _Fitted:
    weights: Floats
    bias: Floats
    calibration: Floats
    thresholds: Floats


def learn(
    labels: pa.Table, words: Mapping[int, str], version: str, *, target: float = PRECISION, fewest: int = FEWEST
) -> Model | NothingLearnt:
    """A model of the lines of which there are enough labels; why not, where there are not two.

    labels   a row for each confirmed document: path, terms, counts, line; near_group where it has one
    words    words behind the terms of these documents (`terms.words_by_id`); those in fewer than three are not kept
    target   the part of its answers that shall be right, 0 to 1: for each line it answers only when it is so sure
    Near-duplicates are never on both sides of what it learns from and what it is measured by.
    """
    labels = labels.sort_by("path")
    groups = _groups(labels)
    counted = {
        line: len(set(groups[np.array(labels.column("line")) == line]))
        for line in labels.column("line").unique().drop_null().to_pylist()
    }
    left_out = {line: number for line, number in sorted(counted.items()) if number < fewest}
    lines = tuple(sorted(counted.keys() - left_out.keys()))
    if len(lines) < 2:
        return NothingLearnt(
            f"A model needs at least two lines with {fewest} confirmed documents each that are not copies of one another; {len(lines)} has so many.",
            left_out,
        )
    chosen = pc.is_in(labels.column("line"), pa.array(lines))
    labels, groups = labels.filter(chosen), groups[chosen.to_numpy()]
    right = np.searchsorted(np.array(lines), np.array(labels.column("line").to_pylist()))
    ids, rarity, frequent = _known(labels)
    matrix = weighed(labels, ids, rarity)
    learns, held = next(StratifiedGroupKFold(_PARTS, shuffle=True, random_state=_SEED).split(matrix, right, groups))
    measured = _measure(
        _fit(matrix[learns], right[learns], groups[learns], len(lines), target), matrix[held], right[held], lines
    )
    fitted = _fit(matrix, right, groups, len(lines), target)
    kept = {int(number): words[int(number)] for number in ids[frequent >= _FEWEST_WITH_WORD] if int(number) in words}
    return Model(
        lines, ids, rarity, fitted.weights, fitted.bias, fitted.calibration, fitted.thresholds, kept,
        labels.num_rows, left_out, measured, target, version,
    )  # fmt: skip


def _groups(labels: pa.Table) -> Numbers:
    """A number for each row, the same for near-duplicates."""
    names = labels.column("path")
    if "near_group" in labels.column_names:
        names = pc.coalesce(labels.column("near_group"), names)
    return np.unique(np.array(names.to_pylist()), return_inverse=True)[1].astype(np.int64)


def _known(labels: pa.Table) -> tuple[NDArray[np.uint32], Floats, Numbers]:
    """Terms that stand in two documents or more, how rare each is, and in how many it stands."""
    terms = pc.list_flatten(labels.column("terms")).to_numpy().astype(np.uint32)
    ids, frequent = np.unique(terms, return_counts=True)
    several = np.flatnonzero(frequent > 1)
    several = np.sort(several[np.argsort(-frequent[several], kind="stable")[:_MOST_TERMS]])
    ids, frequent = ids[several], frequent[several]
    return ids, (np.log((1 + labels.num_rows) / (1 + frequent)) + 1).astype(np.float32), frequent


def _margins(matrix: csr_matrix, right: Numbers, lines: int) -> tuple[Floats, Floats]:
    """Weights (F, C) and bias (C,)."""
    learner = LinearSVC(C=1.0, class_weight="balanced", random_state=_SEED, max_iter=2_000)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it stopped before the last digit stood
        learner.fit(matrix, right)
    coefficients, intercept = learner.coef_, learner.intercept_
    if len(learner.classes_) == 2:
        coefficients, intercept = np.vstack([-coefficients, coefficients]), np.concatenate([-intercept, intercept])
    weights, bias = np.zeros((matrix.shape[1], lines), np.float32), np.full(lines, _UNSEEN, np.float32)
    weights[:, learner.classes_], bias[learner.classes_] = coefficients.T, intercept
    return weights, bias


def _fit(matrix: csr_matrix, right: Numbers, groups: Numbers, lines: int, target: float) -> _Fitted:
    """How sure it may be is learnt from what it says of parts that it did not see."""
    margins = np.empty((len(right), lines), np.float32)
    for learns, held in StratifiedGroupKFold(_PARTS - 1, shuffle=True, random_state=_SEED).split(matrix, right, groups):
        if len(np.unique(right[learns])) < 2:
            margins[held] = _UNSEEN
            continue
        weights, bias = _margins(matrix[learns], right[learns], lines)
        margins[held] = matrix[held] @ weights + bias
    best = margins.argmax(axis=1)
    ordered = np.sort(margins, axis=1)
    looks = np.column_stack([ordered[:, -1], ordered[:, -1] - ordered[:, -2]])
    correct = best == right
    # One of each kind is added: without any error there would be nothing to learn how errors look from.
    looks = np.vstack([looks, [looks[:, 0].min(), 0], looks.max(axis=0)])
    surer = LogisticRegression(C=10).fit(looks, np.concatenate([correct, [False, True]]))
    calibration = np.array([surer.intercept_[0], *surer.coef_[0].clip(min=0)], np.float32)
    sure = 1 / (1 + np.exp(-(calibration[0] + looks[:-2] @ calibration[1:])))
    thresholds = np.array(
        [_threshold(sure[best == line], correct[best == line], target) for line in range(lines)], np.float32
    )
    return _Fitted(*_margins(matrix, right, lines), calibration, thresholds)


def _threshold(sure: Floats, correct: NDArray[np.bool_], target: float) -> float:
    """The lowest at which enough of its answers are right, with one of two more thought wrong, since few prove little."""
    order = np.argsort(-sure, kind="stable")
    rate = (np.cumsum(correct[order]) + 1) / (np.arange(len(order)) + 3)
    enough = np.flatnonzero(rate >= target)
    return max(float(sure[order][enough[-1]]), _LEAST_SURE) if len(enough) else _NEVER


def _measure(fitted: _Fitted, matrix: csr_matrix, right: Numbers, lines: tuple[str, ...]) -> Measured:
    margins = matrix @ fitted.weights + fitted.bias
    best, ordered = margins.argmax(axis=1), np.sort(margins, axis=1)
    constant, of_margin, of_lead = fitted.calibration
    sure = 1 / (1 + np.exp(-(constant + of_margin * ordered[:, -1] + of_lead * (ordered[:, -1] - ordered[:, -2]))))
    answers, correct = sure >= fitted.thresholds[best], best == right
    per_line = {
        name: {
            "held_out": int((right == line).sum()),
            "answered": int((answers & (best == line)).sum()),
            "right": int((answers & correct & (best == line)).sum()),
        }
        for line, name in enumerate(lines)
    }
    return Measured(
        len(right),
        float(correct.mean()),
        float(correct[answers].mean()) if answers.any() else 0.0,
        float(answers.mean()),
        per_line,
    )
