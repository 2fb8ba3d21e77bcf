"""A folder drawn as areas: each folder in it as large as what lies there, with the folders in that inside, in the colours of one question."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from muniment.discovery.engine import looking
from muniment.discovery.engine.treemap import Box, boxes
from muniment.discovery.result_words import AGES, DECIDED, age_of, years_since
from muniment.discovery.results import Result

WIDE, HIGH = 1000, 560
MOST, MOST_WITHIN, ROWS = 40, 12, 100
NOTHING = 9  # the colour of what nothing is told of
NAMED = 7  # owners and lines with a colour of their own; the rest share one
EDGE, HEADING = 3, 20
WORDS = 13  # how high letters stand
COLOURS: Mapping[str, Any] = {
    "age": gettext_lazy("Age"),
    "decision": gettext_lazy("Decision"),
    "line": gettext_lazy("Line of the schedule"),
    "owner": gettext_lazy("Likely owner"),
}

FINDINGS: Mapping[str, str] = {
    "age": gettext_noop("%(share)s %% of it lies in folders whose newest file was changed: %(what)s"),
    "decision": gettext_noop("%(share)s %% of it lies in folders that are mostly: %(what)s"),
    "line": gettext_noop("%(share)s %% of it lies in folders mostly under: %(what)s"),
    "owner": gettext_noop("%(share)s %% of it lies in folders that are likely of: %(what)s"),
}


@dataclass(frozen=True, slots=True)
class Tile:
    """A folder on the map, or the files that lie in the folder itself (`path` is None). `colour` is a number of the palette."""

    path: str | None
    name: str
    files: int
    bytes: int
    said: str
    colour: int
    box: Box
    inside: tuple["Tile", ...] = ()

    @property
    def label(self) -> str:
        """As much of the name as there is room for."""
        letters = int((self.box.width - 12) / (WORDS * 0.56))
        if self.box.height < HEADING or letters < 3:
            return ""
        return self.name if len(self.name) <= letters else f"{self.name[: letters - 1]}…"

    @property
    def room(self) -> bool:
        """Whether a second line of words has room."""
        return not self.inside and self.box.height >= 2.4 * HEADING and self.box.width > 90


@dataclass(frozen=True, slots=True)
class Drawn:
    """The map, its key, and the rows of the table beside it; `left` folders are not drawn, since they are so small."""

    tiles: tuple[Tile, ...]
    key: tuple[tuple[int, str, int], ...]
    rows: tuple[Tile, ...]
    left: int
    finding: str


def drawn(result: Result, folder: Mapping[str, Any], colour: str) -> Drawn:
    """The map of a folder."""
    children = looking.folders_in(result.connection, folder["path"], ROWS)
    shown = [each for each in children if each["bytes"] > 0][:MOST]
    deeper = looking.folders_within(result.connection, [each["path"] for each in shown[:20]], MOST_WITHIN)
    within: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for each in deeper:
        within[each["parent"]].append(each)
    told = _Told(colour, [*children, *deeper, folder])
    own = {**folder, "path": None, "name": _("Files in it"), "bytes": folder["own_bytes"], "files": folder["own_files"]} if folder["own_bytes"] else None  # fmt: skip
    areas = sorted([*shown, *([own] if own else [])], key=lambda each: -each["bytes"])
    tiles = []
    for each, box in zip(areas, boxes([each["bytes"] for each in areas], Box(0, 0, WIDE, HIGH)), strict=True):
        inner = within.get(each["path"] or "", [])
        # What lies in the folder itself has its share of the room too, and stays empty.
        room = [row["bytes"] for row in inner] + [max(0, each["bytes"] - sum(row["bytes"] for row in inner))]
        places = boxes(room, box.within(EDGE, HEADING)) if inner and box.height > 2.5 * HEADING and box.width > 70 else []  # fmt: skip
        tiles.append(told.tile(each, box, tuple(told.tile(row, at) for row, at in zip(inner, places, strict=False) if at.width > 2 and at.height > 2)))  # fmt: skip
    rows = tuple(told.tile(each, Box(0, 0, 0, 0)) for each in ([*children, own] if own else children))
    by = Counter[tuple[int, str]]()
    for tile in rows:
        by[tile.colour, tile.said] += tile.bytes if tile.said else 0
    total = sum(tile.bytes for tile in rows)
    (_number, first), size = by.most_common(1)[0] if by else ((0, ""), 0)
    finding = _(FINDINGS[colour]) % {"share": round(100 * size / total), "what": first} if total else _("Nothing with a size lies here.")  # fmt: skip
    return Drawn(tuple(tiles), key_of(tiles), rows, len(children) - len(shown), finding)


def key_of(tiles: Iterable[Tile]) -> tuple[tuple[int, str, int], ...]:
    """The colours that are on the map, in areas within others too, and what they say; those that share one are said together."""
    found: dict[int, set[str]] = defaultdict(set)
    for each in tiles:
        for tile in (each, *each.inside):
            if tile.said:
                found[tile.colour].add(tile.said)
    return tuple((number, min(said) if len(said) == 1 else _("%(number)s others") % {"number": len(said)}, len(said)) for number, said in sorted(found.items()))  # fmt: skip


class _Told:
    """What is said of folders in answer to one question, and which colour says it too."""

    def __init__(self, colour: str, folders: Sequence[Mapping[str, Any]]) -> None:
        self.colour = colour
        weights = Counter[str]()
        for each in folders[:-1]:
            value = self._value(each)
            if value:
                weights[value] += each["bytes"]
        self.named = [value for value, _weight in weights.most_common(NAMED)]

    def tile(self, folder: Mapping[str, Any], box: Box, inside: tuple[Tile, ...] = ()) -> Tile:
        # Of the files that lie in the folder itself nothing is told apart from the folder.
        number, said = self._said(folder) if folder["path"] is not None else (NOTHING, "")
        return Tile(folder["path"], folder["name"], folder["files"], folder["bytes"], said, number, box, inside)

    def _value(self, folder: Mapping[str, Any]) -> str:
        return str(folder["line" if self.colour == "line" else "likely_owner"] or "")

    def _said(self, folder: Mapping[str, Any]) -> tuple[int, str]:
        if self.colour == "age":
            if folder["newest"] is None:
                return NOTHING, _("Nothing in it has a day")
            age = age_of(years_since(folder["newest"]))
            return age, str(AGES[age][1])
        if self.colour == "decision":
            decided = dict(folder["bytes_by_decision"] or [])
            most = max(decided, key=lambda name: (decided[name], name), default="")
            return (
                (10 + list(DECIDED).index(most), str(DECIDED[most][0]))
                if most in DECIDED
                else (NOTHING, _("Nothing decided"))
            )
        value = self._value(folder)
        if not value:
            return NOTHING, _("No line known") if self.colour == "line" else _("Nobody known")
        return (20 + self.named.index(value), value) if value in self.named else (28, value)
