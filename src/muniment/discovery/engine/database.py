"""DuckDB with little memory, beside others that need some: what does not fit goes to the disk."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa

_LEAST = "64MB"  # while it has little to do and others work


@contextmanager
def connected(scratch: Path, memory: str, threads: int) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory, of so much (“256MB”), and for the rest in a folder of `scratch`."""
    options: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory, "temp_directory": str(scratch / "spill"), "threads": threads, "preserve_insertion_order": False,
    }  # fmt: skip
    with duckdb.connect(config=options) as connection:
        connection.execute("SET TimeZone='UTC'")
        yield connection


@contextmanager
def lent(connection: duckdb.DuckDBPyConnection, memory: str) -> Iterator[None]:
    """Its `memory` is somebody else's meanwhile."""
    connection.execute(f"SET memory_limit = '{_LEAST}'")
    give_back()
    yield
    give_back()
    connection.execute(f"SET memory_limit = '{memory}'")


def frugally(connection: duckdb.DuckDBPyConnection, statement: str) -> None:
    """Carries out a statement; where memory comes to its end, once more by one thread, which needs the least of it."""
    try:
        connection.execute(statement)
    except duckdb.OutOfMemoryException:
        (threads,) = connection.execute("SELECT current_setting('threads')").fetchone() or (1,)
        give_back()
        connection.execute("SET threads = 1")
        try:
            connection.execute(statement)
        finally:
            connection.execute(f"SET threads = {threads}")


def give_back() -> None:
    """What Arrow has had and does not need: it would keep hundreds of megabytes for the next time."""
    pa.default_memory_pool().release_unused()


def half(memory: str) -> str:
    """Half of a size as DuckDB takes it."""
    number = memory.rstrip("KMGTB ")
    return f"{float(number) / 2}{memory.removeprefix(number).strip()}"
