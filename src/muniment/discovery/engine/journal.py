"""A journal of what is done to files, one line each, on the disk before the next thing is done: after a kill it tells where each stands."""

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Self

from muniment import clock

NAME = "journal.jsonl"
_OPEN = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC


class Busy(Exception):
    """Somebody else works on these files."""


class Journal:
    """Lines of a number and what was done, in an open folder. Whoever has it open is alone in it."""

    def __init__(self, file: int) -> None:
        self._file = file
        self.last: dict[int, dict[str, Any]] = {}
        for line in self._lines():
            self._take(line)

    @classmethod
    @contextmanager
    def opened(cls, folder: int) -> Iterator[Self]:
        """The journal of an open folder. Raises Busy, OSError."""
        file = os.open(NAME, _OPEN, 0o600, dir_fd=folder)
        try:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Busy("Somebody else works on these files already.") from None
            journal = cls(file)
            os.fsync(folder)
            yield journal
        finally:
            os.close(file)

    def _lines(self) -> Iterator[dict[str, Any]]:
        """What stands in it. A last line that a kill left unfinished was never acted on, and is cut off."""
        os.lseek(self._file, 0, os.SEEK_SET)
        with os.fdopen(os.dup(self._file), "rb") as file:
            content = file.read()
        whole = content.rfind(b"\n") + 1
        if whole < len(content):
            os.ftruncate(self._file, whole)
            os.fsync(self._file)
        for line in content[:whole].splitlines():
            yield json.loads(line)

    def _take(self, line: dict[str, Any]) -> None:
        self.last[line["n"]] = line

    def state(self, number: int) -> str:
        """What was done last to a file, "" for nothing."""
        return str(self.last.get(number, {}).get("did", ""))

    def why(self, number: int) -> str:
        return str(self.last.get(number, {}).get("why", ""))

    def add(self, number: int, did: str, why: str = "") -> None:
        """Writes a line, and comes back when it is on the disk."""
        line = {
            "n": number,
            "did": did,
            "at": clock.now().isoformat(timespec="seconds"),
            **({"why": why} if why else {}),
        }
        self.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
        self._take(line)

    def write(self, line: bytes) -> None:
        while line:
            line = line[os.write(self._file, line) :]
        os.fsync(self._file)

    def count(self, asked: Callable[[str], bool]) -> int:
        """How many files stand so."""
        return sum(asked(line["did"]) for line in self.last.values())
