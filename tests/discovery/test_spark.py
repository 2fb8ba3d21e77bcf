"""A scan on a stand-alone cluster of Spark tells the same as one by this machine alone."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from muniment.discovery.engine import sameness, scanning, spark
from muniment.discovery.engine.guarded import CRASHED, Limits
from muniment.discovery.engine.progress import Told
from muniment.discovery.engine.store import Unusable
from tests.discovery import mixed_share, spark_cluster
from tests.discovery.spark_cluster import Cluster
from tests.discovery.test_guarded import batches, lost, troubled

pytestmark = [
    pytest.mark.spark,
    pytest.mark.skipif(bool(spark_cluster.missing()), reason=spark_cluster.missing() or "all is there"),
    pytest.mark.filterwarnings("ignore"),  # the connection with Java leaves sockets to be collected
]

LIMITS = Limits(seconds=10, processes=2)
RESULT = ("files", "members", "findings", "folders")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    before = dict(os.environ)
    with spark_cluster.standing(tmp_path_factory.mktemp("cluster")) as standing:
        os.environ.update(standing.environment)
        try:
            yield standing
        finally:
            os.environ.clear()
            os.environ.update(before)


@pytest.fixture(scope="module")
def share(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("share")
    assert mixed_share.build(root) > 300
    return root


@pytest.fixture(scope="module")
def alone(share: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a scan without a cluster has left."""
    out = tmp_path_factory.mktemp("alone")
    scanning.scan(str(share), out, scanning.Settings(LIMITS), lambda _: None)
    return out


def scan(cluster: Cluster, share: Path, out: Path, told: list[Told]) -> dict[str, object]:
    with spark.cluster(cluster.master, LIMITS) as run:
        return scanning.scan(str(share), out, scanning.Settings(LIMITS, cluster=run), told.append)


def _without_accesses(rows: pa.Table) -> pa.Table:
    return rows.drop_columns(["accessed"]) if "accessed" in rows.column_names else rows


def differences(one: Path, other: Path) -> list[str]:
    """Where the rows of two results differ. Scans have come one after the other: when a file was last read may be due to one."""
    found = []
    for name in RESULT:
        left, right = (_without_accesses(pq.read_table(out / f"{name}.parquet")) for out in (one, other))
        if not left.equals(right):
            rows = zip(left.to_pylist(), right.to_pylist(), strict=False)
            found += [f"{name}: {left.num_rows} rows and {right.num_rows}"]
            found += [f"{name}: {a} and {b}" for a, b in rows if a != b]
    return found


def test_both_tell_the_same(cluster: Cluster, share: Path, alone: Path, tmp_path: Path) -> None:
    told: list[Told] = []
    summary = scan(cluster, share, tmp_path / "out", told)
    assert differences(alone, tmp_path / "out") == []
    assert (
        summary["found"] == summary["scanned"] + summary["failed"] == pq.read_metadata(alone / "files.parquet").num_rows
    )  # type: ignore[operator]
    assert {each.stage for each in told if each.done} >= {"Telling kinds", "Comparing contents", "Reading"}
    # What a cluster has read, this machine need not read again.
    again: list[Told] = []
    scanning.scan(str(share), tmp_path / "out", scanning.Settings(LIMITS), again.append)
    assert sum(each.done for each in again if each.stage in {"Telling kinds", "Comparing contents", "Reading"}) == 0


def test_whoever_does_harm_on_a_worker_is_found_and_the_others_are_read(cluster: Cluster) -> None:
    limits = Limits(seconds=0.5, processes=2)
    with spark.cluster(cluster.master, limits) as run:
        answers = run(
            troubled, batches(["a", "dies", "b"], ["spins", "c"], ["holds", "d"], ["raises", "f"], ["g"]), lost
        )
        told = {row["path"]: row["why"] for batch in answers for row in batch.to_pylist()}
    assert {path for path, why in told.items() if why == "done"} == set("abcdfg")
    assert (told["dies"], told["holds"]) == (CRASHED, limits.too_long)
    assert set(told) == {*"abcdfg", "dies", "spins", "holds", "raises"}


def test_a_worker_that_is_lost_loses_nothing(cluster: Cluster, share: Path, alone: Path, tmp_path: Path) -> None:
    lost_at: list[str] = []

    def tell(told: Told) -> None:
        if told.stage == "Telling kinds" and not lost_at:
            lost_at.append(told.stage)
            cluster.lose_worker()

    try:
        with spark.cluster(cluster.master, LIMITS) as run:
            scanning.scan(str(share), tmp_path / "out", scanning.Settings(LIMITS, cluster=run), tell)
    finally:
        cluster.add_worker()
    assert lost_at
    assert differences(alone, tmp_path / "out") == []


def test_killed_it_goes_on(cluster: Cluster, share: Path, alone: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = ["scan", str(share), "--out", str(out), "--engine", "spark", "--master", cluster.master, "--json", "--seconds", "10"]  # fmt: skip
    running = subprocess.Popen([sys.executable, "-m", "muniment", *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    until = time.monotonic() + 180
    while running.poll() is None and not list(out.glob("stages/digests-*/*.parquet")) and time.monotonic() < until:
        time.sleep(0.05)
    running.send_signal(signal.SIGKILL)
    running.wait()
    assert not (out / "files.parquet").exists()
    again = subprocess.run([sys.executable, "-m", "muniment", *command], check=False, capture_output=True, text=True)
    assert again.returncode == 0, again.stderr
    assert "Telling kinds: 0 of 0" in again.stderr
    assert json.loads(again.stdout)["found"] == pq.read_metadata(alone / "files.parquet").num_rows
    assert differences(alone, out) == []


def test_a_worker_that_does_not_see_the_share_reads_nothing(
    cluster: Cluster, share: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def elsewhere(_source: object) -> sameness.Sameness:
        return sameness.Sameness(sameness.programme(), str(share), ("nothing of this name",))

    monkeypatch.setattr(spark, "sameness_of", elsewhere)
    with pytest.raises(Unusable, match="does not see the files"):
        scan(cluster, share, tmp_path / "out", [])
    assert not list((tmp_path / "out").glob("stages/identified-*/*.parquet"))
