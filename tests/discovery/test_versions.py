"""What marks a version in a name, and which of a family looks newest."""

from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from muniment.discovery.engine.schema import HASHED
from muniment.discovery.engine.similar import related
from muniment.discovery.engine.version_names import taken_apart
from tests.discovery.test_similar import Tree, changed, text_of

MARKS = (
    "FINAL",
    "final FINAL",
    "v2",
    "v0.3",
    "draft",
    "- Copy (2)",
    "(1)",
    "2019-03-31",
    "31.03.2019",
    "old",
    "superseded",
    "signed",
    "Rev 4",
    "tracked changes",
    "12th March 2021",
)


@pytest.mark.parametrize(
    ("name", "family", "state", "number", "date"),
    [
        ("Budget FINAL v2 (1)_ab", "budget", "copy", (2,), ""),
        ("Copy of Budget", "budget", "copy", (), ""),
        ("Budget - Copy (2)", "budget", "copy", (), ""),
        ("budget v0.3 draft", "budget", "draft", (0, 3), ""),
        ("2019 03 31 Budget final FINAL", "budget", "final", (), "2019-03-31"),
        ("Budget_JS signed", "budget", "signed", (), ""),
        ("Minutes 12th March 2021 (approved)", "minutes", "final", (), "2021-03-12"),
        ("Report 31.03.20 old", "report", "old", (), "2020-03-31"),
        ("INV-20391", "inv 20391", "", (), ""),
        ("Budget 2019-20", "budget 2019 20", "", (), ""),
        ("Finalists", "finalists", "", (), ""),
        ("Golden gate", "golden gate", "", (), ""),
        ("v2", "v2", "", (), ""),
        ("Final", "final", "", (), ""),
    ],
)  # fmt: skip
def test_a_name_is_taken_apart(name: str, family: str, state: str, number: tuple[int, ...], date: str) -> None:
    said = taken_apart(name)
    assert (said.family, said.state, said.number, said.date) == (family, state, number, date)


@given(st.lists(st.sampled_from(MARKS), max_size=4), st.sampled_from([" ", "_", "-", " - "]))
def test_marks_in_whatever_order_leave_the_family(marks: list[str], gap: str) -> None:
    said = taken_apart(gap.join(["Housing strategy", *marks]))
    assert said.family == "housing strategy"
    assert len(said.marks) >= bool(marks)


@given(
    st.text(max_size=60) | st.lists(st.sampled_from([*MARKS, "ß", "İ", "_", "(", ")", "."]), max_size=6).map(" ".join)
)
def test_every_name_has_a_family_and_the_family_has_no_marks(name: str) -> None:
    said = taken_apart(name)
    assert said.family or not name.strip()
    if said.marks:
        assert said.family != name.strip().lower()
    assert said == taken_apart(name)


def told(*paths: str) -> dict[str, tuple[str, str]]:
    tree = Tree()
    for path in paths:
        tree.add(path)
    return {path: (row["version_group"], row["version_latest"]) for path, row in tree.related().items()}


def test_the_final_one_is_the_newest_though_a_draft_was_saved_later() -> None:
    tree = Tree()
    for name in ("Budget v1 draft.docx", "Budget final.docx", "Budget v2 draft.docx"):
        tree.add(f"finance/2019/{name}")
    rows = tree.related()
    assert {row["version_latest"] for row in rows.values()} == {"finance/2019/Budget final.docx"}
    assert {row["version_group"] for row in rows.values()} == {"finance/2019/budget"}
    assert (
        rows["finance/2019/Budget final.docx"]["version_why"]
        == "It is named “final”, though “Budget v2 draft.docx” was saved later, on 3 January 2020."
    )


def test_numbers_then_times_tell_the_newest() -> None:
    assert set(told("a v2.xlsx", "a v10.xlsx", "a v9.xlsx").values()) == {("a", "a v10.xlsx")}
    assert set(told("a v2.xlsx", "a.xlsx").values()) == {("a", "a.xlsx")}
    assert set(told("a.xlsx", "Copy of a.xlsx", "a old.xlsx").values()) == {("a", "Copy of a.xlsx")}  # it was worked on
    assert set(told("Copy of a.xlsx", "a.xlsx", "a old.xlsx").values()) == {("a", "a.xlsx")}
    assert set(told("a final.docx", "a signed.pdf").values()) == {("a", "a signed.pdf")}


def test_what_only_looks_alike_is_no_family() -> None:
    assert told("Minutes 2020-01-02.docx", "Minutes 2020-02-02.docx") == {}
    assert told("photo (1).jpg", "photo (2).jpg") == {}
    assert told("list_HR.xlsx", "list_IT.xlsx") == {}
    assert told("budget.docx", "budget.pdf", "budget.xlsx") == {}
    assert told("one/budget v1.docx", "two/budget v2.docx") == {}
    assert told("budget v1.docx", "budget v1.xlsx") == {}
    assert told("photo.jpg", "photo (1).jpg") == {}
    assert set(told("photo.jpg", "photo - Copy.jpg")) == {"photo.jpg", "photo - Copy.jpg"}


@pytest.mark.parametrize(("one", "other"), [("Letter.docx", "Letter (2).docx"), ("Leases.docx", "Signed leases.docx"), ("Town Hall.docx", "Old Town Hall.docx"), ("Orders v1.docx", "Orders v2.docx")])  # fmt: skip
def test_another_text_is_no_version_whatever_it_is_called(one: str, other: str) -> None:
    for text, found in ((text_of(2), set()), (changed(text_of(1), 20), {one, other})):
        tree = Tree()
        tree.add(one, text_of(1))
        tree.add(other, text)
        assert set(tree.related()) == found


@pytest.mark.parametrize(
    "nothing", [{"size": 0}, {"state": "failed"}, {"state": "locked"}, {"text": "To be confirmed."}]
)
def test_what_holds_nothing_is_not_the_newest_version(nothing: dict[str, Any]) -> None:
    tree = Tree()
    tree.add("plan v1.docx", text_of(1))
    tree.add("plan v2.docx", changed(text_of(1), 5))
    tree.add("plan v3.docx", **nothing)
    rows = tree.related()
    assert {row["version_latest"] for row in rows.values()} == {"plan v2.docx"}
    assert {"plan v1.docx", "plan v2.docx"} <= set(rows)
    alone = Tree()
    alone.add("plan v1.docx", text_of(1))
    alone.add("plan v2.docx", **nothing)
    assert {row["version_latest"] for row in alone.related().values()} <= {"plan v1.docx"}


def test_nearly_the_same_text_joins_families_over_folders_and_dates() -> None:
    tree = Tree()
    text = text_of(1)
    tree.add("policy/Lone working 2020-01-05.docx", text)
    tree.add("policy/old/Lone working 2019-06-01.docx", changed(text, 2))
    tree.add("policy/Lone working final.docx", changed(text, 3))
    tree.add("elsewhere/Lone working draft.docx", text_of(2))
    rows = tree.related()
    assert {row["version_latest"] for path, row in rows.items() if path.startswith("policy")} == {
        "policy/Lone working final.docx"
    }
    assert "elsewhere/Lone working draft.docx" not in rows


def test_of_copies_one_stands_for_all() -> None:
    tree = Tree()
    for name in ("plan v1.docx", "plan v2.docx", "plan v2 - Copy.docx"):
        tree.add(name)
    same = pa.Table.from_pylist([{"path": name, "stamp": 1, "blake3": "b" * 64} for name in ("plan v2.docx", "plan v2 - Copy.docx")], HASHED)  # fmt: skip
    told = {row["path"]: row["version_latest"] for row in related(*tree.tables(), hashed=same).to_pylist()}
    assert told == {"plan v1.docx": "plan v2.docx", "plan v2.docx": "plan v2.docx"}
