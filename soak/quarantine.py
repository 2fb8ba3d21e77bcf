"""Files on their way into a quarantine and out of it, killed fifty times at random points, on one disk and from one to another."""

import tempfile
from pathlib import Path

from tests.discovery.quarantined import points, tried

RUNS = 50


def run(_database: str) -> list[str]:
    """The points at which a file was lost, was in two places, or was told wrongly. No database has part in it."""
    faults = []
    for copied in (False, True):
        kills = 0
        for at in points(11 + copied, RUNS, 190 if copied else 100):
            with tempfile.TemporaryDirectory() as folder:
                try:
                    kills += tried(Path(folder), at, copied=copied)
                except AssertionError as error:
                    faults.append(f"killed at act {at}, {'to another disk' if copied else 'on one disk'}: {error}")
        print(f"  {RUNS} runs {'to another disk' if copied else 'on one disk'}, {kills} of them killed on the way")
    return faults
