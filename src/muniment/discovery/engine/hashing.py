"""Digests of files: of their two ends to tell them apart, of the whole for evidence. Runs in processes that load little."""

import errno
import os
from collections.abc import Callable, Iterator, Sequence
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
_HOLES = 64 * 1024**3  # bytes of holes, at most: zeros cost time too
_UNCHANGED = "It changed while it was read, or since it was found."
_TOO_SPARSE = f"It is a sparse file with holes of more than {_HOLES // 1024**3} GB: it is not compared with others."

Opened = Callable[[str], BinaryIO]


@dataclass(frozen=True, slots=True)
class Reading:
    """Files of which digests are asked: path as in ENTRIES and size."""

    files: tuple[tuple[str, int], ...]
    whole: bool  # else both ends, and the whole only of what is small


@dataclass(frozen=True, slots=True)
class Digest:
    """Of one file: of its ends (xxh3), of the whole (blake3), or why it has none."""

    ends: int | None = None
    whole: str | None = None
    why: str | None = None


class Opens(Protocol):
    """A source, of which only this is asked here."""

    def open(self, path: str) -> BinaryIO: ...


def local(root: str, reading: Reading) -> Iterator[list[Digest]]:
    """Digests of files below a folder, in their order."""
    yield digests(partial(_open_local, root), reading)


def remote(source: Opens, reading: Reading) -> Iterator[list[Digest]]:
    """The same of any source."""
    yield digests(source.open, reading)


def digests(opened: Opened, reading: Reading) -> list[Digest]:
    """Raises nothing: a file that cannot be read has its reason."""
    found = []
    for path, size in reading.files:
        try:
            with opened(path) as file:
                found.append(_of(file, size, whole=reading.whole))
        except NotAFile:
            found.append(Digest(why="No file stands there any more."))
        except OSError as error:
            found.append(Digest(why=told(error)))
        except Exception as error:  # noqa: BLE001 - the library of a store has its own
            found.append(Digest(why=f"The store did not give it: {type(error).__name__}."))
    return found


def _open_local(root: str, path: str) -> BinaryIO:
    return os.fdopen(open_file(root, os.fsdecode(bytes_of(path))), "rb", buffering=0)


def _of(file: BinaryIO, size: int, *, whole: bool) -> Digest:
    before = _state(file)
    if before and before[0] != size:
        return Digest(why=_UNCHANGED)
    if size <= WHOLE:
        content = _exactly(file, size + 1)
        digest = Digest(whole=blake3(content).hexdigest()) if len(content) == size else Digest(why=_UNCHANGED)
    elif not whole:
        head = _exactly(file, END)
        file.seek(size - END)
        digest = Digest(ends=xxh3_64(head + _exactly(file, END)).intdigest())
    else:
        digest = _whole(file, size)
    if _state(file) != before:
        return Digest(why=_UNCHANGED)
    return digest


def _state(file: BinaryIO) -> tuple[int, int, int] | None:
    try:
        facts = os.fstat(file.fileno())
    except (OSError, AttributeError):  # no file of this machine
        return None
    return facts.st_size, facts.st_mtime_ns, facts.st_ino


def _exactly(file: BinaryIO, number: int) -> bytes:
    """So many bytes, fewer only where the file ends."""
    content = file.read(number)
    while len(content) < number and (more := file.read(number - len(content))):
        content += more
    return content


def _whole(file: BinaryIO, size: int) -> Digest:
    digest, at = blake3(), 0
    for number, zeros in _runs(file, size):
        if zeros and number > _HOLES:
            return Digest(why=_TOO_SPARSE)
        left = number
        if not zeros:
            file.seek(at)
        while left:
            piece = memoryview(_ZEROS)[: min(left, _PIECE)] if zeros else file.read(min(left, _PIECE))
            if not piece:
                return Digest(why=_UNCHANGED)
            digest.update(piece)
            left -= len(piece)
        at += number
    return Digest(whole=digest.hexdigest())


_ZEROS = bytes(_PIECE)


def _runs(file: BinaryIO, size: int) -> Iterator[tuple[int, bool]]:
    """How the file goes on: so many bytes, and whether they are a hole."""
    try:
        facts = os.fstat(file.fileno())
    except (OSError, AttributeError):
        facts = None
    if facts is None or facts.st_blocks * 512 >= size - _PIECE:
        yield size, False
        return
    at = 0
    while at < size:
        try:
            data = os.lseek(file.fileno(), at, os.SEEK_DATA)
        except OSError as error:
            if error.errno != errno.ENXIO:  # holes are not told here
                yield size - at, False
                return
            data = size
        data = min(data, size)
        if data > at:
            yield data - at, True
        if data < size:
            end = min(os.lseek(file.fileno(), data, os.SEEK_HOLE), size)
            yield end - data, False
            data = end
        at = data


def asked(
    files: Sequence[tuple[str, int]], *, whole: bool, number: int = 400, most: int = 64 * 1024**2
) -> Iterator[Reading]:
    """The files in portions that take about as long as each other."""
    portion: list[tuple[str, int]] = []
    weight = 0
    for path, size in files:
        portion.append((path, size))
        weight += size if whole else 0
        if len(portion) >= number or weight >= most:
            yield Reading(tuple(portion), whole)
            portion, weight = [], 0
    if portion:
        yield Reading(tuple(portion), whole)
