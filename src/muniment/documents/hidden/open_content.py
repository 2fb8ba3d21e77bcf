"""The content of an OpenDocument file, followed from element to element."""

from dataclasses import dataclass, field

from muniment.documents.hidden.elements import Visitor
from muniment.documents.hidden.gathering import Gathering, counted, names_of

_TRACKED = {"deletion": "tracked-deletion", "insertion": "tracked-insertion", "format-change": "tracked-formatting"}
_UNSEEN = {"collapse", "filter"}
_THIN = 0.02  # of any measure
_FIRST = 200  # letters of an example


@dataclass(slots=True)
class Sheet:
    title: str
    hidden: bool
    outside: bool = False
    cells: int = 0
    example: str = ""
    rows: int = 0
    columns: set[int] = field(default_factory=set)
    row_example: str = ""
    column_example: str = ""
    hidden_columns: list[range] = field(default_factory=list)
    wide: int = 0  # columns declared so far
    column: int = 0
    row_hidden: bool = False
    row_has: bool = False
    filtered: bool = False


@dataclass(slots=True)
class Kept:
    count: int = 0
    example: str = ""
    authors: list[str] = field(default_factory=list)


class Content(Visitor):
    """Gathers what is hidden; `cells` counts those with content."""

    def __init__(self) -> None:
        self.cells = 0
        self._style = ""
        self._unseen_styles: set[str] = set()
        self._thin_styles: set[str] = set()  # of rows and columns of no size
        self._sheets: list[Sheet] = []
        self._open: list[Sheet] = []
        self._kept: dict[tuple[str, str], Kept] = {}
        self._into: list[tuple[str, Kept]] = []  # elements whose text is kept
        self._path: list[str] = []
        self._page = 0
        self._hidden_page = False
        self._links: list[str] = []

    def start(self, name: str, said: dict[str, str]) -> None:
        self._path.append(name)
        if name in {"style", "default-style"}:
            self._style = said.get("name", "")
        elif name in {"table-row-properties", "table-column-properties"}:
            if _nothing(said.get("row-height") or said.get("column-width") or ""):
                self._thin_styles.add(self._style)
        elif name.endswith("-properties"):
            if said.get("display") in {"false", "none"} or said.get("visibility") == "hidden":
                self._unseen_styles.add(self._style)
        elif name.startswith(("table", "covered-table")):
            self._table(name, said)
        elif name in _TRACKED and self._path[-2] == "changed-region":
            self._keep(_TRACKED[name], "the text", name)
        elif name in {"cell-content-change", "movement"} or (
            name in {"deletion", "insertion"} and self._path[-2] == "tracked-changes"
        ):
            self._keep("revision-history", "the workbook", name)
        else:
            self._thing(name, said)

    def _thing(self, name: str, said: dict[str, str]) -> None:
        style = said.get("style-name", "")
        if name == "annotation":
            self._keep("comment", self._place(), name)
        elif name in {"hidden-text", "hidden-paragraph"}:
            self._keep("hidden-text", self._place(), name).example += said.get("string-value", "")
        elif (name == "section" and said.get("display") in {"none", "condition"}) or (
            name in {"span", "p", "h"} and style in self._unseen_styles
        ):
            self._keep("hidden-text", self._place(), name)
        elif name == "page":
            self._page += 1
            if style in self._unseen_styles:
                self._keep("hidden-slide", f"slide {self._page}", name)
        elif name == "notes" and "page" in self._path:
            self._into.append((name, self._kept.setdefault(("speaker-notes", f"slide {self._page}"), Kept())))
        elif name in {"title", "desc"} and "frame" in self._path:
            self._keep("alternative-text", self._place(), name)
        elif name in {"connection-resource", "database-source-sql", "database-source-table", "database-source-query"}:
            self._keep("connection", "the file", name).example += said.get("href") or said.get("database-name", "")
        elif name in {"table-source", "cell-range-source", "dde-source"} or (
            name == "image" and "://" in said.get("href", "")
        ):
            self._links.append(said.get("href", ""))

    def _table(self, name: str, said: dict[str, str]) -> None:
        if name == "table":
            title = said.get("name", "")
            self._open.append(
                Sheet(title, said.get("style-name", "") in self._unseen_styles, title.startswith("'file:"))
            )
            self._sheets.append(self._open[-1])
        if not self._open:
            return
        sheet = self._open[-1]
        if name in {"table-source", "table-row-source"} and "href" in said:
            sheet.outside = True
            self._links.append(said["href"])
        elif name == "table-column":
            times = _times(said.get("number-columns-repeated"))
            if said.get("visibility") in _UNSEEN or said.get("style-name") in self._thin_styles:
                sheet.hidden_columns.append(range(sheet.wide, sheet.wide + times))
            sheet.wide += times
        elif name == "table-row":
            thin = said.get("style-name") in self._thin_styles
            sheet.row_hidden, sheet.row_has, sheet.column = thin or said.get("visibility") in _UNSEEN, False, 0
            sheet.filtered |= said.get("visibility") == "filter"
        elif name in {"table-cell", "covered-table-cell"}:
            times = _times(said.get("number-columns-repeated"))
            if "value-type" in said or "formula" in said:
                self.cells += times
                sheet.cells += times
                sheet.row_has = True
                sheet.columns |= {sheet.column for each in sheet.hidden_columns if sheet.column in each}
            sheet.column += times

    def end(self, name: str) -> None:
        self._path.pop()
        if self._into and self._into[-1][0] == name:
            self._into.pop()
        if name == "table" and self._open:
            self._open.pop()
        elif name == "table-row" and self._open:
            sheet = self._open[-1]
            sheet.rows += sheet.row_hidden and sheet.row_has

    def text(self, text: str) -> None:
        if not text.strip() or not self._path:
            return
        above = self._path[-1]
        if above in {"page-number", "date", "creator-initials", "meta-date-string"}:
            return
        for _name, kept in self._into:
            if above == "creator":
                kept.authors.append(text)
            elif len(kept.example) < _FIRST:
                kept.example += text
        if self._open:
            sheet = self._open[-1]
            sheet.example = sheet.example or text[:_FIRST]
            if sheet.row_hidden:
                sheet.row_example = sheet.row_example or text[:_FIRST]

    def _keep(self, rule: str, where: str, name: str) -> Kept:
        kept = self._kept.setdefault((rule, where), Kept())
        kept.count += 1
        self._into.append((name, kept))
        return kept

    def _place(self) -> str:
        if self._page:
            return f"slide {self._page}"
        return f"sheet {self._open[-1].title}" if self._open and "text" not in self._path[:3] else "the text"

    def tell(self, gathering: Gathering, inside: str = "") -> None:
        """Enters all that was found; `inside` names an object in which this content stands."""
        before = f"{inside}, " if inside else ""
        gathering.cells += self.cells
        for sheet in self._sheets:
            where = f"{before}sheet {sheet.title}"
            if sheet.outside:
                if sheet.cells:
                    gathering.found(
                        "external-values",
                        f"Kept of another file: {counted(sheet.cells, 'value')}.",
                        where,
                        sheet.cells,
                        sheet.example,
                    )
                continue
            if sheet.hidden:
                gathering.found("hidden-sheet", f"The sheet is hidden; it has {counted(sheet.cells, 'cell')} with content.", where, max(sheet.cells, 1), sheet.example)  # fmt: skip
            if sheet.rows:
                how = "Filtered away or hidden" if sheet.filtered else "Hidden"
                gathering.found(
                    "hidden-rows",
                    f"{how}: {counted(sheet.rows, 'row')} with content.",
                    where,
                    sheet.rows,
                    sheet.row_example,
                )
            if sheet.columns:
                gathering.found(
                    "hidden-columns",
                    f"Hidden: {counted(len(sheet.columns), 'column')} with content.",
                    where,
                    len(sheet.columns),
                )
        for (rule, where), kept in self._kept.items():
            if rule == "speaker-notes" and not kept.example:
                continue
            by = f" by {names_of(kept.authors)}" if kept.authors else ""
            gathering.found(rule, f"{_SAID[rule]}{by}.", before + where, max(kept.count, 1), kept.example)
        if self._links:
            gathering.found(
                "external-link",
                "The file names the place of other files.",
                "the file",
                len(self._links),
                self._links[0],
            )


_SAID = {
    "tracked-deletion": "Deleted text is still there", "tracked-insertion": "Text was inserted with tracking on", "tracked-formatting": "Changes of format were tracked",
    "revision-history": "Changes of cells were tracked, with the old values", "comment": "There are comments", "hidden-text": "Text is hidden",
    "hidden-slide": "The show leaves this slide out", "speaker-notes": "The slide has notes", "alternative-text": "Pictures have descriptions that are read out",
    "connection": "The file keeps how it reaches other data",
}  # fmt: skip


def _nothing(size: str) -> bool:
    """Whether a height or width is none: `0cm`, `0.01in`."""
    number = size.rstrip("abcdefghijklmnopqrstuvwxyz%")
    return bool(number) and number.replace(".", "", 1).isdecimal() and float(number) < _THIN


def _times(text: str | None) -> int:
    return min(int(text), 20_000) if text and text.isdecimal() else 1
