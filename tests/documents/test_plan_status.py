"""How far an action is, by the words of its progress; a person is asked only where the words leave it open."""

import pytest

from muniment.documents.plan.reading import Due
from muniment.documents.plan.states import colours_of, judged, state_word
from muniment.documents.plan.status import from_progress

CLEAR = [
    ("Complete", "Write the policy", "completed"),
    ("Completed - DPO appointed 29/03/16", "Appoint a DPO", "completed"),
    ("This recommendation has been fully implemented.", "Write the policy", "completed"),
    ("Being reported", "Figures to be reported each quarter to the board", "completed"),
    ("The policy has been reviewed", "Review the policy", "completed"),
    ("Not started", "Write the policy", "not begun"),
    ("Not began - after completion of the risk policy", "Write the register", "not begun"),
    ("No work has been done to date", "Write the register", "not begun"),
    ("To be considered", "Consider a second post", "not begun"),
    ("After the register has been completed", "Write the policy", "not begun"),
    ("Yet to review the forms", "Review all forms", "not begun"),
    ("Work will start in April 2026", "Write the policy", "not begun"),
    ("Partially complete", "Write the policy", "in progress"),
    ("75% complete", "Write the policy", "in progress"),
    ("In progress - to be completed in May", "Write the policy", "in progress"),
    ("Completed awaiting approval", "Introduce a template", "in progress"),
    ("Draft completed, waiting for approval", "Set out the duties", "in progress"),
    ("Handbook done; further guidance to be considered", "Write guidance", "in progress"),
    ("Reports being created", "Give figures to managers", "in progress"),
    ("Procedure written. Training not started.", "Write and teach the procedure", "in progress"),
    ("Only the newest agreement reviewed, older ones to follow", "Review all agreements", "in progress"),
    ("Superseded by action 12", "Write the policy", "superseded"),
    ("No longer required", "Write the policy", "superseded"),
]
OPEN = [
    ("Not complete - waiting for the policies to be approved", "Change the checklist", "not begun"),
    ("Completed but not approved by the board", "Draft terms of reference", "in progress"),
    ("Complete waiting for approval", "Undertake a review of all agreements", "in progress"),
    ("Completed training in the plan. Additional needs to be included", "Bring the modules together", "in progress"),
    ("Policy reviewed", "Put the training rule in the policy", "in progress"),
    ("Included in the handbook", "Include the rule within the sharing policy", "in progress"),
    ("Roles to be set out in the handbook after completion of the register", "Name owners and tell them", "not begun"),
    ("Yet to identify where forms are used", "Review all forms", "not begun"),
    ("On hold", "Write the policy", "in progress"),
]


@pytest.mark.parametrize(("progress", "action", "status"), CLEAR)
def test_clear_words_decide(progress, action, status):
    verdict = from_progress(progress, action, Due(""))
    assert (verdict.status, verdict.needs_choice) == (status, False), verdict.reason
    assert verdict.reason


@pytest.mark.parametrize(("progress", "action", "status"), OPEN)
def test_words_that_leave_it_open_are_asked_about(progress, action, status):
    verdict = from_progress(progress, action, Due(""))
    assert (verdict.status, verdict.needs_choice) == (status, True), verdict.reason


def test_a_date_that_says_done_against_progress_that_does_not():
    done = Due("Implemented November 2015", done=True)
    verdict = from_progress("Monitoring reports from the learning team", "DPO to report to the board", done)
    assert (verdict.status, verdict.needs_choice) == ("completed", True)


def test_what_is_still_to_be_approved_is_quoted():
    verdict = from_progress("Review complete, awaiting approval by the Board. Staff told.", "Review it", Due(""))
    assert verdict.approval_pending == "awaiting approval by the Board"


@pytest.mark.parametrize(
    ("cell", "progress", "status", "asked"),
    [
        ("Complete", "Done in May", "completed", False),
        ("Complete", "Not started", "completed", True),
        ("Complete", "Completed awaiting approval", "completed", True),
        ("ONGOING TO JULY", "", "in progress", False),
        ("G", "Not started", "not begun", False),
        ("G", "", "in progress", True),
        ("Blue", "", "completed", False),
        ("Open", "Draft with the board", "in progress", False),
        ("Not started", "Completed in May", "not begun", True),
        ("No longer applicable", "", "superseded", False),
        ("60%", "", "in progress", False),
    ],
)
def test_the_status_column_comes_first_and_a_contradiction_is_asked_about(cell, progress, status, asked):
    state = state_word(cell, {}, colours_of([cell]))
    verdict = judged(state, from_progress(progress, "Write it", Due("")) if progress else None)
    assert (verdict.status, verdict.needs_choice) == (status, asked), verdict.reason


def test_the_papers_own_legend_explains_its_colours():
    verdict = state_word("Red", {"red": "not started"}, colours_of(["Red"]))
    assert verdict is not None
    assert (verdict.status, verdict.sure) == ("not begun", True)
