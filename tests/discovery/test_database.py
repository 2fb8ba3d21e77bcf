from pathlib import Path

import duckdb
import pytest

from muniment.discovery.engine.database import connected, half, lent


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
