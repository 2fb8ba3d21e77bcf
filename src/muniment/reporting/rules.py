"""What a report must say before it can be frozen, as pure functions: headings, clearances, dates, words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

# Section C of the domain: every heading is answered; "no specific impact" is an answer, an empty one is not.
IMPLICATIONS: Mapping[str, Any] = {
    "financial": _("Financial (section 151 officer)"),
    "legal": _("Legal (monitoring officer)"),
    "council_plan": _("Council plan"),
    "risk": _("Risk"),
    "organisation": _("Organisation, people and efficiency"),
    "equalities": _("Equalities"),
    "climate": _("Climate, environment and carbon"),
    "partners": _("Partner organisations"),
    "health": _("Health and wellbeing"),
    "crime_and_disorder": _("Crime and disorder (section 17, Crime and Disorder Act 1998)"),
    "safeguarding": _("Safeguarding"),
    "data_protection": _("Data protection"),
}
TEXTS: Mapping[str, Any] = {
    "executive_summary": _("Executive summary"),
    "recommendations": _("What the committee is recommended to do"),
    "background": _("Background"),
    "options": _("Options, and the one proposed"),
    "risks_of_delay": _("Risks of delay"),
    "consultation": _("Consultation"),
    "timetable": _("Timetable"),
}
# The committee may be asked for one thing only, and there may be no options: what a template does not ask for may be empty.
REQUIRED_CLEARANCES = ("financial", "legal", "director", "data_protection")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to put right; `name` is the text, heading or role in question. What does not block is advice."""

    kind: str
    message: str
    name: str = ""
    blocks: bool = True


@dataclass(frozen=True, slots=True)
class ClearanceFacts:
    """A clearance as the rules see it: `by_author` when it came from the author or from the author's own post."""

    role: str
    label: str
    post: str
    sent_on: date
    received_on: date | None
    by_author: bool


def unanswered(implications: Mapping[str, str], asked: Iterable[str] = tuple(IMPLICATIONS)) -> list[Problem]:
    """Headings without a word, of those that a kind of report asks for."""
    return [
        Problem(
            "implication",
            f"The implication “{IMPLICATIONS[name]}” is not answered. “No specific impact” is an answer.",
            name,
        )
        for name in asked
        if not implications.get(name, "").strip()
    ]


def unwritten(names: Iterable[str]) -> list[Problem]:
    """Texts that the template asks for and nobody has written."""
    return [Problem("text", f"“{TEXTS[name]}” is not written yet.", name) for name in names if name in TEXTS]


def uncleared(
    clearances: Sequence[ClearanceFacts], required: Iterable[str], labels: Mapping[str, str]
) -> list[Problem]:
    """Roles that were not asked, clearances that have not come back, and those that the author gave."""
    found = []
    asked = {each.role for each in clearances}
    for role in required:
        if role not in asked:
            found.append(
                Problem("clearance", f"Nobody has been asked for the clearance “{labels.get(role, role)}”.", role)
            )
    for each in clearances:
        if each.received_on is None:
            found.append(
                Problem(
                    "clearance",
                    f"The clearance “{each.label}” was sent to {each.post} on {each.sent_on:%-d %B %Y} and has not come back.",
                    each.role,
                )
            )
        if each.by_author:
            found.append(
                Problem(
                    "clearance", f"The clearance “{each.label}” is the author's own: somebody else gives it.", each.role
                )
            )
    return found


def undefined(acronyms: Iterable[str]) -> list[Problem]:
    """Acronyms without a line in the glossary."""
    return [
        Problem("glossary", f"“{one}” is used and is not in the glossary: define it, or write it out.", one)
        for one in acronyms
    ]


def blocking(problems: Iterable[Problem]) -> list[Problem]:
    return [each for each in problems if each.blocks]


def share_of(some: int, every: int) -> str:
    """A percentage, rounded down, whose sign is never parted from it; "" of nothing."""
    return f"{100 * some // every}\N{NO-BREAK SPACE}%" if every else ""
