"""The plan of a real council, in four formats, against what people read in it."""

import csv
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from muniment.documents.plan import understand
from muniment.documents.plan.reading import PlanReading
from muniment.documents.reading import read_file

CASE = Path(__file__).parents[3] / "shared" / "cases" / "coventry-2016"
pytestmark = pytest.mark.skipif(not CASE.is_dir(), reason="the case papers are not beside the checkout")
# Rows whose status people could not agree on: the words leave it open.
TO_CHOOSE = {"A04", "A13", "A16", "B04", "B09", "B14", "B22", "C11", "C15", "C17", "C25", "C27"}


@cache
def reading_of(kind: str) -> PlanReading:
    (path,) = CASE.glob(f"*.{kind}")
    return understand(read_file(path))


def expected() -> list[dict[str, str]]:
    with (CASE / "expected-actions.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("kind", ["xlsx", "txt", "docx", "pdf"])
def test_the_same_plan_in_each_format(kind):
    reading = reading_of(kind)
    assert [action.ref for action in reading.actions] == [row["ref"] for row in expected()]
    assert sum(max(1, len(action.parts)) for action in reading.actions) == 82
    assert [action.status for action in reading.actions] == [row["status"] for row in expected()]
    assert {action.ref for action in reading.actions if action.needs_choice} == TO_CHOOSE
    assert Counter(action.theme for action in reading.actions) == {
        "Policies and Procedures": 24, "DPA Training and Awareness": 15, "Information Sharing": 38,
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["xlsx", "txt", "docx", "pdf"])
def test_the_dates_of_each_row_and_part(kind):
    for action, row in zip(reading_of(kind).actions, expected(), strict=True):
        own = str(action.due.day or "")
        parts = ";".join(f"{part.label}={part.due.day}" for part in action.parts)
        assert (parts or own) == row["due_iso"], action.ref


@pytest.mark.parametrize("kind", ["xlsx", "txt", "docx", "pdf"])
def test_who_answers_and_what_waits_for_what(kind):
    actions = {action.ref: action for action in reading_of(kind).actions}
    assert sum("SIGO" in action.owners for action in actions.values()) == 64
    assert actions["A20"].owners == ("SIGO", "Head of ICT Strategy")
    assert actions["A04"].owners == ("Training Design & Delivery Manager",)
    assert {ref: actions[ref].depends_on_refs for ref in ("A18", "A20", "A21", "A22")} == {
        "A18": ("A19",), "A20": ("A18",), "A21": ("A18", "A20"), "A22": ("A18", "A20"),
    }  # fmt: skip
    assert actions["B12"].acceptance == "partly"
    assert [part.label for part in actions["B12"].parts] == ["1", "2", "3"]
    assert actions["A34"].approval_pending == "awaiting approval"


def test_a_strategy_without_a_plan_has_none():
    (path,) = (CASE.parent / "worcestershire-2021").glob("*.txt")
    assert understand(read_file(path)).actions == ()
