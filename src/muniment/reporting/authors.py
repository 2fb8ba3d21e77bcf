"""Who wrote a report, whoever did it in whose place: the author of a report never clears it."""

from muniment.people.models import Person
from muniment.people.standing import people_of, stood_for
from muniment.registers import history
from muniment.registers.record import register_of
from muniment.reporting.models import Report


def why_not_clearing(person: Person, report: Report) -> str:
    """Why this person does not clear this report; "" where they may. A delegate stands as the holder would."""
    authors = {report.author_id, *history.changed_by(register_of(Report).slug, report.pk, ["create"])}
    if person.pk in authors:
        return "You wrote this report, or somebody who acted for you did; somebody else clears it."
    holders = people_of([report.author_post_id]) if report.author_post_id else set()
    if person.pk in holders:
        return "You hold the post that wrote this report; somebody else clears it."
    if stood_for(person) & {*authors, *holders}:
        return "You act for somebody who wrote this report; somebody else clears it."
    return ""
