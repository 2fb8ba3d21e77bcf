"""Programmes that do the same as a stage of the scan, run beside it on the same tree: wall and processor time, best of some."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

DROP = Path("/proc/sys/vm/drop_caches")


def version(programme: str) -> str:
    """What a programme says of its version, in its first line."""
    said = subprocess.run([programme, "--version"], capture_output=True, text=True, check=False)
    return (said.stdout or said.stderr).strip().split("\n")[0][:40]


def found(*names: str) -> str:
    """The first of these programmes that is installed, else ""."""
    return next((name for name in names if shutil.which(name)), "")


def spent(work: Callable[[], None], *, turns: int = 3, cold: bool = False) -> tuple[float, float]:
    """The least wall time and the least processor time of some turns, in seconds; of processes begun by it too."""
    best = []
    for _turn in range(turns):
        if cold:
            os.sync()
            DROP.write_text("3")
        before, begun = os.times(), time.perf_counter()
        work()
        wall, after = time.perf_counter() - begun, os.times()
        best.append((wall, sum(after[:4]) - sum(before[:4])))
    return min(wall for wall, _cpu in best), min(cpu for _wall, cpu in best)


def run(*command: str) -> Callable[[], None]:
    return lambda: subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False) and None


def table(title: str, ours: str, figures: dict[str, tuple[float, float]]) -> None:
    """Prints the figures, each with how many times our wall time it takes."""
    print(title)
    wall = figures[ours][0]
    for name, (seconds, processor) in sorted(figures.items(), key=lambda each: each[1]):
        print(f"  {name:<52} {seconds:8.2f} s   {processor:8.2f} s of processors   {seconds / wall:6.2f} times ours")


def can_drop() -> bool:
    """Whether this user may make the system forget what it holds of the disk."""
    return os.access(DROP, os.W_OK)
