"""What may be done to a report, its clearances and its edition, each as one write."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from muniment import clock
from muniment.assurance.models import Plan
from muniment.people.models import Body, Holding, Post, Unit
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid, Refused
from muniment.registers.record import register_of
from muniment.registers.services import Change, write
from muniment.reporting import kinds
from muniment.reporting.authors import why_not_by_history
from muniment.reporting.models import Clearance, Report
from muniment.reporting.rules import IMPLICATIONS, TEXTS

Data = Mapping[str, Any]
Subject = Plan | Body | Unit
FIELDS = {
    "plans": "plan",
    "bodies": "of_body",
    "units": "of_unit",
}  # which field of a report names a record of which register


def draft_for(subject: Subject, as_at: date | None = None, late_on: date | None = None, kind_name: str = "") -> Report:
    """A report with sensible defaults that is not kept: the days, title and template of its kind, of several the first."""
    slug = register_of(type(subject)).slug
    kind = kinds.chosen(slug, kind_name)
    if as_at is None and late_on is None:
        as_at, late_on = kind.days()
    return Report(
        kind=kind.name, **{FIELDS[slug]: subject}, unit_id=kind.unit_of(subject), title=kind.title(subject),
        as_at=as_at or clock.today(), late_on=late_on, template=kind.template(), required_clearances=list(kind.clearances),
    )  # fmt: skip


def create(actor: Actor, subject: Subject, kind_name: str = "", **values: Any) -> Report:
    """A new draft about a subject, written by the actor's post. Refused to whoever may not see all that it counts.

    A day of the figures that is given without one of lateness stands for both.
    """
    report = draft_for(subject, values.get("as_at"), values.get("late_on"), kind_name)
    for name, value in values.items():
        setattr(report, name, value)
    if actor.person is not None:
        report.author = actor.person
        report.author_post = report.author_post or _post_of(actor, report)
    write(actor, [Change(report, verb="create")])
    return report


def _post_of(actor: Actor, report: Report) -> Post | None:
    """The post in which somebody writes: one in the unit of the report before another."""
    held = Holding.objects.held_on(clock.today()).filter(person=actor.person).select_related("post")
    posts = sorted((holding.post for holding in held), key=lambda post: (post.unit_id != report.unit_id, post.title))
    return posts[0] if posts else None


def write_words(actor: Actor, report: Report, name: str, text: str, seen: int | None = None) -> None:
    """Writes one text, or the answer under one heading of the implications."""
    text = text.replace("\r\n", "\n").strip()
    if name in TEXTS:
        change = {"texts": {**report.texts, name: text}}
    elif name in IMPLICATIONS:
        change = {"implications": {**report.implications, name: text}}
    else:
        raise Invalid(f"A report has no text of the name {name}.")
    write(actor, [Change(report, change, "edit", seen_version=seen)])


def require(actor: Actor, report: Report, data: Data) -> None:
    """Says which clearances a report needs, with the reason."""
    values = {"required_clearances": list(data["roles"])}
    write(actor, [Change(report, values, "edit", data["why"], data.get("seen_version"))])


def send(actor: Actor, report: Report, data: Data) -> Clearance:
    """Asks a post for a clearance; from then on its holder may read the draft."""
    if data["sent_on"] > clock.today():
        raise Invalid(_("That day is still to come."), {"sent_on": [_("That day is still to come.")]})
    clearance = Clearance(
        unit_id=report.unit_id, report=report, role=data["role"], post=data["post"], sent_on=data["sent_on"]
    )
    with transaction.atomic():
        write(actor, [Change(clearance, verb="send")])
        _follow_posts(actor, report)
    return clearance


def clear(actor: Actor, clearance: Clearance, data: Data) -> None:
    """The post that was asked clears the report. Refused to its author, and to those in whose place it was written."""
    if actor.person is not None and (reason := why_not_by_history(actor.person, clearance.report)):
        raise Refused(reason)
    values = {"received_on": clock.today(), "comments": data.get("comments", ""), "person": actor.person}
    write(actor, [Change(clearance, values, "clear", seen_version=data.get("seen_version"))])


def receive(actor: Actor, clearance: Clearance, data: Data) -> None:
    """Enters a clearance that came by another way, and how it came."""
    if data["received_on"] > clock.today():
        raise Invalid(_("That day is still to come."), {"received_on": [_("That day is still to come.")]})
    values = {"received_on": data["received_on"], "comments": data.get("comments", "")}
    write(actor, [Change(clearance, values, "receive", data["why"], data.get("seen_version"))])


def withdraw(actor: Actor, clearance: Clearance, data: Data) -> None:
    """Takes a clearance back, with the reason: it counts no more and stays in the history."""
    with transaction.atomic():
        write(actor, [Change(clearance, {"withdrawn": True}, "withdraw", data["why"], data.get("seen_version"))])
        _follow_posts(actor, clearance.report)


def _follow_posts(actor: Actor, report: Report) -> None:
    posts = Clearance.objects.everything().filter(report=report.pk).values_list("post_id", flat=True)
    rows: Any = Report.objects
    fresh = rows.get(pk=report.pk)
    write(actor, [Change(fresh, {"clearing_posts": sorted(set(posts))}, "edit", _("follows its clearances"))])
    report.clearing_posts, report.version = fresh.clearing_posts, fresh.version
