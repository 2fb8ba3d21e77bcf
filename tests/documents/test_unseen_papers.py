"""Papers of invented councils in many layouts and formats: read as an officer reads them, and nothing flagged that holds."""

import pytest

from tests.fixtures.papers.cases import CASES
from tests.fixtures.papers.judging import judge

PAPERS = [pytest.param(case, kind, id=f"{case.name}-{kind}") for case in CASES for kind in case.kinds]


@pytest.mark.parametrize(("case", "kind"), PAPERS)
def test_a_paper_that_nobody_has_seen(case, kind):
    verdict = judge(case, kind)
    assert not verdict.wrong
    assert not verdict.missed
    assert not verdict.false
