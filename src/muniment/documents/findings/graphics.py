"""LOST_GRAPHIC: pictures, charts and colours that the paper speaks of and that could not be read from it."""

import re
from collections import defaultdict
from collections.abc import Iterator

from muniment.documents.findings.finding import Finding
from muniment.documents.findings.registry import rule
from muniment.documents.findings.subject import Subject
from muniment.documents.findings.words import clean, listing, quote
from muniment.documents.paper import Cell, Paragraph, Place, Table

NAME = "LOST_GRAPHIC"
_BY_COLOUR = re.compile(
    r"status|\brag\b|rating|impact|progress|complet|trend|direction|colour|priority|assurance|on track", re.IGNORECASE
)
_SPOKEN = re.compile(
    r"\b(?P<what>diagrams?|charts?|graphs?|graphics?|figures?|roadmap|road map|picture|infographic|illustration|dashboard|map|photographs?)\b"
    r"(?: \w+){0,2}? (?P<where>below|above|overleaf|opposite|illustrat\w+|shows?|depicts?)|"
    r"\b(?:shown|depicted|illustrated|set out|followed|presented) (?:in|by|on) (?:the|a) (?:\w+ ){0,3}(?P<what2>diagram|chart|graph|infographic|illustration|dashboard|roadmap)\b|"
    r"\b(?:these (?:themes|principles|priorities|values|pillars)|the (?:principles|themes|pillars)[^.:]{0,60}) are\s*:\s*$",
    re.IGNORECASE,
)
_NEAR = 2


@rule(NAME)
def lost_in_reading(subject: Subject) -> Iterator[Finding]:
    """What the reader itself could not read."""
    for lost in dict.fromkeys(subject.paper.lost):
        yield Finding(NAME, "note", Place(), f"Could not be read from the file: {lost}", quote(lost))


@rule(NAME)
def columns_without_content(subject: Subject) -> Iterator[Finding]:
    """Columns with a heading and no text at all: their content was a colour or a picture. One finding a heading."""
    empty: dict[str, list[Cell]] = defaultdict(list)
    for table in subject.tables:
        if len(table.rows) > 2:
            for cell in table.rows[0].cells:
                if _BY_COLOUR.search(cell.text) and _nothing_below(table, cell):
                    empty[clean(cell.text).casefold()].append(cell)
    for cells in empty.values():
        name = clean(cells[0].text)
        tables = "one table" if len(cells) == 1 else f"{len(cells)} tables"
        yield Finding(
            NAME,
            "warning",
            cells[0].place,
            f"The column “{name}” is empty in {tables} ({listing((str(cell.place.at(column=None)) for cell in cells), 6)}): "
            "a colour or a picture seems to have been lost.",
            quote(name),
            "blank",
            "",
            "Take the column from the original and write its meaning in words: colour alone cannot be read by everyone.",
        )


def _nothing_below(table: Table, head: Cell) -> bool:
    body = [row for row in table.rows[1:] if any(text.strip() for text in row.texts)]
    at = table.rows[0].cells.index(head)
    cells = [row.cells[at] for row in body if len(row.cells) == len(table.rows[0].cells)]
    return len(cells) > 1 and not any(cell.text.strip() for cell in cells)


@rule(NAME)
def spoken_of(subject: Subject) -> Iterator[Finding]:
    """*The diagram below shows* where nothing stands below: one note with all places."""
    places: list[tuple[str, str, Place]] = []
    blocks = subject.paper.blocks
    for order, paragraph in subject.paragraphs:
        for found in _SPOKEN.finditer(clean(paragraph.text)):
            following = blocks[order + 1 : order + 1 + _NEAR]
            numbered = re.match(r"\s*(\d+|[A-Z])\b", clean(paragraph.text)[found.start() + 6 :])
            if (found[0].casefold().startswith("figure ") and numbered and not _captioned(subject, numbered[1])) or (
                not any(isinstance(block, Table) for block in following) and not _points_follow(following)
            ):
                places.append((clean(paragraph.text), found[0], paragraph.place))
    if places:
        text, words, place = places[0]
        yield Finding(
            NAME,
            "note",
            place,
            f"The paper speaks of {len(places)} "
            f"{'picture or chart that is' if len(places) == 1 else 'pictures or charts that are'} not in its text: "
            f"{listing((f'“{words}” ({where})' for _, words, where in places), 8)}.",
            quote(text, words),
        )


def _captioned(subject: Subject, number: str) -> bool:
    caption = re.compile(rf"\W*figure {number}\b(?!\s+(?:shows?|below|above|depicts?|illustrates?))", re.IGNORECASE)
    return any(caption.match(clean(paragraph.text)) for _, paragraph in subject.paragraphs)


def _points_follow(blocks: tuple[Table | Paragraph, ...]) -> bool:
    return any(
        isinstance(block, Paragraph) and re.match(r"\s*(?:[-–•▪*]|\(?\w{1,2}[.)])\s", block.text)
        for block in blocks[:1]
    )
