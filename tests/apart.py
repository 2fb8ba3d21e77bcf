"""A database that threads and other processes share: the test's own of PostgreSQL, a copy in a file of that of SQLite."""

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection, connections

import muniment

OURS = {
    **os.environ,
    "PYTHONPATH": str(Path(muniment.__file__).parents[1]),
    "DJANGO_SETTINGS_MODULE": "muniment.settings",
}


@pytest.fixture
def apart(transactional_db: None, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment in which another process finds this database. In the test itself use `in_thread` and `together`."""
    if connection.vendor == "postgresql":
        place = urlsplit(os.environ["MUNIMENT_DATABASE"])._replace(path="/" + connection.settings_dict["NAME"])
        yield OURS | {"MUNIMENT_DATA": str(tmp_path), "MUNIMENT_DATABASE": place.geturl()}
        return
    connection.ensure_connection()
    file = tmp_path / "muniment.sqlite3"
    file.write_bytes(connection.connection.serialize())
    told = connections.settings["default"]
    name, told["NAME"] = told["NAME"], str(file)
    try:
        yield OURS | {"MUNIMENT_DATA": str(tmp_path)}
    finally:
        told["NAME"] = name


def in_thread(act: Callable[[], Any]) -> Any:
    """What `act` returns, done on a connection of its own."""
    (result,) = together([act])
    return result


def together(acts: list[Callable[[], Any]]) -> list[Any]:
    """Does all of them at once, each on a connection of its own, and returns what they return; the first error is raised."""
    results: list[Any] = [None] * len(acts)
    errors: list[BaseException] = []
    start = threading.Barrier(len(acts))

    def run(number: int) -> None:
        try:
            start.wait()
            results[number] = acts[number]()
        except BaseException as error:  # noqa: BLE001 - raised again where the test can see it
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return results
