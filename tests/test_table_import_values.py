"""What a cell says, typed: every kind of field written and read back, and the ways in which people write days and choices.

Seen red when a list was written line by line without asking whether it reads back.
"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import models
from hypothesis import given
from hypothesis import strategies as st

from muniment.committees.models import Term
from muniment.documents.reading.exact import read_tables
from muniment.people.models import Person, Post, RoleGiven
from muniment.registers.cells import Wrong, clean, day, harmless, read, written
from muniment.registers.register import registry
from muniment.tables.mapping import propose
from tests.table_files import as_csv, as_xlsx

TEXT: Any = Term._meta.get_field("definition")
LIST: Any = Post._meta.get_field("known_as")
CHOICE: Any = RoleGiven._meta.get_field("role")
YES_OR_NO: Any = Person._meta.get_field("is_active")
DAY: Any = models.DateField(null=True)
WHOLE: Any = models.IntegerField()
EXACT: Any = models.DecimalField(max_digits=30, decimal_places=6)
NEAR: Any = models.FloatField()
HOSTILE = st.text() | st.sampled_from(
    ["=1+1", "'=1+1", "''", "'", "+44 1", "-", "@x", "\t=1", "a;b", "[1]", '["a"]', "{", "\r\n", "\uff1d1"]
)


def through_a_file(text: str) -> str:
    """The cell as it comes back from a CSV file of ours."""
    rows = read_tables(as_csv([["Heading", "Other"], [text, "x"]]), "a.csv").tables[0].rows
    return rows[1][1][0]


@given(HOSTILE)
def test_any_text_comes_back(text: str) -> None:
    kept = clean(text)
    assert read(TEXT, harmless(written(TEXT, kept))) == kept
    assert read(TEXT, through_a_file(written(TEXT, kept))) == kept


@given(HOSTILE)
def test_any_text_comes_back_from_a_workbook_as_what_an_export_says(text: str) -> None:
    kept = clean(text)
    rows = read_tables(as_xlsx([["Heading", "Other"], [written(TEXT, kept), "x"]]), "a.xlsx").tables[0].rows
    assert read(TEXT, rows[1][1][0]) == read(TEXT, written(TEXT, kept))


@given(st.lists(HOSTILE, max_size=4))
def test_any_list_comes_back(value: list[str]) -> None:
    assert read(LIST, harmless(written(LIST, value))) == value


@given(st.dates(date(1, 1, 1), date(9999, 12, 31)))
def test_any_day_comes_back(value: date) -> None:
    assert read(DAY, harmless(written(DAY, value))) == value


@given(
    st.integers(-(10**18), 10**18),
    st.decimals(-(10**12), 10**12, places=6),
    st.floats(allow_nan=False, allow_infinity=False, min_value=-1e20, max_value=1e20),
)
def test_any_number_comes_back(whole: int, exact: Decimal, near: float) -> None:
    assert read(WHOLE, harmless(written(WHOLE, whole))) == whole
    assert read(EXACT, harmless(written(EXACT, exact))) == exact
    if near == 0 or abs(near) > 1e-25:
        assert read(NEAR, harmless(written(NEAR, near))) == near


def test_every_choice_of_every_register_comes_back() -> None:
    fields = [field for register in registry for field in register.model._meta.concrete_fields if field.choices]
    assert len(fields) > 5
    for field in fields:
        for value, _label in field.flatchoices:
            assert read(field, written(field, value)) == value
    assert [read(YES_OR_NO, written(YES_OR_NO, value)) for value in (True, False)] == [True, False]


@pytest.mark.parametrize(
    "text",
    ["2026-11-30", "30/11/2026", "30.11.26", "30-11-2026", "30 November 2026", "30th Nov 2026", "30-Nov-26", "46356",
     "2026-11-30 00:00:00", "2026-11-30T00:00:00Z", " 30 Nov. 2026 ", "2026/11/30"],
)  # fmt: skip
def test_days_as_people_write_them(text: str) -> None:
    assert day(text.strip()) == date(2026, 11, 30)


@pytest.mark.parametrize(
    "text", ["11/30/2026", "31/02/2026", "soon", "2026", "30 Movember 2026", "12", "9" * 5000, "2026-13-01"]
)
def test_what_is_no_day_is_said(text: str) -> None:
    with pytest.raises(Wrong, match="is no date"):
        day(text)


@pytest.mark.parametrize(
    ("field", "text", "message"),
    [(CHOICE, "king", "is none of"), (YES_OR_NO, "maybe", "neither yes nor no"), (WHOLE, "1.5", "no whole number"),
     (WHOLE, "NaN", "no number"), (EXACT, "1e999999999", "no number"), (NEAR, "inf", "no number")],
)  # fmt: skip
def test_what_is_no_value_is_said(field: Any, text: str, message: str) -> None:
    with pytest.raises(Wrong, match=message):
        read(field, text)


def test_values_as_people_write_them() -> None:
    assert read(CHOICE, "information governance MANAGER") == "ig_manager"
    assert read(LIST, "Clerk; Town clerk;") == ["Clerk", "Town clerk"]
    assert read(LIST, "a; b\nc") == ["a; b", "c"]
    assert read(WHOLE, "£1,234.00") == 1234
    assert read(YES_OR_NO, "y") is True
    assert (read(TEXT, ""), read(DAY, ""), read(LIST, "")) == ("", None, [])


def test_a_workbook_gives_its_values_and_says_what_it_hides() -> None:
    import io

    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Posts"
    sheet.append(["Title", "From", "Share", "Flag", "Sum"])
    sheet.append(["  Two  words\n\nand lines ", date(2026, 11, 30), 0.1 + 0.2, True, "=1+1"])
    sheet["B2"].number_format = "mmm-yy"
    sheet.row_dimensions[2].hidden = True
    book.create_sheet("Secret").append(["a", "b"])
    book["Secret"].sheet_state = "hidden"
    file = io.BytesIO()
    book.save(file)
    found = read_tables(file.getvalue(), "a.xlsx")
    assert found.tables[0].rows[1] == (2, ("  Two  words\n\nand lines ", "2026-11-30", "0.3", "TRUE", "=1+1"))
    told = " ".join(found.lost)
    assert all(
        word in told for word in ("“Secret” is hidden", "Rows or columns of the sheet “Posts” are hidden", "formulas")
    )


@pytest.mark.parametrize(
    ("encoding", "separator"), [("utf-8-sig", ";"), ("utf-16", "\t"), ("cp1252", ","), ("utf-16-le", ",")]
)
def test_text_files_of_every_sort(encoding: str, separator: str) -> None:
    content = f"Term{separator}Definition\nCafé{separator}A “place”\n".encode(encoding)
    assert read_tables(content, "a.csv").tables[0].rows[1] == (2, ("Café", "A “place”"))


def test_headings_are_understood_and_the_rest_is_said() -> None:
    register = registry.named("recommendations")
    assert register is not None
    table = read_tables(
        as_csv(
            [["Report of 2026"], ["REF", "agreed  action", "Ownr", "Due", "State", "Notes", "", "reference"], ["A1"]]
        ),
        "a.csv",
    ).tables[0]
    found = propose(register, table)
    assert found.row == 2
    assert [each.field for each in found.columns] == ["reference", "agreed_action", "owner", "due", "", "", ""]
    assert [each.sure for each in found.columns][:4] == [100, 100, 89, 100]
    assert "nearly" in found.columns[2].why
    assert "works this out itself" in found.columns[4].why
    assert found.columns[5].why == "no field is called so"
    assert [each.column for each in found.columns] == [1, 2, 3, 4, 5, 6, 8]  # what is empty throughout is no column
    assert found.columns[6].why == "another column is read for it"
    chosen = propose(register, table, {"6": "title", "8": "reference", "x": "title", "3": "nonsense"})
    assert [each.field for each in chosen.columns] == [
        "",
        "agreed_action",
        "owner",
        "due",
        "",
        "title",
        "reference",
    ]
