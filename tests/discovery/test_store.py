"""What the stages have done is kept whole, whatever happens."""

from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from muniment.discovery.engine.schema import CONTENTS, ENTRIES, FILES
from muniment.discovery.engine.store import MANY, Store, Unusable, view, write

SCHEMA = pa.schema([("path", pa.string()), ("n", pa.int64())])


def rows(store: Store, stage: str) -> list[tuple[str, int]]:
    with duckdb.connect() as connection:
        store.view(connection, "kept", stage, SCHEMA)
        return connection.execute("SELECT * FROM kept ORDER BY n").fetchall()


def table(*numbers: int) -> pa.Table:
    return pa.table({"path": [f"p{n}" for n in numbers], "n": list(numbers)}, schema=SCHEMA)


def test_parts_are_added_and_made_one(tmp_path: Path) -> None:
    with Store.opened(tmp_path) as store, duckdb.connect() as connection:
        assert rows(store, "s-1") == []
        for n in range(MANY):
            store.append("s-1", table(n), listed=[f"f{n}"])
        assert len(store.parts("s-1")) == MANY
        assert [about["listed"] for about in store.about("s-1")] == [[f"f{n}"] for n in range(MANY)]
        store.view(connection, "kept", "s-1", SCHEMA)
        store.keep("s-1", SCHEMA, "SELECT * FROM kept WHERE n <> 3", connection)
        assert len(store.parts("s-1")) == 1
        store.append("s-1", table(99))
        assert [n for _, n in rows(store, "s-1")] == [*(n for n in range(MANY) if n != 3), 99]


def test_a_second_scan_is_refused_while_the_first_writes(tmp_path: Path) -> None:
    with Store.opened(tmp_path), pytest.raises(Unusable, match="Another scan"), Store.opened(tmp_path):
        pass
    with Store.opened(tmp_path):
        pass


def test_a_kill_while_parts_are_made_one_loses_nothing(tmp_path: Path) -> None:
    with Store.opened(tmp_path) as store:
        store.append("s-1", table(1))
    stages = tmp_path / "stages"
    (stages / "s-1").rename(stages / "s-1.old")  # killed between the two renamings
    (stages / "s-1.new").mkdir()
    with Store.opened(tmp_path) as store:
        assert rows(store, "s-1") == [("p1", 1)]
        assert not list(stages.glob("*.new"))
    (stages / "s-1.old").mkdir()  # killed before the old was taken away
    (stages / "s-1" / "00000002.aside").write_text("half")
    with Store.opened(tmp_path) as store:
        assert rows(store, "s-1") == [("p1", 1)]
        assert not [*stages.glob("*.old"), *stages.glob("*/*.aside")]


def test_what_a_killed_scan_had_aside_is_taken_away(tmp_path: Path) -> None:
    with Store.opened(tmp_path) as store:
        (store.scratch / "sorted-1").mkdir()
        (store.scratch / "sorted-1" / "rows.parquet").write_bytes(b"of a million files")
    (tmp_path / "stages" / "hashed.aside").write_text("half")
    with Store.opened(tmp_path) as store:
        assert list(store.scratch.iterdir()) == []
        assert not list((tmp_path / "stages").glob("*.aside"))


def test_another_version_of_a_stage_puts_the_old_away(tmp_path: Path) -> None:
    with Store.opened(tmp_path) as store:
        store.append("s-1", table(1))
        assert store.only("s", "2") == "s-2"
        assert rows(store, "s-1") == []


def test_the_state_is_kept_and_a_damaged_one_is_said(tmp_path: Path) -> None:
    with Store.opened(tmp_path) as store:
        assert store.state == {}
        store.save(a=1)
        store.save(b=2)
        assert store.state == {"a": 1, "b": 2}
        (tmp_path / "scan.json").write_text("{")
        with pytest.raises(Unusable, match="damaged"):
            store.state  # noqa: B018


def test_a_folder_that_cannot_be_written_to_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unusable, match="cannot be written"), Store.opened(tmp_path / "file"):
        pass


def test_an_empty_view_may_be_joined_by_any_stamp(tmp_path: Path) -> None:
    """Stamps are whole numbers of 64 bits without a sign."""
    stamps = pa.array([2**64 - 1 - n for n in range(3)], pa.uint64())
    write(pa.table({"path": ["a", "b", "c"], "stamp": stamps}), tmp_path / "stamped.parquet")
    with duckdb.connect() as connection:
        view(connection, "stamped", [tmp_path / "stamped.parquet"], ENTRIES)
        for schema in (CONTENTS, ENTRIES, FILES):
            view(connection, "nothing", [], schema)
            assert connection.table("nothing").to_arrow_table().schema.names == schema.names
            for join in ("LEFT", "INNER", "SEMI", "ANTI"):
                found = connection.execute(
                    f"SELECT count(*) FROM stamped s {join} JOIN nothing n ON n.path = s.path AND n.stamp = s.stamp"
                )
                assert found.fetchone() == (3 if join in {"LEFT", "ANTI"} else 0,)
