from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muniment.discovery.engine import ranging
from muniment.discovery.engine.missing import FILES, READABLE, missing, spare_copies

KINDS = ("txt", "jpg")
# Of a file: its stamp, what kind it is, a content that others may have too, and the stamp under which it was read before.
file = st.tuples(st.integers(1, 2), st.sampled_from(KINDS), st.sampled_from(["", "a", "b"]), st.sampled_from([0, 1, 2]))


@pytest.fixture(params=["at once", "range by range"])
def ranges(request: pytest.FixtureRequest) -> Iterator[None]:
    """Few rows together, and as if they were millions."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "range by range":
            for function in (ranging.ranged, ranging.each_range):
                patch.setattr(
                    function,
                    "__defaults__",
                    tuple(2 if each == ranging.AT_ONCE else each for each in function.__defaults__ or ()),
                )
        yield


@settings(deadline=None, max_examples=30)
@given(st.dictionaries(st.text("xyz/ ’", min_size=1, max_size=6), file, max_size=12))
def of_each_content_one_is_read(scratch: Path, files: dict[str, tuple[int, str, str, int]]) -> None:
    with duckdb.connect() as connection:
        paths = list(files)
        stamps, kinds, contents, before = (
            (list(each) for each in zip(*files.values(), strict=True)) if files else ([], [], [], [])
        )
        tables = {
            "entries": {"path": paths, "stamp": stamps, "name": paths, "size": [5] * len(paths), "kind": ["file"] * len(paths), "why": [None] * len(paths)},
            "identified": {"path": paths, "stamp": stamps, "format": kinds},
            "hashed": {"path": paths, "stamp": stamps, "blake3": [each or None for each in contents]},
            "contents": {"path": paths, "stamp": before, "inside": [""] * len(paths)},
        }  # fmt: skip
        types = {"stamp": pa.uint64(), "size": pa.int64()}
        for name, columns in tables.items():
            made = pa.table({key: pa.array(value, types.get(key, pa.string())) for key, value in columns.items()})
            connection.from_arrow(made).create(name)
        spare_copies(connection, ["txt"], scratch)
        asked = missing(connection, "contents", READABLE, ("path", "stamp", "size"), scratch).read()
        everything = missing(connection, "contents", FILES, ("path", "stamp"), scratch).read()["path"].to_pylist()
    read_before = {path for path, (stamp, _kind, _content, told) in files.items() if told == stamp}
    readable = {path for path, (_stamp, kind, _content, _told) in files.items() if kind == "txt"}
    asked_paths = asked["path"].to_pylist()
    assert asked_paths == sorted(asked_paths, key=str.encode)
    assert everything == sorted(set(files) - read_before, key=str.encode)
    by_content: dict[str, set[str]] = {}
    for path in readable:
        by_content.setdefault(files[path][2] or f"alone {path}", set()).add(path)
    assert set(asked_paths) <= readable - read_before
    for alike in by_content.values():  # read before, or to be read now: once
        assert len(alike & set(asked_paths)) == (0 if alike & read_before else 1)


@pytest.mark.usefixtures("ranges")
def test_of_each_content_one_is_read(tmp_path: Path) -> None:
    of_each_content_one_is_read(tmp_path)
