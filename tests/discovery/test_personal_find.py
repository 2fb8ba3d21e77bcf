"""What is found in the labelled papers and in cases of their own, what is not, and why."""

import random
from collections import Counter

import pytest

from muniment.discovery.engine.personal import TOLD, find
from muniment.discovery.engine.personal.searching import gathered
from muniment.discovery.engine.personal.tables_in_text import tables_in
from muniment.discovery.engine.schema import FOUND
from muniment.documents.extract.extracted import Grid, Prose
from tests.discovery import personal_third_author
from tests.discovery import personal_values as values
from tests.discovery.personal_cases import FOUND_AS, NOTHING
from tests.discovery.personal_papers import papers

KINDS = frozenset(
    ("nhs_number", "nino", "postcode", "utr", "upn", "passport", "driving_licence", "vehicle_registration", "payment_card",
     "bank_account", "iban", "phone", "email", "date_of_birth")
)  # fmt: skip


@pytest.mark.parametrize("author", [1, 2])
def test_the_labelled_values_are_found_and_no_others(author):
    right, wrong, missed = Counter(), Counter(), Counter()
    for paper in papers(author, seed=2, turns=3):
        told = {each for each in gathered([paper.block]).told() if each[0] in KINDS}
        right.update(kind for kind, _ in told & paper.labels)
        wrong.update(kind for kind, _ in told - paper.labels)
        missed.update(kind for kind, _ in paper.labels - told)
    assert set(right) == KINDS
    assert 2 * right.total() / (2 * right.total() + wrong.total() + missed.total()) >= 0.99, (wrong, missed)


@pytest.mark.parametrize(("skip", "least"), [(frozenset(), 0.88), (personal_third_author.LOOSE, 0.94)])
def test_papers_by_somebody_who_knew_no_rule(skip, least):
    right, wrong, missed = Counter(), Counter(), Counter()
    for paper in personal_third_author.papers():
        for total, found in zip((right, wrong, missed), personal_third_author.counted(paper, skip), strict=True):
            total.update(found)
    assert right.total() > 1_500
    assert right.total() / (right.total() + wrong.total()) >= 0.97, wrong
    assert 2 * right.total() / (2 * right.total() + wrong.total() + missed.total()) >= least, (wrong, missed)


@pytest.mark.parametrize("author", [1, 2])
def test_a_trap_is_told_as_nothing(author):
    told = [
        kind
        for paper in papers(author, seed=4, turns=3)
        if paper.trap
        for kind, _ in gathered([paper.block]).told()
        if kind in KINDS
    ]
    assert told == []


@pytest.mark.parametrize(("text", "kind"), FOUND_AS)
def test_ways_of_writing(text, kind):
    assert {each for each, _ in gathered([Prose("", text)]).told() if each in KINDS} == {kind}


@pytest.mark.parametrize("text", NOTHING)
def test_what_only_looks_like_it(text):
    assert {each for each, _ in gathered([Prose("", text)]).told() if each in KINDS} == set()


def _numbers(count: int) -> list[str]:
    chance = random.Random(3)
    return [values.nhs(chance, plain=True).key for _ in range(count)]


def test_a_bare_number_is_reported_below_what_counts():
    personal = find([Prose("", f"It says {_numbers(1)[0]} on the box.")])
    [finding] = personal.findings
    assert (finding.kind, finding.count) == ("nhs_number", 1)
    assert finding.score < TOLD
    assert (personal.score, personal.density) == (0.0, 0.0)


def test_a_column_named_for_them_and_one_of_order_numbers():
    numbers = _numbers(20)
    [finding] = find([Grid("Sheet1", (("nhs_no", "x"), *((number, "") for number in numbers)))]).findings
    assert (finding.kind, finding.count, finding.where) == ("nhs_number", 20, "Sheet1, column nhs_no")
    assert finding.score > 0.9
    assert "20 of 20" in finding.why
    assert find([Grid("", (("order_no", "x"), *((number, "") for number in numbers)))]).score == 0.0


def test_a_column_without_a_name_is_known_by_all_its_values_being_right():
    chance = random.Random(4)
    right = tuple((number, "") for number in _numbers(20))
    [finding] = [each for each in find([Grid("", (("Number", "Kind"), *right))]).findings if each.told]
    assert (finding.kind, finding.count) == ("nhs_number", 20)
    assert "by chance" in finding.why
    any_number = tuple((str(chance.randrange(10**9, 10**10)), "") for _ in range(500))
    personal = find([Grid("", (("Number", "Kind"), *any_number))])
    assert personal.score == 0.0
    assert all("by chance" in each.why for each in personal.findings)


def test_leading_zeros_that_a_spreadsheet_dropped():
    rows = (
        ("Sort code", "Account no", "Mobile"),
        ("90126", "1234567", "7700900123"),
        ("200000", "55779911.0", "7700900124"),
    )
    assert gathered([Grid("", rows)]).told() == {
        ("bank_account", "09012601234567"), ("bank_account", "20000055779911"), ("phone", "7700900123"), ("phone", "7700900124"),
    }  # fmt: skip


def test_a_form_of_labels_and_answers():
    rows = (
        ("About you", ""),
        ("Full name", "Amina Okafor"),
        ("Date of birth", "3 March 1984"),
        ("Passport number", "123456780"),
    )
    assert {kind for kind, _ in gathered([Grid("", rows)]).told()} == {"name", "date_of_birth", "passport"}


def test_contact_data_of_staff_is_said_to_be_that():
    rows = (("Name", "Job title", "Mobile"), ("Amina Okafor", "Housing officer", "07700 900123"))
    findings = find([Grid("", rows)]).findings
    assert {finding.kind for finding in findings} == {"name", "phone"}
    assert all("staff" in finding.why for finding in findings)


def test_a_reference_of_a_property_is_surer_beside_a_name():
    places = Grid("", (("UPRN", "Ward"), ("100070012345", "North"), ("100070012346", "South")))
    (alone,) = find([places]).findings
    people = Grid("", (("UPRN", "Tenant name"), ("100070012345", "Amina Okafor"), ("100070012346", "Sian Hughes")))
    beside = {finding.kind: finding for finding in find([people]).findings}
    assert set(beside) == {"uprn", "name"}
    assert beside["uprn"].score > alone.score
    assert alone.told


def test_special_categories_need_words_and_somebody_of_whom_they_speak():
    said = "was diagnosed with depression, takes medication and uses insulin"
    [health] = [each for each in find([Prose("", f"Mr Okafor {said}.")]).findings if each.kind == "health"]
    assert health.told
    assert health.count == 4
    [policy] = [each for each in find([Prose("", f"Anybody who {said} may ask.")]).findings if each.kind == "health"]
    assert not policy.told
    assert "nothing that says of whom" in policy.why


def test_a_table_written_as_text():
    text = "Surname Passport DOB\nSmith 123456780 03/04/1984\nJones 223456781 04/05/1985\n"
    assert {each for each in gathered([Prose("", text)]).told() if each[0] in KINDS} == {
        ("passport", "123456780"), ("passport", "223456781"), ("date_of_birth", "19840403"), ("date_of_birth", "19850504"),
    }  # fmt: skip


def test_names_and_addresses():
    text = "Dear Mrs Patel\n\nName: Sian Hughes\nShe lives at 14 Elm Road, Anytown CV1 5FB. Priya Mensah called. Elm Road School is shut."
    told = gathered([Prose("", text)]).told()
    assert {value for kind, value in told if kind == "name"} == {"PATEL", "SIAN HUGHES", "PRIYA MENSAH"}
    assert {value for kind, value in told if kind == "address"} == {"14ELMROAD"}


def test_findings_are_rows_of_the_schema_and_say_where():
    personal = find(
        [Prose("page 2", "Note\nNI number AB123456C"), Prose("page 3", "NI number AB123456C and CE123456A")]
    )
    [finding] = personal.findings
    assert (finding.count, finding.where, finding.masked) == (2, "page 2, line 2", "AB******C")
    assert set(finding.as_json()) == {FOUND.field(number).name for number in range(FOUND.num_fields)}
    assert personal.density == pytest.approx(1000 * 2 / 9)
    assert personal.as_json()["findings"] == [finding.as_json()]


@pytest.mark.parametrize("block", [
    Prose("", ""), Prose("", "\x00\ud800@"), Grid("", ()), Grid("", ((),)), Grid("", (("nhs",), ())), Prose("", "9" * 100_000), Prose("", "a@" * 20_000),
])  # fmt: skip
def test_nothing_and_nonsense_are_borne(block):
    assert find([block]).score == 0.0


PASTED = """Rejected rows, please fix

id,nm,dob,ni,pc,tel
713912,"Tran, Thi Lan",1973-03-03,AX180839A,EH15 2BQ,07700900601
633269,"Prosser, Dafydd",1937-10-28,TS570803B,L14 7DB,07903118326
457241,"O'Donoghue, Padraig",1966-09-06,AT243993C,DL7 9EX,07700900836

Period 07, more on Monday, as agreed, from the usual place."""


def test_a_table_that_was_pasted_into_a_text_is_read_as_one():
    found = find([Prose("", PASTED)]).findings
    assert {finding.kind: finding.count for finding in found if finding.told} == dict.fromkeys(
        ("name", "date_of_birth", "nino", "postcode", "phone"), 3
    )
    assert {finding.where for finding in found} == {f"lines 3 to 6, column {name}" for name in ("nm", "dob", "ni", "pc", "tel")}  # fmt: skip


def test_columns_set_with_spaces_and_records_in_one_cell():
    spaced = """Name                NI           Reg
------------------------------------------
DRUMMOND, Fraser    LS179297D    P705 TWP
CARVALHO, Joao      PP583847D    YJ54 WCY
OKONKWO, Adaeze     MN815632B    HP68 BAM"""
    kinds = Counter(kind for kind, _ in gathered([Prose("", spaced)]).told())
    assert kinds == {"name": 3, "nino": 3, "vehicle_registration": 3}
    rows = (("213910|PADRAIG O'SULLIVAN|ES299055B|M5 8RW",), ("370188|EMINE DEMIRCI|KP565525A|WC2H 7LE",), ("964441|HIWOT TESFAYE|WE298011D|YO1 4PQ",))  # fmt: skip
    kinds = Counter(kind for kind, _ in gathered([Grid("", rows)]).told())
    assert (kinds["name"], kinds["nino"]) == (3, 3)


@pytest.mark.parametrize(
    "text",
    [
        "The board met on 3 March, heard the report, and agreed it.\n" * 6,
        "Apples, pears, plums\nare all in season, ripe, cheap\nand good, plain, fresh",
        "Total   5\nRest   7\nSum   12",
    ],
)
def test_what_is_no_table_is_none(text):
    assert list(tables_in(text.split("\n"))) == []


def test_accounts_under_headings_that_say_nothing_stand_beside_people_only():
    rows = [("301920", "04668854"), ("308744", "67811114"), ("403124", "31497695")]
    people = Grid("", (("A", "B", "Payee"), *((*row, name) for row, name in zip(rows, ("P Gallagher", "Amina Okafor", "T Drummond"), strict=True))))  # fmt: skip
    assert len([kind for kind, _ in gathered([people]).told() if kind == "bank_account"]) == 3
    things = Grid("", (("A", "B", "Ward"), *((*row, "North") for row in rows)))
    assert gathered([things]).told() == set()


def test_a_column_is_known_by_what_nearly_all_its_cells_are():
    cars = Grid("", (("prmt_id", "vehs"), ("82777210", "LW22DVY"), ("83243992", "HG20PBS;VH73OOJ"), ("81046550", "GG05JBX"), ("86752177", "YM05WCB")))  # fmt: skip
    assert Counter(kind for kind, _ in gathered([cars]).told()) == {"vehicle_registration": 5}
    people = Grid("", (("Ref", "Filled by"), ("x", "Amina Okafor"), ("y", "Xquba Smith"), ("z", "Sian Hughes"), ("q", "Tomasz Nowak")))  # fmt: skip
    assert Counter(kind for kind, _ in gathered([people]).told()) == {"name": 4}
    books = Grid("", (("Ref", "Filled by"), ("x", "Collins French Dictionary"), ("y", "A History of Mills"), ("z", "Plumbing for Beginners")))  # fmt: skip
    assert gathered([books]).told() == set()


def test_a_surname_need_not_be_known_under_its_heading():
    rows = (("Ref", "Surname", "Forename"), ("1", "Szczepaniakowa", "Bogumila"), ("2", "Quux-Zed", "Ann"))
    assert Counter(kind for kind, _ in gathered([Grid("", rows)]).told()) == {"name": 4}


def test_values_that_repeat_weigh_in_the_density_as_often_as_they_stand():
    head, row = ("Note", "Paid"), ("a word or two of no news here", "Call 07700 900123")
    once, often = find([Grid("", (head, row))]), find([Grid("", (head, *[row] * 50))])
    assert once.density / often.density == pytest.approx(50, rel=0.1)
