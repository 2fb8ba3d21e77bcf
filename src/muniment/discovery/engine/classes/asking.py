"""Which files to ask people about next, so that few answers teach a model most."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from threadpoolctl import threadpool_limits
from xxhash import xxh3_64_intdigest

from muniment.discovery.engine.classes.model import Floats, Model, weighed

_LOOKED_AT = 20_000  # files among which it looks; of more a sample that is always the same
_DIRECTIONS = 64  # in which texts may differ, for finding those that are like each other
_MOST_TERMS = 20_000
_SEED = 20_260
_SURE_ENOUGH = 0.02  # even of what a model is sure about a little is asked: it may be wrong and sure


@dataclass(frozen=True, slots=True)
class Question:
    """A file about which an answer would help."""

    path: str
    leans: str | None  # the line that the model leans to; None where there is no model, or it knows none of the words
    sure: float  # 0 to 1; 0 where there is no model
    like_it: int  # files looked at, itself among them, that the answer would tell most about
    why: str


def ask(files: pa.Table, known: Collection[str], model: Model | None, count: int = 20) -> list[Question]:
    """The next questions, the most useful first; the same whatever the order of the files.

    files  path, terms and counts, and near_group where it was looked for; those without terms are not asked about
    known  paths that people have confirmed: neither they nor their near-duplicates are asked about again
    Files are taken together that are like each other in their words and folders, each the heavier the less sure the model
    is about it and the more near-duplicates it has; of each such heap its middle is asked about. Two near-duplicates never are.
    """
    files, copies = _one_of_each(files, known)
    if not files.num_rows or count < 1:
        return []
    leans, sure = _leaning(files, model)
    doubt = (1 - sure).clip(min=_SURE_ENOUGH) * (1 + np.log(copies))
    heaps = min(count, files.num_rows)
    # In one thread: several wait for one another longer than they work here, and add up in no fixed order.
    with threadpool_limits(1):
        places = _placed(files)
        found = KMeans(heaps, n_init=1, random_state=_SEED).fit(places, sample_weight=doubt)
    apart = ((places - found.cluster_centers_[found.labels_]) ** 2).sum(axis=1)
    paths = files.column("path").to_pylist()
    questions = []
    for heap in range(heaps):
        members = np.flatnonzero(found.labels_ == heap)
        if not len(members):
            continue
        # The middle of the heap, and of it those that the model doubts: an odd one out teaches little about the others.
        worth = doubt[members] / (0.05 + apart[members])
        chosen = int(members[np.argmax(worth)])
        like_it = int(copies[members].sum())
        question = Question(
            paths[chosen], leans[chosen], float(sure[chosen]), like_it, _why(leans[chosen], sure[chosen], like_it)
        )
        questions.append((float((doubt[members] * copies[members]).sum()), question))
    questions.sort(key=lambda pair: (-pair[0], pair[1].path))
    return [question for _, question in questions]


def _one_of_each(files: pa.Table, known: Collection[str]) -> tuple[pa.Table, NDArray[np.int64]]:
    """One file of each near group that nobody has confirmed, in order of a digest of their paths, and how many it stands for."""
    paths = files.column("path")
    groups = pc.coalesce(files.column("near_group"), paths) if "near_group" in files.column_names else paths
    told = pc.is_in(paths, pa.array(list(known), pa.string()))
    empty = pc.equal(pc.fill_null(pc.list_value_length(files.column("terms")), 0), 0)
    asked = pc.or_(pc.is_in(groups, groups.filter(told).unique()), empty)
    files = files.append_column("_group", groups).filter(pc.invert(asked))
    sizes = files.group_by("_group").aggregate([("path", "min"), ("path", "count")])
    first, copies = sizes.column("path_min").to_pylist(), sizes.column("path_count").to_pylist()
    order = sorted(
        range(len(first)), key=lambda place: xxh3_64_intdigest(first[place].encode("utf-8", "surrogatepass"))
    )[:_LOOKED_AT]
    wanted = pa.array([first[place] for place in order], pa.string())
    return files.take(pc.index_in(wanted, files.column("path"))), np.array([copies[place] for place in order], np.int64)


def _leaning(files: pa.Table, model: Model | None) -> tuple[list[str | None], Floats]:
    if model is None:
        return [None] * files.num_rows, np.zeros(files.num_rows, np.float32)
    guess = model.guess(files)
    leans = [model.lines[best] if known else None for best, known in zip(guess.best, guess.known, strict=True)]
    return leans, np.where(guess.known, guess.sure, 0).astype(np.float32)


def _placed(files: pa.Table) -> NDArray[np.float64]:
    """Each file as a point, near to those that have its words."""
    ids, frequent = np.unique(pc.list_flatten(files.column("terms")).to_numpy().astype(np.uint32), return_counts=True)
    several = np.flatnonzero(frequent > 1)
    several = np.sort(several[np.argsort(-frequent[several], kind="stable")[:_MOST_TERMS]])
    rarity = (np.log((1 + files.num_rows) / (1 + frequent[several])) + 1).astype(np.float32)
    matrix: csr_matrix = weighed(files, ids[several], rarity)
    directions = min(_DIRECTIONS, len(several) - 1, files.num_rows - 1)
    if directions < 1:
        return np.zeros((files.num_rows, 1))
    points: NDArray[np.float64] = TruncatedSVD(directions, n_iter=2, random_state=_SEED).fit_transform(
        matrix.astype(np.float64)
    )
    points /= np.maximum(np.linalg.norm(points, axis=1, keepdims=True), 1e-9)
    return points


def _why(leans: str | None, sure: float, like_it: int) -> str:
    others = (
        "no other file is like it"
        if like_it < 2
        else "one other file is like it"
        if like_it == 2
        else f"{like_it - 1:,} others are like it"
    )
    if leans is None:
        return f"Nothing that was confirmed tells what it is, and {others}."
    return (
        f"The model leans to {leans} and is only {sure:.0%} sure, and {others}."
        if sure < 0.95
        else f"The model is sure that it is {leans}, which an answer would put to the test, and {others}."
    )
