"""A report as HTML: a clean fragment for a page, and a file that stands alone."""

import html as escapes
from importlib.resources import files

import nh3

from muniment.documents.report import charts, nodes, pandoc
from muniment.documents.report.build import Document
from muniment.documents.report.pandoc import Node
from muniment.documents.report.values import ChartData, Figure

PREFIX = "report-"  # before every id, so that none meets one of the page around it
COLUMNS_OF_A_TELEPHONE = 4  # a table with more keeps its width there and scrolls inside itself

_TAGS = {
    *("h1", "h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "strong", "em", "code", "pre", "blockquote", "span", "a"),
    *("ul", "ol", "li", "div", "table", "caption", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {
    "*": {"id", "class"},
    "a": {"href", "title"},
    "ol": {"start"},
    "th": {"scope"},
    "div": {"role", "tabindex", "aria-label", "aria-labelledby"},
}


class _Page:
    links = True

    def figure(self, figure: Figure, reference: str) -> list[Node]:  # noqa: ARG002
        inlines = nodes.words(figure.text)
        return [nodes.link(inlines, figure.address, figure.title, ["report-figure"])] if figure.address else inlines

    def chart(self, chart: ChartData, caption: list[Node]) -> list[Node]:
        title = f"chart-{chart.name}-title"
        return [
            nodes.div(
                [
                    nodes.div([nodes.para(caption)], title, ["report-chart-title"]),
                    nodes.div(
                        [nodes.plain([nodes.span([], _place(chart))])],
                        "",
                        ["report-scroll"],
                        tabindex="0",
                        role="group",
                        aria_labelledby=PREFIX + title,
                    ),
                ],
                classes=["report-chart"],
            )
        ]


def to_fragment(document: Document) -> str:
    """The body of the report for a page that has its own title: headings begin at h2, no style and no script in it."""
    blocks = nodes.replaced(document.tree(_Page()), _for_page)
    arguments = ["--to", "html5", "--shift-heading-level-by=1", f"--id-prefix={PREFIX}"]
    written = pandoc.write(arguments, blocks).decode()
    cleaned = nh3.clean(
        written, tags=_TAGS, attributes=_ATTRIBUTES, link_rel=None, url_schemes={"http", "https", "mailto"}
    )
    for chart in document.values.charts:
        place = f'<span id="{PREFIX}{_place(chart)}"></span>'
        if place in cleaned:
            cleaned = cleaned.replace(place, charts.svg_for_page(chart.spec, chart.alt))
    return cleaned


def to_page(document: Document) -> str:
    """A whole file with its style in it, to be sent or kept."""
    style = files(__package__).joinpath("data/report.css").read_text()
    title = escapes.escape(nodes.clean(document.values.title))
    marks = "".join(
        f'<p class="report-mark">{escapes.escape(nodes.clean(mark))}</p>\n' for mark in document.values.marks
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{escapes.escape(document.values.language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<title>{title}</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main class="report">\n<h1>{title}</h1>\n'
        f"{marks}{to_fragment(document)}</main>\n</body>\n</html>\n"
    )


def _place(chart: ChartData) -> str:
    return f"chart-{chart.name}"


def _for_page(node: Node) -> list[Node] | None:
    """Tables for a strict content policy: classes instead of inline styles, scope on each header cell, room to scroll."""
    if node["t"] != "Table":
        return None
    attributes, caption, columns, head, bodies, foot = node["c"]
    right = [align["t"] == "AlignRight" for align, _ in columns]
    plain_columns = [[{"t": "AlignDefault"}, {"t": "ColWidthDefault"}] for _ in columns]
    head = [head[0], [_row(row, right, scope=True) for row in head[1]]]
    bodies = [[body[0], body[1], body[2], [_row(row, right, scope=False) for row in body[3]]] for body in bodies]
    label = nodes.text_of(caption[1]).replace("\n", " ")
    table = {"t": "Table", "c": [attributes, caption, plain_columns, head, bodies, foot]}
    named = {"role": "group", "aria_label": label} if label else {}
    classes = ["report-scroll", *(["report-wide"] if len(columns) > COLUMNS_OF_A_TELEPHONE else [])]
    return [nodes.div([table], classes=classes, tabindex="0", **named)]


def _row(row: Node, right: list[bool], *, scope: bool) -> Node:
    cells = []
    for cell, is_right in zip(row[1], right, strict=False):
        identifier, classes, pairs = cell[0]
        attributes = [
            identifier,
            [*classes, *(["report-number"] if is_right else [])],
            [*pairs, *([["scope", "col"]] if scope else [])],
        ]
        cells.append([attributes, {"t": "AlignDefault"}, *cell[2:]])
    return [row[0], cells]
