"""A report as PDF/UA: pandoc writes Typst, Typst sets the pages with fonts that come with us."""

import tempfile
import unicodedata
from datetime import UTC, datetime, time
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import typst
from pdfminer.pdffont import TrueTypeFont

from muniment.documents.report import charts, nodes, pandoc
from muniment.documents.report.build import Document
from muniment.documents.report.pandoc import Node
from muniment.documents.report.tables import tallest_row
from muniment.documents.report.values import ChartData, Figure

LINES_KEPT_TOGETHER = 30  # a row of more lines may run over two pages, or it would fall off one
LONGEST_WORD = 24
_ZERO_WIDTH_SPACE = "\u200b"


class _Print:
    links = False

    def __init__(self) -> None:
        self.pictures: dict[str, str] = {}

    def figure(self, figure: Figure, reference: str) -> list[Node]:
        return [*nodes.words(figure.text), *_reference(reference)]

    def chart(self, chart: ChartData, caption: list[Node]) -> list[Node]:
        # Picture and alternative text travel as inputs: nothing of them is ever read as Typst.
        self.pictures |= {f"chart-{chart.name}": charts.svg(chart.spec), f"alt-{chart.name}": nodes.clean(chart.alt)}
        before = f'#picture("{chart.name}")['
        return [nodes.para([nodes.raw_inline("typst", before), *caption, nodes.raw_inline("typst", "]")])]


def to_pdf(document: Document) -> bytes:
    """PDF/UA-1 and PDF/A-2a in one file. A heading that skips a level or a picture without words is an error."""
    dress = _Print()
    blocks = nodes.replaced(nodes.replaced(document.tree(dress), _for_print), _printable)
    body = pandoc.write(["--to", "typst"], blocks).decode()
    preamble = files(__package__).joinpath("data/preamble.typ").read_text()
    language, _, region = document.values.language.partition("-")
    word = document.values.wording
    inputs = {
        "title": shown(nodes.clean(document.values.title)),
        "marks": "\n".join(shown(nodes.clean(mark)) for mark in document.values.marks),
        "language": language,
        "region": region,
        "page": word.page,
        "of": word.of,
        **dress.pictures,
    }
    with tempfile.TemporaryDirectory() as nothing:
        made: bytes = typst.compile(
            (preamble + body).encode(),
            root=nothing,
            package_path=nothing,
            package_cache_path=nothing,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs=inputs,
            format="pdf",
            pdf_standards=["a-2a", "ua-1"],
            timestamp=datetime.combine(document.values.dated, time(), UTC),
        )
    return made


def shown(text: str) -> str:
    """The text with each character that our fonts cannot draw told by its name: 👍 becomes [thumbs up sign].

    An empty box would lose what was written, and PDF/A forbids it.
    """
    known = _drawn()
    if text.isascii() or all(ord(letter) in known for letter in text):
        return text
    return "".join(letter if ord(letter) in known or letter == "\n" else _told(letter) for letter in text)


def _told(letter: str) -> str:
    if unicodedata.category(letter) in ("Cf", "Mn", "Me"):
        return ""  # invisible, or a mark on a letter before it
    return f"[{unicodedata.name(letter, f'U+{ord(letter):04X}').lower()}]"


def _reference(reference: str) -> list[Node]:
    if not reference:
        return []
    before = f'~#reference("{reference}")'
    return [nodes.raw_inline("typst", before)]


def _for_print(node: Node) -> list[Node] | None:
    """Rows stay whole, unless one is so high that it must break; cells start at the left."""
    if node["t"] != "Table":
        return None
    attributes, caption, columns, *rest = node["c"]
    aligned = [[{"t": "AlignLeft"} if align["t"] == "AlignDefault" else align, width] for align, width in columns]
    table = {"t": "Table", "c": [attributes, caption, aligned, *rest]}
    if tallest_row(table) > LINES_KEPT_TOGETHER:
        return [table]
    return [nodes.raw_block("typst", "#[#set table.cell(breakable: false)"), table, nodes.raw_block("typst", "]")]


def _printable(node: Node) -> list[Node] | None:
    """Text as our fonts can draw it, long words with places to break, and no three dots read as an ellipsis."""
    if node["t"] == "Quoted":
        before, after = "“”" if node["c"][0]["t"] == "DoubleQuote" else "‘’"
        return [_str(before), *nodes.replaced(node["c"][1], _printable), _str(after)]
    if node["t"] != "Str":
        return None
    text = shown(node["c"])
    if len(text) > LONGEST_WORD:
        text = _ZERO_WIDTH_SPACE.join(text[at : at + 8] for at in range(0, len(text), 8))
    parts: list[Node] = []
    for position, part in enumerate(text.split("...")):
        if position:
            parts.append(nodes.raw_inline("typst", "\\.\\.\\."))
        if part:
            parts.append(_str(part))
    return parts


def _str(text: str) -> Node:
    return {"t": "Str", "c": text}


def _font_folder() -> Path:
    return Path(str(files(__package__).joinpath("data/fonts")))


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[_font_folder()])


@lru_cache(maxsize=1)
def _drawn() -> frozenset[int]:
    """The characters that our font has."""
    with (_font_folder() / "LiberationSans-Regular.ttf").open("rb") as file:
        letters = TrueTypeFont("Liberation Sans", file).create_unicode_map().cid2unichr.values()
    return frozenset(ord(letter) for letter in letters if len(letter) == 1)
