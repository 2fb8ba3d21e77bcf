"""A report as PDF/UA: pandoc writes Typst, Typst sets the pages with fonts that come with us."""

import re
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
from muniment.documents.report.tables import is_small, tallest_row
from muniment.documents.report.values import ChartData, Figure

LINES_KEPT_TOGETHER = 30  # a row of more lines may run over two pages, or it would fall off one
LONGEST_WORD = 24
_BREAKABLE = re.compile(r"[^/?&=.,;:_-]{1,16}[/?&=.,;:_-]*|[/?&=.,;:_-]{1,16}")
_SIGN = re.compile(r"[!-/:-@\[-`{-~]")
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
        compiler = typst.Compiler(
            (preamble + body).encode(),
            root=nothing,
            package_path=nothing,
            package_cache_path=nothing,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs=inputs,
        )
        moment = datetime.combine(document.values.dated, time(), UTC)
        made = compiler.compile(format="pdf", pdf_standards=["a-2a", "ua-1"], timestamp=moment)
    assert isinstance(made, bytes)
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
    """Rows stay whole, unless one is so high that it must break; cells start at the left; a rule is a new page."""
    if node["t"] == "HorizontalRule":
        return [nodes.raw_block("typst", "#pagebreak(weak: true)")]
    if node["t"] != "Table":
        return None
    attributes, caption, columns, *rest = node["c"]
    aligned = [[{"t": "AlignLeft"} if align["t"] == "AlignDefault" else align, width] for align, width in columns]
    table = {"t": "Table", "c": [attributes, caption, aligned, *rest]}
    if tallest_row(table) > LINES_KEPT_TOGETHER:
        return [table]
    rule = "#[#set table.cell(breakable: false)"
    if is_small(sum(len(body[3]) for body in table["c"][4]), len(nodes.text_of(table))):
        rule += "\n#show figure.where(kind: table): set block(breakable: false)"
    return [nodes.raw_block("typst", rule), table, nodes.raw_block("typst", "]")]


def _printable(node: Node) -> list[Node] | None:
    """Text as our fonts can draw it, with places to break long words, and every sign escaped.

    pandoc escapes what Typst would obey, but lets through what Typst would beautify (three dots, two hyphens).
    """
    if node["t"] == "Quoted":
        before, after = "“”" if node["c"][0]["t"] == "DoubleQuote" else "‘’"
        return [_typst(before), *nodes.replaced(node["c"][1], _printable), _typst(after)]
    if node["t"] != "Str":
        return None
    text = shown(node["c"])
    if len(text) > LONGEST_WORD:
        text = _ZERO_WIDTH_SPACE.join(_BREAKABLE.findall(text))
    return [_typst(_SIGN.sub(r"\\\g<0>", text))]


def _typst(text: str) -> Node:
    return nodes.raw_inline("typst", text)


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
