"""Tables as text files (.csv, .tsv): one table, whatever separates its cells."""

import csv
import io
from collections import Counter

from muniment.documents.paper import Paper, Place, Unreadable
from muniment.documents.reading.building import PaperBuilder
from muniment.documents.reading.limits import MAX_FILE_BYTES
from muniment.documents.reading.text import decode

_SEPARATORS = ",;\t|"
_SAMPLE_ROWS = 50
_SAMPLE_CHARACTERS = 100_000


def read_delimited(content: bytes, name: str) -> Paper:
    """A .csv or .tsv file. Its rows count from the top of the file, as a spreadsheet program shows them."""
    builder = PaperBuilder(name, "csv")
    text = decode(content).replace("\x00", "")
    separator, text = _declared(text)
    rows = _rows(text, separator or separator_of(text))
    kept = [(row, line, texts) for row, line, texts in rows if any(map(str.strip, texts))]
    table = builder.next_table

    def locate(index: int, column: int) -> Place:
        row, line, _ = kept[index - 1]
        return Place(table=table, row=row, column=column, line=line)

    builder.table((texts for _, _, texts in kept), Place(line=kept[0][1] if kept else None), locate)
    return builder.paper()


def _declared(text: str) -> tuple[str, str]:
    """Excel writes `sep=;` as a first line for itself."""
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        return first.strip()[-1], "\n" + rest  # the line still counts
    return "", text


def _rows(text: str, separator: str) -> list[tuple[int, int, list[str]]]:
    """The rows as (number, line where it begins, cells)."""
    csv.field_size_limit(MAX_FILE_BYTES)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows: list[tuple[int, int, list[str]]] = []
    line = 1
    try:
        for number, texts in enumerate(reader, 1):
            rows.append((number, line, texts))
            line = reader.line_num + 1
    except csv.Error as broken:
        raise Unreadable(
            f"The table breaks off at line {line}: a quotation mark is opened there and not closed as it should be."
        ) from broken
    return rows


def separator_of(text: str) -> str:
    """The sign that parts most rows into the same number of cells, more than one."""

    def agreement(separator: str) -> tuple[int, int]:
        sample = csv.reader(io.StringIO(text[:_SAMPLE_CHARACTERS], newline=""), delimiter=separator)
        sizes = Counter[int]()
        try:
            for _, texts in zip(range(_SAMPLE_ROWS), sample, strict=False):
                sizes[len(texts)] += len(texts) > 1
        except csv.Error:
            return (0, 0)
        size, rows = sizes.most_common(1)[0] if sizes else (0, 0)
        return (rows, size)

    return max(_SEPARATORS, key=agreement)
