"""The demonstration's committee reports: last quarter's, frozen as it went to committee, and the draft for the next meeting."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings

from muniment import clock
from muniment.assurance.models import Plan
from muniment.demonstration import content, shapes
from muniment.demonstration.content import on_day
from muniment.people.models import Person, Post
from muniment.registers.access import Actor
from muniment.reporting import drafting, freezing, making, services
from muniment.reporting.models import Report

ROLES = {
    "Finance": "financial", "Legal": "legal", "Human resources": "human_resources", "Data protection": "data_protection",
    "Director": "director", "Portfolio holder": "portfolio_member",
}  # fmt: skip
HEADINGS = {"organisational": "organisation", "crime": "crime_and_disorder"}


def build() -> None:
    """Writes both reports as their authors would, and freezes the one that went to committee."""
    told = content.load()
    today = clock.today()
    for report in told.reports:
        made = _write(told, report, today)
        if report.as_at < 0:
            with clock.at(_at(today, report.as_at + 8)):
                freezing.freeze(_author(told, report, report.as_at + 8), Report.objects.get(pk=made.pk))


def _write(told: shapes.Content, report: shapes.Report, today: date) -> Report:
    """A draft, its words and its clearances, each on its day."""
    plan = Plan.objects.get(title=next(plan.title for plan in told.plans if plan.code == report.plan))
    posts = {post.code: Post.objects.get(title=post.title, unit__name=_unit(told, post.unit)) for post in told.posts}
    # The figures are those of a day that has ended; the words are written on the days after it, or today.
    begun = min(report.as_at + 1, 0)
    with clock.at(_at(today, begun)):
        made = services.create(
            _author(told, report, begun), plan, title=report.title, committee=report.committee,
            meeting_on=on_day(today, report.meeting), as_at=on_day(today, report.as_at), wards=report.wards,
            director=posts[report.director], author_post=posts[report.author],
            key_decision=report.key_decision == "Yes", exempt=report.exempt == "Yes",
            portfolio_member=posts[report.portfolio_holder].title.removeprefix("Cabinet Member for "),
            contact="information.governance@ambleworth.example", texts=_texts(report), implications=_implications(report),
        )  # fmt: skip
    for clearance in report.clearances:
        sent, received = (max(day, begun) if day is not None else None for day in (clearance.sent, clearance.received))
        with clock.at(_at(today, sent or 0, hour=11)):
            asked: dict[str, Any] = {
                "role": ROLES[clearance.role],
                "post": posts[clearance.post],
                "sent_on": clock.today(),
            }
            given = services.send(_author(told, report, sent or 0), Report.objects.get(pk=made.pk), asked)
        if received is not None:
            with clock.at(_at(today, received, hour=12)):
                holder = posts[clearance.post].holders()[0]
                services.clear(Actor.at_page(holder), given, {"comments": clearance.comment})
    return Report.objects.get(pk=made.pk)


def _texts(report: shapes.Report) -> dict[str, str]:
    return {
        "executive_summary": report.summary, "recommendations": "\n".join(report.recommendations),
        "background": report.background, "consultation": report.consultation, "timetable": report.timetable,
        "risks_of_delay": report.delay,
    }  # fmt: skip


def _implications(report: shapes.Report) -> dict[str, str]:
    return {HEADINGS.get(name, name): text for name, text in report.implications.items()}


def _author(told: shapes.Content, report: shapes.Report, day: int) -> Actor:
    code = told.holder(report.author, day)
    email = next(person.email for person in told.people if person.code == code)
    return Actor.at_page(Person.objects.get(email=email))


def _unit(told: shapes.Content, code: str) -> str:
    return next(unit.name for unit in told.units if unit.code == code)


def _at(today: date, day: int, hour: int = 10) -> datetime:
    """That day's morning; today's part is told at its first minutes, so that it is past."""
    clocked = time(0, hour) if day >= 0 else time(hour, 0)
    return datetime.combine(today + timedelta(days=day), clocked, clock.LONDON)


FILES = {
    Report.Kind.PROGRESS: "committee-report",
    Report.Kind.HOLDINGS: "governance-report",
    Report.Kind.QUARTER: "quarter-report",
}


def leave_files() -> None:
    """The next report of each kind as HTML, Word and PDF in the output folder, where they are not there yet."""
    for kind, name in FILES.items():
        places = {ending: settings.DATA.output / f"{name}.{ending}" for ending in making.TYPES}
        report = Report.objects.filter(state=Report.State.DRAFT, kind=kind).order_by("pk").first()
        if report is None or all(place.is_file() for place in places.values()):
            continue
        draft = drafting.draft_of(report, drafting.moment_of(report))
        for ending, made in making.three_files(draft.document).items():
            places[ending].write_bytes(made)
