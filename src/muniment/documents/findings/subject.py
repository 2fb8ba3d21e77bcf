"""What the rules look at: a paper, the plan understood in it and the position date, with what several rules need read once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, TypeVar, cast

from muniment.documents.findings.grid import Grid, read_grids
from muniment.documents.findings.words import clean, sentences
from muniment.documents.paper import Paper, Paragraph, Place, Table
from muniment.documents.plan.reading import ActionReading, PlanReading

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Utterance:
    """One sentence of the paper. `ref` is the action in whose row it stands; `order` counts blocks."""

    text: str
    place: Place
    order: int
    ref: str = ""
    in_table: bool = False


@dataclass(frozen=True)
class Subject:
    """A paper under examination."""

    paper: Paper
    reading: PlanReading = field(default_factory=lambda: PlanReading((), ()))
    position: date | None = None
    _once: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    def once(self, make: "Callable[[Subject], Made]") -> "Made":
        """What `make` makes of this subject, made once however many rules want it."""
        if make not in self._once:
            self._once[make] = make(self)
        return cast("Made", self._once[make])

    @cached_property
    def actions(self) -> tuple[ActionReading, ...]:
        """The rows of the plan. Where rows bear references, tables in which no row does are another matter."""
        everything = self.reading.actions
        with_refs = {_table_key(action.place) for action in everything if action.ref}
        if not with_refs or sum(not action.ref for action in everything) > len(everything) / 2:
            return everything
        return tuple(action for action in everything if action.ref or _table_key(action.place) in with_refs)

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """The tables that have a row."""
        return tuple(table for table in self.paper.tables if table.rows)

    @cached_property
    def grids(self) -> tuple[Grid, ...]:
        """The tables as grids of figures, those that run over pages joined."""
        return read_grids(self.paper)

    @cached_property
    def plan_rows(self) -> dict[tuple[str | None, int | None, int | None], str]:
        """Which rows of the paper are actions: their place and reference."""
        return {row_key(action.place): action.ref for action in self.actions}

    @cached_property
    def utterances(self) -> tuple[Utterance, ...]:
        """Every sentence of the paper in its order, in paragraphs and in cells."""
        return tuple(self._speak())

    @cached_property
    def prose(self) -> tuple[Utterance, ...]:
        """The sentences outside tables."""
        return tuple(said for said in self.utterances if not said.in_table)

    @cached_property
    def text(self) -> str:
        """All words of the paper, one sentence a line."""
        return "\n".join(said.text for said in self.utterances)

    @cached_property
    def paragraphs(self) -> tuple[tuple[int, Paragraph], ...]:
        """The paragraphs that say something, with their order among the blocks."""
        return tuple(
            (order, block)
            for order, block in enumerate(self.paper.blocks)
            if isinstance(block, Paragraph) and block.text.strip()
        )

    @cached_property
    def plan_order(self) -> int | None:
        """The first block that holds an action, None without a plan."""
        return next((said.order for said in self.utterances if said.ref), None)

    def _speak(self) -> Iterator[Utterance]:
        for order, block in enumerate(self.paper.blocks):
            if isinstance(block, Paragraph):
                for text in sentences(block.text):
                    yield Utterance(text, block.place, order)
                continue
            for row in block.rows:
                ref = self.plan_rows.get(row_key(row.place), "")
                for cell in row.cells:
                    for text in sentences(cell.text):
                        yield Utterance(text, cell.place, order, ref, in_table=True)


def row_key(place: Place) -> tuple[str | None, int | None, int | None]:
    """A row wherever it stands: by sheet and row, table and row, or by line in plain text."""
    if place.sheet is not None:
        return place.sheet, None, place.row
    return None, place.table if place.row else None, place.row or place.line


def _table_key(place: Place) -> tuple[str | None, int | None, int | None]:
    """The table of a row; in a text without tables every line is for itself."""
    return place.sheet, place.table, None if place.sheet or place.table else place.line


def heading_like(paragraph: Paragraph) -> bool:
    """A heading by its level, or a short line that does not end as a sentence does."""
    text = clean(paragraph.text)
    return bool(paragraph.level) or (0 < len(text.split()) <= 14 and not text.endswith((".", ";", ",")))
