"""Stated numbers against the rows and points that are there."""

from tests.fixtures.findings.papers import action, found, paper, plan

RULE = "STATED_COUNT_V_ITEMS"
ACTIONS = plan(
    action("A1", theme="Policy", status="completed"),
    action("A2", theme="Policy"),
    action("A3", theme="Policy", needs_choice=True),
    action("B1", theme="Training", status="not begun"),
    action("B2", theme="Training"),
)


def test_a_stated_number_of_actions_against_the_rows():
    (finding,) = found(RULE, paper("Out of 7 actions, 1 is complete."), ACTIONS)
    assert (finding.stated, finding.computed, finding.severity) == ("7", "5", "warning")
    assert not found(
        RULE, paper("Out of 5 actions, 1 is complete. The plan has 2 recommendations on training."), ACTIONS
    )


def test_a_summary_table_against_the_rows():
    table = [
        ["Theme", "Number of actions", "Not begun", "In progress", "Completed"],
        ["Policy", 3, 0, 2, 1],
        ["Training", 2, 1, 1, 0],
        ["Total", 5, 1, 3, 1],
    ]
    assert not found(RULE, paper(table), ACTIONS)
    table[1] = ["Policy", 4, 0, 2, 2]
    wrong = found(RULE, paper(table), ACTIONS)
    assert [(f.severity, f.stated, f.computed) for f in wrong] == [("error", "4", "3"), ("note", "2", "1")]
    assert wrong[1].refs == ("A3",)


def test_announced_points_are_counted():
    points = ["- one", "- two", "- three"]
    assert not found(RULE, paper("There are three key priorities:", *points, "More."))
    (finding,) = found(RULE, paper("There are four key priorities:", *points, "More."))
    assert (finding.stated, finding.computed) == ("4", "3")
    assert not found(
        RULE, paper("We have 7 priorities, of which one being that data be used, and where we want:", *points)
    )
