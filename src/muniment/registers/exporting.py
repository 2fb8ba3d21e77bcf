"""A list as a file: exactly what is shown, streamed, and harmless to whoever opens it in a spreadsheet."""

import csv
import io
import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import xlsxwriter

from muniment import clock
from muniment.registers.listing import Listing
from muniment.registers.register import Column

# A cell that begins so, spaces or not, is taken for a formula by one spreadsheet or another (East Asian ones read the wide
# signs too); an apostrophe before it keeps it a text.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def harmless(text: str) -> str:
    # A text that begins with an apostrophe of its own gets one more, so that taking one off gives it back.
    bare = text.lstrip("'")
    return f"'{text}" if bare.startswith(FORMULA) or bare.lstrip().startswith(FORMULA) else text


def cell(record: Any, column: Column) -> Any:
    """The plain value of a column: text, number or date."""
    value = getattr(record, column.name)
    if callable(value):
        value = value()
    if value is None:
        return ""
    if isinstance(value, datetime):
        # As people here read a clock; a workbook knows no zones.
        return value.astimezone(clock.LONDON).replace(tzinfo=None, microsecond=0)
    return value if isinstance(value, int | float | date) else str(value)


def as_csv(listing: Listing) -> Iterator[str]:
    """The lines of a CSV file (UTF-8 with its mark, so that Excel reads it as such)."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)

    def line(values: list[Any]) -> str:
        writer.writerow(values)
        text = buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
        return text

    columns = listing.register.columns
    yield "\ufeff" + line([column.label for column in columns])
    for record in listing.rows.select_related(*listing.register.related).iterator(chunk_size=1000):
        values = (cell(record, column) for column in columns)
        yield line([harmless(value) if isinstance(value, str) else value for value in values])


def as_xlsx(listing: Listing) -> Iterator[bytes]:
    """A workbook with one sheet; texts are written as texts, so that no cell is a formula."""
    columns = listing.register.columns
    with tempfile.TemporaryFile() as file:
        with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
            sheet = book.add_worksheet(listing.register.title[:31])
            bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "d mmm yyyy"})
            instant = book.add_format({"num_format": "d mmm yyyy hh:mm"})
            for number, column in enumerate(columns):
                sheet.write_string(0, number, column.label, bold)
                sheet.set_column(number, number, 14 if column.numeric else 28)
            sheet.freeze_panes(1, 0)
            records = listing.rows.select_related(*listing.register.related).iterator(chunk_size=1000)
            for line, record in enumerate(records, start=1):
                for number, column in enumerate(columns):
                    value = cell(record, column)
                    if isinstance(value, bool | str):
                        sheet.write_string(line, number, str(value)[:32767])
                    elif isinstance(value, date):
                        sheet.write_datetime(line, number, value, instant if isinstance(value, datetime) else day)
                    else:
                        sheet.write_number(line, number, value)
        file.seek(0)
        while block := file.read(1 << 16):
            yield block
