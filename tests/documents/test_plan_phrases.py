"""Words in which progress is told, and how an officer takes them; those that leave it open are asked about."""

import pytest

from muniment.documents.plan.diary import entries_of
from muniment.documents.plan.reading import Due
from muniment.documents.plan.shares import in_part
from muniment.documents.plan.status import from_progress

CLEAR = [
    ("Training delivered to all managers in May.", "Deliver training to all managers", "completed"),
    ("Work is progressing well.", "Write a policy", "in progress"),
    ("Recruitment under way; interviews in July.", "Appoint a DPO", "in progress"),
    ("New DPO in post from 1 May.", "Appoint a DPO", "completed"),
    ("Post filled.", "Recruit a records manager", "completed"),
    ("This will be picked up in the next financial year.", "Write a policy", "not begun"),
    ("Scheduled for Q3.", "Write a policy", "not begun"),
    ("To be started once the new system is live.", "Clean the data", "not begun"),
    ("Draft policy circulated for comment.", "Write a policy", "in progress"),
    ("Action closed.", "Write a policy", "completed"),
    ("All recommendations implemented.", "Implement all recommendations", "completed"),
    ("Awaiting confirmation from supplier.", "Patch the server", "in progress"),
    ("Now business as usual.", "Review access each month", "completed"),
    ("Embedded in business as usual.", "Review access each month", "completed"),
    ("Due to resource pressures this has not been progressed.", "Write a policy", "not begun"),
    ("Fieldwork complete, report being written.", "Audit the archive", "in progress"),
    ("Complete - evidence on file.", "Write a policy", "completed"),
    ("Completed 3/6/24 (see minute 14).", "Write a policy", "completed"),
    ("Done. No further action required.", "Write a policy", "completed"),
    ("Completed. To be reviewed annually.", "Write a policy", "completed"),
    ("Partly done: phase 1 finished, phase 2 in the autumn.", "Move the files", "in progress"),
    ("Not being taken forward.", "Buy shredders", "superseded"),
    ("Overtaken by the merger of the two teams.", "Write a rota", "superseded"),
    ("Funding secured.", "Buy scanners", "in progress"),
    ("Business case approved; order placed.", "Buy scanners", "in progress"),
    ("Scanners bought and installed.", "Buy scanners", "completed"),
    ("Tender documents published.", "Award the storage contract", "in progress"),
    ("Nothing to report.", "Write a policy", "not begun"),
    ("Work to commence shortly.", "Write a policy", "not begun"),
    ("Almost complete, two forms left.", "Update the forms", "in progress"),
    ("Fully complete", "Update the forms", "completed"),
    ("Implemented in part", "Update the forms", "in progress"),
    ("Superseded by the new strategy", "Update the forms", "superseded"),
    ("The register has been created and is reviewed quarterly.", "Create a register", "completed"),
    ("Guidance issued to all staff.", "Issue guidance to staff", "completed"),
    ("Guidance is being drafted.", "Issue guidance to staff", "in progress"),
]
OPEN = [
    ("No change since last report.", "Write a policy", "in progress"),
    ("As previously reported.", "Write a policy", "in progress"),
    ("Supplier has been chased twice.", "Patch the server", "in progress"),
    ("This has slipped due to sickness.", "Write a policy", "in progress"),
    ("Still outstanding.", "Write a policy", "in progress"),
    ("Contract awarded to Iron Hill Ltd in March.", "Award the storage contract", "in progress"),
    ("We have agreed not to proceed with this.", "Buy shredders", "superseded"),
    ("Guidance on the intranet.", "Publish guidance", "in progress"),
]


@pytest.mark.parametrize(("progress", "action", "status"), CLEAR)
def test_clear_words(progress, action, status):
    verdict = from_progress(progress, action, Due(""))
    assert (verdict.status, verdict.needs_choice) == (status, False), verdict.reason


@pytest.mark.parametrize(("progress", "action", "status"), OPEN)
def test_open_words(progress, action, status):
    verdict = from_progress(progress, action, Due(""))
    assert (verdict.status, verdict.needs_choice) == (status, True), verdict.reason


@pytest.mark.parametrize(
    ("text", "latest"),
    [
        ("Mar 23: not started. June 23: done.", "done."),
        ("Sept 24: closed\nMar 24: delayed", "closed"),
        ("12/03/24 - asked. 30/06/24 - answered.", "answered."),
        ("March: draft\nApril: agreed", "agreed"),
        ("[1 May 2024] sent; [3 June 2024] returned", "returned"),
    ],
)
def test_the_latest_entry_of_a_diary_comes_last(text, latest):
    assert entries_of(text)[-1].text == latest


@pytest.mark.parametrize(
    "text", ["Published 3 March 2025: see the website", "Complete", "The period 1 May 2024 - 3 June 2024"]
)
def test_a_date_in_a_sentence_makes_no_diary(text):
    assert entries_of(text) == ()


def test_some_of_many_are_told_from_all_of_them():
    assert in_part("seven of the nine directorates")
    assert in_part("61 of 75 mailboxes")
    assert in_part("half of the boxes")
    assert not in_part("all nine of nine")
    assert not in_part("on 2 of 2016")
