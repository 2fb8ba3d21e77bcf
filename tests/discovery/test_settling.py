"""That no file goes because of another which goes itself."""

from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from muniment.discovery.engine.deciding import decide
from muniment.discovery.engine.schema import FILES
from muniment.discovery.engine.settling import settled
from tests.discovery.test_deciding import BEFORE, RULINGS, TODAY, file

DECIDE = partial(decide, rulings=RULINGS, today=TODAY)
STAYS = {"on hold", "keep", "unknown"}


def told(scratch: Path, *files: dict[str, Any], at_once: int = 100) -> dict[str, dict[str, Any]]:
    """FILES by path, decided on in batches and settled."""
    batches = []
    for begin in range(0, len(files), at_once):
        batch = pa.RecordBatch.from_pylist(list(files[begin : begin + at_once]), schema=BEFORE)
        decided = DECIDE(batch)
        for name in decided.schema.names[1:]:
            batch = batch.append_column(name, decided[name])
        batches.append(batch.select(FILES.names).cast(FILES))
    rows = pa.Table.from_batches(settled(iter(batches), DECIDE, scratch), FILES).to_pylist()
    assert [row["path"] for row in rows] == [each["path"] for each in files]
    assert list(scratch.iterdir()) == []
    return {row["path"]: row for row in rows}


def copies(of: str, *paths: str, **values: Any) -> list[dict[str, Any]]:
    return [file(path, blake3=of, copies=len(paths), copy_of=paths[0], **values) for path in paths]


@pytest.mark.parametrize("at_once", [1, 100])
def test_of_two_contents_that_are_versions_of_each_other_both_stay_somewhere(tmp_path: Path, at_once: int) -> None:
    one, two = copies("x", "A/v1", "B/v2"), copies("y", "A/v2", "B/v1")
    for each in (*one, *two):
        each["version_latest"] = each["path"][:-1] + "2"
    found = told(tmp_path, *sorted((*one, *two), key=lambda each: each["path"]), at_once=at_once)
    assert {path: row["decision"] for path, row in found.items()} == {
        "A/v1": "redundant", "A/v2": "unknown", "B/v1": "redundant", "B/v2": "unknown",
    }  # fmt: skip


def test_a_copy_of_what_is_overdue_has_its_own_line(tmp_path: Path) -> None:
    old = {"modified": file("x")["modified"].replace(year=2010)}
    kept, other, stray = copies("x", "misc/contract", "minutes/contract", "stray", **old)
    found = told(tmp_path, {**kept, "line": "FIN-03"}, {**other, "line": "DEM-01"}, stray)
    assert {path: row["decision"] for path, row in found.items()} == {
        "misc/contract": "overdue", "minutes/contract": "keep", "stray": "obsolete",
    }  # fmt: skip
    assert "the same content as misc/contract, which is not to stay" in found["minutes/contract"]["decision_why"]
    assert found["minutes/contract"]["copy_of"] == "misc/contract"
    assert found["misc/contract"]["due"]


def test_a_copy_of_what_programs_leave_is_not_redundant(tmp_path: Path) -> None:
    found = told(tmp_path, *copies("x", "~WRL0005.tmp", "Board report.txt"))
    assert {path: row["decision"] for path, row in found.items()} == {"~WRL0005.tmp": "trivial", "Board report.txt": "unknown"}  # fmt: skip


def test_no_version_is_older_than_one_that_goes(tmp_path: Path) -> None:
    older = file("plan v1.txt", version_latest="plan v2.txt")
    assert told(tmp_path, older, file("plan v2.txt", version_latest="plan v2.txt"))["plan v1.txt"]["decision"] == "redundant"  # fmt: skip
    gone = told(tmp_path, older, file("plan v2.txt", version_latest="plan v2.txt", size=0))
    assert {path: row["decision"] for path, row in gone.items()} == {"plan v1.txt": "unknown", "plan v2.txt": "trivial"}


def test_what_belongs_to_a_map_or_a_page_is_no_copy_to_release(tmp_path: Path) -> None:
    parts = copies("x", "a/wards.prj", "b/wards.prj", extension="prj") + copies("y", "p_files/s.css", "q_files/s.css")
    assert {row["decision"] for row in told(tmp_path, *parts).values()} == {"unknown"}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 3), st.sampled_from([None, "FIN-03", "DEM-01"]), st.sampled_from([10, 0]), st.sampled_from([2005, 2024])),
        min_size=1, max_size=8,
    ),
    st.integers(1, 8),
)  # fmt: skip
def test_what_has_a_reason_to_stay_is_not_lost(
    tmp_path: Path, rows: list[tuple[int, int, str | None, int, int]], at_once: int
) -> None:
    """A content of which some file would stay by itself, being no older version, stays somewhere."""
    files = []
    for number, (content, family, line, size, year) in enumerate(rows):
        files.append(
            file(f"{number}.txt", line=line, size=size, blake3=str(content), modified=file("x")["modified"].replace(year=year), version_group=str(family))
        )  # fmt: skip
    for each in files:
        alike = [other["path"] for other in files if other["blake3"] == each["blake3"]]
        family = [other["path"] for other in files if other["version_group"] == each["version_group"]]
        each |= {"copies": len(alike), "copy_of": min(alike) if len(alike) > 1 else None}
        each |= {"version_latest": max(family) if len(family) > 1 else None}
    found = told(tmp_path, *files, at_once=at_once)
    alone = {row["path"]: row["decision"] for row in DECIDE(pa.RecordBatch.from_pylist([{**each, "copy_of": None, "version_latest": None} for each in files], schema=BEFORE)).to_pylist()}  # fmt: skip
    for each in files:
        newest = each["version_latest"] in {None, each["path"]}
        if alone[each["path"]] in {"on hold", "keep"} or (alone[each["path"]] == "unknown" and newest):
            assert any(
                found[other["path"]]["decision"] in STAYS for other in files if other["blake3"] == each["blake3"]
            )
    for path, row in found.items():
        if row["decision"] == "redundant":
            kept = {row["copy_of"], row["version_latest"]} - {None, path}
            contents = {other["blake3"] for other in files if other["path"] in kept}
            assert any(found[other["path"]]["decision"] in STAYS for other in files if other["blake3"] in contents)
