"""What reading tells of a text that is longer than what is kept of one."""

import io
import time
from pathlib import Path
from time import monotonic
from typing import Any

import openpyxl
import pytest

from muniment.discovery.engine.contents import Reading
from muniment.discovery.engine.sources import source_of
from muniment.documents.extract import Budget, extract, gathering, texts

VALUE = "943 476 5919"
TABLE = "ref,remark,nhs number\n" + "".join(f"{n},nothing to be said,\n" for n in range(400)) + f"400,none,{VALUE}\n"
LINES = "".join(f"{n} nothing to be said\r\n" for n in range(400)) + f"The NHS number is {VALUE}.\n"
ONE_LINE = "nothing to be said; " * 500 + f"the NHS number is {VALUE}."


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "PIECE", 1_000)
    monkeypatch.setattr(gathering, "PIECE", 1_000)
    monkeypatch.setattr(texts, "_OVERLAP", 100)


def told(text: str, name: str, until: float = float("inf")) -> dict[str, Any]:
    found = extract(text.encode(), name, Budget(characters=1_000))
    return Reading(source_of("/")).told("", found, b"", name, until)


@pytest.mark.parametrize(("text", "name"), [(TABLE, "a.csv"), (TABLE.replace(",", "\t"), "a.tsv"), (LINES, "a.log"), (ONE_LINE, "a.txt"), (f'{{"a": "{ONE_LINE}"}}', "a.json")])  # fmt: skip
def test_personal_data_is_looked_for_beyond_what_is_kept(text: str, name: str) -> None:
    row = told(text, name)
    assert row["characters"] <= 1_050
    assert [(each["kind"], each["count"]) for each in row["personal"]] == [("nhs_number", 1)]
    assert "what follows was searched for personal data only." in row["why"]


def test_it_breaks_off_where_time_is_short_and_says_from_where() -> None:
    row = told(TABLE, "a.csv", monotonic() - 1)
    assert (row["state"], row["personal"]) == ("read", [])
    assert f"and from letter {row['characters']:,} on it was not read." in row["why"]


def test_every_line_and_every_row_is_looked_at_once() -> None:
    found = extract(TABLE.encode(), "a.csv", Budget(characters=1_000))
    (kept,), rest = found.blocks, list(found.rest)
    assert [row[0] for row in (*kept.rows[1:], *(row for block in rest for row in block.rows[5:]))] == [f"{n}" for n in range(401)]  # fmt: skip
    assert all(block.rows[:5] == kept.rows[:5] for block in rest)
    found = extract(LINES.encode(), "a.log", Budget(characters=1_000))
    lines = "".join(block.text for block in found.rest).splitlines()
    assert lines == LINES.splitlines()[-len(lines) :]
    assert len("\n".join(LINES.splitlines()[: -len(lines)])) <= 1_000


def test_the_rows_and_sheets_and_comments_of_a_workbook_that_follow_are_looked_at_too() -> None:
    book = openpyxl.Workbook()
    for row in TABLE.splitlines():
        book.active.append(row.split(","))
    second = book.create_sheet("Second")
    for row in TABLE.replace(VALUE, "401 023 2137").splitlines():
        second.append(row.split(","))
    second["A2"].comment = openpyxl.comments.Comment("National Insurance number: AB 12 34 56 C", "Ada")
    target = io.BytesIO()
    book.save(target)
    found = extract(target.getvalue(), "a.xlsx", Budget(characters=1_000))
    row = Reading(source_of("/")).told("", found, b"", "a.xlsx")
    assert {(each["kind"], each["count"]) for each in row["personal"] if each["kind"] != "name"} == {
        ("nhs_number", 2),
        ("nino", 1),
    }
    assert "what follows was searched for personal data only." in row["why"]
    whole = extract(target.getvalue(), "a.xlsx")
    assert (list(whole.rest), whole.note) == ([], "")


def test_of_a_text_that_is_not_longer_nothing_is_said() -> None:
    assert told("ref,nhs number\n1,\n", "a.csv")["why"] is None
    assert told("Nothing to be said.", "a.txt")["why"] is None


def test_a_file_that_takes_too_long_is_not_called_damaged(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def slow(_content: bytes) -> str:
        time.sleep(5)
        return ""

    monkeypatch.setattr(texts, "LexborHTMLParser", slow)
    (tmp_path / "a.html").write_text("<!doctype html><p>slow")
    (row,) = Reading(source_of(str(tmp_path)), 0.2).one("a.html", "a.html", 22)
    assert (row["state"], row["why"]) == ("failed", "Reading it took longer than 0.2 seconds.")
