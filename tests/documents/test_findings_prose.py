"""Shares, parts and wholes, and the same thing said twice: what holds is left alone, what cannot hold is told."""

import pytest

from muniment.documents.findings import check
from tests.fixtures.findings.papers import found, paper

HEAD = ["Area", "Actions", "Not begun", "In progress", "Completed"]


@pytest.mark.parametrize(
    "text",
    [
        "It looked at 27 complaints. The number upheld was 9 (33% of the total) against 10 (53%) of 19 the year before.",
        "We upheld 9 of 27 (33%) and 10 out of the 19 complaints, 53%.",
        "Of the 14 recommendations, 3 (21%) are implemented.",
        "Costs rose by 12% to £40 of a budget of £100 (40%).",
        "Out of 40 actions, 8 have been completed, 20 are in progress and 12 have not begun.",
        "There are 12 recommendations: 3 high, 5 medium and 4 low.",
        "Of 40 actions, 30 are complete and 25 were on time.",
        "The meeting of 12 May 2026: 3 apologies, 2 absent and 14 present.",
        "It made 12 recommendations, of which 3 are late and 2 blocked.",
        "There were 90 high and medium risk recommendations, of which 27 (30%) were green, 45 (50%) amber and 18 (20%) red.",
        "Of the 61 recommendations 12 (20%) were green, 32 (52%) amber; up to 25% complete is red, between 26% and 75% amber.",
        "We received 620 requests, of which 92.7% were answered in time, against 82% the year before and a target of 85%.",
        "During the year 1,132 days of audit work were done, 92% of the days planned.",
        "None had high assurance, nine reasonable, six limited and one very limited, of the 16 visited.",
        "The board has 9 members: the chair, two deputies and six others.",
    ],
)
def test_what_holds_is_left_alone(text):
    assert [f for f in check(paper(text)) if f.severity != "note"] == []


@pytest.mark.parametrize(
    ("text", "stated", "computed"),
    [
        ("We upheld 9 of 27 (30%).", "30%", "33.3%"),
        ("10 out of the 19 complaints, 63%, were late.", "63%", "52.6%"),
        ("There were 90 recommendations, of which 27 (30%) are green and 45 (40%) amber.", "40%", "50.0%"),
        ("In the year 80% (4 of 6) were answered in time.", "80%", "66.7%"),
    ],
)
def test_a_wrong_share(text, stated, computed):
    (finding,) = found("PERCENT", paper(text))
    assert (finding.stated, finding.computed, finding.severity) == (stated, computed, "error")


@pytest.mark.parametrize(
    ("text", "stated", "computed"),
    [
        ("There are 12 recommendations: 3 high, 6 medium and 4 low.", "12", "13"),
        ("The plan has 20 actions, comprising 8 urgent, 5 high and 6 medium.", "20", "19"),
        ("Out of 40 actions, 8 have been completed, 20 are in progress and 13 have not begun.", "40", "41"),
        ("It has 3 high, 6 medium and 4 low actions, making a total of 12.", "12", "13"),
    ],
)
def test_parts_that_do_not_make_the_whole(text, stated, computed):
    (finding,) = found("PARTS_SUM", paper(text))
    assert (finding.stated, finding.computed, finding.severity) == (stated, computed, "error")


def test_a_share_in_a_table_that_the_others_contradict():
    rows = [["Area", "Asked", "Answered", "%"], ["A", 10, 5, "50%"], ["B", 20, 5, "25%"], ["C", 8, 6, "75%"]]
    assert not check(paper([*rows, ["D", 3, 1, "33%"]]))
    (finding,) = found("PERCENT", paper([*rows, ["D", 3, 1, "30%"]]))
    assert (str(finding.place), finding.computed) == ("table 1, row 5, column 4", "33.3%")


def test_the_text_against_the_table():
    table = [HEAD, ["Homes", 20, 6, 10, 4], ["Parks", 20, 6, 10, 4], ["Total", 40, 12, 20, 8]]
    holds = "Out of 40 actions, 8 have been completed, 20 are in progress and 12 are still to be commenced."
    assert not check(paper(holds, table))
    (finding,) = check(paper(holds.replace("20 are", "19 are").replace("12 are", "13 are"), table))
    assert (finding.rule, finding.severity) == ("CROSS_DOC", "error")
    assert finding.stated == "19 in progress and 13 not begun"
    assert finding.computed == "20 in progress and 12 not begun"


def test_twin_tables_of_which_one_figure_differs():
    one = [["Dimension", "Current level", "Target"], ["People", 2, 4], ["Value", 2, 4], ["Quality", 3, 4]]
    other = [["Dimension", "Current level", "Detail"], ["People", 2, "a"], ["Value", 2, "b"], ["Quality", 3, "c"]]
    assert not check(paper(one, "Between.", other))
    other[3][1] = 4
    (finding,) = check(paper(one, "Between.", other))
    assert (finding.rule, finding.stated, finding.computed) == ("CROSS_DOC", "3", "4")
    wholly = [[other[0][0], *other[0][1:]], ["People", 5, "a"], ["Value", 6, "b"], ["Quality", 7, "c"]]
    assert not check(paper(one, "Another year.", wholly))


def test_a_share_without_its_whole_is_a_note():
    (finding,) = found("DENOMINATOR", paper("By June 85% of staff had completed the training."))
    assert finding.severity == "note"
    assert not found("DENOMINATOR", paper("By June 85% of staff (1,700 of 2,000) had completed the training."))


def test_one_cell_in_another_unit():
    rows = [["Task", "Effort"], ["a", "5 days"], ["b", "10 days"], ["c", "3 days"], ["d", "8 days"]]
    assert not check(paper(rows))
    (finding,) = check(paper([*rows, ["e", "2 weeks"]]))
    assert (finding.rule, finding.stated, finding.computed) == ("UNIT", "week", "day")
