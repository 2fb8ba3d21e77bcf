"""Rectangles whose areas are as their sizes, each as near to a square as can be (Bruls, Huizing and van Wijk, 2000)."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, from its upper left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def left(self) -> int:
        """Where words in it begin."""
        return round(self.x + 6)

    @property
    def top(self) -> int:
        """On which line its name stands."""
        return round(self.y + 14)

    @property
    def second(self) -> int:
        """And what else is said of it."""
        return round(self.y + 31)

    def within(self, edge: float, top: float) -> "Box":
        """What is left inside an edge and below a heading; without any area where there is no room."""
        return Box(self.x + edge, self.y + top, max(0.0, self.width - 2 * edge), max(0.0, self.height - top - edge))


def boxes(sizes: Sequence[float], room: Box) -> list[Box]:
    """A box for each size, in their order; the largest should come first. What has no size has an empty box."""
    total = sum(size for size in sizes if size > 0)
    if total <= 0 or room.width <= 0 or room.height <= 0:
        return [Box(room.x, room.y, 0, 0) for _ in sizes]
    scale = room.width * room.height / total
    areas = [max(0.0, size) * scale for size in sizes]
    found: list[Box] = []
    at = 0
    while at < len(areas):
        side = min(room.width, room.height)
        end = at + 1
        while end < len(areas) and _worst(areas[at : end + 1], side) <= _worst(areas[at:end], side):
            end += 1
        row, room = _laid(areas[at:end], room)
        found += row
        at = end
    return found


def _worst(row: Sequence[float], side: float) -> float:
    """How far from a square the worst of a row is that is laid along a side; 1 is a square."""
    total = sum(row)
    if not total or not side or not min(row):
        return float("inf")
    return max(side**2 * max(row) / total**2, total**2 / (side**2 * min(row)))


def _laid(row: Sequence[float], room: Box) -> tuple[list[Box], Box]:
    """A row of boxes along the shorter side of the room, and the room that is left."""
    total = sum(row)
    if room.width >= room.height:
        width = min(room.width, total / room.height) if room.height else 0.0
        y, found = room.y, []
        for area in row:
            height = area / width if width else 0.0
            found.append(Box(room.x, y, width, height))
            y += height
        return found, Box(room.x + width, room.y, room.width - width, room.height)
    height = min(room.height, total / room.width) if room.width else 0.0
    x, found = room.x, []
    for area in row:
        width = area / height if height else 0.0
        found.append(Box(x, room.y, width, height))
        x += width
    return found, Box(room.x, room.y + height, room.width, room.height - height)
