"""What speaks of nobody: policies, letters to everybody with the office's own addresses; and monitoring forms, which do."""

import pytest

from muniment.discovery.engine.personal import find
from muniment.discovery.engine.personal.finding import Finding
from muniment.documents.extract.extracted import Grid, Prose

POLICY = """Data Protection Policy
This policy sets out how Ambleworth Borough Council handles NHS numbers, National Insurance numbers and special categories of data: health, ethnicity,
religion, trade union membership, sexual orientation, biometrics and criminal convictions. Staff who hold data about disability, pregnancy, Mental Health or
sickness absence must keep it safe.
Questions go to the Data Protection Officer, {mailbox}, or telephone 01632 960123. Ambleworth Borough Council, Town Hall, High Street, Ambleworth CV1 5FB.
"""
LETTER = """Ambleworth Borough Council
Town Hall, High Street, Ambleworth, CV1 5FB
Tel: 01632 960123
general.enquiries@ambleworth.gov.uk

{to}

From 1 April your bins are collected on Tuesdays. If you have questions call our switchboard on 01632 960123.

Yours faithfully
Waste services
"""


def told(text: str) -> dict[str, Finding]:
    return {found.kind: found for found in find([Prose("", text)]).findings if found.told}


@pytest.mark.parametrize("mailbox", ["dpo@ambleworth.gov.uk", "information.governance@ambleworth.gov.uk", "jane.smith@ambleworth.gov.uk"])  # fmt: skip
def test_a_policy_that_names_nobody_holds_nobodys_data(mailbox: str) -> None:
    personal = find([Prose("", POLICY.format(mailbox=mailbox))])
    assert (personal.score, personal.density) == (0.0, 0.0)
    assert {found.kind for found in personal.findings} >= {"health", "religion", "phone", "postcode", "email"}
    [phone] = [found for found in personal.findings if found.kind == "phone"]
    assert "the office's own" in phone.why


def test_a_letter_to_everybody_holds_nobodys_data() -> None:
    assert told(LETTER.format(to="Dear resident")) == {}


def test_beside_somebody_the_offices_own_count_but_less() -> None:
    found = told(LETTER.format(to="Dear Mrs Okafor\n14 Elm Road\nLeeds LS6 3AA\nNHS number 943 476 5870"))
    assert {"name", "nhs_number", "address", "phone", "postcode", "email"} <= set(found)
    assert (found["phone"].score, found["phone"].count) == (0.5, 1)


@pytest.mark.parametrize(
    "text",
    [
        "He lives at 14 Elm Road, Leeds LS6 3AA, near the council offices. His tel is 01632 960123.",
        "Call the tenant on 01632 960123; the council was told.",
        "The reception class: call 07700 900123 and jane.smith@example.com",
    ],
)
def test_an_office_nearby_does_not_hide_somebody(text: str) -> None:
    assert "phone" in told(text)


def test_a_monitoring_form_that_is_answered_counts() -> None:
    text = "Ethnicity: Black Caribbean. Religion: Muslim. Sexual orientation: heterosexual. Union member: Yes. UNISON member."
    assert set(told(text)) >= {"ethnicity", "religion", "trade_union", "sexual_life"}
    assert told(text)["ethnicity"].why == "A label of racial or ethnic origin stands in it with an answer behind it."
    rows = (("Ethnicity", "White British"), ("Religion", "Sikh"), ("Nationality", "Irish"))
    assert {found.kind for found in find([Grid("", rows)]).findings if found.told} == {"ethnicity", "religion"}


@pytest.mark.parametrize(
    "text",
    [
        "Ethnicity: White British, Black African, Pakistani, Bangladeshi, prefer not to say",
        "Religion:\nChristian\nMuslim\nHindu\nSikh",
        "Ethnicity: This asks for the ethnic group.\nReligion: please tick one\nDisability: None\nNationality:",
        "Religion: we hold what staff have told us of it.",
    ],
)
def test_a_monitoring_form_that_is_blank_does_not(text: str) -> None:
    assert find([Prose("", text)]).score == 0.0
