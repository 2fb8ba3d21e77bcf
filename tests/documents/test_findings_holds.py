"""Papers in which everything holds: neither an error nor a warning may be found."""

import pytest

from muniment.documents.findings import check
from tests.fixtures.findings.papers import action, due, paper, plan

BUDGET = paper(
    "# Ambleworth City Council: budget monitoring, quarter 2 2026/27",
    "Table 1: Revenue by directorate (£000)",
    [
        ["Directorate", "Budget", "Forecast", "Variance", "Variance %"],
        ["People", "84,210", "85,930", "1,720", "2.0%"],
        ["Place", "41,005", "40,680", "(325)", "(0.8%)"],
        ["Resources", "22,140", "22,140", "0", "0.0%"],
        ["Total", "147,355", "148,750", "1,395", "0.9%"],
    ],
    "The overspend of £1.4m is 0.9% of the budget. Of 12 savings, 7 are delivered and 5 are on track.",
    "Table 2: Capital over the years",
    [
        ["Scheme", "2025/26", "2026/27", "2027/28", "Total"],
        ["Library", 100, 250, "-", 350],
        ["Depot", "-", 1200, 800, 2000],
        ["Total", 100, 1450, 800, 2350],
    ],
    "As Table 2 shows, half of it falls in one year.",
)

PERFORMANCE = paper(
    "Information requests, April to June 2026",
    [
        ["Measure", "Target", "Q1", "Q2", "Change", "Status"],
        ["Freedom of information requests answered in time", "90%", "88%", "93%", "5", "Green"],
        ["Subject access requests answered in time", "90%", "71%", "79%", "8", "Red"],
        ["Breaches reported within 72 hours", "100%", "100%", "100%", "0", "Green"],
        ["Average days to answer", "20", "17", "14", "-3", "Green"],
    ],
    [
        ["Month", "Received", "Answered in time", "%"],
        ["April", "112", "98", "88%"],
        ["May", "97", "90", "93%"],
        ["June", "104", "83", "80%"],
        ["Total", "313", "271", "87%"],
    ],
    "In all 271 of 313 requests (87%) were answered in time. Eleven reviews were asked for: 7 upheld, 3 changed and 1 withdrawn.",
    [
        ["Directorate", "Staff", "Trained"],
        ["People", "840", "801 (95%)"],
        ["Place", "610", "500 (82%)"],
    ],
)

RISKS = paper(
    "Information risk register",
    [
        ["Ref", "Risk", "Likelihood", "Impact", "Score", "Owner"],
        ["R1", "Loss of paper files", 3, 4, 12, "Head of Housing"],
        ["R2", "Unlawful sharing", 2, 5, 10, "Head of Legal"],
        ["R3", "Old systems", 4, 3, 12, "Head of Technology"],
        ["R4", "Leavers", 1, 1, 1, "Head of People"],
    ],
    "The three highest risks are:",
    "- Loss of paper files",
    "- Old systems",
    "- Unlawful sharing",
    "There are 4 risks; 2 score 12. They are reviewed quarterly and reported to the board annually.",
)

PLAN_TABLE = [
    ["Ref", "Action", "Owner", "Due", "Progress"],
    ["1.1", "Draft a retention procedure.", "Records Manager", "Mar-27", "Drafting under way"],
    ["1.2", "Publish the retention procedure (see 1.1).", "Records Manager", "Jun-27", "Not started"],
    ["2.1", "Train managers annually.", "Head of People", "Sep-26", "Completed"],
]
READING = plan(
    action("1.1", "Draft a retention procedure.", when=due("Mar-27", 2027, 3), theme="Policy", row=2, progress="Drafting under way"),
    action("1.2", "Publish the retention procedure (see 1.1).", when=due("Jun-27", 2027, 6), theme="Policy", row=3,
           status="not begun", progress="Not started", depends_on_refs=("1.1",)),
    action("2.1", "Train managers annually.", when=due("Sep-26", 2026, 9), theme="Training", row=4,
           status="completed", progress="Completed", owners=("Head of People",)),
)  # fmt: skip
PLAN = paper(
    PLAN_TABLE,
    "The plan has 3 actions. Of the 3 actions, 1 is completed, 1 is in progress and 1 has not begun.",
    [
        ["Theme", "Actions", "Not begun", "In progress", "Completed"],
        ["Policy", 2, 1, 1, 0],
        ["Training", 1, 0, 0, 1],
        ["Total", 3, 1, 1, 1],
    ],
    "Report author: Omar Reed",
    "Approved by: Mary Dean",
)


@pytest.mark.parametrize(
    ("subject", "reading"),
    [(BUDGET, None), (PERFORMANCE, None), (RISKS, None), (PLAN, READING)],
    ids=["budget", "performance", "risks", "plan"],
)
def test_nothing_is_flagged_that_holds(subject, reading):
    assert [f for f in check(subject, reading) if f.severity != "note"] == []


@pytest.mark.parametrize(("row", "column", "value"), [(2, 2, "84,930"), (5, 2, "148,570"), (3, 3, "(352)")])
def test_the_same_papers_with_one_figure_changed_are_flagged(row, column, value):
    blocks = list(BUDGET.blocks)
    table = [[cell.text for cell in line.cells] for line in blocks[2].rows]
    table[row - 1][column] = value
    changed = check(paper(table))
    assert any(
        f"(table 1, row {row}, column {column + 1}): {value.strip('()') if '(' not in value else '-352'} →"
        in f.proposal
        for f in changed
    )


TABLES = {
    "a total above": [["Area", "2024", "2025"], ["All services", 30, 50], ["A", 10, 20], ["B", 20, 30]],
    "an average below": [["Q", "x", "y"], ["1", 10, 20], ["2", 20, 30], ["Total", 30, 50], ["Average", 15, 25]],
    "shares below": [["", "A", "B", "Total"], ["Done", 1, 3, 4], ["Open", 3, 1, 4], ["% done", "25%", "75%", "50%"]],
    "empty columns": [["Area", "", "x", "", "Total"], ["A", "", 1, "", 1], ["B", "", 4, "", 4], ["Total", "", 5, "", 5]],
    "of which": [["Item", "Number"], ["Requests", 100], ["of which late", 20], ["Other", 10], ["Total", 110]],
    "net of income": [["", "£m"], ["Spend", "100.0"], ["Income", "(40.0)"], ["Net total", "60.0"]],
    "a total of more": [["Top three", "Cases"], ["A", 50], ["B", 40], ["C", 30], ["Total (all services)", 400]],
    "scores": [["Domain", "Score 2024", "Score 2025"], ["A", 3, 4], ["B", 2, 2], ["Overall", 2, 3]],
    "counts of different things": [["Team", "Number of staff", "Number of desks"], ["A", 4, 5], ["B", 6, 6], ["Total", 10, 11]],
    "contents": [["Section", "Page"], ["1. Summary", "3"], ["2. Totals", "5"], ["3. All actions", "9"]],
    "two totals": [["Area", "Men", "Women", "Total staff", "Full", "Part", "Total hours"], ["A", 1, 2, 3, 4, 5, 9],
                   ["B", 2, 2, 4, 1, 1, 2], ["C", 5, 5, 10, 2, 2, 4], ["Total", 8, 9, 17, 7, 8, 15]],
}  # fmt: skip


@pytest.mark.parametrize("rows", TABLES.values(), ids=TABLES)
def test_shapes_of_tables_that_hold(rows):
    assert [f for f in check(paper(rows)) if f.severity != "note"] == []
