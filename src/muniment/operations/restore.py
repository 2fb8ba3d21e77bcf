"""A backup put back: verified whole first, then loaded beside what is there, checked, and only then put in its place.

SQLite is restored into a new file, PostgreSQL in one transaction: whatever fails, the installation is as it was before.
"""

import hashlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from muniment.operations import environment, tables
from muniment.operations.archive import Archive, Unusable
from muniment.operations.hooks import CHECKED, REBUILT, UNTOUCHED


@dataclass(frozen=True)
class Restored:
    """What was put back. `faults` are those that the backup itself brought, where they were allowed."""

    rows: int
    files: int
    faults: list[str]


def restore(place: Path, *, replace: bool = False, with_faults: bool = False) -> Restored:
    """Puts a backup into this installation, which must be empty unless it shall be replaced. Unusable, with nothing changed."""
    with Archive(place) as archive:
        manifest = archive.manifest
        try:
            if newer := tables.unknown(manifest["migrations"]):
                told = f"Muniment {manifest['muniment']} made it, which is newer than this one: it knows {newer[0]}"
                raise Unusable(f"{place} is not used: {told}. Install that version first.")
            if not replace and not is_empty():
                raise Unusable(
                    "This installation holds records already: restore into an empty one, or give --replace to lose them."
                )
            archive.verify()
            _room_for(archive)
            with target():
                rows = _load(archive)
                _files(archive)
                call_command("migrate", verbosity=0, interactive=False)
                for rebuild in REBUILT:
                    rebuild()
                faults = [fault for check in CHECKED for fault in check()]
                if faults and not with_faults:
                    raise Unusable(
                        f"The records in {place} do not fit their history ({len(faults)} faults, the first: {faults[0]}). "
                        "Nothing was restored; --with-faults restores them as they are."
                    )
        except (KeyError, TypeError, ValueError, AttributeError, LookupError, DatabaseError) as error:
            raise Unusable(f"{place} is not used: what it holds does not fit the tables ({_told(error)}).") from error
        if manifest.get("demonstration") and not environment.DATABASE.given:
            settings.DATA.mark_as_demonstration()
        return Restored(rows, manifest["files"], faults)


def _told(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).split("\n")[0][:200]


def is_empty() -> bool:
    """Whether nobody has entered anything: no tables yet, or only what a new installation enters itself."""
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return True
    return not tables.applied() or all(untouched() for untouched in UNTOUCHED)


def _room_for(archive: Archive) -> None:
    needed = sum(archive.sizes.values()) * 2
    if needed > shutil.disk_usage(settings.DATA.path).free:
        raise Unusable(f"There is no room in {settings.DATA.path}: about {needed // 1_000_000} MB are needed.")


@contextmanager
def target() -> Iterator[None]:
    """An empty database that takes the place of the present one when all went well."""
    if connection.vendor != "sqlite":
        with transaction.atomic():
            _drop_everything()
            yield
        return
    place = Path(connection.settings_dict["NAME"])
    folder = Path(tempfile.mkdtemp(prefix=".restoring-", dir=place.parent))
    connection.close()
    connection.settings_dict["NAME"] = str(folder / place.name)
    try:
        yield
        connection.close()
        with (folder / place.name).open("rb") as made:
            os.fsync(made.fileno())
        _stand_aside(place)
        (folder / place.name).replace(place)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = str(place)
        shutil.rmtree(folder, ignore_errors=True)


def _stand_aside(place: Path) -> None:
    """The old database has no journal left beside it, and nobody has it open: who had would go on writing to what is gone."""
    if not place.exists():
        return
    try:
        with closing(sqlite3.connect(place, timeout=2)) as old:
            (mode,) = old.execute("PRAGMA journal_mode=DELETE").fetchone()
    except sqlite3.OperationalError:
        mode = "in use"
    except sqlite3.DatabaseError:
        return  # it is damaged, which may be why a backup is restored
    if mode != "delete":
        raise Unusable("Muniment is running on this installation: stop the server and its worker first.")


def _drop_everything() -> None:
    """All tables and functions of the schema, but those of extensions. In a transaction, as everything on PostgreSQL can be."""
    own = (
        "NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = o.oid AND d.deptype = 'e')"
        " AND o.{0}namespace = current_schema()::regnamespace"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT o.oid::regclass::text FROM pg_class o WHERE o.relkind = 'r' AND {own.format('rel')}")  # noqa: S608
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TABLE {name} CASCADE")
        cursor.execute(f"SELECT o.oid::regprocedure::text FROM pg_proc o WHERE {own.format('pro')}")  # noqa: S608
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP FUNCTION {name} CASCADE")


def _load(archive: Archive) -> int:
    """The tables as the backup's own Muniment had them, with their rows, all counted."""
    manifest = archive.manifest
    executor = MigrationExecutor(connection)
    executor.migrate(tables.last_of(manifest["migrations"]))
    models = tables.models_at(manifest["migrations"])
    if unknown := {table["label"] for table in manifest["tables"]} ^ set(models):
        raise Unusable(f"{archive.place} is not used: {min(unknown)} is not in both it and its migrations.")
    rows = 0
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            # The tables come in the order of their names; keys are looked at when all are there.
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for model in models.values():
            # What a migration entered is in the backup too.
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608
        for table in manifest["tables"]:
            model = models[table["label"]]
            tables.load(model, table["fields"], archive.rows(table["part"]))
            kept = model._default_manager.count()
            if kept != table["rows"]:
                raise Unusable(f"{archive.place} is not used: {table['label']} has {kept} rows of {table['rows']}.")
            rows += kept
            tables.continue_from(model, int(manifest["sequences"].get(table["table"], 0)))
        if connection.vendor == "sqlite":
            connection.check_constraints()
        else:
            # Now, and so that tables may be changed further in the same transaction.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return rows


def _files(archive: Archive) -> None:
    """Every kept file to its place; one that is there and whole is left."""
    for part in archive.manifest["parts"]:
        if part["name"].startswith("files/"):
            digest = part["name"].removeprefix("files/")
            place: Path = settings.DATA.files / digest[:2] / digest
            if not _is_there(place, part["sha256"]):
                place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                descriptor, name = tempfile.mkstemp(dir=place.parent)
                with os.fdopen(descriptor, "wb") as file:
                    archive.copy(part["name"], file)
                    file.flush()
                    os.fsync(file.fileno())
                Path(name).replace(place)


def _is_there(place: Path, sha256: Any) -> bool:
    if not place.is_file():
        return False
    with place.open("rb") as file:
        return bool(hashlib.file_digest(file, "sha256").hexdigest() == sha256)
