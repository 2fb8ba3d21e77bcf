"""The shapes of the demonstration's organisation: bodies, units, posts, people, and the words they use."""

from dataclasses import dataclass
from typing import Literal

Role = Literal[
    "siro", "dpo", "caldicott", "ig_manager", "ig_officer", "asset_owner", "data_owner", "records_manager", "service_desk",
    "line_manager", "auditor", "member", "staff", "admin", "monitoring_officer", "s151", "democratic_services",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Body:
    code: str
    name: str
    short: str
    kind: Literal["council", "company"]
    owned_by: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    code: str
    name: str
    body: str
    kind: Literal["body", "directorate", "service", "team"]
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    code: str
    title: str
    unit: str
    reports_to: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    code: str
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Holding:
    """`since` and `until` are the first and the last day in the post; `until` None: still there."""

    post: str
    person: str
    since: int
    until: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class RoleGiven:
    """A role that comes with a post, for one unit and those below it."""

    role: Role
    post: str
    unit: str


@dataclass(frozen=True, slots=True)
class Group:
    code: str
    name: str
    purpose: str
    chair: str
    unit: str
    meets: str
    terms: str
    review: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """An abbreviation or a word of the trade; `replaced_by` names the term used today."""

    term: str
    expansion: str
    definition: str
    replaced_by: str = ""
