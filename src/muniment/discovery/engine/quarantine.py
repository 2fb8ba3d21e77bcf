"""Files that go: moved into a quarantine, from there brought back, or deleted for good. Each file is a step of its own.

At that moment each is looked at again: it must be the file that was agreed on, by its stamp and its content; of a copy the
one that stays must be there with the same content; and whoever asks may refuse it (`Gate`: a hold). The journal has a line
before and after each step, so that a kill at any point leaves each file in exactly one place, which the journal tells. No
link is followed, and nothing is ever overwritten. What is in the quarantine is named by its number in the list.
"""

import errno
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from muniment.discovery.engine.freezing import CHANGED, Frozen, stamp_of
from muniment.discovery.engine.journal import Journal
from muniment.discovery.engine.reaching import told
from muniment.discovery.engine.recovering import BACK, GONE, IN_QUARANTINE, LEFT, Left, Name, Recovering
from muniment.discovery.engine.shifting import (
    copy_new,
    digest_of,
    file_in,
    folder_of,
    is_there,
    marks,
    rename_new,
    stands_at,
)

# Asked for each file at its moment; what it yields is why the file must stay, "" where it may go. The step is done within it.
Gate = Callable[[Frozen], AbstractContextManager[str]]


class Quarantine(Recovering):
    """The files of one list, below `root`, and the folder in which those that went are kept until they are deleted."""

    def __init__(self, root: str, folder: int, journal: Journal, files: Sequence[Frozen]) -> None:
        super().__init__(root, folder, journal)
        self.files = {each.number: each for each in files}
        self._kept: dict[str, tuple[Any, ...]] = {}
        for number in [number for number in journal.last if number in self.files]:
            self._recover(self.files[number])

    @classmethod
    @contextmanager
    def opened(cls, root: str, folder: Path, files: Sequence[Frozen]) -> Iterator[Self]:
        """Opens it, and first puts right what a kill left half done. Raises Busy, OSError."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        here = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            with Journal.opened(here) as journal:
                yield cls(root, here, journal, files)
        finally:
            os.close(here)

    def take(self, one: Frozen, gate: Gate) -> bool:
        """Moves a file into the quarantine. False where it stays, with the reason in the journal."""
        if self.state(one):
            return self.state(one) == IN_QUARANTINE
        why = ""
        try:
            self._take(one, gate)
        except Left as error:
            why = str(error)
        except OSError as error:
            why = told(error, "moved")
        self._recover(one)
        if not self.state(one):
            self.journal.add(one.number, LEFT, why)
        return self.state(one) == IN_QUARANTINE

    def restore(self, one: Frozen) -> None:
        """Brings a file back to where it was. Raises Left where something stands there now, or it cannot be."""
        if self.state(one) != IN_QUARANTINE:
            raise Left("It is not in the quarantine.")
        why = ""
        try:
            self._restore(one)
        except FileExistsError:
            why = "Something stands there now: it stays in the quarantine."
        except Left as error:
            why = str(error)
        except OSError as error:
            why = told(error, "brought back")
        self._recover(one)
        if self.state(one) != BACK:
            raise Left(why)

    def delete(self, one: Frozen, gate: Gate) -> str:
        """Deletes a file that is in the quarantine, for good. Returns why it stays there, "" where it went."""
        if self.state(one) != IN_QUARANTINE:
            return "" if self.state(one) == GONE else "It is not in the quarantine."
        try:
            with self._slot(one) as (slots, slot):
                with file_in(slots, slot) as file:
                    self._has_content(file, one, "It was changed in the quarantine.")
                    self._keeps_a_copy(one, os.fstat(file))
                with gate(one) as refused:
                    if refused:
                        return refused
                    self.journal.add(one.number, "deleting")
                    os.unlink(slot, dir_fd=slots)
                    os.fsync(slots)
                    self.journal.add(one.number, GONE)
        except Left as error:
            return str(error)
        except OSError as error:
            self._recover(one)
            return "" if self.state(one) == GONE else told(error, "deleted")
        return ""

    # A step into the quarantine

    def _take(self, one: Frozen, gate: Gate) -> None:
        with folder_of(self.root, one.real_path) as (above, name), self._slot(one, make=True) as (slots, slot), file_in(above, name) as file:  # fmt: skip
            facts = os.fstat(file)
            if stamp_of(facts) != one.stamp:
                raise Left(CHANGED)
            self._keeps_a_copy(one, facts)
            try:
                self._renamed(one, gate, file, (above, name), (slots, slot))
            except OSError as error:
                if error.errno != errno.EXDEV:
                    raise
                self._copied_over(one, gate, file, (above, name), (slots, slot))

    def _renamed(self, one: Frozen, gate: Gate, file: int, there: Name, here: Name) -> None:
        """On the same disk: another name, with nothing in between."""
        before = marks(file)
        self._has_content(file, one, CHANGED)
        with gate(one) as refused:
            if refused:
                raise Left(refused)
            self.journal.add(one.number, "moving")
            rename_new(there[1], there[0], here[1], here[0])
            os.fsync(here[0])
            os.fsync(there[0])
            if stands_at(file, *here) and marks(file) == before:
                self.journal.add(one.number, IN_QUARANTINE)
            else:
                self._put_back(one, here, there)
                raise Left(CHANGED)

    def _copied_over(self, one: Frozen, gate: Gate, file: int, there: Name, here: Name) -> None:
        """To another disk: copied, looked at, and only then taken away.

        Nothing is deleted by its content, only by its name: so it gets one that nobody else uses, and is looked at again.
        """
        before, alias = marks(file), (there[0], self._alias(one))
        self.journal.add(one.number, "copying")
        self._copied(file, one, f"{here[1]}.part", here[0])
        rename_new(f"{here[1]}.part", here[0], here[1], here[0])
        os.fsync(here[0])
        with gate(one) as refused:
            if refused:
                raise Left(refused)
            self.journal.add(one.number, "removing")
            rename_new(there[1], there[0], alias[1], alias[0])
            if not stands_at(file, *alias) or marks(file) != before:
                rename_new(alias[1], alias[0], there[1], there[0])
                raise Left(CHANGED)
            self.journal.add(one.number, "removed")
            os.unlink(alias[1], dir_fd=alias[0])
            os.fsync(alias[0])
            self.journal.add(one.number, IN_QUARANTINE)

    def _copied(self, file: int, one: Frozen, name: str, above: int) -> None:
        """A copy that was read again from the disk."""
        copy_new(file, name, above)
        with file_in(above, name) as made:
            self._has_content(made, one, "It could not be copied whole.")

    def _restore(self, one: Frozen) -> None:
        with self._slot(one) as (slots, slot), folder_of(self.root, one.real_path, make=True) as (above, name), file_in(slots, slot) as file:  # fmt: skip
            self.journal.add(one.number, "restoring")
            try:
                rename_new(slot, slots, name, above)
            except OSError as error:
                if error.errno != errno.EXDEV:
                    raise
                if is_there(above, name):
                    raise FileExistsError(errno.EEXIST, "something stands there", name) from error
                self._copied(file, one, self._alias(one), above)
                rename_new(self._alias(one), above, name, above)
                os.unlink(slot, dir_fd=slots)
            os.fsync(above)
            self.journal.add(one.number, BACK)

    def _has_content(self, file: int, one: Frozen, otherwise: str) -> None:
        digest, why = digest_of(file)
        if digest != one.blake3:
            raise Left(why or otherwise)

    def _keeps_a_copy(self, one: Frozen, facts: os.stat_result) -> None:
        """Of a copy that goes, the one that stays is there, is another file, and has the same content now."""
        if one.kept is None:
            return
        kept = replace(one, path=one.kept, kept=None)
        try:
            with folder_of(self.root, kept.real_path) as (above, name), file_in(above, name) as file:
                now = os.fstat(file)
                if (now.st_dev, now.st_ino) == (facts.st_dev, facts.st_ino):
                    raise Left("It and the copy that is kept are one file on the disk.")
                if self._kept.get(one.kept) != (*marks(file), now.st_ctime_ns, one.blake3):
                    self._has_content(file, kept, "The copy that is kept has another content now.")
                    self._kept[one.kept] = (*marks(file), now.st_ctime_ns, one.blake3)
        except OSError as error:
            raise Left(f"The copy that is kept: {told(error)}") from error
