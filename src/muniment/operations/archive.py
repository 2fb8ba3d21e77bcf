"""The file of a backup: a zip of named parts with a manifest, written whole or not at all, and believed only when every digest fits.

It is read as if an enemy had made it: only names that a backup has, no links, nothing twice, nothing larger than it says.
"""

import hashlib
import json
import os
import re
import shutil
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, Self

FORMAT = 1
MANIFEST = "manifest.json"
NAME = re.compile(r"tables/[a-z0-9_]+\.[a-z0-9_]+\.jsonl|files/[0-9a-f]{64}")
LARGEST_MANIFEST = 64 * 1024 * 1024
LONGEST_LINE = 256 * 1024 * 1024
# Rows of a table become about ten times smaller; what grows more than this is meant to fill a disk.
MOST_GROWTH = 150
CHUNK = 1024 * 1024


class Unusable(Exception):
    """A backup that cannot be made or used; the message is one sentence that says why."""


class Writer:
    """Makes the file: beside its place under another name, for its owner's eyes only, and put in place at the end."""

    def __init__(self, place: Path) -> None:
        self.place = place
        if place.exists():
            raise Unusable(f"{place} is there already: give the backup another name.")
        if not place.parent.is_dir():
            raise Unusable(f"There is no folder {place.parent}.")
        try:
            descriptor, name = tempfile.mkstemp(prefix=".muniment-backup-", dir=place.parent)  # mode 0600
        except OSError as error:
            raise Unusable(f"Nothing can be written in {place.parent}: {error.strerror}.") from error
        self.draft = Path(name)
        self.file = os.fdopen(descriptor, "wb")
        self.zip = zipfile.ZipFile(self.file, "w", allowZip64=True)
        self.parts: list[dict[str, Any]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_rest: object) -> None:
        if kind is not None:
            with suppress(OSError, ValueError):
                self.zip.close()
            self.file.close()
            self.draft.unlink(missing_ok=True)

    @contextmanager
    def part(self, name: str, *, packed: bool) -> Iterator["Part"]:
        """A part to write into."""
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        info.external_attr = 0o600 << 16
        with self.zip.open(info, "w", force_zip64=True) as into:
            part = Part(into)
            yield part
        self.parts.append({"name": name, "size": part.size, "sha256": part.digest.hexdigest()})

    def finish(self, manifest: dict[str, Any]) -> None:
        """Writes the manifest with the digests of all parts, and puts the file in its place."""
        told = json.dumps({"format": FORMAT, **manifest, "parts": self.parts}, indent=1, sort_keys=True).encode()
        with self.part(MANIFEST, packed=True) as part:
            part.write(told)
        self.zip.comment = hashlib.sha256(told).hexdigest().encode()
        self.zip.close()
        self.file.flush()
        os.fsync(self.file.fileno())
        self.file.close()
        try:
            os.link(self.draft, self.place)  # never over a file that came there meanwhile
        except FileExistsError as error:
            raise Unusable(f"{self.place} is there already: give the backup another name.") from error
        except OSError:  # a file system without links
            self.draft.rename(self.place)
        self.draft.unlink(missing_ok=True)


class Part:
    """Counts and digests what is written."""

    def __init__(self, into: Any) -> None:
        self.into, self.size, self.digest = into, 0, hashlib.sha256()

    def write(self, data: bytes) -> None:
        self.into.write(data)
        self.size += len(data)
        self.digest.update(data)


class Archive:
    """A backup that is there. Opening it looks at its shape; `verify` reads all of it."""

    def __init__(self, place: Path) -> None:
        self.place = place
        try:
            self.zip = zipfile.ZipFile(place)
        except FileNotFoundError as error:
            raise Unusable(f"There is no file {place}.") from error
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise Unusable(f"{place} is no backup, or only a part of one: {error}") from error
        try:
            self.manifest = self._manifest()
            self.sizes = self._shape()
        except BaseException:
            self.zip.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_told: object) -> None:
        self.zip.close()

    def _no(self, why: str) -> Unusable:
        return Unusable(f"{self.place} is not used: {why}")

    def _manifest(self) -> dict[str, Any]:
        if MANIFEST not in self.zip.namelist():
            raise self._no("it is no backup that Muniment made.")
        told = b"".join(self._read(self.zip.getinfo(MANIFEST), LARGEST_MANIFEST))
        if hashlib.sha256(told).hexdigest().encode() != self.zip.comment:
            raise self._no("its list of contents was changed.")
        try:
            manifest = json.loads(told)
            version, parts = manifest["format"], manifest["parts"]
            shaped = all(set(part) == {"name", "size", "sha256"} for part in parts)
        except (ValueError, KeyError, TypeError) as error:
            raise self._no("its list of contents cannot be read.") from error
        if version != FORMAT or not shaped:
            raise self._no("a newer Muniment made it, in a form that this one does not know.")
        return dict(manifest)

    def _shape(self) -> dict[str, int]:
        """Every member is a plain file that the manifest names, once; together they are no bomb."""
        infos = [info for info in self.zip.infolist() if info.filename != MANIFEST]
        told = {part["name"]: part["size"] for part in self.manifest["parts"]}
        names = [info.filename for info in infos]
        if len(names) != len(set(names)) or self.zip.namelist().count(MANIFEST) != 1 or set(names) != set(told):
            raise self._no("it does not hold what its list of contents says.")
        for info in infos:
            kind = stat.S_IFMT(info.external_attr >> 16)
            if not NAME.fullmatch(info.filename) or info.is_dir() or kind not in {0, stat.S_IFREG}:
                raise self._no(f"it holds {info.filename[:80]!r}, which no backup does.")
            if info.flag_bits & 1 or info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
                raise self._no("it is packed in a way that no backup is.")
            if not isinstance(told[info.filename], int) or info.file_size != told[info.filename]:
                raise self._no(f"{info.filename} is not as long as it was.")
        if sum(told.values()) > self.place.stat().st_size * MOST_GROWTH + CHUNK:
            raise self._no("unpacked it would be larger than any backup of its size.")
        return told

    def _read(self, info: zipfile.ZipInfo, most: int) -> Iterator[bytes]:
        """The content of a member, which may not be longer than it should."""
        left = most
        try:
            with self.zip.open(info) as file:
                while left >= 0 and (chunk := file.read(min(CHUNK, left + 1))):
                    left -= len(chunk)
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError) as error:
            raise self._no(f"{info.filename} is damaged.") from error
        if left < 0:
            raise self._no(f"{info.filename} is longer than it says.")

    def verify(self) -> None:
        """Reads every part and compares its digest. Unusable at the first that differs."""
        for part in self.manifest["parts"]:
            digest = hashlib.sha256()
            for chunk in self._read(self.zip.getinfo(part["name"]), part["size"]):
                digest.update(chunk)
            if digest.hexdigest() != part["sha256"]:
                raise self._no(f"{part['name']} was changed.")

    def rows(self, name: str) -> Iterator[list[Any]]:
        """The rows of a table."""
        with self.zip.open(name) as file:
            while line := file.readline(LONGEST_LINE):
                yield json.loads(line)

    def copy(self, name: str, into: BinaryIO) -> None:
        with self.zip.open(name) as file:
            shutil.copyfileobj(file, into, CHUNK)
