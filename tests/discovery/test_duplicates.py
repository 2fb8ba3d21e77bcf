import hashlib
import os
import random
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from muniment.discovery.engine import hashing
from muniment.discovery.engine.duplicates import DIGESTS, duplicates
from muniment.discovery.engine.hashing import END, WHOLE, Reading
from muniment.discovery.engine.schema import ENTRIES, HASHED
from muniment.discovery.engine.sources import LocalSource


def entries(root: Path, scratch: Path) -> str:
    """The ENTRIES of a tree as a Parquet file."""
    place = scratch / f"entries {len(list(scratch.iterdir()))}.parquet"
    batches = [each.batch for each in LocalSource(str(root)).walk(processes=1)]
    pq.write_table(pa.Table.from_batches(batches, ENTRIES), place)
    return str(place)


def groups(batches: Iterable[pa.RecordBatch]) -> set[frozenset[str]]:
    """The paths with the same content."""
    found = defaultdict(set)
    for row in pa.Table.from_batches(batches, HASHED).to_pylist():
        if row["blake3"]:
            found[row["blake3"]].add(row["path"])
    return {frozenset(each) for each in found.values()}


def plainly(root: Path) -> set[frozenset[str]]:
    """The same by reading every byte of every file, where more than one file of the disk is behind them."""
    found = defaultdict(list)
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.is_symlink() and path.stat().st_size:
            found[hashlib.sha256(path.read_bytes()).digest()].append(path)
    return {
        frozenset(str(path.relative_to(root)) for path in each)
        for each in found.values() if len({path.stat().st_ino for path in each}) > 1
    }  # fmt: skip


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copies, and what is like them: of the same size, of the same ends, of every size at which reading changes."""
    root = tmp_path_factory.mktemp("tree")
    chance = random.Random(3)
    edges = [1, 2, END - 1, END, END + 1, 2 * END, WHOLE - 1, WHOLE, WHOLE + 1, 3 * WHOLE, 1024 * 1024 + 1]
    for number, size in enumerate([*edges, *(chance.randrange(1, 40_000) for _each in range(60))]):
        content = chance.randbytes(size)
        other = bytearray(content)
        other[size // 2] ^= 1
        for name, held in (("one", content), ("two", content), ("like", bytes(other))):
            folder = root / f"{name} {number % 5}"
            folder.mkdir(exist_ok=True)
            (folder / f"{number}.bin").write_bytes(held)
    (root / "empty").touch()
    (root / "empty too").touch()
    os.link(root / "one 0" / "0.bin", root / "linked to one")
    (root / "alone").write_bytes(b"nobody else has this" * 7)
    os.link(root / "alone", root / "alone again")
    (root / "link").symlink_to(root / "one 0" / "0.bin")
    os.mkfifo(root / "pipe")
    return root


@pytest.mark.parametrize("processes", [1, 3])
def test_the_groups_are_those_of_reading_every_byte(tree: Path, tmp_path: Path, processes: int) -> None:
    found = groups(duplicates(LocalSource(str(tree)), [entries(tree, tmp_path)], processes=processes))
    assert found == plainly(tree)
    assert len(found) == 71
    assert any({"linked to one", "one 0/0.bin", "two 0/0.bin"} <= each for each in found)
    assert not any("alone" in each for each in found)


@pytest.mark.skipif(not shutil.which("jdupes"), reason="jdupes is not installed")
def test_the_groups_are_those_of_jdupes(tree: Path, tmp_path: Path) -> None:
    said = subprocess.run(["jdupes", "-rqH", str(tree)], capture_output=True, check=True).stdout.decode()
    theirs = {
        frozenset(os.path.relpath(line, tree) for line in group.split("\n")) for group in said.strip().split("\n\n")
    }
    # asked with -H it tells a file with two names as a copy of itself; without, it tells one of its names
    theirs = {each for each in theirs if len({os.stat(tree / path).st_ino for path in each}) > 1}
    assert groups(duplicates(LocalSource(str(tree)), [entries(tree, tmp_path)], processes=1)) == theirs


def test_nothing_is_read_twice(tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[pa.RecordBatch] = []
    source, parts = LocalSource(str(tree)), [entries(tree, tmp_path)]
    first = groups(duplicates(source, parts, processes=1, keep=kept.append))
    digests = tmp_path / "digests.parquet"
    pq.write_table(pa.Table.from_batches(kept, DIGESTS), digests)
    again: list[pa.RecordBatch] = []
    assert groups(duplicates(source, parts, processes=1, earlier=[str(digests)], keep=again.append)) == first
    assert again == []


def test_only_what_is_new_is_read(tmp_path: Path) -> None:
    root, scratch = tmp_path / "tree", tmp_path / "scratch"
    root.mkdir()
    scratch.mkdir()
    content = random.Random(5).randbytes(3 * WHOLE)
    (root / "a").write_bytes(content)
    (root / "b").write_bytes(content[:-1] + b"!")
    (root / "small").write_bytes(b"small")
    (root / "llams").write_bytes(b"llams")
    kept: list[pa.RecordBatch] = []
    source = LocalSource(str(root))
    assert groups(duplicates(source, [entries(root, scratch)], processes=1, keep=kept.append)) == set()
    digests = scratch / "digests.parquet"
    pq.write_table(pa.Table.from_batches(kept, DIGESTS), digests)
    (root / "c").write_bytes(content)
    (root / "small too").write_bytes(b"small")
    again: list[pa.RecordBatch] = []
    found = groups(duplicates(source, [entries(root, scratch)], processes=1, earlier=[str(digests)], keep=again.append))
    assert found == {frozenset({"a", "c"}), frozenset({"small", "small too"})}
    assert {path for each in again for path in each.column("path").to_pylist()} == {"a", "c", "small too"}


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    root, scratch = tmp_path / "tree", tmp_path / "scratch"
    root.mkdir()
    scratch.mkdir()
    for name in ("stays", "stays too", "gone", "swapped", "piped", "grown"):
        (root / name).write_bytes(b"the same content" * 5_000)
    parts = [entries(root, scratch)]
    for name in ("gone", "swapped", "piped"):
        (root / name).unlink()
    (root / "swapped").symlink_to("stays")
    os.mkfifo(root / "piped")
    (root / "grown").write_bytes(b"longer" * 50_000)
    rows = pa.Table.from_batches(duplicates(LocalSource(str(root)), parts, processes=1)).to_pylist()
    told = {row["path"]: row["why"] or len(row["blake3"]) for row in rows}
    assert told == {
        "stays": 64, "stays too": 64, "gone": "It vanished before it could be read.",
        "swapped": "Something else stood in its place when it was to be read.",
        "piped": "No file stands there any more.", "grown": "It changed while it was read, or since it was found.",
    }  # fmt: skip


@pytest.mark.skipif(not hasattr(os, "RWF_NOWAIT"), reason="this system does not tell what it has at hand")
@pytest.mark.parametrize("whole", [False, True])
def test_what_the_disk_must_bring_has_the_digest_of_what_is_at_hand(
    tree: Path, monkeypatch: pytest.MonkeyPatch, *, whole: bool
) -> None:
    files = tuple((str(each.relative_to(tree)), each.stat().st_size) for each in sorted(tree.rglob("*.bin")))
    assert len(files) > 2 * hashing.TOGETHER
    at_hand = next(hashing.local(str(tree), Reading(files, whole)))
    chance = random.Random(3)
    read = hashing._read_at_hand
    asked: list[int] = []
    ask = hashing._ask_for

    def at_times(*told: Any) -> int:
        if chance.random() < 0.5:
            raise hashing._NotAtHand
        return read(*told)

    def noted(file: int, size: int, *, whole: bool) -> None:
        asked.append(size)
        ask(file, size, whole=whole)

    monkeypatch.setattr(hashing, "_read_at_hand", at_times)
    monkeypatch.setattr(hashing, "_ask_for", noted)
    opened = set(os.listdir("/proc/self/fd"))
    assert next(hashing.local(str(tree), Reading(files, whole))) == at_hand
    assert all(each[0] or each[1] for each in at_hand)
    assert set(os.listdir("/proc/self/fd")) == opened
    assert hashing.TOGETHER < len(asked) < len(files)


def test_a_file_that_changes_while_the_disk_brings_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_bytes(b"a" * 50_000)
    (tmp_path / "b").write_bytes(b"b" * 50_000)

    def never(*_told: Any) -> int:
        raise hashing._NotAtHand

    def shorten(_file: int, _size: int, *, whole: bool) -> None:
        (tmp_path / "a").write_bytes(b"short")

    monkeypatch.setattr(hashing, "_AT_HAND", 1)
    monkeypatch.setattr(hashing, "_read_at_hand", never)
    monkeypatch.setattr(hashing, "_ask_for", shorten)
    one, two = next(hashing.local(str(tmp_path), Reading((("a", 50_000), ("b", 50_000)), whole=False)))
    assert one == (None, None, "It changed while it was read, or since it was found.")
    assert two[0]


def test_a_file_with_holes_has_the_digest_of_its_content(tmp_path: Path) -> None:
    size, content = 40 * 1024**2 + 5, random.Random(1).randbytes(70_000)
    for name in ("holes", "filled"):
        with (tmp_path / name).open("wb") as file:
            file.truncate(size)
            file.seek(9 * 1024**2 + 3)
            file.write(content)
    (tmp_path / "filled").write_bytes((tmp_path / "holes").read_bytes())
    (one, two) = next(hashing.local(str(tmp_path), Reading((("holes", size), ("filled", size)), whole=True)))
    assert one == two
    assert one[1]


def test_terabytes_of_holes_do_not_take_for_ever(tmp_path: Path) -> None:
    for name in ("a", "b"):
        with (tmp_path / name).open("wb") as file:
            file.truncate(2**40)
    (found,) = hashing.local(str(tmp_path), Reading((("a", 2**40),), whole=True))
    assert found[0][1] is None
    assert "sparse" in found[0][2]


def test_a_path_longer_than_the_system_takes_is_read(tmp_path: Path) -> None:
    from tests.discovery.test_walking import make_deep

    root, scratch = tmp_path / "tree", tmp_path / "scratch"
    root.mkdir()
    scratch.mkdir()
    make_deep(root, 70)
    source = LocalSource(str(root))
    (path,) = [
        path for walked in source.walk(processes=1) for path in walked.batch["path"].to_pylist() if "last" in path
    ]
    assert source.size(path) == 0
    with source.open(path) as file:
        assert file.read() == b""
