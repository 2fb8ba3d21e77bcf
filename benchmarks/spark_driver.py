"""What the machine that scans with a cluster does by itself: time, memory and disk for rows that cost nothing to read.

    python -m benchmarks spark-driver

The source is made up and so are the answers of the cluster; walk, anti-joins, parts, copies, likeness, assembling are real.
"""

import json
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

FILES = (250_000, 1_000_000)
_IN_A_FOLDER = 15
_WITH_TEXT = 4  # of ten
_WORDS = 100
_FORMATS = ("docx", "pdf", "xlsx", "txt", *["jpeg"] * 6)


def measure(sizes: tuple[int, ...] = FILES) -> None:
    """Prints a table; each size in a process of its own, so that its memory is its own."""
    for size in sizes:
        command = [sys.executable, "-m", "benchmarks.spark_driver", str(size)]
        told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        print(f"{size:>10,} files: {told['seconds']:.0f} s ({size / told['seconds']:,.0f} a second), memory at most {told['memory'] / 1e6:,.0f} MB, "
              f"spilt {told['spilt'] / 1e6:,.0f} MB, kept {told['kept'] / 1e6:,.0f} MB, processor {told['processor']:.0f} s")  # fmt: skip
        for stage, (seconds, done, memory) in told["stages"].items():
            print(f"{'':>10} {stage:<20} {seconds:8.1f} s {done / max(seconds, 1e-3):12,.0f} a second   {memory / 1e6:8,.0f} MB at most until its end")  # fmt: skip
        for name, (rows, size_of) in told["parts"].items():
            print(f"{'':>10} {name:<20} {rows:12,} rows   {size_of / max(1, rows):8.1f} bytes each")


@dataclass(frozen=True, slots=True)
class MadeUp:
    """A source of so many files, none of which can be opened."""

    files: int
    address: str = "made up"

    def walk(self, *, processes: int = 1, pending: Iterable[str] = ("",)) -> Iterator[Any]:
        from muniment.discovery.engine.listing import Walked

        assert processes
        assert list(pending) == [""]
        step = _IN_A_FOLDER * 1_000
        for first in range(0, self.files, step):
            numbers = np.arange(first, min(first + step, self.files))
            folders = np.unique(numbers // _IN_A_FOLDER)
            rows = [_files(numbers), _folders(folders, root=not first)]
            table = pa.concat_tables([pa.Table.from_batches([each]) for each in rows]).combine_chunks()
            yield Walked(table.to_batches()[0], [""] if not first else [], [])


def _folder(numbers: Any) -> list[str]:
    return [
        f"service {n % 40}/team {n % 400}/{2004 + n % 20}/case {n} about a matter of the council"
        for n in numbers.tolist()
    ]


def _files(numbers: Any) -> pa.RecordBatch:
    from muniment.discovery.engine.schema import ENTRIES

    folders = _folder(numbers // _IN_A_FOLDER)
    endings = [("docx", "pdf", "xlsx", "txt", *["jpg"] * 6)[n % 10] for n in numbers.tolist()]
    names = [f"letter {n} to the tenant.{ending}" for n, ending in zip(numbers.tolist(), endings, strict=True)]
    content = numbers - (numbers % 3 == 2)  # a third has the content of the one before it
    size = 20_000 + content * 7_919 % 900_000
    time_of = pa.array(1_200_000_000_000_000 + content * 997_000_000 % 500_000_000_000_000).cast(
        ENTRIES.field("modified").type
    )
    same = len(numbers)
    columns = {
        "path": [f"{folder}/{name}" for folder, name in zip(folders, names, strict=True)],
        "folder": folders, "name": names, "extension": endings, "kind": ["file"] * same, "size": size, "allocated": size,
        "modified": time_of, "accessed": time_of, "stamp": (numbers + 1).astype(np.uint64), "device": np.ones(same, np.uint64),
        "inode": (numbers + 100).astype(np.uint64), "links": np.ones(same, np.int32), "owner": [f"user{n % 900}" for n in numbers.tolist()],
        "group": ["staff"] * same, "mode": np.full(same, 0o100640, np.int32), "why": pa.nulls(same, pa.string()),
    }  # fmt: skip
    return pa.RecordBatch.from_pydict(columns, schema=ENTRIES)


def _folders(numbers: Any, *, root: bool) -> pa.RecordBatch:
    """The folders of files, and with the root those above them."""
    from muniment.discovery.engine.schema import ENTRIES

    paths = _folder(numbers)
    if root:
        above = {path.rsplit("/", up)[0] for path in _folder(np.arange(400 * 20)) for up in (1, 2, 3)}
        paths += sorted({*above, ""})
    rows = [{"path": each, "folder": each.rpartition("/")[0], "name": each.rpartition("/")[2], "kind": "folder", "stamp": 1} for each in paths]  # fmt: skip
    return pa.RecordBatch.from_pylist(rows, schema=ENTRIES)


def answered(stage: Any, batches: Iterable[pa.RecordBatch], _lost: Any) -> Iterator[pa.RecordBatch]:
    """What a cluster would have answered."""
    kinds = {"Identifying": _identified, "Digesting": _digests, "Reading": _contents}
    for batch in batches:
        yield kinds[type(stage).__name__](stage, batch)


def _with(schema: pa.Schema, batch: pa.RecordBatch, **columns: Any) -> pa.RecordBatch:
    own = {"path": batch.column("path"), "stamp": batch.column("stamp"), **columns}
    return pa.RecordBatch.from_arrays(
        [pa.array(own[field.name]).cast(field.type) if field.name in own else pa.nulls(len(batch), field.type) for field in schema],
        schema=schema,
    )  # fmt: skip


def _identified(_stage: Any, batch: pa.RecordBatch) -> pa.RecordBatch:
    from muniment.discovery.engine.schema import IDENTIFIED

    numbers = batch.column("stamp").to_numpy() - 1
    return _with(IDENTIFIED, batch, format=[_FORMATS[n % 10] for n in numbers.tolist()], mime=["application/octet-stream"] * len(batch), puid=["fmt/412"] * len(batch), puid_name=["Microsoft Word for Windows"] * len(batch))  # fmt: skip


def _digests(stage: Any, batch: pa.RecordBatch) -> pa.RecordBatch:
    from muniment.discovery.engine.digesting import DIGESTS

    numbers = batch.column("stamp").to_numpy().astype(np.int64) - 1
    content = numbers - (numbers % 3 == 2)
    if stage.whole:
        return _with(DIGESTS, batch, ends=batch.column("ends"), blake3=[_digest(n) for n in content.tolist()])
    return _with(DIGESTS, batch, ends=content.astype(np.uint64))


def _digest(number: int) -> str:
    return np.random.default_rng(number).bytes(32).hex()


def _contents(_stage: Any, batch: pa.RecordBatch) -> pa.RecordBatch:
    from muniment.discovery.engine.schema import CONTENTS
    from muniment.discovery.engine.signing import PLACES, VERSION

    numbers = batch.column("stamp").to_numpy().astype(np.int64) - 1
    chance, many = np.random.default_rng(int(numbers[0])), len(batch)
    offsets = pa.array(np.arange(many + 1) * _WORDS, pa.int32())
    words = np.sort(chance.zipf(1.3, (many, _WORDS)) * 2_654_435_761 % 2**32, axis=1).astype(np.uint32)
    counts = np.minimum(chance.zipf(2.0, many * _WORDS), 60_000).astype(np.uint16)
    signatures = [VERSION + chance.bytes(2 * PLACES) for _each in range(many)]
    for at in np.flatnonzero(numbers[1:] % 20 == 3).tolist():  # some are nearly the same as another
        signatures[at + 1] = signatures[at]
    return _with(
        CONTENTS, batch, inside=[""] * many, format=["docx"] * many, size=batch.column("size"), state=["read"] * many,
        characters=chance.integers(200, 20_000, many), author=[f"Author {n % 5_000}" for n in numbers.tolist()],
        blake3=[_digest(n) for n in numbers.tolist()], personal_score=pa.array(chance.random(many), pa.float32()),
        signature=signatures,
        terms=pa.ListArray.from_arrays(offsets, pa.array(words.reshape(-1))), counts=pa.ListArray.from_arrays(offsets, pa.array(counts)),
    )  # fmt: skip


def one(files: int) -> dict[str, Any]:
    """A whole scan of so many made-up files, in this process."""
    import pyarrow.parquet as pq

    from muniment.discovery.engine import scanning
    from muniment.discovery.engine.guarded import Limits

    stages: dict[str, tuple[float, int, int]] = {}
    with tempfile.TemporaryDirectory() as folder:
        out, ended, spilt = Path(folder), threading.Event(), [0]
        watching = threading.Thread(target=_watch, args=(out, ended, spilt), daemon=True)
        watching.start()

        def tell(told: Any) -> None:
            stages[told.stage] = told.seconds, told.done, _memory()

        source: Any = MadeUp(files)
        scanning.source_of = lambda _root: source
        begun = time.perf_counter()
        scanning.scan("made up", out, scanning.Settings(Limits(processes=2), cluster=answered), tell)
        seconds = time.perf_counter() - begun
        ended.set()
        watching.join()
        parts = {}
        for place in sorted({each.parent for each in out.rglob("*.parquet")}):
            for name, files_of in _grouped(place, out).items():
                parts[name] = (
                    sum(pq.read_metadata(each).num_rows for each in files_of),
                    sum(each.stat().st_size for each in files_of),
                )
        kept = sum(size for _rows, size in parts.values())
    spent = resource.getrusage(resource.RUSAGE_SELF)
    return {"seconds": seconds, "processor": spent.ru_utime + spent.ru_stime, "memory": _memory(), "spilt": spilt[0], "kept": kept, "stages": stages, "parts": parts}  # fmt: skip


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _grouped(place: Path, out: Path) -> dict[str, list[Path]]:
    grouped: dict[str, list[Path]] = {}
    for each in place.glob("*.parquet"):
        name = f"stages/{place.name}" if place.parent.name == "stages" else str(each.relative_to(out))
        grouped.setdefault(name, []).append(each)
    return grouped


def _watch(out: Path, ended: threading.Event, spilt: list[int]) -> None:
    """Notes how much lies on the disk at once beside what is kept."""
    while not ended.wait(0.5):
        size = 0
        for pattern in ("stages/spill/**/*", "stages/copies-*/**/*", "stages/related-*/**/*"):
            for each in out.glob(pattern):
                try:
                    size += each.stat().st_size
                except FileNotFoundError:
                    continue
        spilt[0] = max(spilt[0], size)


if __name__ == "__main__":
    json.dump(one(int(sys.argv[1])), sys.stdout)
