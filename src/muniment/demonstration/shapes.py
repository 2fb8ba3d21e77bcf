"""The shapes of the demonstration's audits and plans, of their history and of the reports on them.

Days are counted from the day the demonstration is made: 0 is today, -90 is ninety days ago, 60 is in sixty days.
A post acts, and the person who holds it that day is named in the event.
"""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from muniment.demonstration.cast import Body, Group, Holding, Person, Post, RoleGiven, Term, Unit

Precision = Literal["day", "month"]
Acceptance = Literal["accepted", "partly", "rejected"]
Priority = Literal["Urgent", "High", "Medium", "Low"]
Status = Literal["not begun", "in progress", "done", "verified", "superseded", "not accepted"]
Kind = Literal[
    "imported", "agreed", "report_frozen",  # of the whole plan
    "update", "evidence", "awaiting_approval", "said_back", "done", "verified", "verification_refused",
    "extension_asked", "extension_approved", "extension_refused", "owner_changed", "superseded",
]  # fmt: skip


def on_day(today: date, offset: int, precision: Precision = "day") -> date:
    """The date `offset` days from today; a month means the last day of the month in which that date falls."""
    day = today + timedelta(days=offset)
    return day if precision == "day" else day.replace(day=monthrange(day.year, day.month)[1])


@dataclass(frozen=True, slots=True)
class Rating:
    code: str
    name: str
    definition: str
    colour: Literal["green", "yellow", "amber", "red"]


@dataclass(frozen=True, slots=True)
class Scale:
    """Ratings from best to worst."""

    code: str
    name: str
    ratings: tuple[Rating, ...]


@dataclass(frozen=True, slots=True)
class Opinion:
    theme: str
    rating: str
    text: str


@dataclass(frozen=True, slots=True)
class Audit:
    code: str
    title: str
    auditor: str
    body: str
    scale: str
    opinion: str
    opinion_text: str
    fieldwork: int
    draft: int
    report: int
    follow_up: int
    opinions: tuple[Opinion, ...]


@dataclass(frozen=True, slots=True)
class Theme:
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Figures:
    """A plan's figures at the end of a day. They hold on whatever date the demonstration is made."""

    day: int
    total: int
    verified: int
    done: int
    in_progress: int
    not_begun: int
    superseded: int
    not_accepted: int
    awaiting_approval: int
    late: int
    slipped_twice: int
    blocked: int
    extensions_waiting: int


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a plan (`ref` empty) or to one of its recommendations or parts.

    `by` is the post that acted, `person` its holder that day. `file` and `content` belong to evidence, which is text;
    `evidence` names the files that someone who says done relies on. `to` and `precision` are the date an extension asks
    for or gives; `owners` the new owners; `status` what is said back; `approver` whose approval is awaited; `successor`
    the reference or the thing that takes a superseded action's place.
    """

    day: int
    kind: Kind
    by: str
    text: str = ""
    plan: str = ""
    ref: str = ""
    part: str = ""
    person: str = ""
    file: str = ""
    content: str = ""
    evidence: tuple[str, ...] = ()
    to: int | None = None
    precision: Precision = "month"
    owners: tuple[str, ...] = ()
    status: Status | None = None
    approver: str = ""
    successor: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    label: str
    action: str
    owners: tuple[str, ...]
    due: int
    precision: Precision = "month"


@dataclass(frozen=True, slots=True)
class Recommendation:
    """`recommendation` is what the auditor wrote, `action` what the council agreed; `reason` why not in full.

    `status` is where its events lead by day 0.
    """

    ref: str
    theme: str
    title: str
    recommendation: str
    action: str
    priority: Priority
    owners: tuple[str, ...]
    due: int
    status: Status
    events: tuple[Event, ...] = ()
    precision: Precision = "month"
    acceptance: Acceptance = "accepted"
    reason: str = ""
    depends_on: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    code: str
    title: str
    audit: str
    paper: str
    unit: str
    owner: str
    themes: tuple[Theme, ...]
    figures: tuple[Figures, ...]
    recommendations: tuple[Recommendation, ...] = ()
    events: tuple[Event, ...] = ()

    def script(self) -> tuple[Event, ...]:
        """Every event of the plan and of its recommendations in the order of days."""
        everything = [*self.events, *(event for rec in self.recommendations for event in rec.events)]
        return tuple(sorted(everything, key=lambda event: event.day))


@dataclass(frozen=True, slots=True)
class Clearance:
    role: str
    post: str
    sent: int
    received: int | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A committee report's own words. Figures stand as `{{ name }}`; `implications` are the twelve headings in order."""

    code: str
    plan: str
    as_at: int
    meeting: int
    committee: str
    title: str
    portfolio_holder: str
    director: str
    author: str
    wards: str
    key_decision: str
    exempt: str
    summary: str
    recommendations: tuple[str, ...]
    background: str
    consultation: str
    timetable: str
    delay: str
    implications: dict[str, str] = field(default_factory=dict)
    clearances: tuple[Clearance, ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    bodies: tuple[Body, ...]
    units: tuple[Unit, ...]
    posts: tuple[Post, ...]
    people: tuple[Person, ...]
    holdings: tuple[Holding, ...]
    roles: tuple[RoleGiven, ...]
    groups: tuple[Group, ...]
    terms: tuple[Term, ...]
    scales: tuple[Scale, ...]
    audits: tuple[Audit, ...]
    plans: tuple[Plan, ...]
    reports: tuple[Report, ...]

    def holder(self, post: str, day: int) -> str:
        """The code of the person who holds the post that day, "" where it is vacant."""
        for holding in self.holdings:
            if holding.post == post and holding.since <= day and (holding.until is None or day <= holding.until):
                return holding.person
        return ""

    def plan(self, code: str) -> Plan:
        return next(plan for plan in self.plans if plan.code == code)
