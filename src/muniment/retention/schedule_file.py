"""A retention schedule in a file: its rows with the place each came from, what they say, what was understood, what is against them.

Pure. Reads by `documents.reading`; corrects nothing: what is doubtful waits for a person.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from muniment.documents.findings.finding import Finding
from muniment.documents.paper import Paragraph, Row, Table
from muniment.documents.reading import read_paper
from muniment.documents.reading.pasted import bare
from muniment.retention.schedule_columns import Columns, Role, find, period_like
from muniment.retention.schedule_findings import across_rows, of_row
from muniment.retention.schedule_rows import Schedule, ScheduleRow
from muniment.retention.schedule_text import composed, source_of

_TOTAL = re.compile(
    r"(?:grand |sub ?)?total\b|number of (?:lines|records|series|rows)\b|count\b|end of (?:schedule|table|document)\b",
    re.IGNORECASE,
)
_NOTE = re.compile(r"(?:notes?|nb|key|version|source|\*)\b|^\*", re.IGNORECASE)
_NUMBERED = re.compile(r"^(\d+(?:\.\d+)*)[.):]?\s")
_NO_FUNCTION = re.compile(r"retention|schedule|disposal|records?\b|^(?:sheet|table|list) ?\d*$", re.IGNORECASE)
LONGEST = {Role.SERIES: 200, Role.FUNCTION: 120, Role.ACTIVITY: 200, Role.AUTHORITY: 300, Role.CODE: 40}


def read_schedule(content: bytes, name: str, this_year: int) -> Schedule:
    """The schedule in a file of Word, Excel, CSV, PDF, HTML or text; no rows where it holds none. Raises Unreadable."""
    paper = read_paper(content, name)
    reader = _Reader(this_year)
    for block in paper.blocks:
        if isinstance(block, Paragraph):
            reader.paragraph(block)
        else:
            reader.table(block)
    across_rows(reader.rows)
    return Schedule(
        paper.name, paper.sha256, tuple(reader.rows), frozenset(reader.roles), tuple(dict.fromkeys(reader.headings)),
        tuple(reader.findings), paper.lost,
    )  # fmt: skip


@dataclass(slots=True)
class _Reader:
    """Goes through a paper; what holds for the rows below (a function, a heading) is kept meanwhile."""

    this_year: int
    rows: list[ScheduleRow] = field(default_factory=list)
    roles: set[Role] = field(default_factory=set)
    headings: list[tuple[str, str]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    before: Columns | None = None
    width: int = 0
    above: str = ""
    held: dict[Role, str] = field(default_factory=dict)
    section_before: bool = False

    def paragraph(self, block: Paragraph) -> None:
        if block.level:
            self.name_section(bare(block.text))

    def name_section(self, title: str) -> None:
        """A heading or a sheet's title may be the function of the rows below it, where no column says it."""
        self.above = "" if _NO_FUNCTION.search(title) else _NUMBERED.sub("", title)

    def table(self, table: Table) -> None:
        if table.place.sheet:
            self.name_section(table.place.sheet)
        texts = [tuple(map(bare, row.texts)) for row in table.rows]
        columns = find(texts)
        if self.before is not None and (columns is None or not columns.headings) and self.runs_on(texts, self.before):
            columns = replace(self.before, below=0)
        elif columns is None:
            return
        else:
            self.before, self.width, self.held = columns, max(map(len, texts)), {}
        self.roles |= columns.of.keys()
        taken = {column: role.value for role, column in columns.of.items()}
        self.headings += [
            (text.split("\n")[0], taken.get(index, "")) for index, text in enumerate(columns.headings) if text
        ]
        again = {tuple(row) for row in texts[max(columns.below - 2, 0) : columns.below]}
        for row, cells in list(zip(table.rows, texts, strict=True))[columns.below :]:
            if cells not in again and any(cells):
                self.row(row, cells, columns)

    def runs_on(self, texts: Sequence[Sequence[str]], before: Columns) -> bool:
        """Whether a table without headings is the rest of the one before it: as wide, its periods in the same column."""
        at = before.of[Role.PERIOD]
        periods = [row[at] for row in texts if at < len(row) and row[at]]
        fits = at < max(map(len, texts)) <= self.width
        return fits and sum(map(period_like, periods)) >= max(0.3 * len(periods), 0.3)

    def row(self, row: Row, texts: Sequence[str], columns: Columns) -> None:
        cells = {role: texts[at] for role, at in columns.of.items() if at < len(texts) and texts[at]}
        filled = [text for text in texts if text]
        counts = _TOTAL.match(filled[0]) and len(set(filled)) <= 3
        if counts and not re.search("[A-Za-z]", cells.get(Role.PERIOD, "")):
            self.leave(row, "This row counts others; it was left out.", " ".join(filled))
            return
        if len(set(filled)) == 1:
            self.section(row, filled[0], cells)
            return
        self.section_before = False
        self.hold(cells)
        source = source_of(cells)
        understood = composed(cells, columns.unit())
        found = ScheduleRow(len(self.rows) + 1, row.place, _fitting(cells), source, understood)
        of_row(found, self.this_year)
        self.rows.append(found)

    def section(self, row: Row, text: str, cells: dict[Role, str]) -> None:
        """One text over the whole row: a function that holds for the rows below, the activity below it, or a note."""
        if len(text) > 120 or _NOTE.match(text) or Role.PERIOD in cells:
            self.leave(row, "This row says one thing only; it was left out.", text)
            return
        named = _NUMBERED.sub("", text)
        deep = (found := _NUMBERED.match(text)) is not None and "." in found[1]
        if (self.section_before or deep) and self.held.get(Role.FUNCTION):
            self.held[Role.ACTIVITY] = named
        else:
            self.held = {Role.FUNCTION: named}
        self.section_before = not self.section_before

    def hold(self, cells: dict[Role, str]) -> None:
        """A function stands once and holds for the rows below, and so does an activity within it."""
        said = cells.get(Role.FUNCTION)
        if said and said != self.held.get(Role.FUNCTION):
            self.held = {Role.FUNCTION: said}
        if Role.ACTIVITY in cells:
            self.held[Role.ACTIVITY] = cells[Role.ACTIVITY]
        for role, text in self.held.items():
            cells.setdefault(role, text)
        if Role.FUNCTION not in cells and self.above:
            cells[Role.FUNCTION] = self.above
        self.roles |= {role for role in (Role.FUNCTION, Role.ACTIVITY) if role in cells}

    def leave(self, row: Row, message: str, quote: str) -> None:
        self.findings.append(Finding("LEFT_OUT", "note", row.place, message, " ".join(quote.split()[:20])))


def _fitting(cells: dict[Role, str]) -> dict[Role, str]:
    """The cells cut to what a line holds; what is cut stands whole beside it, in what belongs to it or the rationale."""
    found = {
        role: text if role in {Role.ABOUT, Role.RATIONALE} else " ".join(text.split()) for role, text in cells.items()
    }
    for role, most in LONGEST.items():
        if len(text := found.get(role, "")) > most:
            found[role] = text[: most - 1] + "…"
            beside = Role.RATIONALE if role is Role.AUTHORITY else Role.ABOUT
            found[beside] = "\n".join(filter(None, (text, found.get(beside, ""))))
    if not found.get(Role.SERIES):
        named = next((found[role] for role in (Role.ABOUT, Role.ACTIVITY, Role.CODE) if found.get(role)), "")
        found[Role.SERIES] = " ".join(named.split())[: LONGEST[Role.SERIES]]
    return found
