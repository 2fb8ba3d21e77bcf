"""The published papers beside the checkout, if they are there: what must be found in them, and what must not."""

from collections import Counter
from pathlib import Path

import pytest

from muniment.documents.findings import check
from muniment.documents.reading import read_file

CASES = Path(__file__).parents[3] / "shared" / "cases"
FIRST, SECOND = CASES / "coventry-2016", CASES / "worcestershire-2021"
pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="the published papers are not beside the checkout")


def _text(folder):
    return next(folder.glob("*.txt"))


@pytest.mark.parametrize("kind", ["txt", "xlsx", "docx", "pdf"])
def test_the_summary_is_off_by_ten_in_two_rows_of_one_column(kind):
    file = _text(FIRST) if kind == "txt" else FIRST / f"action-plan.{kind}"
    sums = [f for f in check(read_file(file)) if f.rule in {"ROW_SUM", "COL_SUM", "PERCENT", "PARTS_SUM"}]
    assert [(f.rule, f.stated, f.computed) for f in sums] == [("ROW_SUM", "38", "28"), ("ROW_SUM", "77", "67")]
    assert all("17 → 27" in f.proposal and "39 → 49" in f.proposal for f in sums)


def test_the_long_paper_is_read_for_contradictions():
    paper = read_file(_text(FIRST))
    findings = check(paper)
    rules = Counter(f.rule for f in findings)
    for rule in (
        "CROSS_DOC",
        "SELF_APPROVAL",
        "ALIAS",
        "FREQUENCY_CONFLICT",
        "LOST_GRAPHIC",
        "DANGLING_REF",
        "FOREIGN_ENTITY",
    ):
        assert rules[rule], rule
    (group,) = [f for f in findings if f.rule == "ALIAS" and "several spellings" in f.message]
    assert group.message.endswith("(12), IMMSG (3) and ISMG (1).")


def test_a_strategy_without_figures_has_no_error():
    findings = check(read_file(_text(SECOND)))
    assert not [f for f in findings if f.severity == "error"]
    assert len(findings) < 8
