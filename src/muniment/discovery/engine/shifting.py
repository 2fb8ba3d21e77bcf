"""A file given another name or another disk: nothing that stands there is overwritten, and no link is followed."""

import ctypes
import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from muniment.discovery.engine.hashing import of_open
from muniment.discovery.engine.reaching import NotAFile, open_folder, reach

_NOREPLACE = 1  # of renameat2
_PIECE = 1024 * 1024
_READ = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
_MAKE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_CANNOT = {errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP}
_libc = ctypes.CDLL(None, use_errno=True)


def rename_new(name: str, above: int, new: str, new_above: int) -> None:
    """Gives a name in an open folder another one in another. Raises FileExistsError where something has that one, OSError."""
    renamed = getattr(_libc, "renameat2", None)
    if renamed is not None:
        if renamed(above, os.fsencode(name), new_above, os.fsencode(new), _NOREPLACE) == 0:
            return
        wrong = ctypes.get_errno()
        if wrong not in _CANNOT:
            raise OSError(wrong, os.strerror(wrong), name)
    # Where the file system has no such call: a second name fails where one is there, too.
    os.link(name, new, src_dir_fd=above, dst_dir_fd=new_above, follow_symlinks=False)
    os.unlink(name, dir_fd=above)


@contextmanager
def folder_of(root: str, path: str, *, make: bool = False) -> Iterator[tuple[int, str]]:
    """The open folder in which a file below the root stands, and its name there; reached step by step, so that no link leads out.

    With `make` folders that are gone are made again. Raises OSError.
    """
    folder, _sign, name = path.rpartition("/")
    if not name or any(part in {"", ".", ".."} for part in path.split("/")):
        raise OSError(errno.EINVAL, "no file has such a path", path)
    here = _made(root, folder) if make else reach(root, folder)[0]
    try:
        yield here, name
    finally:
        os.close(here)


def _made(root: str, path: str) -> int:
    here, _places = reach(root, "")
    try:
        for name in filter(None, path.split("/")):
            with suppress(FileExistsError):
                os.mkdir(name, dir_fd=here)
            below = open_folder(name, here)
            os.close(here)
            here = below
    except OSError:
        os.close(here)
        raise
    return here


@contextmanager
def file_in(above: int, name: str) -> Iterator[int]:
    """A file in an open folder, to be read. Raises NotAFile where another thing stands there, OSError."""
    here = os.open(name, _READ, dir_fd=above)
    try:
        if not stat.S_ISREG(os.fstat(here).st_mode):
            raise NotAFile(errno.EINVAL, "no file stands there")
        yield here
    finally:
        os.close(here)


def is_there(above: int, name: str) -> bool:
    try:
        os.stat(name, dir_fd=above, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return True


def digest_of(file: int) -> tuple[str, str]:
    """The BLAKE3 of an open file, or "" and why there is none."""
    facts = os.fstat(file)
    _ends, digest, why = of_open(file, facts, facts.st_size)
    return digest or "", why or ""


def copy_new(file: int, new: str, above: int) -> None:
    """Copies an open file, with its times, its rights and what else the other disk takes of it, and waits until it is there."""
    facts = os.fstat(file)
    made = os.open(new, _MAKE, 0o600, dir_fd=above)
    try:
        os.lseek(file, 0, os.SEEK_SET)
        while piece := os.read(file, _PIECE):
            rest = memoryview(piece)
            while rest:
                rest = rest[os.write(made, rest) :]
        with suppress(OSError):
            os.fchown(made, facts.st_uid, facts.st_gid)
        for name in _attributes(file):
            with suppress(OSError):
                os.setxattr(made, name, os.getxattr(file, name))
        with suppress(OSError):
            os.fchmod(made, stat.S_IMODE(facts.st_mode))
        os.utime(made, ns=(facts.st_atime_ns, facts.st_mtime_ns))
        os.fsync(made)
    finally:
        os.close(made)


def _attributes(file: int) -> list[str]:
    try:
        return os.listxattr(file)
    except OSError:
        return []


def marks(file: int) -> tuple[int, ...]:
    """What changes of an open file when somebody writes to it; a new name changes none of it."""
    facts = os.fstat(file)
    return facts.st_dev, facts.st_ino, facts.st_size, facts.st_mtime_ns


def stands_at(file: int, above: int, name: str) -> bool:
    """Whether an open file is what has that name now."""
    there, facts = os.stat(name, dir_fd=above, follow_symlinks=False), os.fstat(file)
    return (there.st_dev, there.st_ino) == (facts.st_dev, facts.st_ino)


def take_away(name: str, above: int) -> None:
    """Unlinks a name, where it is there."""
    with suppress(FileNotFoundError):
        os.unlink(name, dir_fd=above)
