"""The demonstration council, read from the files in `data/`: `load()` gives all of it, resolved and typed."""

import tomllib
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar, get_args

from muniment.demonstration.cast import Body, Group, Holding, Person, Post, Role, RoleGiven, Term, Unit
from muniment.demonstration.shapes import (
    Audit,
    Clearance,
    Content,
    Event,
    Figures,
    Opinion,
    Part,
    Plan,
    Rating,
    Recommendation,
    Report,
    Scale,
    Theme,
    on_day,
)

__all__ = ["Content", "load", "on_day"]

T = TypeVar("T")
Row = dict[str, Any]


@cache
def load() -> Content:
    """The whole demonstration. A key that no shape knows, or one that is missing, raises TypeError."""
    organisation = _read("organisation")
    content = Content(
        bodies=_all(Body, organisation["body"]),
        units=_all(Unit, organisation["unit"]),
        posts=_all(Post, organisation["post"]),
        people=tuple(_person(row) for row in organisation["person"]),
        holdings=_all(Holding, organisation["holding"]),
        roles=_roles(organisation["roles"]),
        groups=_all(Group, organisation["group"]),
        terms=_all(Term, _read("glossary")["term"]),
        scales=tuple(_one(Scale, row, ratings=_all(Rating, row["ratings"])) for row in _read("audits")["scale"]),
        audits=tuple(_one(Audit, row, opinions=_all(Opinion, row["opinions"])) for row in _read("audits")["audit"]),
        plans=(),
        reports=tuple(_report(row) for row in _read("reports")["report"]),
    )
    plans = tuple(_plan(row, content) for row in _read("plans")["plan"])
    return replace(content, plans=plans)


def _read(name: str) -> Row:
    text = files("muniment.demonstration").joinpath("data", f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _one(shape: type[T], row: Row, **ready: Any) -> T:
    """A row as its shape: lists become tuples, the space around long texts goes."""
    values: Row = {}
    for key, value in {**row, **ready}.items():
        if isinstance(value, list):
            value = tuple(item.strip() if isinstance(item, str) else item for item in value)  # noqa: PLW2901
        values[key] = value.strip() if isinstance(value, str) else value
    return shape(**values)


def _all(shape: type[T], rows: list[Row]) -> tuple[T, ...]:
    return tuple(_one(shape, row) for row in rows)


def _person(row: Row) -> Person:
    """Ambleworth's addresses are made of first name and surname; a councillor's title is no part of them."""
    first, *_, last = row["name"].removeprefix("Councillor ").lower().split()
    return Person(code=f"{first}.{last}", name=row["name"], email=f"{first}.{last}@ambleworth.example")


def _roles(table: dict[str, list[str]]) -> tuple[RoleGiven, ...]:
    """`role = ["post@unit", …]`."""
    known = get_args(Role)
    given = []
    for role, places in table.items():
        if role not in known:
            raise TypeError(f"No role {role}.")
        for place in places:
            post, unit = place.split("@")
            given.append(RoleGiven(role=role, post=post, unit=unit))  # type: ignore[arg-type]
    return tuple(given)


def _plan(row: Row, content: Content) -> Plan:
    row = dict(row)
    rows = [rec for name in row.pop("files") for rec in _read(name)["recommendation"]]
    return _one(
        Plan,
        row,
        themes=_all(Theme, row["themes"]),
        figures=_all(Figures, row["figures"]),
        recommendations=tuple(_recommendation(rec, row["code"], content) for rec in rows),
        events=tuple(_event(event, row["code"], "", content) for event in row["events"]),
    )


def _recommendation(row: Row, plan: str, content: Content) -> Recommendation:
    return _one(
        Recommendation,
        row,
        parts=_all(Part, row.get("parts", [])),
        events=tuple(_event(event, plan, row["ref"], content) for event in row.get("events", [])),
    )


def _event(row: Row, plan: str, ref: str, content: Content) -> Event:
    return _one(Event, row, plan=plan, ref=ref, person=content.holder(row["by"], row["day"]))


def _report(row: Row) -> Report:
    return _one(Report, row, clearances=_all(Clearance, row["clearances"]))
