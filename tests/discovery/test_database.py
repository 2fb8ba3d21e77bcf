from pathlib import Path

import duckdb
import pytest

from muniment.discovery.engine.database import connected, frugally, half, lent


def limit(connection: duckdb.DuckDBPyConnection) -> str:
    (told,) = connection.execute("SELECT current_setting('memory_limit')").fetchone() or ("",)
    return str(told)


def test_its_memory_is_lent_and_given_back(tmp_path: Path) -> None:
    with connected(tmp_path, "256MB", 1) as connection:
        before = limit(connection)
        with lent(connection, "256MB"):
            assert limit(connection) == "61.0 MiB"
        assert limit(connection) == before == "244.1 MiB"


def test_what_does_not_fit_goes_to_the_disk(tmp_path: Path) -> None:
    with connected(tmp_path, "64MB", 1) as connection:
        connection.execute("CREATE TABLE many AS SELECT md5(i::VARCHAR) AS name FROM range(3_000_000) r(i)")
        (number,) = connection.execute("SELECT count(*) FROM (SELECT name FROM many ORDER BY name)").fetchone() or (0,)
        assert number == 3_000_000
        assert list((tmp_path / "spill").iterdir())


@pytest.mark.parametrize(("memory", "wanted"), [("256MB", "128.0MB"), ("1GB", "0.5GB"), ("3 GB", "1.5GB")])
def test_half_of_a_size(memory: str, wanted: str) -> None:
    assert half(memory) == wanted
    with duckdb.connect() as connection:
        connection.execute(f"SET memory_limit = '{wanted}'")


class Short:
    """A connection whose memory is too short for what more than so many threads do."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, threads: int) -> None:
        self.connection, self.most = connection, threads

    def execute(self, statement: str) -> duckdb.DuckDBPyConnection:
        (threads,) = self.connection.execute("SELECT current_setting('threads')").fetchone() or (0,)
        if statement.startswith("CREATE") and threads > self.most:
            raise duckdb.OutOfMemoryException("failed to pin block")
        return self.connection.execute(statement)


def test_where_memory_ends_one_thread_does_it(tmp_path: Path) -> None:
    with connected(tmp_path, "64MB", 3) as connection:
        frugally(Short(connection, 1), "CREATE TABLE one AS SELECT 1 AS n")  # type: ignore[arg-type]
        assert connection.execute("SELECT n, current_setting('threads') FROM one").fetchone() == (1, 3)
        with pytest.raises(duckdb.OutOfMemoryException):
            frugally(Short(connection, 0), "CREATE TABLE two AS SELECT 1 AS n")  # type: ignore[arg-type]
        assert connection.execute("SELECT current_setting('threads')").fetchone() == (3,)
