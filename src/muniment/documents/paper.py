"""A paper as it was read: tables and paragraphs in their order, each with the place it came from."""

from collections.abc import Iterator
from dataclasses import dataclass, replace


class Unreadable(Exception):
    """A file that cannot be read as a paper. The message says to its owner what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands. Everything counts from 1; what a format does not know is None.

    `table` counts the tables of the whole paper, `paragraph` the paragraphs outside tables where no line is known. `row` and `column` are those of the table, but in a workbook or a CSV
    file those of the sheet, so that a person finds the cell where the program says it is.
    """

    page: int | None = None
    sheet: str | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    line: int | None = None
    paragraph: int | None = None

    def at(self, **more: int | str | None) -> "Place":
        """The same place, more exactly."""
        return replace(self, **more)  # type: ignore[arg-type]

    def __str__(self) -> str:
        """`page 22, table 9, row 3, column 4`; in a workbook `sheet Summary, cell D4`."""
        words = [f"page {self.page}"] if self.page else []
        if self.sheet is not None:
            words.append(f"sheet {self.sheet}")
            if self.row and self.column:
                words.append(f"cell {column_letters(self.column)}{self.row}")
            elif self.row:
                words.append(f"row {self.row}")
            return ", ".join(words)
        words += [f"{name} {value}" for name in ("table", "row", "column") if (value := getattr(self, name))]
        if self.paragraph:
            words.append(f"paragraph {self.paragraph}")
        if self.line:
            words.append(f"line {self.line}")
        return ", ".join(words) or "the paper"


def column_letters(column: int) -> str:
    """1 → A, 27 → AA, as a workbook names its columns."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of a cell; line breaks inside it are kept as newlines."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row as the file has them: rows of one table may differ in length."""

    cells: tuple[Cell, ...]
    place: Place

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(cell.text for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it stands in the file: one that runs over pages is still several tables here."""

    rows: tuple[Row, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph outside tables. `level` is that of a heading (1 to 6), 0 for running text."""

    text: str
    place: Place
    level: int = 0


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole file. `lost` says in words what could not be read from it (a picture, a colour, a hidden sheet)."""

    name: str
    kind: str
    blocks: tuple[Table | Paragraph, ...]
    sha256: str = ""
    lost: tuple[str, ...] = ()

    @property
    def tables(self) -> Iterator[Table]:
        return (block for block in self.blocks if isinstance(block, Table))

    @property
    def paragraphs(self) -> Iterator[Paragraph]:
        return (block for block in self.blocks if isinstance(block, Paragraph))
