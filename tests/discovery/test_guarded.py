"""Processes that a file may hang or bring down."""

import os
import sys
import time
from collections.abc import Iterable

import pyarrow as pa
import pytest

from muniment.discovery.engine.crew import CannotBegin
from muniment.discovery.engine.guarded import CRASHED, Guard, Limits, TooLong, timed

LIMITS = Limits(seconds=0.5, processes=2)


def batches(*groups: Iterable[str]) -> list[pa.RecordBatch]:
    return [pa.RecordBatch.from_pydict({"path": pa.array(list(group), pa.string())}) for group in groups]


def troubled(batch: pa.RecordBatch) -> pa.RecordBatch:
    """A stage on which some rows do what hostile files do."""
    told = []
    for path in batch.column("path").to_pylist():
        try:
            with timed(LIMITS.seconds):
                told.append(_trouble(path))
        except TooLong:
            told.append("long")
    return pa.RecordBatch.from_pydict({"path": batch.column("path"), "why": pa.array(told, pa.string())})


def _trouble(path: str) -> str:
    if path == "spins":
        while True:
            pass
    if path == "holds":  # never comes back to where Python would hear the alarm, as a library may
        sum(range(10**13))
    if path == "dies":
        os.abort()
    if path == "eats":
        bytearray(8 * 1024**3)
    if path == "raises":
        raise OSError
    return "done"


def lost(batch: pa.RecordBatch, why: str) -> pa.RecordBatch:
    return pa.RecordBatch.from_pydict({"path": batch.column("path"), "why": pa.array([why], pa.string())})


def told(*groups: Iterable[str]) -> dict[str, str]:
    with Guard(LIMITS) as guard:
        rows = [row for batch in guard.run(troubled, batches(*groups), lost) for row in batch.to_pylist()]
    assert len(rows) == sum(len(list(group)) for group in groups)
    return {row["path"]: row["why"] for row in rows}


def test_whoever_does_harm_is_found_and_the_others_are_read() -> None:
    began = time.monotonic()
    answers = told(["a", "dies", "b"], ["spins", "c"], ["holds", "d"], ["eats", "e"], ["raises", "f"], ["g"])
    assert {path for path, why in answers.items() if why == "done"} == set("abcdefg")
    assert answers["dies"] == CRASHED
    assert answers["spins"] == "long"
    assert answers["holds"] == LIMITS.too_long
    assert "2048 MB" in answers["eats"]
    assert answers["raises"] == "Reading it failed: OSError."
    assert time.monotonic() - began < 180


def test_nothing_to_do_is_done() -> None:
    assert told() == {}
    assert told([]) == {}


def test_where_no_process_can_be_begun_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(CannotBegin, match="/nowhere/python"):
        told(["a"])
