"""Writes the demonstration's plans as Word documents and workbooks, formatted as a person would.

`python -m muniment.demonstration.make_papers FOLDER`
"""

import csv
import re
import sys
from collections.abc import Iterator
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path

from docx import Document
from docx.document import Document as Word
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import _Cell
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from muniment import clock
from muniment.demonstration.content import load, on_day

FIRST = "records-management-audit.md"
NEXT = "records-management-audit-next-quarter.csv"
WIDTHS = {7: (1.2, 1.8, 5.6, 5.6, 3.6, 2.6, 5.0), 5: (7.0, 3.0, 3.0, 3.0, 3.0)}
SHADES = {"High": "F4B6B0", "Urgent": "E88C84", "Medium": "FBE3A6", "Low": "D5E8D4"}
HEADER = "1F3864"
Grid = list[list[str]]


def make(folder: Path) -> list[Path]:
    """Write every paper into the folder, which is created where needed; gives their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    text = _paper(FIRST)
    rows = list(csv.reader(_paper(NEXT).splitlines()))
    made = [
        _word(list(_blocks(text)), folder / "records-management-audit.docx"),
        _workbook(list(_blocks(text)), folder / "records-management-audit.xlsx"),
        _sheet(rows, folder / "records-management-audit-next-quarter.xlsx"),
    ]
    return made + [_word(list(_plan(plan.code)), folder / plan.paper) for plan in load().plans]


def _paper(name: str) -> str:
    return files("muniment.demonstration").joinpath("data", "papers", name).read_text(encoding="utf-8")


def _blocks(text: str) -> Iterator[str | Grid]:
    """Headings and paragraphs as text, tables as rows of cells, without the line under a table's head."""
    for block in re.split(r"\n\s*\n", text.strip()):
        if not block.startswith("|"):
            yield block
            continue
        lines = [line.strip()[1:-1] for line in block.splitlines() if not line.startswith("|---")]
        yield [[cell.strip() for cell in line.split("|")] for line in lines]


def _plan(code: str) -> Iterator[str | Grid]:
    """A plan as its auditor sent it: the agreed actions before anything had happened."""
    content, today = load(), clock.today()
    plan = content.plan(code)
    titles = {post.code: post.title for post in content.posts}
    yield f"# {plan.title}"
    for theme in plan.themes:
        yield f"## {theme.code}. {theme.name}"
        rows = [["Ref", "Priority", "Recommendation", "Agreed action", "Owner", "Implementation date", "Response"]]
        for rec in plan.recommendations:
            if rec.theme != theme.code:
                continue
            response = {"accepted": "Accepted", "partly": "Partially accepted", "rejected": "Not accepted"}[
                rec.acceptance
            ]
            parts = [f"({part.label}) {part.action}" for part in rec.parts]
            action = "\n".join([rec.action, *parts])
            owners = " / ".join(titles[owner] for owner in rec.owners)
            due = f"{on_day(today, rec.due, rec.precision):%b-%y}" if rec.acceptance != "rejected" else "n/a"
            response = f"{response}. {rec.reason}" if rec.reason else response
            rows.append([rec.ref, rec.priority, rec.recommendation, action, owners, due, response])
        yield rows


def _word(blocks: list[str | Grid], path: Path) -> Path:
    document = Document()
    document.core_properties.author = "Internal Audit"
    document.styles["Normal"].font.name = "Arial"
    document.styles["Normal"].font.size = Pt(10)
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = Cm(2)
    for block in blocks:
        if isinstance(block, list):
            _word_table(document, block)
        elif heading := re.match(r"(#+) (.*)", block):
            document.add_heading(heading[2], level=len(heading[1]))
        else:
            paragraph = document.add_paragraph()
            for at, piece in enumerate(block.split("**")):
                paragraph.add_run(piece).bold = bool(at % 2)
    document.save(str(path))
    return path


def _word_table(document: Word, rows: Grid) -> None:
    table = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, WIDTHS[len(rows[0])], strict=True):
        column.width = Cm(width)
    for number, texts in enumerate(rows):
        cells = table.add_row().cells
        for cell, text, width in zip(cells, texts, WIDTHS[len(texts)], strict=True):
            cell.width = Cm(width)
            cell.text = text
            for run in (run for paragraph in cell.paragraphs for run in paragraph.runs):
                run.font.size = Pt(9)
                run.bold = number == 0 or texts[0] == "Total"
            if number == 0:
                _shade(cell, "D9E2F3")
            elif text in SHADES:
                _shade(cell, SHADES[text])
    repeat = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeat)  # noqa: SLF001  # python-docx has no other way to repeat a head
    document.add_paragraph()


def _shade(cell: _Cell, colour: str) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001  # nor to shade a cell


def _workbook(blocks: list[str | Grid], path: Path) -> Path:
    """One sheet for the plan, with a band for each theme, one for the summary, one for the notes."""
    book = Workbook()
    plan, summary, notes = book.worksheets[0], book.create_sheet("Summary"), book.create_sheet("Notes")
    plan.title = "Action plan"
    theme, head = "", False
    for block in blocks:
        if isinstance(block, str):
            theme = block.lstrip("# ")
            if block.startswith("# "):
                plan.append([theme])
                plan.merge_cells("A1:G1")
                plan["A1"].font = Font(bold=True, size=14)
            elif not block.startswith("#"):
                notes.append([block.replace("**", "")])
        elif len(block[0]) == 7:
            if not head:
                plan.append([])
                _append(plan, block[:1], first=True)
                head = True
            plan.append([theme])
            plan.merge_cells(start_row=plan.max_row, start_column=1, end_row=plan.max_row, end_column=7)
            plan.cell(plan.max_row, 1).fill = PatternFill("solid", fgColor="D9D9D9")
            _append(plan, block[1:])
        else:
            _append(summary, block, first=True)
    plan.freeze_panes = "A4"
    _widths(plan, (6, 10, 40, 40, 26, 16, 40))
    _widths(summary, (32, 18, 14, 14, 14))
    _widths(notes, (110,))
    book.save(path)
    return path


def _sheet(rows: Grid, path: Path) -> Path:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Q2"
    _append(sheet, rows, first=True)
    sheet.auto_filter.ref = sheet.dimensions
    sheet.freeze_panes = "A2"
    _widths(sheet, (24, 6, 10, 40, 40, 26, 16, 40))
    book.save(path)
    return path


def _append(sheet: Worksheet, rows: Grid, *, first: bool = False) -> None:
    """Rows as they are typed into a sheet: dates become dates, counts numbers, and references stay text."""
    for number, texts in enumerate(rows):
        sheet.append([_value(text) for text in texts])
        for cell in sheet[sheet.max_row]:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if isinstance(cell.value, date):
                cell.number_format = "dd/mm/yyyy"
            if first and number == 0:
                cell.font = Font(bold=True, color="FFFFFF")
                cell.fill = PatternFill("solid", fgColor=HEADER)
            elif cell.value in SHADES:
                cell.fill = PatternFill("solid", fgColor=SHADES[str(cell.value)])


def _value(text: str) -> str | int | date | None:
    if text.isdigit():
        return int(text)
    if re.fullmatch(r"\d{1,2} \w+ \d{4}", text):
        return datetime.strptime(text, "%d %B %Y").date()  # noqa: DTZ007  # a day in a sheet has no time zone
    return text or None


def _widths(sheet: Worksheet, widths: tuple[int, ...]) -> None:
    for letter, width in zip("ABCDEFGH", widths, strict=False):
        sheet.column_dimensions[letter].width = width


if __name__ == "__main__":
    make(Path(sys.argv[1]))
