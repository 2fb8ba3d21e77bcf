"""A register's file read again after edits on both sides, and what a person decides about one: words, rows, columns, what no column says.

Seen red when `three_ways` was passed by, when an import did not keep what its file said otherwise (the third reading overwrote an edit),
and when an import that was undone still counted as said.
"""

from typing import Any

import pytest

from muniment.assets.models import InformationAsset
from muniment.people.models import Post
from muniment.registers import history
from muniment.registers.access import Actor
from muniment.registers.models import History, TableImport
from muniment.registers.register import registry
from muniment.registers.services import Change, write
from muniment.tables import applying, undoing
from muniment.tables.lines import CHANGED, CONFLICT, HERE, NEW, OUT, SAME, WRONG, Compared
from muniment.tables.three_ways import sides
from tests.cast import HOUSE, Cast, make
from tests.table_files import as_csv

HEADINGS = ["Asset", "Service", "Description", "Where held", "IAO"]


def sent(
    cast: Cast, *rows: list[str], slug: str = "assets", headings: list[str] | None = None, **mapping: Any
) -> TableImport:
    register = registry.named(slug)
    assert register is not None
    kept = applying.take_in(Actor.at_page(cast.priya), register, "register.csv", as_csv([headings or HEADINGS, *rows]))
    kept.mapping = mapping or kept.mapping
    kept.save()
    return kept


def applied(kept: TableImport) -> TableImport:
    applying.start(kept, history.head().number)
    kept.refresh_from_db()
    assert kept.state == "applied", kept.result
    return kept


def only(found: Compared) -> Any:
    assert len(found.lines) == 1
    return found.lines[0]


def edit(asset: InformationAsset, **values: Any) -> None:
    write(HOUSE, [Change(InformationAsset.objects.get(pk=asset.pk), values, "edit")])


def row(
    about: str = "Files", location: str = "Room 1", name: str = "Tenancies", owner: str = "Head of Housing"
) -> list[str]:
    return [name, "Housing", about, location, owner]


def test_the_sides_are_told_apart_field_by_field() -> None:
    now, wanted = {"a": 1, "b": 2, "c": 3, "d": 4, "e": 5}, {"a": 1, "b": 0, "c": 0, "d": 0, "e": 0}
    assert sides(now, wanted, {"a": 9, "b": 2, "c": 0, "d": 9}) == ({"b", "e"}, {"c"}, {"d"})
    # A group is one thing: changed here in one field and in the file in the other, it was changed on both sides.
    assert sides(now, wanted, {"b": 2, "c": 0}, [("b", "c")])[2] == {"b", "c"}


def test_what_was_changed_on_one_side_is_kept_and_on_both_is_a_conflict(cast: Cast) -> None:
    applied(sent(cast, row()))
    asset = InformationAsset.objects.get()
    edit(asset, about="Files and maps")
    found = applying.compared(sent(cast, row()))
    assert (only(found).kind, only(found).stayed) == (HERE, {"about": "Files"})
    # The file alone has changed the place: that is written, the edit stays.
    kept = sent(cast, row(location="Room 2"))
    assert only(applying.compared(kept)).values == {"location": "Room 2"}
    applied(kept)
    asset.refresh_from_db()
    assert (asset.about, asset.location) == ("Files and maps", "Room 2")
    # What the file said was kept although it was not written: it has not changed since, so that the edit still stays.
    assert only(applying.compared(sent(cast, row(location="Room 2")))).kind == HERE
    kept = sent(cast, row(about="Papers", location="Room 3"))
    line = only(applying.compared(kept))
    assert (line.kind, line.both, line.values) == (CONFLICT, {"about"}, {"location": "Room 3"})
    assert line.kept_here() == [("about", "what it is", "Files and maps", "Papers", True)]
    applied(kept)
    asset.refresh_from_db()
    assert (asset.about, asset.location) == ("Files and maps", "Room 3")


def test_the_file_wins_where_a_person_says_so(cast: Cast) -> None:
    applied(sent(cast, row()))
    asset = InformationAsset.objects.get()
    edit(asset, about="Files and maps", location="Room 9")
    kept = sent(cast, row(about="Papers"), take=[f"{asset.pk}:about", f"{asset.pk}:nonsense"])
    line = only(applying.compared(kept))
    assert (line.kind, line.values, line.stayed, line.won) == (
        CHANGED,
        {"about": "Papers"},
        {"location": "Room 1"},
        {"about"},
    )
    applied(kept)
    asset.refresh_from_db()
    assert (asset.about, asset.location) == ("Papers", "Room 9")


def test_an_import_that_was_undone_said_nothing(cast: Cast) -> None:
    applied(sent(cast, row()))
    second = applied(sent(cast, row(about="Papers")))
    undoing.undo(Actor.at_page(cast.priya), second)
    found = applying.compared(sent(cast, row(about="Papers")))
    assert (only(found).kind, only(found).values) == (CHANGED, {"about": "Papers"})


def test_the_same_file_again_leaves_no_history(cast: Cast) -> None:
    table = row(about="<p>Files &amp; maps</p>", owner="Tom Birch (Head of Housing)")
    applied(sent(cast, table))
    before = History.objects.count()
    kept = sent(cast, table)
    assert only(applying.compared(kept)).kind == SAME
    applied(kept)
    assert History.objects.count() == before
    assert InformationAsset.objects.get().about == "Files & maps"


def test_a_text_of_tags_that_stands_here_is_no_change(cast: Cast) -> None:
    make(
        InformationAsset,
        name="Tenancies",
        unit=cast.housing,
        about="<p>Files</p>",
        location="Room 1",
        owner=cast.posts["tom"],
    )
    assert only(applying.compared(sent(cast, row(about="<p>Files</p>")))).kind == SAME


def test_owners_that_are_no_post_are_told_once_and_mapped_for_all_rows(cast: Cast) -> None:
    rows = [row(name=f"Asset {n}", owner=("Benefits Lead", "Hed of Finance", "TBC")[n % 3]) for n in range(9)]
    found = applying.compared(sent(cast, *rows))
    words = {word.text: word for word in found.words if word.field == "owner"}
    assert (words["Benefits Lead"].count, words["Benefits Lead"].first) == (3, 2)
    assert "There is no post “Benefits Lead”" in words["Benefits Lead"].problem
    assert (words["Hed of Finance"].said, words["Hed of Finance"].how) == ("Head of Finance", "nearly the same words")
    assert words["TBC"].how == "it says that there is nothing, or nothing yet"
    assert found.counts == {NEW: 6, CHANGED: 0, SAME: 0, WRONG: 3}
    found = applying.compared(
        sent(cast, *rows, words={"owner": {"Benefits Lead": "Head of Housing", "Hed of Finance": ""}})
    )
    owners = {line.cells["owner"]: line.values.get("owner") for line in found.lines}
    assert owners == {"Benefits Lead": cast.posts["tom"], "Hed of Finance": None, "TBC": None}
    assert applying.compared(sent(cast, *rows, words={"owner": {"*": ""}})).counts[NEW] == 9


def test_two_posts_that_may_be_meant_are_no_guess(cast: Cast) -> None:
    make(Post, unit=cast.finance, title="Head of Housing")
    found = applying.compared(sent(cast, row(owner="Head of Housing")))
    assert "may be one of 2" in only(found).errors[0].message
    assert only(applying.compared(sent(cast, row(owner="Head of Housing or Head of Finance")))).kind == WRONG


def test_columns_sent_to_one_text_stand_there_with_their_headings(cast: Cast) -> None:
    headings = [*HEADINGS, "Colour", "Smell"]
    kept = sent(
        cast,
        [*row(), "red", ""],
        [*row(name="Rents"), "blue", "none"],
        headings=headings,
        **{"3": "about", "6": "about", "7": "about"},
    )
    found = applying.compared(kept)
    assert [line.values["about"] for line in found.lines] == [
        "Description: Files\nColour: red",
        "Description: Files\nColour: blue\nSmell: none",
    ]
    unread = applying.compared(sent(cast, [*row(), "red", ""], headings=headings)).columns.columns[5]
    assert (unread.heading, unread.field, unread.why, unread.samples) == (
        "Colour",
        "",
        "no field is called so",
        ("red",),
    )


def test_what_no_column_says_is_said_for_all_rows(cast: Cast) -> None:
    headings = ["Name", "Service"]
    assert "“kind”" in applying.compared(sent(cast, ["Share H", "Housing"], slug="places", headings=headings)).problem
    kept = sent(cast, ["Share H", "Housing"], slug="places", headings=headings, fixed={"kind": "share"})
    assert only(applying.compared(kept)).values["kind"] == "share"
    # Without a column for the unit an asset is found wherever it has moved to.
    asset = make(InformationAsset, name="Tenancies", unit=cast.finance, about="Files")
    found = applying.compared(sent(cast, ["Tenancies", "Papers"], headings=["Asset", "Description"]))
    assert (only(found).record, only(found).values) == (asset, {"about": "Papers"})
    found = applying.compared(sent(cast, ["Rents", ""], headings=["Asset", "Description"], fixed={"unit": "Housing"}))
    assert only(found).values["unit"] == cast.housing


def test_a_row_may_be_left_out_or_called_a_record(cast: Cast) -> None:
    rows = [row(), row(name="Rents", owner="Nobody"), ["Loose papers"]]
    assert applying.compared(sent(cast, *rows)).counts == {NEW: 1, CHANGED: 0, SAME: 0, WRONG: 1}
    kept = sent(cast, *rows, without=[3], records=[4])
    found = applying.compared(kept)
    assert {line.number: line.kind for line in found.lines} == {2: NEW, 3: OUT, 4: NEW}
    applied(kept)
    assert set(InformationAsset.objects.values_list("name", flat=True)) == {"Tenancies", "Loose papers"}


@pytest.mark.parametrize(
    "mapping",
    [{"words": {"owner": {"x": "y"}}}, {"take": ["9:about"]}, {"fixed": {"unit": "Nowhere"}}, {"without": [99]}],
)
def test_decisions_about_what_is_not_there_do_no_harm(cast: Cast, mapping: dict[str, Any]) -> None:
    assert only(applying.compared(sent(cast, row(), **mapping))).kind == NEW


def test_what_was_chosen_for_a_file_holds_for_the_next_one_with_its_headings(cast: Cast) -> None:
    headings = [*HEADINGS, "Colour"]
    rows = [[*row(owner="Benefits Lead"), "red"]]
    applied(sent(cast, *rows, headings=headings, words={"owner": {"*": ""}}, **{"3": "about", "6": "about"}))
    before = History.objects.count()
    kept = sent(cast, *rows, headings=headings)
    assert kept.mapping == {"3": "about", "6": "about", "words": {"owner": {"*": ""}}}
    assert only(applying.compared(kept)).kind == SAME
    applied(kept)
    assert History.objects.count() == before
    assert sent(cast, row()).mapping == {}
