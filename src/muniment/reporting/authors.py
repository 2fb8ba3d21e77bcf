"""Who wrote a report, whoever did it in whose place: the author of a report never clears it."""

from muniment.people.models import Person
from muniment.people.standing import standing_of, stood_for
from muniment.registers import history
from muniment.registers.record import register_of
from muniment.reporting.models import Report


def why_not_clearing(person: Person, report: Report) -> str:
    """Why this person does not clear this report; "" where they may. Asks nothing of the database for each report."""
    standing, others = standing_of(person), stood_for(person)
    if person.pk == report.author_id:
        return "You wrote this report; somebody else clears it."
    if report.author_post_id in standing.posts:
        return "You hold the post that wrote this report; somebody else clears it."
    if report.author_id in others:
        return "You act for somebody who wrote this report; somebody else clears it."
    return ""


def why_not_by_history(person: Person, report: Report) -> str:
    """The same asked of the history, when it is cleared: whoever made it in somebody's place made it for them."""
    if history.had_part(person, register_of(Report).slug, report.pk):
        return "Somebody who acted for you wrote this report, or you act for who wrote it; somebody else clears it."
    return ""
