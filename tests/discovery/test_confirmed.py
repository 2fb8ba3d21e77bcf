"""What people have confirmed stands before what was found, the nearest first; figures of a model are counted, not typed."""

import pyarrow as pa

from muniment.discovery.engine.classes.confirmed import Confirmed, confirmed_first
from muniment.discovery.engine.schema import CLASSED
from muniment.discovery.teaching.model_words import between

PATHS = ["a/b/c.txt", "a/b/d.txt", "a/e.txt", "ab/f.txt", "g.txt"]


def told(*confirmed: Confirmed, digests: list[str | None] | None = None) -> list[tuple[str | None, str | None]]:
    batch = pa.RecordBatch.from_pydict(
        {"path": PATHS, "folder": [path.rpartition("/")[0] for path in PATHS], "blake3": pa.array(digests or [None] * 5, pa.string())}
    )  # fmt: skip

    def found(rows: pa.RecordBatch) -> pa.RecordBatch:
        row = {"line": "X-1", "line_by": "rule", "line_sure": 1.0, "line_why": "a rule"}
        return pa.RecordBatch.from_pylist(
            [{"path": path, **row} for path in rows.column("path").to_pylist()], schema=CLASSED
        )

    answer = confirmed_first(batch, found, confirmed)
    assert answer.schema == CLASSED
    return [(each["line"], each["line_by"]) for each in answer.to_pylist()]


def test_nothing_confirmed_changes_nothing() -> None:
    assert told() == [("X-1", "rule")] * 5
    assert told(Confirmed("nowhere", folder=True, line="Y", why="w")) == [("X-1", "rule")] * 5


def test_a_file_stands_before_its_folder_and_a_deeper_folder_before_a_higher_one() -> None:
    answer = told(
        Confirmed("a", folder=True, line="A", why="w"), Confirmed("a/b", folder=True, line="B", why="w"), Confirmed("a/b/c.txt", folder=False, line="C", why="w"),
    )  # fmt: skip
    # “ab” only begins as “a” does.
    assert answer == [("C", "person"), ("B", "person"), ("A", "person"), ("X-1", "rule"), ("X-1", "rule")]


def test_of_other_content_nothing_was_confirmed() -> None:
    label = Confirmed("g.txt", folder=False, line="G", why="w", digest="1" * 64)
    assert told(label, digests=[None] * 4 + ["1" * 64])[4] == ("G", "person")
    assert told(label, digests=[None] * 4 + ["2" * 64])[4] == ("X-1", "rule")
    assert told(label)[4] == ("G", "person")  # nobody knows of another


def test_few_answers_tell_little() -> None:
    assert between(18, 18) == "82%–100%"
    assert between(0, 0) == ""
    assert between(180, 200) == "85%–93%"
