"""The papers of the demonstration hold the mistakes they are meant to hold, and no others."""

import csv
import re
import tomllib
from importlib.resources import files

from docx import Document
from openpyxl import load_workbook

from muniment.demonstration.content import load
from muniment.demonstration.make_papers import make

PAPERS = files("muniment.demonstration").joinpath("data", "papers")
EXPECTED = tomllib.loads(PAPERS.joinpath("expected.toml").read_text(encoding="utf-8"))


def first_paper() -> dict[str, list[str]]:
    lines = PAPERS.joinpath(EXPECTED["first"]["file"]).read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip()[1:-1].split("|")] for line in lines if line.startswith("|")]
    return {row[0]: row[1:] for row in rows if re.fullmatch(r"\d\.\d", row[0])}


def next_paper() -> dict[str, list[str]]:
    text = PAPERS.joinpath(EXPECTED["next"]["file"]).read_text(encoding="utf-8")
    return {row[1]: row[2:] for row in csv.reader(text.splitlines()[1:])}


def test_the_first_paper_holds_what_is_expected_of_it():
    rows, expected = first_paper(), EXPECTED["first"]
    assert list(rows) == expected["refs"]
    assert len(rows) == expected["actions"]
    positions = {ref: row[-1] for ref, row in rows.items()}
    assert [ref for ref, text in positions.items() if text.startswith("Implemented")] == expected["completed"]
    assert [ref for ref, text in positions.items() if text.startswith("Not started")] == expected["not_begun"]
    assert len(expected["in_progress"]) + len(expected["completed"]) + len(expected["not_begun"]) == len(rows)
    assert [row[0] for row in rows.values()].count("High") == 5
    assert [ref for ref, row in rows.items() if not row[3]] == ["3.3"]
    text = PAPERS.joinpath(expected["file"]).read_text(encoding="utf-8")
    for finding in EXPECTED["finding"]:
        assert finding.get("stated", "") in text


def test_the_next_paper_differs_as_expected():
    before, after, expected = first_paper(), next_paper(), EXPECTED["next"]
    both = [ref for ref in before if ref in after]
    assert len(after) == expected["actions"]
    assert [ref for ref in after if ref not in before] == expected["added"]
    assert [ref for ref in before if ref not in after] == expected["gone"]
    assert [ref for ref in both if before[ref] == after[ref]] == expected["unchanged"]
    moved = {ref: [before[ref][4], after[ref][4]] for ref in both if before[ref][4] != after[ref][4]}
    assert moved == expected["due_moved"]
    assert [ref for ref in both if before[ref][5] != after[ref][5]] == expected["progress_changed"]
    assert [ref for ref in both if before[ref][3] != after[ref][3]] == expected["owner_given"]


def test_the_papers_are_made_in_word_and_as_workbooks(tmp_path):
    for path in make(tmp_path):
        assert path.stat().st_size > 4000
    document = Document(str(tmp_path / "records-management-audit.docx"))
    assert [len(table.rows) - 1 for table in document.tables] == [4, 4, 3, 3, 5]
    sheet = load_workbook(tmp_path / "records-management-audit.xlsx")["Action plan"]
    refs = [row[0].value for row in sheet.iter_rows() if re.fullmatch(r"\d\.\d", str(row[0].value))]
    assert refs == EXPECTED["first"]["refs"]
    for plan in load().plans:
        tables = Document(str(tmp_path / plan.paper)).tables
        assert sum(len(table.rows) - 1 for table in tables) == len(plan.recommendations)
