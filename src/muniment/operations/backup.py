"""A backup: all tables and all kept files in one file that suits either database, as they were at one moment, while the server runs."""

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction

from muniment import __version__, clock
from muniment.operations import tables
from muniment.operations.archive import CHUNK, Unusable, Writer
from muniment.operations.hooks import TOLD

DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Made:
    """What went into a backup. `damaged` names kept files that are not what they were: they are in it as they are."""

    place: Path
    rows: int
    files: int
    damaged: list[str]


@contextmanager
def snapshot() -> Iterator[None]:
    """One moment of the database, read for as long as it takes; nobody who writes waits for it."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        reader: Any = connection
        # It only reads: with the mode of those who write it would take their turn from them.
        mode, reader.transaction_mode = reader.transaction_mode, "DEFERRED"
        try:
            with transaction.atomic():
                yield
        finally:
            reader.transaction_mode = mode
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def make(place: Path) -> Made:
    """Writes the backup; a folder is given a name with the time. Unusable where it cannot be written."""
    if place.is_dir():
        place /= f"muniment-{clock.now():%Y-%m-%d-%H%M%S}.zip"
    migrations = tables.applied()
    if not migrations:
        raise Unusable("There is nothing to back up: this installation has no tables yet.")
    if newer := tables.unknown(migrations):
        raise Unusable(f"A newer Muniment was at this database (it made {newer[0]}): back it up with that one.")
    with Writer(place) as writer:
        try:
            manifest, rows = _tables(writer, migrations)
            files, damaged = _files(writer)
            writer.finish({**manifest, "files": files})
        except DatabaseError as error:
            told = str(error).strip().split("\n")[0]
            raise Unusable(f"The tables are not as their migrations left them, or cannot be read: {told}.") from error
        except OSError as error:
            raise Unusable(f"The backup could not be written: {error.strerror or error}.") from error
    return Made(place, rows, files, damaged)


def _tables(writer: Writer, migrations: tables.Migrations) -> tuple[dict[str, object], int]:
    """All rows, and what the manifest says of them."""
    with snapshot():
        told = []
        for label, model in tables.models_at(migrations).items():
            name = f"tables/{label.lower()}.jsonl"
            count = 0
            with writer.part(name, packed=True) as part:
                for row in tables.rows_of(model):
                    part.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
                    count += 1
            fields = [field.attname for field in tables.fields_of(model)]
            told.append({"label": label, "table": model._meta.db_table, "part": name, "fields": fields, "rows": count})
        manifest = {
            "muniment": __version__,
            "made_at": clock.now().isoformat(),
            "database": connection.vendor,
            "demonstration": settings.DEMONSTRATION,
            "migrations": migrations,
            "tables": told,
            "sequences": tables.sequences(),
            "left_out": {**tables.LEFT_OUT, **tables.LEFT_BEHIND},
            "told": {name: tell() for name, tell in TOLD.items()},
        }
    return manifest, sum(table["rows"] for table in told)


def _files(writer: Writer) -> tuple[int, list[str]]:
    """All kept files. Each is written before the row that names it, so all that the snapshot names are there by now."""
    count, damaged = 0, []
    for place in sorted(settings.DATA.files.glob("??/*")):
        if not DIGEST.fullmatch(place.name) or place.is_symlink() or not place.is_file():
            continue
        digest = hashlib.sha256()
        with place.open("rb") as file, writer.part(f"files/{place.name}", packed=False) as part:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
                part.write(chunk)
        count += 1
        if digest.hexdigest() != place.name:
            damaged.append(str(place))
    return count, damaged
