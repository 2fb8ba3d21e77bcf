"""The kinds of report: all in which one kind differs from another is one object; the rest of the floor asks only that object.

Each kind is declared where it is written (`plan_report`, `held.report`, `quarter.report`, `shares.report`) and entered here when the app begins.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from muniment import clock
from muniment.documents.report.values import ChartData, Figure, TableData, TextValue
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid
from muniment.registers.register import Moment, Words


class Facts(Protocol):
    """What was read for a report. `since` is the day of the last one, or the first day on which anything was known."""

    @property
    def moment(self) -> Moment: ...
    @property
    def since(self) -> date: ...
    @property
    def reported(self) -> bool: ...


@dataclass(frozen=True)
class Kind:
    """One kind of report.

    `subjects` are the registers of what it may be about. `moment_for` says of which moment a day speaks, Invalid where
    nothing was known then; `gather` reads all once, and `figures`, `tables`, `charts` and `texts` are made from that alone.
    `shown` are the figures on top of a draft's page, `offered` name and title of all that a text may ask for.
    `implications` and `clearances` are what must be answered and asked for; a council changes the second for each report.
    `days` are the day of the figures and that of lateness of a new report, and `form` what it asks besides title and committee, where
    they are not today and one day. `marks` stand under the title of a draft and of an edition.
    `scope` says in words what is counted, `why_partial` why somebody sees only part of it ("" where they see all).
    `begun` is what a page calls making one, with what it tells; a progress report is begun from its plan alone.
    `proper` are the names that its facts bring along (of formats, of places): abbreviations in them want no line in the glossary.
    `rows` is what an edition keeps so that it can be compared row by row, and `frozen` what else follows from freezing.
    """

    name: str
    template_file: str
    subjects: Sequence[str]
    title: Callable[[Any], str]
    unit_of: Callable[[Any], Any]
    lede: Callable[[Any], str]
    moment_for: Callable[[Any, date, date | None], Moment]
    gather: Callable[[Any, Moment], Any]
    figures: Callable[[Any], tuple[Figure, ...]]
    offered: Callable[[], Sequence[tuple[str, str]]]
    shown: Sequence[str]
    tables: Callable[[Any, Any], tuple[TableData, ...]]
    charts: Callable[[Any], tuple[ChartData, ...]]
    texts: Callable[[Any], tuple[TextValue, ...]]
    implications: Sequence[str]
    clearances: Sequence[str]
    scope: Callable[[Any, Moment], str]
    links_note: Callable[[], str]
    why_partial: Callable[[Actor, Any], str]
    as_json: Callable[[Any], Mapping[str, Any]]
    rows: Callable[[Any], list[dict[str, Any]]] = lambda _facts: []
    frozen: Callable[[Actor, Any], None] = lambda _actor, _report: None
    marks: Callable[[Moment], Sequence[Words]] = lambda _moment: ()
    days: Callable[[], tuple[date, date | None]] = lambda: (clock.today(), None)
    form: Any = None
    begun: tuple[Words, Words] = ("", "")
    proper: Callable[[Any], str] = lambda _facts: ""

    def template(self) -> str:
        """The template that a report of this kind starts with."""
        return template_named(self.template_file)


_KINDS: dict[str, Kind] = {}


def template_named(name: str) -> str:
    return (Path(__file__).parent / "templates_md" / name).read_text(encoding="utf-8")


def add(kind: Kind) -> Kind:
    _KINDS[kind.name] = kind
    return kind


def of(name: str) -> Kind:
    """The kind of this name."""
    return _KINDS[name]


def about(slug: str) -> list[Kind]:
    """The kinds that report on records of this register; the one that is meant where none is named stands first."""
    return [kind for kind in _KINDS.values() if slug in kind.subjects]


def chosen(slug: str, name: str = "") -> Kind:
    """The kind of this name that reports on records of this register. Invalid where there is none."""
    found = next((kind for kind in about(slug) if name in {"", kind.name}), None)
    if found is None:
        raise Invalid(f"There is no report of the kind {name} about {slug}.")
    return found
