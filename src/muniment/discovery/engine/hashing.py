"""Digests of files: of their two ends to tell them apart, of the whole for evidence. Runs in processes that load little."""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO, Protocol

from blake3 import blake3
from xxhash import xxh3_64

from muniment.discovery.engine.names import bytes_of
from muniment.discovery.engine.reaching import NotAFile, open_file, told

END = 4 * 1024  # bytes of each end
WHOLE = 16 * 1024  # bytes of a file that is read whole at once
_PIECE = 1024 * 1024
TOGETHER = 64  # files that the disk is asked for at once
_AT_HAND = getattr(os, "RWF_NOWAIT", 0)  # reads what is in memory only
_HOLES = 64 * 1024**3  # bytes of holes, at most: zeros cost time too
_NOT_YET: "Digest" = (None, None, None)
_NO_FILE = "No file stands there any more."
_CHANGED = "It changed while it was read, or since it was found."
_TOO_SPARSE = f"It is a sparse file with holes of more than {_HOLES // 1024**3} GB: it is not compared with others."


@dataclass(frozen=True, slots=True)
class Reading:
    """Files of which digests are asked: path as in ENTRIES and size."""

    files: tuple[tuple[str, int], ...]
    whole: bool  # else both ends, and the whole only of what is small


# Of one file: a digest of its ends (xxh3), of the whole (blake3), or why it has none. Plain, since millions are sent.
Digest = tuple[int | None, str | None, str | None]


ReadAt = Callable[[memoryview, int], int]  # fills a buffer from a place in the file; returns how much there was
ReadFile = Callable[[int, memoryview, int], int]  # the same of an open file


class Opens(Protocol):
    """A source, of which only this is asked here."""

    def open(self, path: str) -> BinaryIO: ...


def local(root: str, reading: Reading) -> Iterator[list[Digest]]:
    """Digests of files below a folder, in their order. A file that cannot be read has its reason.

    What the system has at hand is read at once. Other files are asked of the disk, many together, and read when it has had
    time to bring them: it then has enough to do, without a process for each file it is to bring.
    """
    digests: list[Digest] = []
    asked: list[tuple[int, _Opened]] = []  # with their places in the answer
    for path, size in reading.files:
        told = _local(root, path, size, whole=reading.whole)
        if isinstance(told, _Opened):
            asked.append((len(digests), told))
            told = _NOT_YET
        digests.append(told)
        if len(asked) == TOGETHER:
            _brought(digests, asked, whole=reading.whole)
    _brought(digests, asked, whole=reading.whole)
    yield digests


def _brought(digests: list[Digest], asked: list[tuple[int, "_Opened"]], *, whole: bool) -> None:
    """The digests of files that were asked of the disk, in their places."""
    for place, opened in asked:
        try:
            digests[place] = of_open(opened.file, opened.facts, opened.size, whole=whole)
        finally:
            os.close(opened.file)
    asked.clear()


def remote(source: Opens, reading: Reading) -> Iterator[list[Digest]]:
    """The same of any source."""
    yield [_remote(source, path, size, whole=reading.whole) for path, size in reading.files]


@dataclass(frozen=True, slots=True)
class _Opened:
    """A file of which the disk is asked to bring what is to be read."""

    file: int
    facts: os.stat_result
    size: int


def _local(root: str, path: str, size: int, *, whole: bool) -> Digest | _Opened:
    try:
        file, facts = open_file(root, os.fsdecode(bytes_of(path)))
    except NotAFile:
        return None, None, _NO_FILE
    except OSError as error:
        return None, None, told(error)
    asked = False
    try:
        if _AT_HAND and size <= _PIECE:
            with suppress(_NotAtHand):
                return of_open(file, facts, size, whole=whole, read=partial(_read_at_hand, size))
            _ask_for(file, size, whole=whole)
            asked = True
            return _Opened(file, facts, size)
        return of_open(file, facts, size, whole=whole)
    finally:
        if not asked:
            os.close(file)


def _ask_for(file: int, size: int, *, whole: bool) -> None:
    """Has the disk bring what will be read, without waiting for it."""
    with suppress(OSError):  # it is a hint
        if whole or size <= WHOLE:
            os.posix_fadvise(file, 0, size, os.POSIX_FADV_WILLNEED)
        else:
            os.posix_fadvise(file, 0, END, os.POSIX_FADV_WILLNEED)
            os.posix_fadvise(file, size - END, END, os.POSIX_FADV_WILLNEED)


def of_open(
    file: int, before: os.stat_result, size: int, *, whole: bool = True, read: ReadFile | None = None
) -> Digest:
    """The digest of an open file that is to have that size, or why there is none; and what it was when it was opened."""
    try:
        if before.st_size != size:
            return None, None, _CHANGED
        sparse = before.st_blocks * 512 < size - _PIECE
        digest = _digest(
            partial(read or _read_at, file), size, whole=whole, holes=partial(_holes, file, size) if sparse else None
        )
        after = os.fstat(file)
    except OSError as error:
        return None, None, told(error)
    return digest if after.st_size == size and after.st_mtime_ns == before.st_mtime_ns else (None, None, _CHANGED)


def _remote(source: Opens, path: str, size: int, *, whole: bool) -> Digest:
    def read_at(buffer: memoryview, at: int) -> int:
        file.seek(at)
        got = 0
        while got < len(buffer) and (piece := file.read(len(buffer) - got)):
            buffer[got : got + len(piece)] = piece
            got += len(piece)
        return got

    try:
        with source.open(path) as file:
            return _digest(read_at, size, whole=whole)
    except OSError as error:
        return None, None, told(error)
    except Exception as error:  # noqa: BLE001 - the library of a store has its own
        return None, None, f"The store did not give it: {type(error).__name__}."


Runs = Callable[[], Iterator[tuple[int, bool]]]
_buffer = memoryview(bytearray(_PIECE))  # one for all files: memory that is new each time costs more than the reading
_ZEROS = memoryview(bytes(_PIECE))


def _read_at(file: int, buffer: memoryview, at: int) -> int:
    return os.preadv(file, [buffer], at)


class _NotAtHand(Exception):
    """What is to be read is not in memory, or cannot be had without waiting."""


def _read_at_hand(size: int, file: int, buffer: memoryview, at: int) -> int:
    try:
        read = os.preadv(file, [buffer], at, _AT_HAND)
    except (
        OSError
    ):  # the disk must be asked, or the share knows nothing of such questions; what else there is shows then
        raise _NotAtHand from None
    if read < min(len(buffer), size - at):  # only a part is there, or the file has become shorter
        raise _NotAtHand
    return read


def _digest(read_at: ReadAt, size: int, *, whole: bool, holes: Runs | None = None) -> Digest:
    if size <= WHOLE:
        if read_at(_buffer[: size + 1], 0) != size:
            return None, None, _CHANGED
        return None, blake3(_buffer[:size]).hexdigest(), None
    if whole:
        return _whole(read_at, holes() if holes else iter([(size, False)]))
    if read_at(_buffer[:END], 0) != END or read_at(_buffer[END : 2 * END], size - END) != END:
        return None, None, _CHANGED
    return xxh3_64(_buffer[: 2 * END]).intdigest(), None, None


def _whole(read_at: ReadAt, runs: Iterator[tuple[int, bool]]) -> Digest:
    digest, at = blake3(), 0
    for length, hole in runs:
        if hole and length > _HOLES:
            return None, None, _TOO_SPARSE
        end = at + length
        while at < end:
            number = min(end - at, _PIECE)
            if not hole:
                number = read_at(_buffer[:number], at)
                if not number:
                    return None, None, _CHANGED
            digest.update((_ZEROS if hole else _buffer)[:number])
            at += number
    return None, digest.hexdigest(), None


def _holes(file: int, size: int) -> Iterator[tuple[int, bool]]:
    """How a sparse file goes on: so many bytes, and whether they are a hole."""
    at = 0
    while at < size:
        try:
            data = min(os.lseek(file, at, os.SEEK_DATA), size)
        except OSError as error:
            if error.errno != errno.ENXIO:  # its holes are not told here
                yield size - at, False
                return
            data = size
        if data > at:
            yield data - at, True
        at = data
        if at < size:
            at = min(os.lseek(file, data, os.SEEK_HOLE), size)
            yield at - data, False
