"""What a kill, or a disk that failed, left half done with a file on its way into the quarantine or out of it: put right from the journal."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from muniment.discovery.engine.freezing import CHANGED, Frozen
from muniment.discovery.engine.journal import Journal
from muniment.discovery.engine.reaching import open_folder, told
from muniment.discovery.engine.shifting import digest_of, file_in, folder_of, is_there, rename_new, take_away

IN_QUARANTINE, BACK, GONE, LEFT, STRAY = "moved", "restored", "deleted", "left", "stray"
Name = tuple[int, str]  # an open folder, and a name in it
_FOLDER_OF = 1_000  # files of one folder of the quarantine


class Left(Exception):
    """A file that stays where it is, with the reason."""


class Recovering:
    """The places of files in a quarantine, and what is put right there."""

    def __init__(self, root: str, folder: int, journal: Journal) -> None:
        self.root, self.journal = root, journal
        self._folder = folder

    def state(self, one: Frozen) -> str:
        """Where a file stands: "" at its place, IN_QUARANTINE, BACK, GONE, LEFT or STRAY."""
        return self.journal.state(one.number)

    def _put_back(self, one: Frozen, here: Name, there: Name) -> None:
        """What was moved by mistake, since somebody put it in the place of a file, goes back where it was."""
        try:
            rename_new(here[1], here[0], there[1], there[0])
        except OSError as error:
            self.journal.add(one.number, STRAY, "Something else was put in its place while it was moved, and could not be put back: it is in the quarantine.")  # fmt: skip
            raise Left(told(error, "put back")) from error

    def _recover(self, one: Frozen) -> None:
        doing = self.journal.state(one.number)
        if doing not in {"moving", "copying", "removing", "removed", "restoring", "deleting"}:
            return
        with self._slot(one, make=True) as (slots, slot):
            there = is_there(slots, slot)
            if doing == "deleting":
                self.journal.add(one.number, IN_QUARANTINE if there else GONE)
            elif doing == "restoring":
                self._after_restoring(one, slots, slot)
            elif doing == "moving":
                self._after_moving(one, slots, slot)
            elif doing == "copying":
                take_away(f"{slot}.part", slots)
                take_away(slot, slots)
                self.journal.add(one.number, "")
            else:
                self._after_removing(one, slots, slot, removed=doing == "removed")

    def _after_moving(self, one: Frozen, slots: int, slot: str) -> None:
        if not is_there(slots, slot):
            self.journal.add(one.number, "")
        elif self._holds(slots, slot, one):
            self.journal.add(one.number, IN_QUARANTINE)
        else:
            with folder_of(self.root, one.real_path, make=True) as there:
                with suppress(Left):
                    self._put_back(one, (slots, slot), there)
                if self.state(one) != STRAY:
                    self.journal.add(one.number, LEFT, CHANGED)

    def _after_removing(self, one: Frozen, slots: int, slot: str, *, removed: bool) -> None:
        """The copy is whole. It is the file where that has gone, or has the name that nobody else uses; else the file stays."""
        with folder_of(self.root, one.real_path, make=True) as (above, name):
            alias = self._alias(one)
            if is_there(above, alias):
                if self._holds(above, alias, one):
                    take_away(alias, above)
                    removed = True
                else:
                    try:
                        rename_new(alias, above, name, above)
                    except FileExistsError:
                        take_away(slot, slots)
                        self.journal.add(one.number, STRAY, f"Something else was put in its place while it was moved, and then another thing: the first is beside it as {alias}.")  # fmt: skip
                        return
            if removed or not is_there(above, name):
                self.journal.add(one.number, IN_QUARANTINE)
            else:
                take_away(slot, slots)
                self.journal.add(one.number, "")

    def _after_restoring(self, one: Frozen, slots: int, slot: str) -> None:
        if is_there(slots, slot):
            with suppress(OSError), folder_of(self.root, one.real_path) as (above, name):
                take_away(self._alias(one), above)
                if is_there(above, name) and self._holds(above, name, one):
                    take_away(slot, slots)
        self.journal.add(one.number, IN_QUARANTINE if is_there(slots, slot) else BACK)

    def _holds(self, above: int, name: str, one: Frozen) -> bool:
        try:
            with file_in(above, name) as file:
                return digest_of(file)[0] == one.blake3
        except OSError:
            return False

    def _alias(self, one: Frozen) -> str:
        return f".muniment-{one.number:08}-{one.blake3[:12]}"

    @contextmanager
    def _slot(self, one: Frozen, *, make: bool = False) -> Iterator[Name]:
        """The open folder of the quarantine in which a file has its place, and its name there."""
        name = f"{one.number // _FOLDER_OF:05}"
        if make:
            with suppress(FileExistsError):
                os.mkdir(name, 0o700, dir_fd=self._folder)
        here = open_folder(name, self._folder)
        try:
            yield here, f"{one.number:08}"
        finally:
            os.close(here)
