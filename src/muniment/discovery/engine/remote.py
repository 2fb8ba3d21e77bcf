"""The walk of a file system that fsspec knows: folder by folder, with what the store tells of each file."""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import UTC, datetime
from typing import Any

import fsspec
import pyarrow as pa
import xxhash

from muniment.discovery.engine import entries, names, schema
from muniment.discovery.engine.walking import Walked

_TIMES = ("mtime", "LastModified", "last_write_time", "last_modified", "modified", "created")
_VERSIONS = ("ETag", "etag", "VersionId", "md5Hash", "change_time")


def walk(
    system: fsspec.AbstractFileSystem, root: str, *, processes: int, pending: Iterable[str] = ("",)
) -> Iterator[Walked]:
    """As `walking.walk`. It waits for the network, so folders are listed in threads, four for each of the processes."""
    waiting, busy = deque(pending), set[Future[Walked]]()
    with ThreadPoolExecutor(4 * processes) as threads:
        try:
            while waiting or busy:
                while waiting and len(busy) < 4 * processes:
                    busy.add(threads.submit(_listed, system, root, waiting.pop()))
                done, busy = wait(busy, return_when=FIRST_COMPLETED)
                for each in done:
                    walked = each.result()
                    waiting.extend(walked.found)
                    yield walked
        finally:
            threads.shutdown(wait=False, cancel_futures=True)


def _listed(system: fsspec.AbstractFileSystem, root: str, folder: str) -> Walked:
    rows, found = [], []
    here = f"{root.rstrip('/')}/{folder}" if folder else root
    own: dict[str, Any] = {"type": "directory"}
    try:
        system.invalidate_cache(here)  # as it is now; not every store's library takes `refresh`
        for about in system.ls(here, detail=True):
            name = str(about["name"]).rstrip("/").rpartition("/")[2]
            if not name or str(about["name"]).strip("/") == here.strip("/"):
                continue  # a store may list the folder's own mark
            path = names.written(f"{folder}/{name}".encode("utf-8", "surrogateescape") if folder else
                                 name.encode("utf-8", "surrogateescape"))  # fmt: skip
            if about.get("islink") or about.get("type") == "link":
                rows.append(_row(path, about, "link"))
            elif about.get("type") == "directory":
                found.append(path)
            else:
                rows.append(_row(path, about, "file" if about.get("type") == "file" else "device"))
    except Exception as error:  # noqa: BLE001 - each library has its own
        why = "There is no permission: it could not be listed." if isinstance(error, PermissionError) else (
            f"The store did not list it: {type(error).__name__}.")  # fmt: skip
        rows, found = [], []
        rows.append({**_row(folder, own, "folder"), "why": why})
    else:
        rows.append(_row(folder, own, "folder"))
    table = pa.RecordBatch.from_pylist(rows, schema=schema.ENTRIES)
    extension = pa.array(entries.extensions(table["name"]))
    return Walked(table.set_column(3, schema.ENTRIES.field("extension"), extension), [folder], found)


def _row(path: str, about: dict[str, Any], kind: str) -> dict[str, Any]:
    folder, _, name = path.rpartition("/")
    size = about.get("size") if kind == "file" else None
    modified = next((found for each in _TIMES if (found := _time(about.get(each)))), None)
    version = [str(about[each]) for each in _VERSIONS if about.get(each)]
    inode = about.get("ino")
    return {
        "path": path, "folder": folder, "name": name, "kind": kind, "size": size, "allocated": size,
        "modified": modified, "stamp": xxhash.xxh3_64_intdigest(repr((size, modified, version)).encode()),
        "inode": inode if isinstance(inode, int) and inode >= 0 else None,
        "mode": about.get("mode") if isinstance(about.get("mode"), int) else None,
    }  # fmt: skip


def _time(value: object) -> datetime | None:
    try:
        if isinstance(value, int | float):
            return datetime.fromtimestamp(value, UTC)
        if isinstance(value, str):
            value = datetime.fromisoformat(value)
    except (ValueError, OverflowError, OSError):
        return None
    if isinstance(value, datetime):
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    return None
