"""Folders listed with all below them, up to a number of entries: what one process of the walk does.

It loads nothing of Arrow: a process that begins in a quarter of the time is worth more than its help with the batches.
"""

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice

from muniment.discovery.engine.facts import Columns, Facts
from muniment.discovery.engine.names import written
from muniment.discovery.engine.reaching import LONGEST, Place, open_folder, reach, told

BATCH = 16_384  # rows
_BATCH_TEXT = 32 * 1024**2  # characters of paths
_DEEP = 100  # folders that are open at once
SECONDS = 0.2  # so that others can help soon where a disk is slow

LOOP = "It is the same folder as one above it: a mount leads back to it, and it is not entered again."
TOO_LONG = f"Its path has more than {LONGEST:,} bytes: what stands in it is not listed."


@dataclass(frozen=True, slots=True)
class Listed:
    """Rows of what was found, the folders that are listed whole with them, and those found that are still to be listed.

    A folder is told once for all its rows that follow each other: `counts` says how many. `whys` has kind and reason of the
    rows that something is wrong with. See `walking.Walked`.
    """

    names: list[str]
    facts: Columns
    folders: list[str]
    counts: list[int]
    whys: dict[int, tuple[str, str]]
    listed: list[str]
    found: list[str]


@dataclass(slots=True)
class Rows:
    """Rows that are being gathered."""

    names: list[str] = field(default_factory=list)
    facts: Facts = field(default_factory=Facts)
    folders: list[str] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    whys: dict[int, tuple[str, str]] = field(default_factory=dict)

    def fail(self, name: str, kind: str, why: str) -> None:
        """A row of which only the name is known."""
        self.whys[len(self.names)] = kind, why
        self.names.append(name)
        self.facts.unknown()

    def told(self, listed: list[str], found: list[str]) -> Listed:
        return Listed(self.names, self.facts.columns(), self.folders, self.counts, self.whys, listed, found)


@dataclass(frozen=True, slots=True)
class Errand:
    """Folders to be listed, of a tree, and after how many entries or seconds the rest is given back."""

    root: str
    folders: tuple[str, ...]
    entries: int
    seconds: float = SECONDS


def run(errand: Errand) -> Iterator[Listed]:
    """Lists them with what is below them. Every folder of the errand is listed, or given back as found."""
    return Listing(errand).walked()


class Listing:
    """One errand on its way."""

    def __init__(self, errand: Errand) -> None:
        self.errand = errand
        self.seen, self.until = 0, time.monotonic() + errand.seconds
        self.rows, self.text = Rows(), 0
        self.listed: list[str] = []
        self.found: list[str] = []

    def walked(self) -> Iterator[Listed]:
        for folder in self.errand.folders:
            if self.seen >= self.errand.entries:
                self.found.append(folder)
                continue
            try:
                here, places = reach(self.errand.root, folder)
            except OSError as error:
                self.folder_failed(folder, error, None)
                continue
            yield from self.tree(folder, here, places)
        if self.listed or self.found or self.rows.names:
            found = [written(os.fsencode(each)) for each in self.found]
            yield self.rows.told(self.listed, found)

    def tree(self, top: str, here: int, places: list[Place]) -> Iterator[Listed]:
        """All below a folder that is open, the last of the places on the way to it."""
        trail, paths = [here], [top]
        waiting: list[tuple[int, str]] = []
        try:
            yield from self.folder(top, here, places, waiting, 0)
            while waiting:
                depth, name = waiting.pop()
                while len(trail) > depth + 1:
                    os.close(trail.pop())
                    paths.pop()
                    places.pop()
                path = f"{paths[-1]}/{name}" if paths[-1] else name
                if self.seen >= self.errand.entries or len(trail) >= _DEEP:
                    self.found.append(path)
                    continue
                try:
                    here = open_folder(name, trail[-1])
                except OSError as error:
                    self.folder_failed(path, error, trail[-1])
                    continue
                trail.append(here)
                paths.append(path)
                yield from self.folder(path, here, places, waiting, depth + 1)
        finally:
            for each in trail:
                os.close(each)

    def folder(
        self, path: str, here: int, places: list[Place], waiting: list[tuple[int, str]], depth: int
    ) -> Iterator[Listed]:
        """One open folder: its own row and those of what stands in it; its place is put behind the others."""
        self.own_row(path)
        row = len(self.rows.names) - 1
        self.rows.facts.look(here, ("",))
        place = self.rows.facts.place()
        if depth:
            places.append(place)
        if place in places[:-1]:
            self.rows.whys[row] = "folder", LOOP
        elif len(path) > LONGEST // 4 and len(os.fsencode(path)) > LONGEST:
            self.rows.whys[row] = "folder", TOO_LONG
        else:
            error: OSError | None = None
            piece: list[os.DirEntry[str]] = []
            try:
                with os.scandir(here) as found:
                    while True:
                        piece.extend(islice(found, BATCH))  # where it fails, what came before stays
                        if len(piece) < BATCH:
                            break
                        self.entries(path, here, piece, waiting, depth)
                        # What was listed is told at the end only, with all that is still to be listed: so any beginning of
                        # what a walk has told can be gone on from.
                        yield self.rows.told([], [])
                        self.rows, self.text, row, piece = Rows(), 0, -1, []
            except OSError as failed:
                error = failed
            self.entries(path, here, piece, waiting, depth)
            if error:
                if row < 0:  # its row has gone already
                    row = len(self.rows.names)
                    self.own_row(path)
                    self.rows.facts.look(here, ("",))
                self.rows.whys[row] = "folder", f"Not all that stands in it could be listed. {told(error, 'listed')}"
        self.listed.append(written(os.fsencode(path)))
        if self.text > _BATCH_TEXT or time.monotonic() > self.until:
            self.seen = self.errand.entries  # enough: the rest is given back

    def entries(
        self, path: str, here: int, piece: list["os.DirEntry[str]"], waiting: list[tuple[int, str]], depth: int
    ) -> None:
        """Rows of what stands in a folder; the folders in it are put behind those that wait."""
        files, below = [], waiting.append
        unknown: list[tuple[os.DirEntry[str], OSError]] = []
        for entry in piece:
            try:
                if entry.is_dir(follow_symlinks=False):
                    below((depth, entry.name))
                else:
                    files.append(entry.name)
            except OSError as error:  # of what kind it is was asked, and it is gone
                unknown.append((entry, error))
        before = len(self.rows.names)
        self.rows.names.extend(files)
        for index, failed in self.rows.facts.look(here, files).items():
            kind = "link" if _is_link(piece, files[index]) else "file"
            self.rows.whys[before + index] = kind, told(failed, "looked at")
        for entry, failed in unknown:
            self.rows.fail(entry.name, "file", told(failed, "looked at"))
        number = len(files) + len(unknown)
        self.rows.folders.append(path)
        self.rows.counts.append(number)
        self.text += number * (len(path) + 20)
        self.seen += number + 1

    def own_row(self, path: str) -> None:
        above, _, name = path.rpartition("/")
        self.rows.names.append(name)
        self.rows.folders.append(above)
        self.rows.counts.append(1)
        self.text += len(path)

    def folder_failed(self, path: str, error: OSError, above: int | None) -> None:
        self.own_row(path)
        self.rows.whys[len(self.rows.names) - 1] = "folder", told(error, "listed")
        if above is None:
            self.rows.facts.unknown()
        else:
            self.rows.facts.look(above, (path.rpartition("/")[2],))
        self.listed.append(written(os.fsencode(path)))
        self.seen += 1


def _is_link(piece: list["os.DirEntry[str]"], name: str) -> bool:
    """What the folder says of a name that could not be looked at."""
    with suppress(OSError):
        return any(entry.name == name and entry.is_symlink() for entry in piece)
    return False
