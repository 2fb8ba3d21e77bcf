"""Workbooks of Excel since 2007: cells, and what stands beside them: comments, text in drawings, charts, headers and footers."""

import html
import re
from collections.abc import Iterator

from muniment.documents.extract.extracted import Grid, Locked, Prose
from muniment.documents.extract.gathering import Gathered
from muniment.documents.extract.package import Package
from muniment.documents.extract.sheet_reach import judge_binary, too_wide
from muniment.documents.extract.sheets import read_workbook
from muniment.documents.extract.sparse_sheet import read_sparse
from muniment.documents.extract.word import blocks
from muniment.documents.paper import Unreadable

_SHEETS = r"xl/worksheets/[^/]*\.xml"
_BINARY_SHEETS = r"xl/worksheets/[^/]*\.bin"
_BESIDE = (
    (r"xl/comments[^/]*\.xml|xl/comments/[^/]*\.xml", "comments"), (r"xl/threadedcomments/[^/]*\.xml", "comments"), (r"xl/drawings/drawing\d*\.xml", "drawing"),
    (r"xl/charts/chart\d*\.xml", "chart"), (r"xl/diagrams/data\d*\.xml", "diagram"),
)  # fmt: skip
_MARGIN = re.compile(rb"<(?:odd|even|first)(?:Header|Footer)>([^<]*)</")
_CODES = re.compile(r"&(?:\"[^\"]*\"|[A-Z]|\d+|K[0-9A-F]{6})")


def read_excel(package: Package, content: bytes, gathered: Gathered) -> None:
    """Fills in the sheets of .xlsx, and what stands beside the cells."""
    package.verify()
    margins: list[bytes] = []
    wide = False
    for name in package.like(_SHEETS):
        sheet = package.read(name)
        wide = wide or too_wide(sheet)
        margins += _MARGIN.findall(sheet[-20_000:])
    try:
        if wide:
            read_sparse(package, gathered)
        else:
            read_workbook(content, gathered)
    except Locked:
        raise
    except Unreadable:
        gathered.blocks.clear()
        read_sparse(package, gathered)
    _fill_beside(package, gathered)
    said = (margin_text(html.unescape(each.decode("utf-8", "replace"))) for each in margins)
    gathered.prose("headers and footers", "\n".join(dict.fromkeys(filter(None, said))))


def margin_text(text: str) -> str:
    """A header or a footer without the codes in it (&P for the page, &"Arial" for a font)."""
    return _CODES.sub(" ", text).strip()


def read_binary_excel(package: Package, content: bytes, gathered: Gathered) -> None:
    """Fills in the sheets of .xlsb."""
    package.verify()
    for name in package.like(_BINARY_SHEETS):
        judge_binary(package.read(name))
    read_workbook(content, gathered)
    _fill_beside(package, gathered)


def _fill_beside(package: Package, gathered: Gathered) -> None:
    """What stands beside the cells; where the cells have filled all room it follows them."""
    if gathered.follows:
        gathered.follow(_beside(package, Gathered(gathered.budget)))
    else:
        _read_beside(package, gathered)


def _beside(package: Package, apart: Gathered) -> Iterator[Prose | Grid]:
    _read_beside(package, apart)
    yield from apart.blocks


def _read_beside(package: Package, gathered: Gathered) -> None:
    for pattern, place in _BESIDE:
        for name in package.like(pattern):
            blocks(package.xml(name), place, gathered)
