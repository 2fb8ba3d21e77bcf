"""What a report is told: its figures, tables, charts and texts, as plain values without any mark-up."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")  # no mark-up can be seen in it
Shape = Literal["paragraphs", "numbered", "bulleted"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One number or short fact in the running text.

    `value` is an integer, or text when it is no count ("33 %", "3 December 2026"). `address` is the path of the list
    behind it; with neither `address` nor `note` it is a plain fact (a date, a name) and gets no reference.
    `note` says what is counted.
    """

    name: str
    title: str
    value: int | str
    address: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        _safe(self.address)

    @property
    def text(self) -> str:
        return f"{self.value:,}" if isinstance(self.value, int) else self.value

    @property
    def has_source(self) -> bool:
        return bool(self.address or self.note)


@dataclass(frozen=True, slots=True)
class CellData:
    """The text of a cell, line breaks as newlines; `address` makes it a link on the page."""

    text: str
    address: str = ""

    def __post_init__(self) -> None:
        _safe(self.address)


@dataclass(frozen=True, slots=True)
class ColumnData:
    """`numeric` columns are aligned to the right, with figures of one width."""

    title: str
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class TableData:
    """A table with one header row. Without rows it is the one sentence `empty` under its caption."""

    name: str
    caption: str
    columns: tuple[ColumnData, ...]
    rows: tuple[tuple[CellData, ...], ...]
    empty: str = "None."

    def __post_init__(self) -> None:
        for number, row in enumerate(self.rows, start=1):
            if len(row) != len(self.columns):
                raise ValueError(f"Table {self.name}, row {number}: {len(row)} cells for {len(self.columns)} columns.")


@dataclass(frozen=True, slots=True)
class ChartData:
    """`title` says the finding, `alt` what a person who cannot see it needs, `table` the numbers behind it.

    `spec` is a Vega-Lite specification, as `charts.stacked_bar` and `charts.burn_up` make them.
    """

    name: str
    title: str
    alt: str
    spec: Mapping[str, Any]
    table: TableData

    def __post_init__(self) -> None:
        if not self.alt.strip():
            raise ValueError(f"Chart {self.name} says nothing to a person who cannot see it.")


@dataclass(frozen=True, slots=True)
class TextValue:
    """Prose that a person typed. A newline inside a paragraph stays a line break."""

    name: str
    paragraphs: tuple[str, ...]
    shape: Shape = "paragraphs"


@dataclass(frozen=True, slots=True)
class Term:
    """A line of the glossary."""

    term: str
    definition: str


@dataclass(frozen=True, slots=True)
class Wording:
    """The few words that the engine itself prints; a template in Welsh comes with Welsh ones."""

    table: str = "Table"
    chart: str = "Chart"
    page: str = "Page"
    of: str = "of"
    figures: str = "Figures in this report and where they come from"
    figures_columns: tuple[str, str, str, str] = ("Ref.", "Figure", "Value", "What it counts, and the list behind it")
    glossary: str = "Abbreviations and terms"
    glossary_columns: tuple[str, str] = ("Term", "Meaning")
    unwritten: str = "[Not yet written.]"


@dataclass(frozen=True, slots=True)
class ReportValues:
    """All that a template may ask for.

    `site` is put before each address where it is printed (`https://muniment.example.gov.uk`). `marks` stand under the
    title and in the head of every page ("Draft", "Not for publication"). `dated` goes into the files as their date,
    so that a report made again is the same file; it is printed nowhere.
    """

    title: str
    figures: tuple[Figure, ...] = ()
    tables: tuple[TableData, ...] = ()
    charts: tuple[ChartData, ...] = ()
    texts: tuple[TextValue, ...] = ()
    glossary: tuple[Term, ...] = ()
    marks: tuple[str, ...] = ()
    language: str = "en-GB"
    site: str = ""
    dated: date = date(2000, 1, 1)
    wording: Wording = Wording()

    def __post_init__(self) -> None:
        names = [name for name, _ in self._named()]
        if wrong := [name for name in names if not NAME.fullmatch(name.partition(":")[2])]:
            raise ValueError(f"Not a name (small letters, digits and single _ only): {', '.join(wrong)}.")
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"Given twice: {', '.join(twice)}.")

    def _named(self) -> Iterator[tuple[str, Any]]:
        groups: tuple[tuple[str, tuple[Any, ...]], ...] = (
            ("figure", self.figures),
            ("table", self.tables),
            ("chart", self.charts),
            ("text", self.texts),
        )
        for kind, values in groups:
            for value in values:
                yield f"{kind}:{value.name}", value

    @property
    def by_placeholder(self) -> dict[str, Any]:
        """`figure:late` → that figure, and so on: what may stand between the braces of a template."""
        return dict(self._named())


def cells(*values: str | int | CellData) -> tuple[CellData, ...]:
    """A row from plain values; integers get their thousands separated."""
    return tuple(
        value if isinstance(value, CellData) else CellData(f"{value:,}" if isinstance(value, int) else value)
        for value in values
    )


def _safe(address: str) -> None:
    """A link goes to a page of this system or to the web, and is never a script."""
    if address and not address.startswith(("/", "https://", "http://")):
        raise ValueError(f"Not an address of a page: {address!r}")
