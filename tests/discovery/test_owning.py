"""Whose a folder most likely is, and which have nobody left."""

import json
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from muniment.discovery.engine.given import named_where_sure, read_given
from muniment.discovery.engine.owner_names import People
from muniment.discovery.engine.owning import OWNED, Named, Person, Planned, owners
from muniment.discovery.engine.rulings import Faulty

NAMED = [
    Named("Housing Options", "h", "Housing Options", ("HSG", "Homelessness team")),
    Named("Liquidlogic", "asc", "Adult Social Care", (), "system"),
    Named("IT Services", "it", "IT Services"),
    Named("Facilities", "f1", "Facilities North"),
    Named("Facilities", "f2", "Facilities South"),
]
PEOPLE = [
    Person("1", "Ada Green", "h", "Housing Options", ("agreen", "ada.green@council.example")),
    Person("2", "Bo Left", "asc", "Adult Social Care", ("bleft",), here=False),
    Person("3", "Cy Gone", "asc", "Adult Social Care", ("cgone",), here=False),
    Person("4", "Di Same", "h", "Housing Options"),
    Person("5", "Di Same", "it", "IT Services"),
]


def told(*files: tuple[str, str | None, str | None], each: str = "folder") -> dict[str, dict]:
    rows = pa.table({
        "path": pa.array([path for path, _, _ in files], pa.string()),
        "folder": pa.array([path.rpartition("/")[0] for path, _, _ in files], pa.string()),
        "owner": pa.array([owner for _, owner, _ in files], pa.string()),
        "author": pa.array([author for _, _, author in files], pa.string()),
    })  # fmt: skip
    found = owners(rows, NAMED, PEOPLE, each=each)
    assert found.schema == OWNED
    return {row["path"]: row for row in found.to_pylist()}


def test_a_path_that_names_a_unit_tells_whose_it_is() -> None:
    rows = told(
        ("Housing Options/2019/a.doc", None, None),
        ("x/HSG letters/b.doc", None, None),
        ("The Homelessness Team/c.doc", None, None),
    )
    assert {row["unit"] for path, row in rows.items() if path not in ("", "x")} == {"h"}
    assert rows["Housing Options"]["sure"] > rows["x/HSG letters"]["sure"]
    assert rows["x/HSG letters"]["why"] == "“HSG letters” in its path has the name of the unit Housing Options."
    assert "x" in rows
    assert rows["x"]["unit"] is None


def test_a_system_tells_the_unit_that_answers_for_it() -> None:
    row = told(("exports/Liquidlogic/q.csv", None, None))["exports/Liquidlogic"]
    assert (row["unit"], row["unit_name"]) == ("asc", "Adult Social Care")
    assert row["why"] == "“Liquidlogic” in its path is the name of the system Liquidlogic."


def test_the_file_plan_tells_whose_a_folder_is() -> None:
    """And it weighs more than a name; of two places the one further down tells."""
    planned = [
        Planned("boxes", "Old boxes", "asc", "Adult Social Care"),
        Planned("boxes/keys", "Key lists", "it", "IT Services", "asset"),
        Planned("boxes/none"),
    ]
    planned.append(Planned("Caf\u00e9\\Menus\\", "Menus", "h", "Housing Options"))
    paths = (
        "Cafe\u0301/menus/old/e.doc",
        "Boxes/2019/a.doc",
        "Boxes/Keys/HSG/b.doc",
        "boxes/none/c.doc",
        "boxes too/d.doc",
    )
    rows = pa.table({"path": paths, "folder": [path.rpartition("/")[0] for path in paths]})
    told = {row["path"]: row for row in owners(rows, NAMED, PEOPLE, planned).to_pylist()}
    assert (
        told["Boxes/2019"]["why"] == "The file plan has it in the place Old boxes, for which Adult Social Care answers."
    )
    assert told["Cafe\u0301/menus/old"]["unit"] == "h"
    keys = told["Boxes/Keys/HSG"]
    assert (keys["unit"], keys["why"].split(";")[0]) == (
        "it",
        "The asset Key lists is said to be kept there, for which IT Services answers",
    )
    assert told["boxes/none"]["unit"] == "asc"
    assert told["boxes too"]["unit"] is None


def test_the_file_plan_is_given_as_folders_or_with_who_answers(tmp_path: Path) -> None:
    """As the documentation has it; and what nobody can read is said."""
    place = tmp_path / "owners.json"
    whole = {"folder": "housing/lettings", "name": "Lettings", "unit": "h", "unit_name": "Housing Options"}
    place.write_text(json.dumps({"places": ["finance/budgets", whole]}))
    given = read_given(owners_file=place)
    assert given.planned_folders == ("finance/budgets", "housing/lettings")
    counted = pa.table({"folder": ["finance/budgets", "Housing/Lettings/2019"], "files": [1, 1]})
    told = {row["path"]: row["unit_name"] for row in given.owned(counted).to_pylist()}
    assert (told["finance/budgets"], told["Housing/Lettings/2019"]) == (None, "Housing Options")
    for wrong in ([{"name": "Lettings"}], [{"folder": "a", "nonsense": "b"}], [7]):
        place.write_text(json.dumps({"places": wrong}))
        with pytest.raises(Faulty, match=r"owners\.json"):
            read_given(owners_file=place)


def test_a_short_word_is_no_name_and_a_shared_name_tells_nothing() -> None:
    rows = told(("old it/a", None, None), ("IT stuff/a", None, None), ("Facilities/a", None, None))
    assert (rows["old it"]["unit"], rows["IT stuff"]["unit"], rows["Facilities"]["unit"]) == (None, "it", None)
    assert rows["Facilities"]["why"] == "Neither its path nor anybody on its files tells whose it is."


def test_most_of_the_files_tell_where_the_path_does_not() -> None:
    files = [(f"misc/{number}.doc", "CORP\\agreen" if number < 8 else "bleft", None) for number in range(10)]
    row = told(*files)["misc"]
    assert (row["unit"], row["person"]) == ("h", "1")
    assert row["why"] == "8 of its 10 files belong to people of Housing Options."
    assert 0 < row["sure"] < 0.8
    written = told(("misc/a.doc", "root", "Green, Ada"))["misc"]
    assert written["why"] == "The file was written by people of Housing Options."


def test_signs_that_agree_make_it_surer_and_others_are_told() -> None:
    alone = told(("HSG/a.doc", None, None))["HSG"]["sure"]
    both = told(("HSG/a.doc", "agreen", None))["HSG"]
    against = told(("HSG/a.doc", "bleft", None))["HSG"]
    assert against["sure"] < alone < both["sure"]
    assert against["why"].endswith("; there are signs of Adult Social Care too.")


def test_a_folder_with_nobody_left_is_an_orphan() -> None:
    rows = told(
        ("asc/one/a", "bleft", None), ("asc/two/a", "bleft", "Cy Gone"), ("asc/three/a", "S-1-5-21", None), ("asc/four/a", None, "ada.green@council.example"),
    )  # fmt: skip
    assert {path: row["orphan"] for path, row in rows.items()} == {
        "": False,
        "asc": False,
        "asc/one": True,
        "asc/two": True,
        "asc/three": True,
        "asc/four": False,
    }
    assert rows["asc/one"]["orphan_why"] == "Bo Left, who alone stands on its files, has left."
    assert rows["asc/two"]["orphan_why"] == "All 2 people who stand on its files have left."
    assert rows["asc/three"]["orphan_why"] == "Nobody whom the council knows stands on its files."
    assert rows["asc"]["person"] == "1"


def test_each_file_by_itself() -> None:
    rows = told(("HSG/a.doc", "bleft", None), ("HSG/b.doc", "agreen", None), each="path")
    assert {path: (row["unit"], row["person"]) for path, row in rows.items()} == {
        "HSG/a.doc": ("h", None),
        "HSG/b.doc": ("h", "1"),
    }
    assert told() == {}


def test_people_are_known_as_files_name_them() -> None:
    people = People(PEOPLE)
    for said in (
        "agreen",
        "CORP\\AGreen",
        "Ada Green",
        "green, ada",
        "ada.green",
        "Ada.Green@council.example",
        "agreen@elsewhere.example",
    ):
        assert people.find(said) == PEOPLE[0], said
    for said in (None, "", "Di Same", "root", ",", "@", "\\"):
        assert people.find(said) is None


@given(st.lists(st.sampled_from(["a", "a b", "a/b", "a-c/b", "a/b c", "", "a/b/c/d"]), max_size=8), st.randoms())
def test_a_folder_counts_all_that_is_below_it_in_whatever_order(folders: list[str], chance) -> None:
    files = [(f"{folder}/{number}".lstrip("/"), "agreen", None) for number, folder in enumerate(folders)]
    rows = told(*files)
    for folder, row in rows.items():
        below = sum(not folder or path.startswith(f"{folder}/") for path, _, _ in files)
        assert row["why"].startswith("The file belongs" if below == 1 else f"{below} of its {below} files belong")
    above = {"/".join(folder.split("/")[:depth]) for folder in folders for depth in range(1, folder.count("/") + 2)} - {
        ""
    }
    assert set(rows) - {""} == above
    chance.shuffle(files)
    assert told(*files) == rows


def test_nobody_is_named_on_a_guess() -> None:
    rows = [
        {"path": "a", "unit": "1", "unit_name": "One", "sure": 0.19, "why": "Little."},
        {"path": "b", "unit": "2", "unit_name": "Two", "sure": 0.2, "why": "Some."},
    ]
    told = named_where_sure(pa.Table.from_pylist(rows, schema=OWNED)).to_pylist()
    assert [(each["unit"], each["unit_name"], each["why"]) for each in told] == [
        (None, None, "Little."),
        ("2", "Two", "Some."),
    ]
