"""Where the file plan and the asset register say that something lies, as people write it, in the folders of a scan."""

import pytest

from muniment.discovery.matching import Plan, at_a_drive, beginnings, by_names, folders_of, lies_at

SCANNED = "/srv/shares/housing"


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("/srv/shares/housing/Lettings", {"lettings"}),
        ("file:///srv/shares/housing/Lettings/2019/", {"lettings/2019"}),
        (r"\\FS01\Housing\Repairs", {"repairs"}),
        (r"H:\Housing\Repairs", {"repairs"}),
        ("/srv/shares/housing", set()),
        ("/srv/shares/housings/Lettings", set()),
        (r"U:\Finance", set()),
        ("", set()),
    ],
)
def test_the_folders_of_a_place_are_those_in_which_it_lies(written: str, found: set[str]) -> None:
    above, plan = beginnings(SCANNED, ""), Plan(1, "A place", written)
    assert folders_of(plan, above) == found
    assert all(lies_at(plan, folder, above) for folder in found)


def test_what_the_file_plan_calls_the_share_is_a_beginning_too() -> None:
    above = beginnings(SCANNED, r"H:\Homes\Team")
    assert folders_of(Plan(1, "Keys", r"H:\Homes\Team\Keys"), above) == {"keys"}
    assert folders_of(Plan(1, "Keys", r"H:\Homes\Keys"), above) == set()


@pytest.mark.parametrize(
    ("written", "found"),
    [(r"U:\Finance", {"finance"}), ("u:/Finance/", {"finance"}), (r"U:\Finance\Budgets", set()), ("Finance", set()), ("U:", set()), ("//fs01/Finance", set())],
)  # fmt: skip
def test_a_folder_at_the_top_of_a_drive(written: str, found: set[str]) -> None:
    assert at_a_drive(Plan(1, "Money", written)) == found


def test_a_name_is_that_of_the_first_that_has_it() -> None:
    named = by_names(
        [Plan(1, "Housing options", ""), Plan(2, "Letters", r"U:\Housing-Options"), Plan(3, "Letters", "")]
    )
    assert {words: plan.key for words, plan in named.items()} == {"housing options": 1, "letters": 2}


def test_accents_may_be_written_in_one_sign_or_in_two() -> None:
    above, plan = beginnings(SCANNED, ""), Plan(1, "Caf\u00e9s", "/srv/shares/housing/Caf\u00e9s")
    assert lies_at(plan, "Cafe\u0301s", above)
    assert "caf\u00e9s" in by_names([Plan(2, "Cafe\u0301s", "")])
