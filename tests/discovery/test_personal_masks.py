"""No finding holds more of a value than its mask does."""

import random

from hypothesis import given
from hypothesis import strategies as st

from muniment.discovery.engine.personal import find, masking
from muniment.documents.extract.extracted import Grid, Prose
from tests.discovery import personal_values as values
from tests.discovery.personal_papers import papers

KINDS = ("nhs_number", "nino", "email", "date_of_birth", "name", "address", "payment_card", "sort_code")


def _shown(mask: str) -> int:
    return sum(sign.isalnum() for sign in mask)


@given(st.sampled_from(KINDS), st.text(min_size=1))
def test_a_mask_shows_a_few_characters_at_most(kind, raw):
    mask = masking.mask(kind, raw)
    assert _shown(mask) <= masking.SHOWN
    assert len(masking.squeezed(raw)) < 3 or _shown(mask) < len(masking.squeezed(raw))


@given(st.from_regex(r"[A-Z0-9]{6,20}", fullmatch=True))
def test_a_mask_of_a_number_shows_a_third_at_most(raw):
    assert _shown(masking.masked(raw)) <= len(raw) // 3


def test_no_value_stands_in_a_finding():
    for author in (1, 2):
        for paper in papers(author, seed=5, turns=1):
            keys = {key.upper() for kind, key in paper.labels}
            for finding in find([paper.block]).findings:
                told = masking.squeezed(f"{finding.masked}|{finding.where}|{finding.why}")
                assert not any(masking.squeezed(key) in told for key in keys)
                assert _shown(finding.masked) <= masking.SHOWN


def test_the_name_of_a_sheet_or_column_that_is_itself_a_value_is_not_told():
    chance = random.Random(1)
    number, other = (values.nhs(chance, plain=True).key for _ in range(2))
    rows = (("NHS number", number), (other, "a"), (number, "b"), (other, "c"))
    for finding in find([Grid(f"Sheet of {number}", rows), Prose(f"page of {other}", f"NHS number {other}")]).findings:
        assert number not in finding.where + finding.why
        assert other not in finding.where + finding.why
    people = find([Grid("Amina Okafor", (("Name", "Age"), ("Amina Okafor", "7")))])
    assert [finding.where for finding in people.findings] == ["a place whose name holds a value"]
