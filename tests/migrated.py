"""The empty database of the tests, migrated once and kept: seventy migrations take ten seconds, and each process would run them."""

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.apps import apps
from django.db import connection

TOP = Path(__file__).resolve().parents[1]


@contextmanager
def kept(folder: Path) -> Iterator[None]:
    """While it is held, Django's own `migrate` of the tests' database in memory begins at what was kept, if anything was.

    It runs all the same, finds what is missing (nothing), and makes permissions anew. PostgreSQL is made for one run only.
    """
    if connection.vendor != "sqlite":
        yield
        return
    place = folder / f"{_digest()}.sqlite3"
    # The database in memory lives as long as one connection to it is open.
    with closing(sqlite3.connect(connection.creation._get_test_db_name(), uri=True)) as memory:
        known = place.is_file()
        if known:
            with closing(sqlite3.connect(place)) as found:
                found.backup(memory)
        yield
        if not known:
            _keep(memory, place)


def _keep(memory: sqlite3.Connection, place: Path) -> None:
    """Whole or not at all, however many processes do it at once."""
    for old in place.parent.glob("*.sqlite3"):
        old.unlink(missing_ok=True)
    half = place.with_suffix(f".{os.getpid()}")
    with closing(sqlite3.connect(half)) as made:
        memory.backup(made)
    half.replace(place)


def _digest() -> str:
    """Of every migration, and of all that they stand on: the libraries, whose migrations are theirs, and the database."""
    told = hashlib.sha256(sqlite3.sqlite_version.encode())
    folders = sorted(Path(each.path) / "migrations" for each in apps.get_app_configs())
    for file in (TOP / "requirements-dev.lock", *(file for folder in folders for file in sorted(folder.glob("*.py")))):
        told.update(f"{file.parent.parent.name} {file.name} ".encode() + file.read_bytes())
    return told.hexdigest()
