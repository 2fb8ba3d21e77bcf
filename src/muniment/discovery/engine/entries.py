"""What was found in folders, gathered row by row, as a batch of ENTRIES."""

import grp
import operator
import os
import pwd
import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from muniment.discovery.engine import names, schema

Numbers = np.ndarray[Any, Any]

facts_of: Callable[[os.stat_result], tuple[int, ...]] = operator.attrgetter(
    "st_mode", "st_ino", "st_dev", "st_nlink", "st_uid", "st_gid", "st_size", "st_blocks", "st_mtime_ns", "st_atime_ns",
    "st_ctime_ns",
)  # fmt: skip
UNKNOWN = (0,) * 11
_KINDS = {
    stat.S_IFREG: "file", stat.S_IFDIR: "folder", stat.S_IFLNK: "link", stat.S_IFIFO: "pipe", stat.S_IFSOCK: "socket",
    stat.S_IFCHR: "device", stat.S_IFBLK: "device",
}  # fmt: skip
_KIND_OF_MODE = pa.array([_KINDS.get(kind << 12, "device") for kind in range(16)])
_BLOCK = 512  # bytes, whatever the disk's own blocks are
_FIRST, _LAST = -62_135_596_800_000_000, 253_402_300_799_000_000  # microseconds: the years 1 to 9999
_EXTENSION = r"(?s)^.+\.(?P<of>[^. /]{1,16})$"


@dataclass(slots=True)
class Rows:
    """Rows that are being gathered; a folder is told once for all that stands in it."""

    names: list[str] = field(default_factory=list)
    facts: list[tuple[int, ...]] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)  # of rows in each of the folders
    whys: dict[int, tuple[str, str]] = field(default_factory=dict)  # by row: kind and reason

    def fail(self, name: str, kind: str, why: str) -> None:
        """A row of which only the name is known."""
        self.whys[len(self.names)] = kind, why
        self.names.append(name)
        self.facts.append(UNKNOWN)


def batch_of(rows: Rows) -> pa.RecordBatch:
    """The rows as ENTRIES."""
    told = _texts(rows.names)
    folders = pc.take(_texts(rows.folders), pa.array(np.repeat(np.arange(len(rows.folders)), rows.counts)))
    paths = pc.binary_join_element_wise(folders, told, "/")
    if "" in rows.folders:
        paths = pc.if_else(pc.equal(folders, ""), told, paths)
    mode, inode, device, links, owner, group, size, blocks, modified, accessed, changed = _columns(rows.facts)
    known = mode != 0
    kinds, whys = pc.take(_KIND_OF_MODE, pa.array(mode >> 12)), pa.nulls(len(mode), pa.string())
    if rows.whys:
        lost = pa.array([rows.whys.get(row, (None, None)) for row in range(len(mode))], pa.list_(pa.string()))
        lost_kind, whys = pc.list_element(lost, 0), pc.list_element(lost, 1)
        kinds = pc.if_else(pa.array(known), kinds, pc.coalesce(lost_kind, kinds))

    def numbers(values: Numbers, kind: pa.DataType, right: Numbers = known) -> pa.Array:
        return pa.array(values, mask=None if right.all() else ~right).cast(kind, safe=False)

    def times(nanoseconds: Numbers) -> pa.Array:
        micro = nanoseconds // 1_000
        return numbers(micro, schema.TIME, known & (micro >= _FIRST) & (micro <= _LAST))

    return pa.record_batch([
        paths, folders, told, extensions(told), kinds,
        numbers(size, pa.int64()), numbers(blocks * _BLOCK, pa.int64()), times(modified), times(accessed),
        numbers(stamps(size, modified, changed, inode), pa.uint64()),
        numbers(device, pa.uint64()), numbers(inode, pa.uint64()), numbers(links, pa.int32()),
        _named(owner, known, owner_of), _named(group, known, group_of), numbers(mode, pa.int32()), whys,
    ], schema=schema.ENTRIES)  # fmt: skip


def extensions(told: pa.Array) -> pa.Array:
    """What stands after the last full stop of a name, in lower case; "" where it looks like no extension."""
    found = pc.struct_field(pc.extract_regex(told, _EXTENSION), "of")
    return pc.utf8_lower(pc.coalesce(found, ""))


def stamps(*columns: Numbers) -> Numbers:
    """Of each row a digest of whole numbers (splitmix64)."""
    state = np.zeros(len(columns[0]), np.uint64)
    with np.errstate(over="ignore"):
        for column in columns:
            state = state + column.astype(np.int64).view(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
            state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            state ^= state >> np.uint64(31)
    return state


def _texts(found: list[str]) -> pa.Array:
    try:
        told = pa.array(found, pa.string())
        if not pc.any(pc.match_substring(told, names.MARK)).as_py():
            return told
    except UnicodeEncodeError:
        pass
    return pa.array([names.written(os.fsencode(each)) for each in found], pa.string())


def _columns(facts: list[tuple[int, ...]]) -> list[Numbers]:
    try:
        table = np.array(facts, np.int64)
    except OverflowError:  # numbers of 64 bits without a sign, and times beyond all time
        wrapped = [
            [(each + 2**63) % 2**64 - 2**63 for each in row[:8]] + [_bounded(each) for each in row[8:]] for row in facts
        ]
        table = np.array(wrapped, np.int64)
    return list(np.ascontiguousarray(table.reshape(-1, len(UNKNOWN)).T))


def _bounded(number: int) -> int:
    return max(-(2**63), min(2**63 - 1, number))


def _named(numbers: Numbers, known: Numbers, name: Callable[[int], str]) -> pa.Array:
    different, which = np.unique(numbers, return_inverse=True)
    told = pc.take(pa.array([name(int(each)) for each in different], pa.string()), pa.array(which))
    return told if known.all() else pc.if_else(pa.array(known), told, None)


@cache
def owner_of(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except (KeyError, OverflowError):
        return str(number)


@cache
def group_of(number: int) -> str:
    try:
        return grp.getgrgid(number).gr_name
    except (KeyError, OverflowError):
        return str(number)
