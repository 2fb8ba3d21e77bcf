"""A scan of a tree that means harm, of which a part changes while it is scanned: nothing is missing, and what failed says why.

It is run without the right to read what is closed to everybody, which an administrator else has. Real files are scanned with
it where MUNIMENT_SOAK_FILES names a folder of some.
"""

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

import duckdb

from soak.hostile_tree import Tree, cleared, make

SECONDS = 5  # of one file
LONGEST = 3_600  # seconds of the whole scan
MOVING = 400  # files that somebody changes meanwhile
_NO_RIGHTS = "-dac_override,-dac_read_search"


def run(_database: str) -> list[str]:
    """The faults. It needs no database."""
    with tempfile.TemporaryDirectory() as folder:
        root, out = Path(folder) / "share", Path(folder) / "out"
        tree = make(root, os.environ.get("MUNIMENT_SOAK_FILES", ""))
        try:
            return _scanned(tree, root, out)
        finally:
            cleared(root)


def _scanned(tree: Tree, root: Path, out: Path) -> list[str]:
    faults: list[str] = []
    bound = _bound()
    for told in (*tree.skipped, *([] if bound else ["folders without permission"])):
        print(f"  left out, since this machine does not let us: {told}", flush=True)
    for name in ("while it changes", "when it is still"):
        began = time.monotonic()
        with moved(root) if name == "while it changes" else nullcontext():
            code, said = _scan(root, out)
        took = time.monotonic() - began
        print(f"  {name}: {took:,.0f} s", flush=True)
        if code:
            return [*faults, f"{name}: it ended with {code}: {said[-500:]}"]
        faults += [f"{name}: {each}" for each in _faults(tree, out, bound=bound)]
    return faults


def _bound() -> bool:
    """Whether permissions bind the scan: always, but for an administrator who cannot do without their rights."""
    return os.getuid() != 0 or shutil.which("setpriv") is not None


def _scan(root: Path, out: Path) -> tuple[int, str]:
    command = [
        sys.executable,
        "-m",
        "muniment",
        "scan",
        str(root),
        "--out",
        str(out),
        "--json",
        "--seconds",
        str(SECONDS),
    ]
    if os.getuid() == 0 and _bound():
        command = ["setpriv", "--bounding-set", _NO_RIGHTS, "--inh-caps", _NO_RIGHTS, *command]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST, check=False)
    except subprocess.TimeoutExpired:
        return -1, f"it took longer than {LONGEST} seconds"
    return done.returncode, done.stderr


def _faults(tree: Tree, out: Path, *, bound: bool) -> Iterator[str]:
    def rows(sql: str) -> list[tuple[Any, ...]]:
        return duckdb.execute(sql.replace("{", f"'{out}/").replace("}", ".parquet'")).fetchall()

    told = json.loads((out / "scan.json").read_text(encoding="utf-8"))["summary"]
    (found, failed, unexplained), *_ = rows("SELECT count(*), count(*) FILTER (status = 'failed'), count(*) FILTER (status = 'failed' AND coalesce(status_why, '') = '') FROM {files}")  # fmt: skip
    print(f"  {found:,} found, {failed:,} failed", flush=True)
    if not (told["found"] == told["scanned"] + told["failed"] == found and told["failed"] == failed):
        yield f"found {told['found']}, scanned {told['scanned']}, failed {told['failed']}, rows {found} and {failed}"
    if unexplained:
        yield f"{unexplained} failed without a reason"
    still = dict(rows("SELECT kind, count(*) FROM {files} WHERE NOT starts_with(path, 'moving/') GROUP BY 1"))
    if still != dict(tree.kinds):
        yield f"of each kind there were {dict(tree.kinds)}, and {still} are told"
    paths = [path for (path,) in rows("SELECT path FROM {files} WHERE NOT starts_with(path, 'moving/')")]
    yield from (f"missing: {each!r}" for each in sorted(tree.paths - set(paths)))
    yield from (f"never made: {each!r}" for each in sorted(set(paths) - tree.paths))
    yield from (f"{count} rows of {path!r}" for path, count in rows("SELECT path, count(*) FROM {files} GROUP BY 1 HAVING count(*) > 1"))  # fmt: skip
    yield from (f"of a kind but not read, and no reason: {path!r}" for (path,) in rows("SELECT path FROM {files} WHERE text IS NULL AND kind = 'file' AND status = 'scanned'"))  # fmt: skip
    unlocked = tree.locked - {path for (path,) in rows("SELECT path FROM {files} WHERE text = 'locked'")}
    yield from (f"not told to be encrypted: {each}" for each in unlocked)
    if bound:
        closed = {path for (path,) in rows("SELECT path FROM {files} WHERE contains(status_why, 'permission') UNION SELECT path FROM {folders} WHERE contains(why, 'permission')")}  # fmt: skip
        yield from (f"not told to be closed: {each}" for each in tree.closed - closed)
    yield from (
        f"read outside the share: {path!r}"
        for (path,) in rows("SELECT DISTINCT path FROM {findings} WHERE starts_with(path, 'moving/')")
    )


@contextmanager
def moved(root: Path) -> Iterator[None]:
    """Within, somebody renames, writes, takes away and replaces what stands in a folder of the share."""
    place = root / "moving"
    for number in range(MOVING):
        (place / str(number % 10)).mkdir(parents=True, exist_ok=True)
        (place / str(number % 10) / f"{number}.txt").write_text(f"It stands here, as number {number}. " * 50)
    stop = threading.Event()
    mover = threading.Thread(target=_move, args=(place, root.parent / "beside", stop))
    mover.start()
    try:
        yield
    finally:
        stop.set()
        mover.join()


def _move(place: Path, beside: Path, stop: threading.Event) -> None:
    chance = random.Random("moving")
    while not stop.wait(0.002):
        folder = place / str(chance.randrange(10))
        one, other = (folder / f"{chance.randrange(MOVING)}.txt" for _each in range(2))
        with suppress(OSError):
            chance.choice(_ACTS)(one, other, beside)


def _away(one: Path, _other: Path, _beside: Path) -> None:
    one.rename(one.parent.parent / str(len(one.name)) / one.name)


def _anew(one: Path, other: Path, _beside: Path) -> None:
    one.unlink()
    one.write_text(f"It was written anew, {other.stem}. " * int(other.stem) * 10)


def _no_file(one: Path, other: Path, beside: Path) -> None:
    """Something else in the place of a file."""
    one.unlink()
    match int(other.stem) % 3:
        case 0:
            os.mkfifo(one)
        case 1:
            one.symlink_to(beside / "1.txt")
        case _:
            one.mkdir()


def _longer(one: Path, _other: Path, _beside: Path) -> None:
    if one.is_file() and not one.is_symlink():
        with one.open("ab") as file:
            file.write(bytes(70_000))


def _shorter(one: Path, _other: Path, _beside: Path) -> None:
    if one.is_file() and not one.is_symlink():
        os.truncate(one, 3)


def _copied(one: Path, other: Path, _beside: Path) -> None:
    if other.is_file() and not other.is_symlink():
        one.unlink()
        shutil.copyfile(other, one)


def _elsewhere(one: Path, _other: Path, beside: Path) -> None:
    """The folder itself goes, and for a moment a link to one outside the share stands in its place."""
    folder = one.parent
    away = folder.with_name("away")
    folder.rename(away)
    folder.symlink_to(beside)
    time.sleep(0.005)
    folder.unlink()
    away.rename(folder)


_ACTS = (_away, _anew, _no_file, _longer, _shorter, _copied, _elsewhere)
