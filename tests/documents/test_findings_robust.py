"""Whatever a file holds, the finder gives findings and no error; long papers stay quick."""

import datetime as dt
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from muniment.documents.findings import RULES, check
from muniment.documents.paper import Paper, Place, Row, Table
from tests.fixtures.findings.papers import action, due, paper, plan

SAMPLE = """Total 12 (40%) 9 of 27 33% Appendix 4 section 6.3 see A7 TBC bi-annually GCSx IMSQ ISMQ Author Approved by: Mary Dean
completed awaiting approval not begun in progress £1,200 (5) - – 2024/25 Dec-15 March 2016 Council's Ambleworth City Council
of which 3 high, 4 low and 5 out of annually review actions: • 1. Ref Status Sent Received"""
WORDS = st.sampled_from([*SAMPLE.split(), "\n"])
TEXT = st.one_of(st.lists(WORDS, max_size=14).map(" ".join), st.text(max_size=30))
TABLE = st.lists(st.lists(TEXT, max_size=6), max_size=6)


@settings(max_examples=200, deadline=None)
@given(blocks=st.lists(st.one_of(TEXT, TABLE), max_size=8), progress=TEXT, owner=TEXT, ref=TEXT, when=TEXT)
def test_any_paper_is_checked_without_error(blocks, progress, owner, ref, when):
    reading = plan(
        action(ref, progress, owners=(owner,), when=due(when), progress=progress, status_raw=owner, row=2),
        action("A1", progress, when=due(when, 2025, done=True), depends_on_refs=(ref,), row=3),
    )
    for finding in check(paper(*blocks), reading, dt.date(2026, 1, 1)):
        assert finding.rule in RULES
        assert finding.message
        assert len(finding.quote.split()) <= 20


def test_tables_without_rows_or_cells():
    empty = Table((), Place(table=1))
    bare = Table((Row((), Place(table=2, row=1)),) * 3, Place(table=2))
    assert check(Paper("x", "word", (empty, bare))) == ()


def test_the_same_paper_gives_the_same_findings():
    subject = paper("The register is reviewed bi-annually by GCSx. See Appendix 4.", [["a", "b"], ["Total", 3]])
    assert check(subject) == check(replace(subject))


def test_a_plan_of_ten_thousand_rows():
    rows = [["Ref", "Action", "Owner", "Due", "Progress"]]
    actions = []
    for at in range(10_000):
        text = (
            f"Review the {('schedule', 'register', 'policy')[at % 3]} of service {at} with the board of area {at % 97}."
        )
        rows.append([f"A{at}", text, "Records Manager", "Sep-30", "Completed, awaiting approval"])
        actions.append(action(f"A{at}", text, row=at + 2, progress="Completed, awaiting approval"))
    assert len(check(paper(rows), plan(*actions))) >= 10_000
