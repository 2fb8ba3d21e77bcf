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
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold
from sklearn.svm import LinearSVC

from muniment.discovery.engine.classes.model import _NEVER, Floats, Measured, Model, weighed

FEWEST = 10  # labels that a line needs, near-duplicates counted once
PRECISION = 0.9
_PARTS = 5  # one is held out to measure by
_MOST_TERMS = 65_536
_FEWEST_WITH_WORD = 3  # confirmed documents in which a word must stand to be named in a reason
_LEAST_SURE = 0.5
_BORROWED = 8  # answers of all lines that count beside those of one
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

    def judged(self, matrix: csr_matrix) -> tuple[Numbers, Floats]:
        return _judged(matrix @ self.weights + self.bias, self.calibration)


def learn(
    labels: pa.Table,
    words: Mapping[int, str],
    version: str,
    *,
    population: pa.Table | None = None,
    target: float = PRECISION,
    fewest: int = FEWEST,
) -> Model | NothingLearnt:
    """A model of the lines of which there are enough labels; why not, where there are not two.

    labels   a row for each confirmed document: path, terms, counts, line; near_group where it has one
    words    words behind the terms of these documents (`terms.words_by_id`); those in fewer than three are not kept
    population  terms and counts of files as they come, confirmed or not; a few thousand will do. People are asked about what is
             hard to tell, so that without it the model would think files harder than they are, and say less than it could
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
    all_files = None if population is None else weighed(population, ids, rarity)
    learns, held = _folds(_PARTS, right, groups)[0]
    count = len(lines)
    partly = _fit(matrix[learns], right[learns], groups[learns], count, target, all_files)
    measured = _measure(partly, matrix[held], right[held], lines, all_files)
    fitted = _fit(matrix, right, groups, count, target, all_files)
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


def _folds(parts: int, right: Numbers, groups: Numbers) -> list[tuple[Numbers, Numbers]]:
    """What is learnt from and what is held out, so many times; near-duplicates stay together."""
    alone = len(np.unique(groups)) == len(groups)
    folds = (StratifiedKFold if alone else StratifiedGroupKFold)(parts, shuffle=True, random_state=_SEED)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a line has fewer labels than there are parts
        return list(folds.split(right, right, groups))


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


def _fit(
    matrix: csr_matrix, right: Numbers, groups: Numbers, lines: int, target: float, population: csr_matrix | None
) -> _Fitted:
    """How sure it may be is learnt from what it says of parts that it did not see."""
    margins = np.empty((len(right), lines), np.float32)
    for learns, held in _folds(_PARTS - 1, right, groups):
        if len(np.unique(right[learns])) < 2:
            margins[held] = _UNSEEN
            continue
        weights, bias = _margins(matrix[learns], right[learns], lines)
        margins[held] = matrix[held] @ weights + bias
    best, looks = _looks(margins)
    correct = best == right
    # One of each kind is added: without any error there would be nothing to learn how errors look from.
    examples = np.vstack([looks, [looks[:, 0].min(), 0], looks.max(axis=0)])
    surer = LogisticRegression(C=10).fit(examples, np.concatenate([correct, [False, True]]))
    calibration = np.array([surer.intercept_[0], *surer.coef_[0].clip(min=0)], np.float32)
    fitted = _Fitted(*_margins(matrix, right, lines), calibration, np.full(lines, _NEVER, np.float32))
    sure = _judged(margins, calibration)[1]
    stands_for = _stands_for(sure, None if population is None else fitted.judged(population)[1])
    for line in range(lines):
        fitted.thresholds[line] = _threshold(sure, correct, stands_for, best == line, target)
    return fitted


def _looks(margins: Floats) -> tuple[Numbers, Floats]:
    """The line with the highest margin, and (rows, 2) that margin and its lead before the second."""
    ordered = np.sort(margins, axis=1)
    return margins.argmax(axis=1), np.column_stack([ordered[:, -1], ordered[:, -1] - ordered[:, -2]])


def _judged(margins: Floats, calibration: Floats) -> tuple[Numbers, Floats]:
    """The line with the highest margin, and how sure it is."""
    best, looks = _looks(margins)
    return best, (1 / (1 + np.exp(-(calibration[0] + looks @ calibration[1:])))).astype(np.float32)


def _stands_for(sure: Floats, population: Floats | None) -> Floats:
    """How many files of five equal parts of the population, by sureness, each label stands for; one on average."""
    if population is None or len(population) < 100:
        return np.ones(len(sure), np.float32)
    edges = np.unique(np.quantile(population, np.linspace(0.2, 0.8, 4)))
    there = np.bincount(np.searchsorted(edges, population), minlength=len(edges) + 1) / len(population)
    part = np.searchsorted(edges, sure)
    here = (np.bincount(part, minlength=len(edges) + 1) + 0.5) / len(sure)
    stands_for = (there / here)[part].clip(0.2, 5)
    weights: Floats = (stands_for / stands_for.mean()).astype(np.float32)
    return weights


def _threshold(
    sure: Floats, correct: NDArray[np.bool_], stands_for: Floats, said: NDArray[np.bool_], target: float
) -> float:
    """The lowest at which enough of what it says of a line is right. Where that is little, what it says of all lines counts with it."""
    order = np.argsort(-sure, kind="stable")
    right, all_of_them = np.cumsum((correct * stands_for)[order]), np.cumsum(stands_for[order])
    of_all = (right + 1) / (all_of_them + 2)
    here = said[order]
    right, all_of_them = np.cumsum((correct * stands_for)[order][here]), np.cumsum(stands_for[order][here])
    rate = (right + _BORROWED * of_all[here]) / (all_of_them + _BORROWED)
    enough = np.flatnonzero(rate >= target)
    return max(float(sure[order][here][enough[-1]]), _LEAST_SURE) if len(enough) else _NEVER


def _measure(
    fitted: _Fitted, matrix: csr_matrix, right: Numbers, lines: tuple[str, ...], population: csr_matrix | None
) -> Measured:
    best, sure = fitted.judged(matrix)
    answers, correct = sure >= fitted.thresholds[best], best == right
    stands_for = _stands_for(sure, None if population is None else fitted.judged(population)[1])
    answered = float(stands_for[answers].sum())
    per_line = {
        name: {
            "held_out": int((right == line).sum()),
            "answered": int((answers & (best == line)).sum()),
            "right": int((answers & correct & (best == line)).sum()),
        }
        for line, name in enumerate(lines)
    }
    said = np.where(answers, best, -1)
    pairs = zip(*np.unique(np.column_stack([right, said]), axis=0, return_counts=True), strict=True)
    confusion: dict[str, dict[str, int]] = {}
    for (is_, was), times in pairs:
        confusion.setdefault(lines[is_], {})["" if was < 0 else lines[was]] = int(times)
    total = float(stands_for.sum())
    precision = float(stands_for[answers & correct].sum()) / answered if answered else 0.0
    return Measured(
        len(right), float(stands_for[correct].sum()) / total, precision, answered / total, per_line, confusion
    )
