"""Files and folders below a root, opened to be read: no link is followed, nothing that would wait, however long the path.

Paths are as the system gives them to Python (bytes that are no text as surrogates), relative to the root.
"""

import ctypes
import errno
import os
import stat
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import Any, TypeAlias

Place: TypeAlias = tuple[int, int, int]  # the two numbers of a device, and an inode

LONGEST = 32_767  # bytes of a path: what the systems of file shares can name at all
_AT_ONCE = 4_000  # bytes of a path that the system takes in one call
_QUIETLY = getattr(os, "O_NOATIME", 0)  # to have read a file is not to have used it
_READ = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
_FOLDER = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_DIRECTORY

_OPENAT2, _FROM_HERE, _NO_LINKS = 437, -100, 0x04  # as the headers of Linux have them, on every kind of machine


class NotAFile(OSError):
    """A link, pipe, socket or device stands there."""


def open_folder(name: str, above: int) -> int:
    """A folder in an open folder. Raises OSError."""
    return _opened(name, _FOLDER, above)


def reach(root: str, path: str) -> tuple[int, list[Place]]:
    """A folder below the root, opened step by step, and where it and those above it stand. Raises OSError."""
    here = _opened(root, os.O_RDONLY | os.O_CLOEXEC | os.O_DIRECTORY)  # the root itself may be a link: it was asked for
    try:
        places = [_place(here)]
        for name in filter(None, path.split("/")):
            below = open_folder(name, here)
            os.close(here)
            here = below
            places.append(_place(here))
    except OSError:
        os.close(here)
        raise
    return here, places


def open_file(root: str, path: str) -> tuple[int, os.stat_result]:
    """A file below the root, and what it is as it is opened. Raises OSError, NotAFile where no file stands there."""
    at_once = _without_links()
    if at_once and (
        len(root) + len(path) < _AT_ONCE // 4 or len(os.fsencode(root)) + len(os.fsencode(path)) < _AT_ONCE
    ):
        here = _noted(at_once, f"{_real(root)}/{path}")
    else:
        folder, _, name = path.rpartition("/")
        above, _places = reach(root, folder)
        try:
            here = _opened(name, _READ, above)
        finally:
            os.close(above)
    facts = os.fstat(here)
    if not stat.S_ISREG(facts.st_mode):
        os.close(here)
        raise NotAFile(errno.EINVAL, "no file stands there")
    return here, facts


@cache
def _real(root: str) -> str:
    """The root itself may be a link, or stand below one: it was asked for."""
    return os.path.realpath(root)


class _How(ctypes.Structure):
    _fields_ = (("flags", ctypes.c_uint64), ("mode", ctypes.c_uint64), ("resolve", ctypes.c_uint64))


@cache
def _without_links() -> Callable[[str, int], int] | None:
    """Opens a path of which no part is a link, in one call; None where the system has none, and it is gone step by step.

    To forbid it of the last part is not enough: somebody may put a link in the place of a folder while a scan is on its way.
    """
    if sys.platform != "linux":
        return None
    system: Any = ctypes.CDLL(None, use_errno=True).syscall
    asked = {flags: ctypes.byref(_How(flags, 0, _NO_LINKS)) for flags in (_READ, _READ | _QUIETLY)}

    def opened(path: str, flags: int) -> int:
        while True:
            here: int = system(_OPENAT2, _FROM_HERE, os.fsencode(path), asked[flags], ctypes.sizeof(_How))
            if here >= 0:
                return here
            if (number := ctypes.get_errno()) != errno.EINTR:
                raise OSError(number, os.strerror(number), path)

    with suppress(OSError):
        os.close(opened("/", _READ))
        return opened
    return None


def _noted(opened: Callable[[str, int], int], path: str) -> int:
    try:
        return opened(path, _READ | _QUIETLY)
    except PermissionError:  # only its owner may leave no trace
        return opened(path, _READ)


def _place(folder: int) -> Place:
    facts = os.fstat(folder)
    return os.major(facts.st_dev), os.minor(facts.st_dev), facts.st_ino


def _opened(name: str, flags: int, above: int | None = None) -> int:
    try:
        return os.open(name, flags | _QUIETLY, dir_fd=above)
    except PermissionError:  # only its owner may leave no trace
        return os.open(name, flags, dir_fd=above)


def told(error: OSError, done: str = "read") -> str:
    """Why it could not be read, as a sentence."""
    if error.errno is None:  # the library of a store tells it by the class alone
        known = {PermissionError: errno.EACCES, FileNotFoundError: errno.ENOENT, TimeoutError: errno.ETIMEDOUT}
        error = OSError(known.get(type(error), 0), type(error).__name__)
    match error.errno:
        case errno.EACCES | errno.EPERM:
            return f"There is no permission: it could not be {done}."
        case errno.ENOENT | errno.ESTALE:
            return f"It vanished before it could be {done}."
        case errno.ELOOP | errno.ENOTDIR | errno.EINVAL | errno.ENXIO:
            return f"Something else stood in its place when it was to be {done}."
        case errno.EIO:
            return f"The disk or the share failed: it could not be {done}."
        case errno.ETIMEDOUT | errno.EHOSTDOWN | errno.EHOSTUNREACH | errno.ECONNRESET:
            return f"The share did not answer: it could not be {done}."
    return f"It could not be {done}: {(error.strerror or str(error) or type(error).__name__).lower()}."
