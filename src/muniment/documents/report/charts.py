"""Charts: one Vega-Lite specification, the same picture on the page, in Word and in PDF."""

import json
import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any

import vl_convert
from lxml import etree

from muniment.documents.report.nodes import clean
from muniment.documents.report.values import ChartData, ColumnData, TableData, cells

# Told apart by people who see no red or green, each with 4.5 to one against the white of its number.
COLOURS = ("#1d5c96", "#2f7373", "#7a5ea8", "#6b7075", "#b84a12", "#8c1f28")
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
WIDTH = 680
LEGEND = 84  # letters of a legend on one line
_ELEMENTS = {"svg", "g", "path", "rect", "line", "text", "tspan", "circle", "title", "desc", "defs", "clipPath"}
_SVG = "{http://www.w3.org/2000/svg}"
_DROPPED = ("aria-", "on", "style", "href", "class", "role", "{")


@dataclass(frozen=True, slots=True)
class Point:
    """How many should have been done by the end of a day, and how many were; `done` is None for days to come."""

    day: date
    due: int
    done: int | None


# Records are counted: where there is one, the program would label the half before it as one, too.
WHOLE = {"tickMinStep": 1, "labelExpr": "datum.value % 1 ? '' : format(datum.value, 'd')"}


def stacked_bar(
    name: str,
    title: str,
    rows: Sequence[tuple[str, Sequence[int]]],
    series: Sequence[str],
    *,
    row_title: str,
    caption: str,
    total: str = "Total",
    colours: Sequence[str] = COLOURS,
) -> ChartData:
    """One bar a row, one part a series, in the orders given; each part shows its number.

    Picture, alternative text and table come from the same numbers. Raises ValueError for a row of the wrong length.
    """
    values = []
    for label, numbers in rows:
        for place, (part, number) in enumerate(zip(series, numbers, strict=True)):
            values.append({"row": textwrap.fill(clean(label), 30), "part": part, "number": number, "order": place})
    order = [textwrap.fill(clean(label), 30) for label, _ in rows]
    deepest = max((label.count("\n") + 1 for label in order), default=1)
    used = [colours[n % len(colours)] for n in range(len(series))]
    across = {"field": "number", "type": "quantitative", "stack": "zero", "title": None}
    down = {"field": "row", "type": "nominal", "sort": order, "title": None, "scale": {"domain": order}}
    spec = _spec(
        values,
        height={"step": max(34, 15 * deepest + 4)},
        encoding={
            "y": {**down, "axis": {"labelExpr": "split(datum.label, '\\n')", "ticks": False, "domain": False}},
            "order": {"field": "order"},
        },
        layer=[
            {
                "mark": {"type": "bar", "height": {"band": 0.72}, "stroke": "white", "strokeWidth": 1},
                "encoding": {
                    "x": {**across, "axis": WHOLE},
                    "color": {
                        "field": "part",
                        "type": "nominal",
                        "title": None,
                        "scale": {"domain": list(series), "range": used},
                        "legend": {"orient": "top", "direction": "horizontal", "columns": _legend_columns(series)},
                    },
                },
            },
            {
                "transform": [{"filter": "datum.number > 0"}],
                "mark": {"type": "text", "color": "white", "fontWeight": "bold"},
                "encoding": {
                    "x": {**across, "bandPosition": 0.5},
                    "text": {"field": "number"},
                    "detail": {"field": "part"},
                },
            },
        ],
    )
    columns = (
        ColumnData(row_title),
        *(ColumnData(part, numeric=True) for part in series),
        ColumnData(total, numeric=True),
    )
    sums = [sum(numbers[n] for _, numbers in rows) for n in range(len(series))]
    lines = [*rows, (total, sums)]
    table = TableData(name, caption, columns, tuple(cells(label, *numbers, sum(numbers)) for label, numbers in lines))
    said = "; ".join(
        f"{label}: " + ", ".join(f"{part} {number}" for part, number in zip(series, numbers, strict=True))
        for label, numbers in rows
    )
    return ChartData(name, title, f"Bars, one for each {row_title.lower()}. {said}.", spec, table)


def burn_up(
    name: str,
    title: str,
    points: Sequence[Point],
    *,
    caption: str,
    day: str = "By",
    due: str = "Due",
    done: str = "Done",
) -> ChartData:
    """Two lines over time: what should have been done, dashed, and what was."""
    values = []
    for point in points:
        values.append({"day": point.day.isoformat(), "line": due, "number": point.due})
        if point.done is not None:
            values.append({"day": point.day.isoformat(), "line": done, "number": point.done})
    scale = {"domain": [due, done], "range": [COLOURS[4], COLOURS[0]]}
    legend = {"orient": "top", "symbolStrokeWidth": 3, "symbolSize": 400, "symbolType": "stroke"}
    spec = _spec(
        values,
        height=240,
        mark={"type": "line", "interpolate": "step-after", "strokeWidth": 2.5},
        encoding={
            "x": {
                "field": "day",
                "type": "temporal",
                "title": None,
                "axis": {
                    "format": "%b %Y",
                    "labelAngle": 0,
                    "labelOverlap": "greedy",
                    "labelSeparation": 14,
                    "grid": False,
                },
            },
            "y": {"field": "number", "type": "quantitative", "title": None, "axis": WHOLE},
            "color": {"field": "line", "type": "nominal", "title": None, "scale": scale, "legend": legend},
            "strokeDash": {
                "field": "line",
                "type": "nominal",
                "scale": {"domain": [due, done], "range": [[6, 4], [1, 0]]},
                "legend": None,
            },
        },
    )
    columns = (ColumnData(day), ColumnData(due, numeric=True), ColumnData(done, numeric=True))
    rows = tuple(
        cells(f"{point.day.day} {point.day:%B %Y}", point.due, "–" if point.done is None else point.done)
        for point in points
    )
    known = [point for point in points if point.done is not None]
    last = known[-1] if known else None
    said = (
        f" {last.done} of {last.due} {due.lower()} {done.lower()} by {last.day.day} {last.day:%B %Y}." if last else ""
    )
    return ChartData(
        name,
        title,
        f"Two lines over time, {due.lower()} and {done.lower()}.{said}",
        spec,
        TableData(name, caption, columns, rows),
    )


def _legend_columns(series: Sequence[str]) -> int:
    """As many side by side as the width holds: a legend that is too wide would be cut off."""
    longest = max(map(len, series), default=1)
    return len(series) if sum(map(len, series)) + 5 * len(series) <= LEGEND else max(1, LEGEND // (longest + 5))


def svg(spec: Mapping[str, Any]) -> str:
    """The picture as SVG: drawing elements and attributes only, so that it may stand in any page."""
    return _svg(json.dumps(spec, sort_keys=True))


def png(spec: Mapping[str, Any]) -> bytes:
    """The same picture in points, at 2.5 times the size of the page."""
    return _png(json.dumps(spec, sort_keys=True))


def svg_for_page(spec: Mapping[str, Any], alt: str) -> str:
    """The picture as one image with its text alternative, to stand in HTML."""
    root = etree.fromstring(svg(spec).encode())
    root.set("role", "img")
    root.set("aria-label", clean(alt))
    markup: str = etree.tostring(root, encoding="unicode")
    return markup


@lru_cache(maxsize=64)
def _svg(spec: str) -> str:
    if re.search(r'"(?:url|href)":', spec):
        raise ValueError("A chart is drawn from its own numbers: it may not name a file or an address.")
    _register_fonts()
    drawn = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
    root = etree.fromstring(drawn.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    for element in list(root.iter()):
        # Labels for which there was no room are there and not seen; whoever copies the text of a PDF would find them.
        unseen = element.get("opacity") == "0"
        if unseen or not isinstance(element.tag, str) or element.tag.removeprefix(_SVG) not in _ELEMENTS:
            element.getparent().remove(element)
            continue
        for attribute in element.attrib:
            if attribute.startswith(_DROPPED):
                del element.attrib[attribute]
    markup: str = etree.tostring(root, encoding="unicode")
    return markup


@lru_cache(maxsize=64)
def _png(spec: str) -> bytes:
    picture: bytes = vl_convert.svg_to_png(_svg(spec), scale=2.5)
    return picture


@lru_cache(maxsize=1)
def _register_fonts() -> None:
    vl_convert.register_font_directory(str(files(__package__).joinpath("data/fonts")))


def _spec(values: list[dict[str, Any]], **rest: Any) -> dict[str, Any]:
    axis = {"labelFontSize": 12, "labelColor": "#0b0c0c", "gridColor": "#d8dadb", "labelLimit": 260}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": WIDTH,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "background": "white",
        "data": {"values": values},
        "config": {
            "font": FONT,
            "axis": axis,
            "view": {"stroke": None},
            "legend": {"labelFontSize": 12, "labelColor": "#0b0c0c", "labelLimit": 300},
            "text": {"fontSize": 12},
        },
        **rest,
    }
