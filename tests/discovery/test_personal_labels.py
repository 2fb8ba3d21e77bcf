"""Labels and headings of forms and tables: terse, in Welsh, and dates as programs export them."""

import pytest

from muniment.discovery.engine.personal import find
from muniment.discovery.engine.personal.searching import gathered
from muniment.documents.extract.extracted import Grid, Prose

WELSH = """Enw: Siân Hughes
Dyddiad geni: 12/03/1956
Rhif GIG: 943 476 5910
Rhif Yswiriant Gwladol: AB 12 34 56 C
Cyfeiriad: 14 Elm Road
Cod post: CF10 3NP
Ffôn: 029 2018 0123
"""
VALUES = {
    ("name", "SIAN HUGHES"), ("date_of_birth", "19560312"), ("nhs_number", "9434765870"), ("nino", "AB123456C"), ("address", "14ELMROAD"),
    ("postcode", "CF103NP"), ("phone", "2920180123"),
}  # fmt: skip


@pytest.mark.parametrize(
    "cell", ["1956-03-12T00:00:00", "1956-03-12T00:00", "1956-03-12T00:00:00.000Z", "1956-03-12T00:00:00.0000000+00:00", "1956-03-12 00:00:00"],
)  # fmt: skip
def test_a_day_of_birth_as_programs_export_it(cell: str) -> None:
    assert gathered([Grid("", (("Ref", "DOB"), ("1", cell)))]).told() == {("date_of_birth", "19560312")}
    assert gathered([Prose("", f"Date of birth: {cell}")]).told() == {("date_of_birth", "19560312")}


@pytest.mark.parametrize("heading", ["N I Number", "N.I.", "ninumber", "NI no.", "N.I. No."])
def test_national_insurance_under_any_heading(heading: str) -> None:
    rows = ((heading, "x"), ("AB123456C", ""), ("AB123457C", ""), ("AB123458C", ""))
    [found] = find([Grid("", rows)]).findings
    assert (found.kind, found.count, found.score > 0.9) == ("nino", 3, True)


def test_labels_in_welsh() -> None:
    text = WELSH.replace("943 476 5910", "943 476 5870")
    assert gathered([Prose("", text)]).told() == VALUES
    form = tuple(tuple(part.strip() for part in line.split(":")) for line in text.splitlines())
    assert gathered([Grid("", form)]).told() == VALUES
    assert {found.kind for found in find([Grid("", tuple(zip(*form, strict=True)))]).findings if found.score > 0.75} == {kind for kind, _ in VALUES}  # fmt: skip
