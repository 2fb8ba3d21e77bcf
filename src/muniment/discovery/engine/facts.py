"""What the system tells of files without opening them, written straight into an array: no object for each file.

Where the system has `statx` it writes a file's facts itself, at a place that we name, and what is made of them is made by the
column; elsewhere they are copied there one by one.
"""

import os
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from cffi import FFI

from muniment.discovery.engine.reaching import Place

Numbers = np.ndarray[Any, Any]

# `struct statx` of Linux: what stands where in its 256 bytes.
_TIME = np.dtype({"names": ["seconds", "nanoseconds"], "formats": ["i8", "u4"], "itemsize": 16})
_FIELDS: dict[str, tuple[Any, int]] = {
    "links": ("u4", 16), "owner": ("u4", 20), "group": ("u4", 24), "mode": ("u2", 28), "inode": ("u8", 32), "size": ("u8", 40),
    "blocks": ("u8", 48), "accessed": (_TIME, 64), "changed": (_TIME, 96), "modified": (_TIME, 112),
    "major": ("u4", 136), "minor": ("u4", 140),
}  # fmt: skip
_ROW = 256
_STATX = np.dtype(
    {
        "names": list(_FIELDS),
        "formats": [kind for kind, _at in _FIELDS.values()],
        "offsets": [at for _kind, at in _FIELDS.values()],
        "itemsize": _ROW,
    }
)
_ALL = 0x7FF  # all that `stat` tells
_AS_IT_STANDS = 0x100 | 0x1000  # AT_SYMLINK_NOFOLLOW and AT_EMPTY_PATH: "" is the open folder itself
_SECONDS = 2**63 // 10**9  # as many as nanoseconds can tell, before and after 1970

_DEVICE, _INODE = struct.Struct("=II"), struct.Struct("=Q")

_ffi = FFI()
_ffi.cdef("int statx(int folder, const char *name, int flags, unsigned int mask, void *facts);")


def _system() -> Any:
    """The function of the system, or None where it has none, or one that is not let."""
    try:
        statx = _ffi.dlopen(None).statx
        return None if statx(-100, b"/", 0, _ALL, _ffi.new("char[]", _ROW)) else statx
    except (OSError, AttributeError):
        return None


_statx = _system()


@dataclass(frozen=True, slots=True)
class Columns:
    """Whole numbers of 64 bits, of each row; of a row that could not be looked at all are 0, its mode too."""

    mode: Numbers
    inode: Numbers
    device: Numbers
    links: Numbers
    owner: Numbers
    group: Numbers
    size: Numbers
    blocks: Numbers
    modified: Numbers  # nanoseconds since 1970, as the next two
    accessed: Numbers
    changed: Numbers


class Facts:
    """Rows that are being gathered."""

    def __init__(self) -> None:
        self._rows = 0
        self._table: Numbers = np.zeros(0, _STATX)
        self._have(256)

    def _have(self, rows: int) -> None:
        before, self._table = self._table, np.zeros(rows, _STATX)
        self._table[: self._rows] = before[: self._rows]
        self._bytes = self._table.view(np.uint8).data
        self._begins: Any = _ffi.from_buffer(self._bytes)

    def look(self, folder: int, names: Sequence[str]) -> dict[int, OSError]:
        """A row for each of the names in an open folder, "" for the folder itself. Returns what failed, by the name's index."""
        first = self._rows
        if first + len(names) > len(self._table):
            self._have(max(first + len(names), 4 * len(self._table)))
        self._rows += len(names)
        failed: dict[int, OSError] = {}
        if not _statx:
            for index, name in enumerate(names):
                try:
                    self._table[first + index] = _as_statx(folder, name)
                except OSError as error:
                    failed[index] = error
            return failed
        at = self._begins + first * _ROW
        # What follows is done for every file there is: nothing in it that could stand outside.
        for index, name in enumerate(names):
            if _statx(folder, name.encode("utf-8", "surrogateescape"), _AS_IT_STANDS, _ALL, at):
                failed[index] = OSError(_ffi.errno, os.strerror(_ffi.errno))
            at += _ROW
        return failed

    def unknown(self) -> None:
        """A row of which nothing is known."""
        if self._rows == len(self._table):
            self._have(4 * self._rows)
        self._rows += 1

    def place(self) -> Place:
        """Where the last row stands."""
        at = (self._rows - 1) * _ROW
        return _DEVICE.unpack_from(self._bytes, at + _FIELDS["major"][1]) + _INODE.unpack_from(
            self._bytes, at + _FIELDS["inode"][1]
        )

    def columns(self) -> Columns:
        """All rows, by the column."""
        table = self._table[: self._rows]
        told = {name: table[name].astype(np.int64) for name, (kind, _at) in _FIELDS.items() if kind is not _TIME}
        device = _device(told.pop("major"), told.pop("minor"))
        times = {name: _nanoseconds(table[name]) for name, (kind, _at) in _FIELDS.items() if kind is _TIME}
        return Columns(device=device, **told, **times)


def _device(major: Numbers, minor: Numbers) -> Numbers:
    """As `os.makedev`."""
    return (minor & 0xFF) | (major & 0xFFF) << 8 | (minor & ~0xFF) << 12 | (major & ~0xFFF) << 32


def _nanoseconds(time: Numbers) -> Numbers:
    return time["seconds"].clip(-_SECONDS, _SECONDS - 1) * 10**9 + time["nanoseconds"].astype(np.int64)


def _as_statx(folder: int, name: str) -> tuple[Any, ...]:
    """A row of the table, from what Python tells."""
    facts = os.stat(name, dir_fd=folder, follow_symlinks=False) if name else os.fstat(folder)
    times = (divmod(each, 10**9) for each in (facts.st_atime_ns, facts.st_ctime_ns, facts.st_mtime_ns))
    return (
        facts.st_nlink, facts.st_uid, facts.st_gid, facts.st_mode, facts.st_ino, facts.st_size, facts.st_blocks, *times,
        os.major(facts.st_dev), os.minor(facts.st_dev),
    )  # fmt: skip
