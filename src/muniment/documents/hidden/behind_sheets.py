"""What a workbook keeps behind its sheets: caches of pivot tables, values of other files, connections, the data model."""

import re
from dataclasses import dataclass, field

from muniment.documents.hidden.elements import Visitor, complete
from muniment.documents.hidden.gathering import Gathering, counted, names_of
from muniment.documents.hidden.parts import Parts

_SECRET = re.compile(r"\b(?:password|pwd)\s*=\s*[^;\s]", re.IGNORECASE)


def tell(parts: Parts, gathering: Gathering, titles: dict[str, str]) -> None:
    """`titles` are the sheets by their part."""
    _pivots(parts, gathering, titles)
    _external(parts, gathering)
    _connections(parts, gathering)
    if model := parts.like("xl/model/", "model.data"):
        size = sum(map(parts.size, model)) / 1024
        gathering.found(
            "data-model",
            f"The workbook holds a data model ({size:,.0f} KB): whole tables that no sheet shows.",
            "the workbook",
        )
    if slicers := parts.like("slicerCaches/", "timelineCaches/"):
        gathering.found(
            "slicer-cache", "Slicers keep the values that one can choose from.", "the workbook", len(slicers)
        )
    if history := parts.like("xl/revisions/"):
        gathering.found("revision-history", "The workbook was shared and keeps who changed what, with the old values.", "the workbook", len(history))  # fmt: skip


@dataclass(slots=True)
class _Cache(Visitor):
    """The fields of a pivot cache and the values that it lists for them."""

    fields: list[str] = field(default_factory=list)
    values: int = 0
    source: str = ""

    def start(self, name: str, said: dict[str, str]) -> None:
        if name == "cacheField":
            self.fields.append(said.get("name", ""))
        elif name == "worksheetSource":
            self.source = said.get("sheet") or said.get("name", "")
        elif name in {"s", "n", "d"} and "v" in said:
            self.values += 1


def _pivots(parts: Parts, gathering: Gathering, titles: dict[str, str]) -> None:
    relations = list(parts.all_relations())
    users: dict[str, list[str]] = {}
    for source, each in relations:
        users.setdefault(each.target.lower(), []).append(source)
    for name in parts.like("pivotCacheDefinition"):
        cache = _Cache()
        parts.visit(name, cache)
        rows = 0
        for records in [each.target for each in parts.relations(name) if each.kind == "pivotCacheRecords"]:
            with gathering.part("The rows behind a pivot table"), parts.open(records) as stream:
                rows += sum(1 for _record in complete(stream, ("r",), gathering.budget))
        shown = [titles[sheet.lower()] for table in users.get(name.lower(), ()) for sheet in users.get(table.lower(), ()) if sheet.lower() in titles]  # fmt: skip
        where = f"pivot table on sheet {', '.join(dict.fromkeys(shown))}" if shown else name
        source = f" of “{cache.source}”" if cache.source else ""
        if rows:
            what = f"Kept behind the pivot table: {counted(rows, 'row')}{source} with {counted(len(cache.fields), 'column')}, whatever it shows of them: {names_of(cache.fields, 6)}."
        elif cache.values:
            what = f"Kept behind the pivot table: {counted(cache.values, 'value')}{source} of its columns: {names_of(cache.fields, 6)}."
        else:
            continue
        gathering.found("pivot-cache", what, where, rows or cache.values)


class _Linked(Visitor):
    def __init__(self) -> None:
        self.cells = 0
        self.sheets: list[str] = []
        self.example = ""
        self._in_value = False

    def start(self, name: str, said: dict[str, str]) -> None:
        if name == "sheetName":
            self.sheets.append(said.get("val", ""))
        self.cells += name == "v"
        self._in_value = name in {"v", "val"}

    def end(self, _name: str) -> None:
        self._in_value = False

    def text(self, text: str) -> None:
        if self._in_value:
            self.example = self.example or text


class _Chart(Visitor):
    """A chart that takes its points from another workbook, and keeps them."""

    def __init__(self) -> None:
        self.points = 0
        self.outside = False
        self._in_formula = False

    def start(self, name: str, _said: dict[str, str]) -> None:
        self._in_formula = name == "f"
        self.points += name == "pt"

    def text(self, text: str) -> None:
        self.outside |= self._in_formula and "[" in text


def _external(parts: Parts, gathering: Gathering) -> None:
    for name in parts.like("xl/externalLinks/", "externalLink+xml"):
        linked = _Linked()
        parts.visit(name, linked)
        target = next((each.target for each in parts.relations(name)), "")
        leaf = re.split(r"[\\/]", target)[-1] or "another file"
        if linked.cells:
            sheets = f" from {names_of(linked.sheets)}" if linked.sheets else ""
            what = f"Kept with the link to “{leaf}”: {counted(linked.cells, 'value')}{sheets}."
            gathering.found("external-values", what, name, linked.cells, linked.example)
    for name in parts.like("xl/charts/chart", "drawingml.chart+xml"):
        chart = _Chart()
        parts.visit(name, chart)
        if chart.outside and chart.points:
            gathering.found("external-values", "A chart keeps values of another workbook.", name, chart.points)


class _Connections(Visitor):
    def __init__(self) -> None:
        self.names: list[str] = []
        self.secret = False

    def start(self, name: str, said: dict[str, str]) -> None:
        if name == "connection":
            self.names.append(said.get("name") or said.get("description", ""))
        self.secret |= any(_SECRET.search(value) is not None for value in said.values())


def _connections(parts: Parts, gathering: Gathering) -> None:
    reader = _Connections()
    for name in parts.like("xl/connections.xml", "spreadsheetml.connections+xml"):
        parts.visit(name, reader)
    if reader.names:
        secret = " One has a password in it." if reader.secret else ""
        what = f"The workbook keeps how it reaches other data: {names_of(reader.names)}.{secret}"
        gathering.found("connection", what, "the workbook", len(reader.names))
