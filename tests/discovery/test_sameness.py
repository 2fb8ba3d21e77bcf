"""Whether a worker is fit for a part of a scan; and what it is given, without a cluster."""

import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest

from muniment.discovery.engine import digesting, sameness, spark
from muniment.discovery.engine.commands import do_scan
from muniment.discovery.engine.digesting import DIGESTS, Digesting
from muniment.discovery.engine.duplicates import duplicates
from muniment.discovery.engine.guarded import Guard, Limits, received, sent
from muniment.discovery.engine.sameness import Sameness, Unfit, sameness_of
from muniment.discovery.engine.schema import HASHED
from muniment.discovery.engine.sources import RemoteSource, source_of
from muniment.discovery.engine.store import write
from tests.discovery.test_guarded import batches, lost, troubled


def test_a_machine_that_sees_the_same_files_is_fit(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    (tmp_path / "b.txt").write_text("b")
    wanted = sameness_of(source_of(str(tmp_path)))
    wanted.check()
    (tmp_path / "a.txt").unlink()  # files may go while a scan runs
    wanted.check()
    (tmp_path / "b.txt").unlink()
    with pytest.raises(Unfit, match="is not mounted there"):
        wanted.check()


def test_one_that_does_not_is_not(tmp_path: Path) -> None:
    with pytest.raises(Unfit, match="another version of Muniment or of Python"):
        Sameness("of another programme").check()
    with pytest.raises(Unfit, match=r"cannot reach s3x://bucket/place: ValueError\."):
        Sameness(sameness.programme(), "s3x://bucket/place").check()
    with pytest.raises(Unfit, match="may not read it"):
        Sameness(sameness.programme(), f"memory://{tmp_path}").check()
    assert sameness_of(RemoteSource("memory://here")).root == "memory://here"
    sameness_of(None).check()


def test_a_change_of_the_code_is_another_programme(tmp_path: Path) -> None:
    source = Path(sameness.__file__).parents[3]
    copy = tmp_path / "src"
    shutil.copytree(source / "muniment", copy / "muniment", ignore=shutil.ignore_patterns("__pycache__", "static", "templates", "migrations"))  # fmt: skip
    ask = "from muniment.discovery.engine.sameness import programme; print(programme())"

    def told() -> str:
        command = [sys.executable, "-c", ask]
        return subprocess.run(command, env={"PYTHONPATH": str(copy)}, capture_output=True, text=True, check=True).stdout.strip()  # fmt: skip

    assert told() == sameness.programme()
    with (copy / "muniment/discovery/engine/names.py").open("a") as changed:
        changed.write("# another\n")
    assert told() != sameness.programme()


def test_a_task_answers_as_processes_of_this_machine_do(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a")
    limits = Limits(seconds=0.5, processes=1)
    task = spark.Task(troubled, lost, limits, sameness_of(source_of(str(tmp_path))))
    given = pa.RecordBatch.from_arrays([pa.array([sent(each) for each in batches(["a", "dies"], ["b"])])], ["batch"])
    told = [received(each.as_py()) for batch in task.run(iter([given])) for each in batch.column(0)]
    assert {row["path"]: row["why"] == "done" for batch in told for row in batch.to_pylist()} == {"a": True, "b": True, "dies": False}  # fmt: skip
    (tmp_path / "a").unlink()
    with pytest.raises(Unfit):
        next(task.run(iter([given])))
    for guard in spark._GUARDS.values():
        guard.__exit__(None, None, None)
    spark._GUARDS.clear()


def test_what_comes_back_in_place_of_an_answer_is_said_in_our_words() -> None:
    from_a_worker = "An exception was thrown:\nTraceback (most recent call last):\n  File x, line 1\nModuleNotFoundError: No module named 'muniment'"
    assert spark._told(RuntimeError(from_a_worker)) == "ModuleNotFoundError: No module named 'muniment'"
    ours = "Job aborted\nTraceback\n  raise\nmuniment.discovery.engine.sameness.Unfit: The worker b does not see the files.\n"
    assert spark._told(RuntimeError(ours)) == "The worker b does not see the files."
    assert spark._told(RuntimeError("\nfirst\nsecond")) == "first"
    assert spark._told(TimeoutError()) == "TimeoutError"


def test_digests_are_the_same_by_a_stage_as_by_a_crew(tmp_path: Path) -> None:
    root = tmp_path / "share"
    root.mkdir()
    content = bytes(range(256)) * 200
    for name, told in {"a": content, "b": content, "c": content[:-9_000] + b"x" + content[-8_999:], "d": b"small", "e": b"small", "empty": b"", "alone": b"1"}.items():  # fmt: skip
        (root / name).write_bytes(told)
    (root / "link").hardlink_to(root / "a")
    source = source_of(str(root))
    write(pa.Table.from_batches([each.batch for each in source.walk(processes=1)]), tmp_path / "entries.parquet")
    places, kept = [str(tmp_path / "entries.parquet")], {"crew": [], "stage": []}
    by_crew = list(duplicates(source, places, processes=1, keep=kept["crew"].append))
    with Guard(Limits(processes=1)) as guard:
        by_stage = list(duplicates(source, places, keep=kept["stage"].append, run=guard.run))

    def rows(told: list[pa.RecordBatch], schema: pa.Schema) -> list[dict[str, object]]:
        return pa.Table.from_batches(told, schema).sort_by([(name, "ascending") for name in ("path", "blake3")]).to_pylist()  # fmt: skip

    assert rows(by_stage, HASHED) == rows(by_crew, HASHED)
    assert {row["path"] for row in rows(by_stage, HASHED)} == {"a", "b", "link", "d", "e"}
    assert rows(kept["stage"], DIGESTS) == rows(kept["crew"], DIGESTS)


def test_a_file_that_is_not_there_and_one_whose_reader_was_lost_are_told(tmp_path: Path) -> None:
    asked = pa.RecordBatch.from_pylist([{"path": "gone", "stamp": 7, "size": 3, "ends": None}], schema=pa.schema([("path", pa.string()), ("stamp", pa.uint64()), ("size", pa.int64()), ("ends", pa.uint64())]))  # fmt: skip
    stage = Digesting(source_of(str(tmp_path)), largest=10 * 1024**3, whole=True)
    (row,) = stage(asked).to_pylist()
    assert (row["path"], row["stamp"], row["blake3"], "vanished" in row["why"]) == ("gone", 7, None, True)
    assert digesting.lost(asked, "It was lost.").to_pylist() == [{"path": "gone", "stamp": 7, "ends": None, "blake3": None, "why": "It was lost."}]  # fmt: skip
    assert stage.longest > 10_000  # seconds: ten gigabytes from a slow share


@pytest.mark.parametrize("given", [["--engine", "spark"], ["--master", "spark://127.0.0.1:1"]])
def test_a_cluster_wants_its_address(given: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from muniment.cli import parser

    chosen = parser().parse_args(["scan", str(tmp_path), "--out", str(tmp_path / "out"), *given])
    assert do_scan(chosen) == 2
    assert "--engine spark and --master URL go together" in capsys.readouterr().err


def test_memory_is_asked_for_by_its_size(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from muniment.cli import parser

    assert parser().parse_args(["scan", str(tmp_path), "--out", "out", "--memory", "16GB"]).memory == "16GB"
    with pytest.raises(SystemExit):
        parser().parse_args(["scan", str(tmp_path), "--out", "out", "--memory", "much"])
    assert "much is no size: write 256MB, or 16GB." in capsys.readouterr().err
