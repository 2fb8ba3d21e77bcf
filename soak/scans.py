"""A scan that is killed fifty times at random moments, and says in the end what one says that nobody killed."""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from benchmarks.scanning import tree

FILES, KILLS = 3_000, 50
# What does not follow from the files alone: when they were last read.
_BUT = {"files": "accessed", "folders": None, "members": None, "findings": None}


def run(_database: str) -> list[str]:
    """The faults: rows of the result that differ. It needs no database."""
    with tempfile.TemporaryDirectory() as folder:
        root, whole = Path(folder) / "share", Path(folder) / "whole"
        tree(root, FILES)
        began = time.monotonic()
        _begun(root, whole).wait()
        took = time.monotonic() - began
        return _killed(root, Path(folder), whole, took)


def _killed(root: Path, folder: Path, whole: Path, took: float) -> list[str]:
    chance, kills, number, faults = random.Random(50), 0, 0, []
    while kills < KILLS:
        number += 1
        out = folder / f"killed {number}"
        here = 0
        while True:
            running = _begun(root, out)
            try:
                code = running.wait(timeout=chance.uniform(0.2, took) if here < 12 and kills < KILLS else None)
            except subprocess.TimeoutExpired:
                os.killpg(running.pid, signal.SIGKILL)
                running.wait()
                kills, here = kills + 1, here + 1
                continue
            if code:
                return [*faults, f"scan {number}, after {here} kills: it ended with {code}"]
            break
        faults += [f"scan {number}, after {here} kills: {each}" for each in _differences(out, whole)]
    print(f"  {number} scans of {FILES:,} files, {kills} kills", flush=True)
    return faults


def _begun(root: Path, out: Path) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "muniment", "scan", str(root), "--out", str(out)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)


def _differences(one: Path, other: Path) -> list[str]:
    told = []
    for name, but in _BUT.items():
        columns = f"* EXCLUDE ({but})" if but else "*"
        sides = [f"SELECT {columns} FROM '{each}/{name}.parquet'" for each in (one, other)]
        for left, right in (sides, sides[::-1]):
            (count,) = duckdb.execute(f"SELECT count(*) FROM ({left} EXCEPT ALL {right})").fetchone() or (0,)
            if count:
                told.append(f"{count} rows of {name} differ")
    return told
