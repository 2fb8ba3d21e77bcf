"""Word documents (.docx, .docm): paragraphs and tables in the order of the body."""

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from muniment.documents.paper import Paper, Place
from muniment.documents.reading.archive import damaged, open_archive
from muniment.documents.reading.building import PaperBuilder
from muniment.documents.reading.colours import Spot, colour_name, colour_words, told_by_colour
from muniment.documents.reading.forms import form_lines
from muniment.documents.reading.markup import Element, local_name, namespace, parse_xml
from muniment.documents.reading.word_lists import Numbering, read_styles, value, whole
from muniment.documents.reading.word_text import WordText

_MAX_GRID = 63  # columns of a table in Word
_WRAPPERS = {"sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo"}


def read_word(content: bytes, name: str) -> Paper:
    """A Word document. Tables inside a cell become tables of their own after the one they stand in."""
    archive = open_archive(content)
    builder = PaperBuilder(name, "docx")
    try:
        main = _main_part(archive)
        document = parse_xml(archive.read(main))
        body = next((child for child in document if local_name(child) == "body"), document)
        styles = _part(archive, main, "styles.xml")
        text = WordText(
            builder,
            read_styles(styles) if styles is not None else {},
            Numbering(_part(archive, main, "numbering.xml")),
            # Word leaves a mark where it last broke the pages; without any the page of a row is not known.
            page=1 if next(document.iter("{*}lastRenderedPageBreak"), None) is not None else None,
        )
        _Body(builder, text).add(body)
    except KeyError as broken:
        damaged(broken)
    return builder.paper()


def _main_part(archive: zipfile.ZipFile) -> str:
    for relation in parse_xml(archive.read("_rels/.rels")):
        if relation.get("Type", "").endswith("/officeDocument"):
            return relation.get("Target", "").lstrip("/")
    return "word/document.xml"


def _part(archive: zipfile.ZipFile, main: str, name: str) -> Element | None:
    path = posixpath.join(posixpath.dirname(main), name)
    return parse_xml(archive.read(path)) if path in archive.namelist() else None


@dataclass(slots=True)
class _GridCell:
    """A cell with the table's columns it covers."""

    column: int
    span: int
    text: str
    continues: bool  # merged with the cell above
    colour: str = ""


@dataclass(slots=True)
class _Body:
    builder: PaperBuilder
    text: WordText
    paragraphs: int = 0

    def add(self, parent: Element) -> None:
        """Adds the blocks inside a body, a text box or a cell that only frames others."""
        for child in _children(parent):
            name = local_name(child)
            if name == "p":
                self._add_paragraph(child)
            elif name == "tbl":
                self._add_table(child)
            elif name == "altChunk":
                self.builder.lose("A part inserted from another file was not read.")

    def _add_paragraph(self, paragraph: Element) -> None:
        page = self.text.page
        words = self.text.text(paragraph)
        self.paragraphs += bool(words)
        place = Place(page=page, paragraph=self.paragraphs or None)
        self.builder.paragraph(words, place, self.text.level(paragraph))
        self._add_boxes()

    def _add_boxes(self) -> None:
        boxes, self.text.boxes = self.text.boxes, []
        for box in boxes:
            self.add(box)

    def _add_table(self, table: Element) -> None:
        rows = [row for row in _children(table) if local_name(row) == "tr" and not self.text.is_deleted_row(row)]
        if _only_frames(rows):
            for row in rows:
                for cell in _cells(row):
                    self.add(cell)
            return
        nested: list[Element] = []
        texts: list[list[str]] = []
        pages: list[int | None] = []
        above: dict[int, str] = {}
        colours: dict[Spot, str] = {}
        for at, row in enumerate(rows):
            pages.append(self.text.page)
            cells = list(self._grid(row, nested))
            texts.append(_row_texts(cells, above))
            colours |= {(at, cell.column): cell.colour for cell in cells if cell.colour}
        self._say_colours(texts, colours)
        number, pages_known = self.builder.next_table, list(pages)

        def locate(row: int, column: int) -> Place:
            return Place(page=pages_known[row - 1], table=number, row=row, column=column)

        self.builder.table(texts, Place(page=pages[0] if pages else None), locate)
        for inner in nested:
            self._add_table(inner)
        self._add_boxes()

    def _say_colours(self, texts: list[list[str]], colours: dict[Spot, str]) -> None:
        by_spot = {(at, column): text for at, row in enumerate(texts) for column, text in enumerate(row)}
        words = colour_words(by_spot, colours)
        for (at, column), word in words.items():
            texts[at][column] = word
        if words:
            self.builder.lose(told_by_colour(f"Table {self.builder.next_table}", words))

    def _form(self, table: Element) -> list[str]:
        """The lines of a form inside a cell; empty for a table of its own."""
        rows = [row for row in _children(table) if local_name(row) == "tr"]
        cells = [list(_cells(row)) for row in rows]
        if any(len(row) != 2 for row in cells) or any(
            next(cell.iter("{*}tbl"), None) is not None for row in cells for cell in row
        ):
            return []
        return form_lines([[self._paragraphs_of(cell) for cell in row] for row in cells])

    def _paragraphs_of(self, cell: Element) -> str:
        return " ".join(self.text.text(child) for child in _children(cell) if local_name(child) == "p")

    def _grid(self, row: Element, nested: list[Element]) -> Iterator[_GridCell]:
        space = namespace(row)
        column = min(whole(value(row.find(f"{space}trPr"), "gridBefore")), _MAX_GRID)
        for cell in _cells(row):
            properties = cell.find(f"{space}tcPr")
            span = min(max(whole(value(properties, "gridSpan"), 1), 1), _MAX_GRID)
            merge = value(properties, "vMerge")
            lines: list[str] = []
            for child in _children(cell):
                name = local_name(child)
                if name == "p":
                    lines.append(self.text.text(child))
                elif name == "tbl" and (form := self._form(child)):
                    lines += form
                elif name == "tbl":
                    nested.append(child)
            shade = properties.find(f"{space}shd") if properties is not None else None
            colour = colour_name(shade.get(f"{space}fill", "")) if shade is not None else ""
            yield _GridCell(column, span, "\n".join(lines), merge in {"", "continue"}, colour)
            column += span


def _row_texts(cells: list[_GridCell], above: dict[int, str]) -> list[str]:
    """The texts of a row by the columns of the table; `above` keeps what cells merged downwards repeat."""
    texts: list[str] = []
    for cell in cells:
        texts += [""] * (cell.column - len(texts))
        text = above.get(cell.column, "") if cell.continues else cell.text
        above[cell.column] = text
        texts += [text] + [""] * (cell.span - 1)
    return texts


def _only_frames(rows: list[Element]) -> bool:
    """Whether a table only stands for layout: one cell, or one column that holds other tables."""
    cells = [list(_cells(row)) for row in rows]
    if any(len(row) != 1 for row in cells):
        return False
    return len(cells) == 1 or any(local_name(child) == "tbl" for row in cells for child in _children(row[0]))


def _cells(row: Element) -> Iterator[Element]:
    return (child for child in _children(row) if local_name(child) == "tc")


def _children(parent: Element) -> Iterator[Element]:
    """The children, content controls and tracked insertions opened."""
    for child in parent:
        if local_name(child) in _WRAPPERS:
            yield from _children(child)
        else:
            yield child
