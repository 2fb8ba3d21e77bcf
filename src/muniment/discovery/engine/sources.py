"""Where files are read: a local folder (a mounted share too), or a file system that fsspec knows. Never written to."""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import BinaryIO, Protocol, cast

import fsspec

from muniment.discovery.engine import walking
from muniment.discovery.engine.names import bytes_of
from muniment.discovery.engine.reaching import open_file
from muniment.discovery.engine.walking import Walked

_EXTRAS = {"s3": "s3", "s3a": "s3", "smb": "smb"}


class Unreachable(Exception):
    """What is to be scanned is not there, or cannot be reached; says why."""


class Source(Protocol):
    """What the stages read. It can be pickled, and holds no credentials. Paths are as in ENTRIES."""

    @property
    def address(self) -> str:
        """What people know it by."""

    def walk(self, *, processes: int = ..., pending: Iterable[str] = ...) -> Iterator[Walked]:
        """See `walking.walk`."""

    def open(self, path: str) -> BinaryIO:
        """A file, to be read without a buffer. Raises OSError."""

    def size(self, path: str) -> int:
        """Of a file, in bytes, as it is now. Raises OSError."""


@dataclass(frozen=True, slots=True)
class LocalSource:
    """A folder of this machine, mounted shares among them."""

    root: str

    @property
    def address(self) -> str:
        return self.root

    def walk(self, *, processes: int = walking.PROCESSES, pending: Iterable[str] = ("",)) -> Iterator[Walked]:
        return walking.walk(self.root, processes=processes, pending=pending)

    def open(self, path: str) -> BinaryIO:
        """Follows no link, and waits for no pipe: raises NotAFile where no file stands."""
        file, _facts = open_file(self.root, os.fsdecode(bytes_of(path)))
        return os.fdopen(file, "rb", buffering=0)

    def size(self, path: str) -> int:
        with self.open(path) as file:
            return os.fstat(file.fileno()).st_size


@dataclass(frozen=True, slots=True)
class RemoteSource:
    """A place in a file system of fsspec: "s3://bucket/prefix", "smb://server/share/path".

    Who asks is told by the environment as fsspec reads it (FSSPEC_SMB_USERNAME, FSSPEC_SMB_PASSWORD), or as the store's
    own library does (AWS_ACCESS_KEY_ID).
    """

    address: str

    def walk(self, *, processes: int = walking.PROCESSES, pending: Iterable[str] = ("",)) -> Iterator[Walked]:
        from muniment.discovery.engine.remote import walk  # noqa: PLC0415 - local scans do without it

        return walk(*_file_system(self.address), processes=processes, pending=pending)

    def open(self, path: str) -> BinaryIO:
        system, root = _file_system(self.address)
        return cast("BinaryIO", system.open(_below(root, path), "rb"))

    def size(self, path: str) -> int:
        system, root = _file_system(self.address)
        return int(system.info(_below(root, path))["size"])


def source_of(address: str) -> LocalSource | RemoteSource:
    """What stands at a path or an address. Raises Unreachable, also where the address holds credentials."""
    scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]+)://", address)
    if not scheme:
        return _local(address)
    if scheme[1].lower() in {"file", "local"}:
        return _local(address[scheme.end() :])
    if "@" in address[scheme.end() :].partition("/")[0] or "::" in address:
        raise Unreachable("The address holds a name or a password: give those in the environment instead.")
    source = RemoteSource(address.rstrip("/") if address[scheme.end() :].strip("/") else address)
    system, root = _file_system(source.address)
    try:
        system.ls(root, detail=False)
    except FileNotFoundError:
        raise Unreachable(f"There is no folder {address}.") from None
    except Exception as error:  # each library has its own
        raise Unreachable(f"{address} cannot be listed: {type(error).__name__}.") from error
    return source


def _local(path: str) -> LocalSource:
    root = os.path.abspath(path)
    try:
        os.close(os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC))
    except NotADirectoryError:
        raise Unreachable(f"{path} is no folder.") from None
    except FileNotFoundError:
        raise Unreachable(f"There is no folder {path}.") from None
    except OSError as error:
        raise Unreachable(f"The folder {path} cannot be opened: {(error.strerror or '').lower()}.") from None
    return LocalSource(root)


@cache
def _file_system(address: str) -> tuple[fsspec.AbstractFileSystem, str]:
    scheme = address.partition("://")[0].lower()
    try:
        system, root = fsspec.core.url_to_fs(address)
    except ImportError as error:
        extra = _EXTRAS.get(scheme)
        how = f"install muniment[{extra}]" if extra else str(error)
        raise Unreachable(f"To read {scheme}:// a library is missing: {how}.") from None
    except ValueError as error:
        raise Unreachable(f"The address cannot be understood: {error}.") from None
    except Exception as error:  # each library has its own for a server that is away or refuses
        raise Unreachable(f"{address} cannot be reached: {type(error).__name__}.") from error
    return system, str(root).rstrip("/") or str(root)


def _below(root: str, path: str) -> str:
    return f"{root.rstrip('/')}/{path}" if path else root
