"""What was found in folders, as a batch of ENTRIES."""

import grp
import os
import pwd
import stat
from collections.abc import Callable
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from muniment.discovery.engine import names, schema
from muniment.discovery.engine.facts import Numbers
from muniment.discovery.engine.listing import Listed

_KINDS = {
    stat.S_IFREG: "file", stat.S_IFDIR: "folder", stat.S_IFLNK: "link", stat.S_IFIFO: "pipe", stat.S_IFSOCK: "socket",
    stat.S_IFCHR: "device", stat.S_IFBLK: "device",
}  # fmt: skip
_KIND_OF_MODE = pa.array([_KINDS.get(kind << 12, "device") for kind in range(16)])
_BLOCK = 512  # bytes, whatever the disk's own blocks are
_FIRST, _LAST = -62_135_596_800_000_000, 253_402_300_799_000_000  # microseconds: the years 1 to 9999
_LONGEST_EXTENSION = 16  # characters


def batch_of(rows: Listed) -> pa.RecordBatch:
    """The rows as ENTRIES."""
    told = _texts(rows.names)
    folders = pc.take(_texts(rows.folders), pa.array(np.repeat(np.arange(len(rows.folders)), rows.counts)))
    paths = pc.binary_join_element_wise(folders, told, "/")
    if "" in rows.folders:
        paths = pc.if_else(pc.equal(folders, ""), told, paths)
    facts = rows.facts
    known = facts.mode != 0
    kinds, whys = pc.take(_KIND_OF_MODE, pa.array(facts.mode >> 12)), pa.nulls(len(known), pa.string())
    if rows.whys:
        lost = pa.array([rows.whys.get(row, (None, None)) for row in range(len(known))], pa.list_(pa.string()))
        lost_kind, whys = pc.list_element(lost, 0), pc.list_element(lost, 1)
        kinds = pc.if_else(pa.array(known), kinds, pc.coalesce(lost_kind, kinds))

    def numbers(values: Numbers, kind: pa.DataType, right: Numbers = known) -> pa.Array:
        return pa.array(values, mask=None if right.all() else ~right).cast(kind, safe=False)

    def times(nanoseconds: Numbers) -> pa.Array:
        micro = nanoseconds // 1_000
        return numbers(micro, schema.TIME, known & (micro >= _FIRST) & (micro <= _LAST))

    return pa.record_batch([
        paths, folders, told, extensions(told), kinds,
        numbers(facts.size, pa.int64()), numbers(facts.blocks * _BLOCK, pa.int64()),
        times(facts.modified), times(facts.accessed),
        numbers(stamps(facts.size, facts.modified, facts.changed, facts.inode), pa.uint64()),
        numbers(facts.device, pa.uint64()), numbers(facts.inode, pa.uint64()), numbers(facts.links, pa.int32()),
        _named(facts.owner, known, owner_of), _named(facts.group, known, group_of), numbers(facts.mode, pa.int32()), whys,
    ], schema=schema.ENTRIES)  # fmt: skip


def extensions(told: pa.Array) -> pa.Array:
    """What stands after the last full stop of a name, in lower case; "" where it looks like no extension."""
    # A full stop is put before each name, so that every one comes apart; ".profile" has nothing else before its last.
    parts = pc.split_pattern(pc.binary_join_element_wise("", told, "."), ".", max_splits=1, reverse=True)
    before, after = pc.list_element(parts, 0), pc.list_element(parts, 1)
    length = pc.utf8_length(after)
    likely = pc.and_(
        pc.and_(pc.greater(length, 0), pc.less_equal(length, _LONGEST_EXTENSION)), pc.greater(pc.utf8_length(before), 1)
    )
    likely = pc.and_(likely, pc.invert(pc.or_(pc.match_substring(after, " "), pc.match_substring(after, "/"))))
    return pc.utf8_lower(pc.if_else(likely, after, ""))


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
