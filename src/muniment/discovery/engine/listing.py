"""Folders listed with all below them, up to a number of entries: what one process of the walk does."""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

import pyarrow as pa

from muniment.discovery.engine.entries import Rows, batch_of, facts_of
from muniment.discovery.engine.names import written
from muniment.discovery.engine.reaching import LONGEST, Place, open_folder, reach, told

BATCH = 16_384  # rows
_BATCH_TEXT = 32 * 1024**2  # characters of paths
_DEEP = 100  # folders that are open at once

LOOP = "It is the same folder as one above it: a mount leads back to it, and it is not entered again."
TOO_LONG = f"Its path has more than {LONGEST:,} bytes: what stands in it is not listed."


@dataclass(frozen=True, slots=True)
class Walked:
    """A batch of ENTRIES, the folders that are listed whole with it, and those found that are still to be listed.

    Of a folder with very many entries come several batches, of which only the last says that it, and what was listed
    before it, is `listed`: whoever kept the others, and goes on later, finds the same paths again and keeps one of each.
    The row of a folder itself comes when it is listed. Paths are as in ENTRIES; the root is "".
    """

    batch: pa.RecordBatch
    listed: list[str]
    found: list[str]


@dataclass(frozen=True, slots=True)
class Errand:
    """Folders to be listed, of a tree, and after how many entries the rest is given back."""

    root: str
    folders: tuple[str, ...]
    entries: int


def run(errand: Errand) -> Iterator[Walked]:
    """Lists them with what is below them. Every folder of the errand is listed, or given back as found."""
    return Listing(errand).walked()


class Listing:
    """One errand on its way."""

    def __init__(self, errand: Errand) -> None:
        self.errand = errand
        self.seen = 0
        self.rows, self.text = Rows(), 0
        self.listed: list[str] = []
        self.found: list[str] = []

    def walked(self) -> Iterator[Walked]:
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
            yield Walked(batch_of(self.rows), self.listed, found)

    def tree(self, top: str, here: int, places: list[Place]) -> Iterator[Walked]:
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
    ) -> Iterator[Walked]:
        """One open folder: its own row and those of what stands in it; its place is put behind the others."""
        facts = os.fstat(here)
        place = (facts.st_dev, facts.st_ino)
        if depth:
            places.append(place)
        self.own_row(path)
        self.rows.facts.append(facts_of(facts))
        row = len(self.rows.names) - 1
        if place in places[:-1]:
            self.rows.whys[row] = "folder", LOOP
        elif len(path) > LONGEST // 4 and len(os.fsencode(path)) > LONGEST:
            self.rows.whys[row] = "folder", TOO_LONG
        else:
            try:
                for piece in self.entries(path, here, waiting, depth):
                    yield piece
                    row = -1
            except OSError as error:
                why = f"Not all that stands in it could be listed. {told(error, 'listed')}"
                if row < 0:  # its row has gone already
                    row = len(self.rows.names)
                    self.own_row(path)
                    self.rows.facts.append(facts_of(facts))
                self.rows.whys[row] = "folder", why
        self.listed.append(written(os.fsencode(path)))
        if self.text > _BATCH_TEXT:
            self.seen = self.errand.entries  # enough: the rest is given back

    def entries(self, path: str, here: int, waiting: list[tuple[int, str]], depth: int) -> Iterator[Walked]:
        with os.scandir(here) as found:
            while True:
                rows, before = self.rows, len(self.rows.names)
                name_told, facts_told, below = rows.names.append, rows.facts.append, waiting.append
                piece = list(islice(found, BATCH))
                # What follows is done for every file there is: nothing in it that could stand outside.
                for entry in piece:
                    try:
                        if entry.is_dir(follow_symlinks=False):
                            below((depth, entry.name))
                            continue
                        known = facts_of(entry.stat(follow_symlinks=False))
                    except OSError as error:
                        rows.fail(entry.name, _kind(entry), told(error, "looked at"))
                        continue
                    name_told(entry.name)
                    facts_told(known)
                self.count(path, len(rows.names) - before)
                if len(piece) < BATCH:
                    return
                # What was listed is told at the end only, with all that is still to be listed: so any beginning of what a
                # walk has told can be gone on from.
                yield Walked(batch_of(self.rows), [], [])
                self.rows, self.text = Rows(), 0

    def count(self, path: str, rows: int) -> None:
        self.rows.folders.append(path)
        self.rows.counts.append(rows)
        self.text += rows * (len(path) + 20)
        self.seen += rows + 1

    def own_row(self, path: str) -> None:
        above, _, name = path.rpartition("/")
        self.rows.names.append(name)
        self.rows.folders.append(above)
        self.rows.counts.append(1)
        self.text += len(path)

    def folder_failed(self, path: str, error: OSError, above: int | None) -> None:
        self.own_row(path)
        self.rows.whys[len(self.rows.names) - 1] = "folder", told(error, "listed")
        known = None
        if above is not None:
            with suppress(OSError):
                known = os.stat(path.rpartition("/")[2], dir_fd=above, follow_symlinks=False)
        self.rows.facts.append(facts_of(known) if known else (0,) * 11)
        self.listed.append(written(os.fsencode(path)))
        self.seen += 1


def _kind(entry: "os.DirEntry[str]") -> str:
    with suppress(OSError):
        return "link" if entry.is_symlink() else "file"
    return "file"
