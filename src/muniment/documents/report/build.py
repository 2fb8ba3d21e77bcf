"""A template and its values become one document tree, which each format then dresses in its own way."""

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from muniment.documents.report import nodes, tables
from muniment.documents.report.pandoc import Node
from muniment.documents.report.template import MARK, Template, TemplateError, block_keys, parse
from muniment.documents.report.values import (
    CellData,
    ChartData,
    ColumnData,
    Figure,
    ReportValues,
    TableData,
    TextValue,
    cells,
)


class Dress(Protocol):
    """What differs between a page that is clicked and a page that is printed."""

    links: bool

    def figure(self, figure: Figure, reference: str) -> list[Node]:
        """A figure in running text; `reference` is F1 … or "" when the report has no list of figures."""

    def chart(self, chart: ChartData, caption: list[Node]) -> list[Node]:
        """The picture of a chart with its caption; its table follows by itself."""


@dataclass(frozen=True)
class Document:
    """A template whose every placeholder has its value."""

    template: Template
    values: ReportValues

    @cached_property
    def references(self) -> dict[str, str]:
        """Names of figures → F1, F2 … in the order in which they first appear; empty without a list of figures."""
        keys = [one.key for one in self.template.placeholders]
        if "figures" not in keys:
            return {}
        names = dict.fromkeys(key.partition(":")[2] for key in keys if key.startswith("figure:"))
        figures = [self.values.by_placeholder[f"figure:{name}"] for name in names]
        return {figure.name: f"F{n}" for n, figure in enumerate((f for f in figures if f.has_source), start=1)}

    @cached_property
    def unwritten(self) -> tuple[str, ...]:
        """Names of texts that the template asks for and that nobody has written: a report is not ready with them."""
        values = self.values.by_placeholder
        asked = dict.fromkeys(one.key for one in self.template.placeholders if one.kind == "text")
        return tuple(values[key].name for key in asked if not _written(values[key]))

    @cached_property
    def _numbers(self) -> dict[str, str]:
        """Placeholder or `chart:x:table` → “Table 3”, “Chart 1”; only what has rows is counted."""
        word, values = self.values.wording, self.values.by_placeholder
        numbers: dict[str, str] = {}
        tables_so_far = charts_so_far = 0
        for one in self.template.placeholders:
            if one.kind == "chart":
                charts_so_far += 1
                numbers[one.key] = f"{word.chart} {charts_so_far}"
            counted = self._listed(one.key) if one.kind != "chart" else values[one.key].table
            if counted and counted.rows:
                tables_so_far += 1
                numbers[f"{one.key}:table"] = f"{word.table} {tables_so_far}"
        return numbers

    def tree(self, dress: Dress) -> list[Node]:
        """The blocks of the report, for one format."""
        blocks: list[Node] = []
        for block in self.template.blocks:
            if keys := block_keys(block):
                for key in keys:
                    blocks.extend(self._blocks(key, dress))
            else:
                blocks.extend(nodes.replaced([block], lambda node: self._inlines(node, dress)))
        return blocks

    def _inlines(self, node: Node, dress: Dress) -> list[Node] | None:
        if node["t"] != "Str" or not MARK.search(node["c"]):
            return None
        found: list[Node] = []
        for position, part in enumerate(MARK.split(node["c"])):
            if position % 2:
                value = self.values.by_placeholder[part]
                if isinstance(value, Figure):
                    found += dress.figure(value, self.references.get(value.name, ""))
                else:
                    found += nodes.words(
                        " ".join(value.paragraphs) if _written(value) else self.values.wording.unwritten
                    )
            elif part:
                found.append({"t": "Str", "c": part})
        return found

    def _blocks(self, key: str, dress: Dress) -> list[Node]:
        if listed := self._listed(key):
            return self._table(listed, f"{key}:table", dress)
        value = self.values.by_placeholder.get(key)
        if isinstance(value, ChartData):
            caption = self._caption(key, value.title)
            return [*dress.chart(value, caption), *self._table(value.table, f"{key}:table", dress)]
        if isinstance(value, TextValue):
            return self._text(value)
        raise AssertionError(key)  # parse lets no other block through

    def _table(self, data: TableData, key: str, dress: Dress) -> list[Node]:
        if not data.rows:
            return [nodes.para(nodes.words(data.empty))]
        return [tables.table(data, self._caption(key, data.caption), links=dress.links)]

    def _caption(self, key: str, title: str) -> list[Node]:
        number = nodes.words(f"{self._numbers[key]}.")
        return [{"t": "Strong", "c": number}, {"t": "Space"}, *nodes.words(title)]

    def _text(self, value: TextValue) -> list[Node]:
        if not _written(value):
            return [nodes.para([{"t": "Emph", "c": nodes.words(self.values.wording.unwritten)}])]
        paragraphs = [nodes.words(text) for text in value.paragraphs if text.strip()]
        if value.shape == "numbered":
            return [nodes.numbered([nodes.para(inlines)] for inlines in paragraphs)]
        if value.shape == "bulleted":
            return [nodes.bullets([nodes.para(inlines)] for inlines in paragraphs)]
        return [nodes.para(inlines) for inlines in paragraphs]

    def _listed(self, key: str) -> TableData | None:
        """The table that a placeholder stands for, the engine's own two among them."""
        word = self.values.wording
        if key == "glossary":
            columns = tuple(ColumnData(title) for title in word.glossary_columns)
            rows = tuple(cells(one.term, one.definition) for one in self.values.glossary)
            return TableData("glossary", word.glossary, columns, rows)
        if key == "figures":
            columns = tuple(ColumnData(title, numeric=n == 2) for n, title in enumerate(word.figures_columns))
            return TableData("figures", word.figures, columns, tuple(map(self._source, self.references)))
        value = self.values.by_placeholder.get(key)
        return value if isinstance(value, TableData) else None

    def _source(self, name: str) -> tuple[CellData, ...]:
        figure: Figure = self.values.by_placeholder[f"figure:{name}"]
        address = f"{self.values.site}{figure.address}" if figure.address.startswith("/") else figure.address
        note = "\n".join(part for part in (figure.note, address) if part)
        return cells(self.references[name], figure.title, figure.text, CellData(note, figure.address))


def build(template: Template | str, values: ReportValues) -> Document:
    """Join a template and its values. Raises TemplateError where the template asks for what is not there."""
    read = parse(template) if isinstance(template, str) else template
    read.check(values.by_placeholder)
    document = Document(read, values)
    _check_links_within(document)
    return document


def _written(text: TextValue) -> bool:
    return any(paragraph.strip() for paragraph in text.paragraphs)


class _Bare:
    """The dress of nothing but text."""

    links = False

    def figure(self, figure: Figure, reference: str) -> list[Node]:  # noqa: ARG002
        return nodes.words(figure.text)

    def chart(self, chart: ChartData, caption: list[Node]) -> list[Node]:
        return [nodes.para(caption), nodes.para(nodes.words(chart.alt))]


def bare(document: Document) -> list[Node]:
    """The tree as plain text would have it: what is said, without what it looks like."""
    return document.tree(_Bare())


def _check_links_within(document: Document) -> None:
    blocks = bare(document)
    there = set()
    for node in nodes.each(blocks):
        match node["t"]:
            case "Header":
                there.add(node["c"][1][0])
            case "Table":
                there.add(node["c"][0][0])
            case _:
                pass
    missing = [
        node["c"][2][0]
        for node in nodes.each(blocks)
        if node["t"] == "Link" and node["c"][2][0].startswith("#") and node["c"][2][0][1:] not in there
    ]
    if missing:
        raise TemplateError(f"The link to {address} leads nowhere." for address in missing)
