"""What Ambleworth holds, told by those who wrote it down: its schedule, assets, systems, places, groups and what they are used for."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any

from django.db import models

from muniment.assets import owning
from muniment.assets.models import InformationAsset, PermissionGroup, Place, System
from muniment.demonstration.shapes import on_day
from muniment.people.models import Person, Post, Unit
from muniment.privacy.models import ProcessingActivity
from muniment.registers import links
from muniment.registers.access import Actor
from muniment.registers.record import register_of
from muniment.registers.reviews import reviewed
from muniment.registers.services import Change, write
from muniment.retention import changing
from muniment.retention.lines import RetentionLine

Row = dict[str, Any]
KINDS: Mapping[str, type[Any]] = {
    "asset": InformationAsset, "system": System, "place": Place, "group": PermissionGroup, "activity": ProcessingActivity,
}  # fmt: skip
# What a row says besides the fields of its record: its own code, who wrote it down, when its owner accepted and reviewed it.
BESIDE = frozenset({"code", "by", "accepted", "reviewed"})
# The relations that start at a kind, each with the kind that it leads to; "" where each code says it.
RELATIONS: Mapping[str, tuple[str, str]] = {
    "keeps": ("place", "asset"), "holds": ("system", "asset"), "uses": ("activity", "asset"), "opens": ("group", ""),
}  # fmt: skip
SAYS_REVIEWED = "Went through it with those who work with it."


@cache
def told(name: str) -> Row:
    """A file of `data/` that tells something of what is held."""
    return tomllib.loads(files("muniment.demonstration").joinpath("data", f"{name}.toml").read_text(encoding="utf-8"))


class Held:
    """The registers, written day by day by the people who held the posts then. `made` finds a record by its kind and code."""

    def __init__(self, today: date, units: Mapping[str, Unit], posts: Mapping[str, Post]) -> None:
        self.today, self.units, self.posts = today, units, posts
        self.lines: dict[str, RetentionLine] = {}
        self.made: dict[tuple[str, str], Any] = {}

    @staticmethod
    def days() -> list[int]:
        """The days on which something is told, in their order."""
        schedule, held = told("schedule"), told("held")
        rows = [row for kind in KINDS for row in held[kind]]
        later = {row[what] for row in rows for what in ("accepted", "reviewed") if what in row}
        return sorted({schedule["day"], schedule["agreed"], held["day"], *later})

    def on(self, day: int) -> None:
        """Tells what happened on a day. The clock stands there."""
        schedule, held = told("schedule"), told("held")
        if day == schedule["day"]:
            self._lines(schedule)
        if day == schedule["agreed"]:
            for row in schedule["line"]:
                changing.approve(self.actor(schedule["by"]), self.lines[row["code"]], self.day(day), schedule["group"])
        if day == held["day"]:
            for kind in KINDS:
                self._records(kind, held)
            self._links(held)
        for kind in KINDS:
            for row in held[kind]:
                if row.get("accepted") == day:
                    owning.accept(self.actor(row["owner"]), self.fresh(kind, row["code"]), {})
                if row.get("reviewed") == day:
                    reviewed(self.actor(row["owner"]), self.fresh(kind, row["code"]), {"why": SAYS_REVIEWED})

    def day(self, offset: int) -> date:
        return on_day(self.today, offset)

    def actor(self, post: str) -> Actor:
        """Whoever holds a post on the day that the clock shows."""
        return Actor.at_page(Person.objects.get(pk=self.posts[post].holders()[0].pk))

    def fresh(self, kind: str, code: str) -> Any:
        return KINDS[kind].objects.get(pk=self.made[kind, code].pk)

    def _lines(self, schedule: Row) -> None:
        whole = next(iter(self.units.values()))
        rows = [*schedule["line"], *schedule["draft"]]
        for row in rows:
            values = {**row, "owner": self.posts[row["owner"]]}
            self.lines[row["code"]] = RetentionLine(unit=whole, **values)
        write(self.actor(schedule["by"]), [Change(line, verb="create") for line in self.lines.values()])

    def _records(self, kind: str, held: Row) -> None:
        rows = held[kind]
        for row in rows:
            self.made[kind, row["code"]] = KINDS[kind](**dict(self._values(kind, row)))
        by = lambda row: row.get("by", held["by"])  # noqa: E731
        for post, some in groupby(sorted(rows, key=by), key=by):
            write(self.actor(post), [Change(self.made[kind, row["code"]], verb="create") for row in some])

    def _values(self, kind: str, row: Row) -> Iterator[tuple[str, Any]]:
        """The fields of a row: posts, units and lines by their codes, days counted from today."""
        for told_name, value in row.items():
            name = "retention_line" if told_name == "line" else told_name
            if name in BESIDE or name in RELATIONS:
                continue
            field: Any = KINDS[kind]._meta.get_field(name)
            yield name, self._value(field, value)

    def values(self, model: type[Any], row: Row) -> dict[str, Any]:
        """The fields of a row of a register that is told elsewhere, with what it names by a code."""
        return {name: self._value(model._meta.get_field(name), value) for name, value in row.items()}

    def _value(self, field: Any, value: Any) -> Any:
        places = {code: made for (kind, code), made in self.made.items() if kind == "place"}
        known: Mapping[Any, Mapping[str, Any]] = {
            Post: self.posts, Unit: self.units, RetentionLine: self.lines, Place: places,
        }  # fmt: skip
        if field.is_relation:
            return known[field.related_model][value]
        return self.day(value) if isinstance(field, models.DateField) else value

    def _links(self, held: Row) -> None:
        for name, (kind, to) in RELATIONS.items():
            for row in held[kind]:
                ends = (code if not to else f"{to} {code}" for code in row.get(name, ()))
                self._link(name, (kind, row["code"]), ends, row.get("by", held["by"]))
        for code, other in held["integrates"]:
            self._link("integrates_with", ("system", code), [f"system {other}"], held["by"])

    def _link(self, relation: str, start: tuple[str, str], ends: Iterable[str], by: str) -> None:
        record = self.made[start]
        ways = links.ways_of(register_of(type(record)))
        way = next(each for each in ways if each.relation.name == relation and each.forward)
        for end in ends:
            kind, code = end.split()
            links.add(self.actor(by), record, way, self.made[kind, code])
