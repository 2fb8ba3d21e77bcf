"""A scan by this machine alone and by a stand-alone cluster of two workers on it, of the same tree; what goes over the wire.

Needs PySpark and Java (`pip install 'muniment[spark]'`); without them it says so. Both have the same two cores, so that
the ratio is what the cluster costs. Files a second of each core are counted by processor time, which others on the machine
do not change much.
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

LETTERS, PAPERS = 1_200, 300
NOTHING = 200_000  # rows that are sent to the cluster and back, and nothing is done with them


def measure(root: str = "") -> None:
    """Of a tree that is there, or of one that is made for it. Prints its tables."""
    from tests.discovery import mixed_share, spark_cluster

    if spark_cluster.missing():
        print(f"Spark: {spark_cluster.missing()}: skipped.")
        return
    with tempfile.TemporaryDirectory() as folder:
        place, share = Path(folder), Path(root or Path(folder) / "share")
        if not root:
            share.mkdir()
            mixed_share.build(share, LETTERS, PAPERS)
        (place / "cluster").mkdir()
        _each_stage(share)
        with spark_cluster.standing(place / "cluster") as cluster:
            os.environ.update(cluster.environment)
            _both(share, place, cluster)


def _both(share: Path, place: Path, cluster: Any) -> None:
    from muniment.discovery.engine import scanning, spark
    from muniment.discovery.engine.guarded import Guard, Limits

    limits = Limits(processes=2)
    begun = time.perf_counter()
    with spark.cluster(cluster.master, limits) as run:
        _times(run, 1)
        print(f"  {'the session, until the first answer':<44} {time.perf_counter() - begun:8.1f} s")
        for turn in ("first", "again"):
            counted = Counted(run)
            alone = _scanned(share, place / f"alone {turn}", scanning.Settings(limits))
            together = _scanned(share, place / f"together {turn}", scanning.Settings(limits, cluster=counted.run))
            print(
                f"{turn}, from nothing; {'the workers have their readers loaded' if turn == 'again' else 'everybody loads readers'}"
            )
            for name, seconds in together.items():
                print(
                    f"  {name:<44} {seconds:8.1f} s   alone {alone[name]:8.1f} s   {seconds / max(alone[name], 0.01):6.2f} times"
                )
        rows = max(1, counted.rows)
        print(f"  to the workers {counted.given / rows:,.0f} bytes for each row of a stage, back {counted.told / rows:,.0f}; nothing is shuffled")  # fmt: skip
        for kind, most in cluster.memory().items():
            print(f"  {f'memory of {kind}, at most':<44} {most / 1e6:8,.0f} MB")
        rate = _times(run, NOTHING)
        small, spark.BUNDLES = spark.BUNDLES, 100
        large, spark.BUNDLES = _times(run, 10 * NOTHING), small
    with Guard(limits) as guard:
        _times(guard.run, 1_000)
        here = _times(guard.run, NOTHING)
    print(
        f"  {'rows a second with which nothing is done':<44} {rate:8,.0f}   alone {here:,.0f}; in waves as of 50 cores {large:,.0f}"
    )
    _kept(place / f"together {turn}")


def _scanned(share: Path, out: Path, settings: Any) -> dict[str, float]:
    """Seconds of each stage, and of all."""
    from muniment.discovery.engine import scanning

    told: dict[str, float] = {}
    begun = time.perf_counter()
    scanning.scan(str(share), out, settings, lambda now: told.update({now.stage: now.seconds}))
    return {**told, "the whole scan": time.perf_counter() - begun}


class Counted:
    """What runs stages, with what it is sent and what it sends back."""

    def __init__(self, run: Any) -> None:
        self._run = run
        self.rows = self.given = self.told = 0

    def run(self, stage: Any, batches: Iterable[pa.RecordBatch], lost: Any) -> Iterator[pa.RecordBatch]:
        from muniment.discovery.engine.guarded import sent

        def counted() -> Iterator[pa.RecordBatch]:
            for batch in batches:
                self.rows += batch.num_rows
                self.given += len(sent(batch))
                yield batch

        for answer in self._run(stage, counted(), lost):
            self.told += len(sent(answer))
            yield answer


def nothing(batch: pa.RecordBatch) -> pa.RecordBatch:
    """A stage that answers with what it is given."""
    return batch


def _times(run: Any, rows: int) -> float:
    """Rows a second through a stage that does nothing, in bundles of a thousand."""
    step = min(rows, 1_000)
    paths = pa.array([f"service/team/2004/case {n} about a matter/letter {n} to the tenant.docx" for n in range(step)])
    batch = pa.RecordBatch.from_arrays([paths, pa.array(range(step), pa.uint64())], ["path", "stamp"])
    begun = time.perf_counter()
    done = sum(
        answer.num_rows for answer in run(nothing, (batch for _each in range(rows // step)), lambda row, _why: row)
    )
    assert done == rows
    return rows / (time.perf_counter() - begun)


def _each_stage(share: Path) -> None:
    """Files for each second of one core, without what it costs to begin."""
    from muniment.discovery.engine.contents import Reading
    from muniment.discovery.engine.digesting import Digesting
    from muniment.discovery.engine.guarded import bundles
    from muniment.discovery.engine.identifying import Identifying
    from muniment.discovery.engine.sources import source_of

    source = source_of(str(share))
    found = pa.Table.from_batches([walked.batch for walked in source.walk(processes=1)])
    files = found.filter(pa.compute.field("kind") == "file").sort_by("path")
    print(f"{files.num_rows:,} files of {pa.compute.sum(files.column('size')).as_py() / 1e6:,.0f} MB")
    files = files.append_column("ends", pa.nulls(files.num_rows, pa.uint64())).combine_chunks()
    largest = max(files.column("size").to_pylist())
    identifying = Identifying(source)
    identifying.load()
    stages: dict[str, Callable[[pa.RecordBatch], pa.RecordBatch]] = {
        "telling kinds": identifying, "both ends": Digesting(source, largest), "the whole": Digesting(source, largest, whole=True),
        "reading": Reading(source),
    }  # fmt: skip
    for name, stage in stages.items():
        given = list(bundles(files.to_batches(), 64))
        stage(given[0])
        begun = time.process_time()
        for batch in given[1:]:
            stage(batch)
        seconds = time.process_time() - begun
        count = files.num_rows - given[0].num_rows
        print(f"  {name:<44} {count / seconds:8,.0f} files for each second of a core")


def _kept(out: Path) -> None:
    import pyarrow.parquet as pq

    for place in sorted({each.parent for each in out.glob("stages/*/*.parquet")}):
        parts = list(place.glob("*.parquet"))
        rows = sum(pq.read_metadata(each).num_rows for each in parts)
        if rows:
            print(f"  {place.name:<44} {sum(each.stat().st_size for each in parts) / rows:8,.1f} bytes for each of {rows:,} rows")  # fmt: skip
