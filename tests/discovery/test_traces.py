"""Who likely knows a folder, where nobody has said who works there."""

from typing import Any

import pyarrow as pa
import pytest

from muniment.discovery.engine.given import Given
from muniment.discovery.engine.owning import OWNED
from muniment.discovery.engine.traces import names_somebody

Counted = tuple[str, str | None, str | None, str | None, int]


def told(*counted: Counted) -> dict[str, dict[str, Any]]:
    """Of rows of folder, owner, author, last author and how many files."""
    names = ("folder", "owner", "author", "last_author")
    table = pa.table({name: pa.array([row[n] for row in counted], pa.string()) for n, name in enumerate(names)})
    found = Given().owned(table.append_column("files", pa.array([row[4] for row in counted], pa.int64())))
    assert found.schema == OWNED
    return {row["path"]: row for row in found.to_pylist()}


def test_who_sends_letters_does_not_own_the_folder() -> None:
    row = told(("a", "root", "Angry Resident <angry@example.com>", None, 3), ("a", "root", "Sam Officer", None, 1))["a"]
    assert (row["person_name"], row["sure"]) == (None, pytest.approx(0.125))
    assert row["why"] == "1 of its 4 files was written by Sam Officer."


@pytest.mark.parametrize(
    "said",
    ["Microsoft Office User", "Windows User", "User", " user ", "Admin", "python-docx", "PScript5.dll Version 5.2.2", "Acrobat PDFMaker 11 for Word",
     "Valued Acer Customer", "Unknown", "Owner", "1001", "S-1-5-21-1", "root", "Ambleworth Borough Council", "", "Jo <jo@example.com>", "User1"],
)  # fmt: skip
def test_what_names_no_person_is_nobody(said: str) -> None:
    assert not names_somebody(said)
    row = told(("a", None if "@" in said else said, said, said, 1), ("b", "x", None, None, 1))["a"]
    assert (row["person_name"], row["sure"]) == (None, 0.0)


@pytest.mark.parametrize(
    "said", ["Jo Smith", "SMITH, Jo", "jsmith", "Ann Guest", "Michael Dell", "Siân Ŵyn", "Peter Root", "Wordsworth"]
)
def test_who_is_a_person_is_one(said: str) -> None:
    assert names_somebody(said)


def test_one_sign_alone_is_not_sure_and_two_are_surer() -> None:
    rows = told(
        ("written", None, "Jo Smith", "Windows User", 2), ("owned", "COUNCIL\\jsmith", None, None, 3),
        ("both", "COUNCIL\\jsmith", "Jo Smith", None, 4), ("two", "agreen", "Jo Smith", None, 4), ("one", "agreen", None, None, 1),
    )  # fmt: skip
    assert (rows["written"]["person_name"], rows["written"]["sure"]) == ("Jo Smith", pytest.approx(0.5))
    assert (rows["owned"]["person_name"], rows["owned"]["sure"]) == ("Jo Smith", pytest.approx(0.6))
    assert (rows["both"]["person_name"], rows["both"]["sure"]) == ("Jo Smith", pytest.approx(0.8))
    assert rows["both"]["why"] == "4 of its 4 files belong to Jo Smith; 4 of its 4 files were written by Jo Smith."
    assert (rows["two"]["person_name"], rows["two"]["sure"]) == ("agreen", pytest.approx(0.36 / 1.1))
    assert rows["one"]["why"] == "The file belongs to agreen."


def test_whoever_owns_all_there_is_tells_nothing() -> None:
    rows = told(("a", "migration", None, None, 9), ("b", "root", None, None, 9))
    assert {row["person_name"] for row in rows.values()} == {None}
    assert rows["a"]["why"] == "Nobody who stands on its files looks like a person who works with them."


def test_two_people_of_one_login_are_told_by_it() -> None:
    rows = told(
        ("a", "jsmith", "Jo Smith", None, 1), ("b", "jsmith", "Jim Smith", None, 1), ("c", "agreen", None, None, 1)
    )
    assert rows["a"]["person_name"] == "jsmith"


def test_nothing_is_told_of_nothing() -> None:
    assert told() == {}
