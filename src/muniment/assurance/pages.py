"""What the pages of audits, plans, recommendations, parts and findings show besides what every record's page shows."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from muniment import clock
from muniment.actions.rules import State
from muniment.assurance import figures, finding_words
from muniment.assurance.models import (
    Audit,
    Dependency,
    Part,
    Plan,
    PlanFinding,
    PlanImport,
    Recommendation,
    RecommendationExtension,
    ScopeArea,
)
from muniment.people.models import Person
from muniment.registers.access import Actor, may, sees
from muniment.registers.record import register_of
from muniment.registers.register import Moment

SHOWN = 10
SCANNED = 200  # so many findings are looked at for the few that a plan's page shows


def audit_page(person: Person, audit: Audit, moment: Moment) -> Mapping[str, Any]:
    """The plans that answer it, each with its figures, as far as the person may see them; two queries for all of them."""
    plans = list(Plan.objects.visible_to(person).filter(audit=audit.pk).select_related("owner").order_by("title", "pk"))
    counted = figures.by_plan(plans, moment, person)
    actor = Actor.at_page(person)
    return {
        "plans": [(plan, counted.get(plan.pk)) for plan in plans],
        "may_plan": bool(may(actor, "create", register_of(Plan), Plan(unit_id=audit.unit_id))),
        "may_add_area": bool(may(actor, "create", register_of(ScopeArea), ScopeArea(unit_id=audit.unit_id))),
    }


def plan_page(person: Person, plan: Plan, moment: Moment) -> Mapping[str, Any]:
    """Progress by theme, burn-up, late and slipped, what holds others up, contradictions, since the last report.

    The number of queries does not grow with the plan.
    """
    if not isinstance(plan, Plan):
        # A version of the plan: the rest asks by the key of the plan itself, and by what was reported until then.
        plan = Plan(pk=plan.record_id, reported_as_at=plan.reported_as_at)
    if moment.as_at is not None:
        moment = figures.moment_for(plan, moment.as_at, moment.late_on)
    themes = figures.by_theme(plan, moment, person)
    found = figures.in_all(plan, themes, moment)
    since = plan.reported_as_at
    before = (
        figures.of_plan(plan, Moment(since, since), person) if since and (moment.as_at or clock.today()) > since else {}
    )
    last_day = moment.as_at or clock.today()
    findings = PlanFinding.objects.visible_to(person).filter(plan=plan, state="open")
    first = list(findings.order_by("weight", "pk")[:SCANNED])
    asked = RecommendationExtension.objects.visible_to(person).filter(recommendation__plan=plan, state="asked")
    return {
        "figures": [
            (found[name], found[name].value - before[name].value if before else None)
            for name in ("verified", "said_done", "in_progress", "not_begun", "late", "slipped_twice")
        ],
        "counted": found,
        "since": since,
        "themes": themes,
        "burn_up": figures.course(plan, last_day, person),
        "late": figures.listed(plan, moment, "late", person).order_by("due", "position")[:SHOWN],
        "holding_up": figures.holding_up(plan, moment, person)[:SHOWN],
        "asked": asked.select_related("recommendation", "part").order_by("asked_on", "pk") if not moment.as_at else [],
        "findings": finding_words.varied(first, 4),
        "findings_by_severity": _by_severity(first, findings),
        "since_then": _since_then(plan, since, moment, person) if before and since else [],
        "papers": PlanImport.objects.visible_to(person).filter(plan=plan).order_by("-made_at")[:SHOWN],
    }


def _by_severity(first: Sequence[PlanFinding], findings: Any) -> list[tuple[str, Any, int]]:
    """How many there are of each severity, the worst first: its name, its words, the number. Asked only where there are more than the first."""
    if len(first) < SCANNED:
        counts = Counter(each.severity for each in first)
    else:
        counts = Counter(dict(findings.order_by().values_list("severity").annotate(Count("pk"))))
    return [(value, label, counts[value]) for value, label in PlanFinding.Severity.choices if value in counts]


def _since_then(plan: Plan, since: date, moment: Moment, person: Person) -> list[dict[str, Any]]:
    """What changed since the committee last heard: each with its number, its first rows, and where all of them are."""
    days = urlencode({"since": since.isoformat(), **({"as_at": moment.as_at.isoformat()} if moment.as_at else {})})
    changes = (
        ("verified", _("Verified"), figures.ended_since(plan, since, moment, [State.VERIFIED], person)),
        ("late", _("Became late"), figures.became_late(plan, since, moment, person)),
    )
    told = [(kind, words, list(rows)) for kind, words, rows in changes]
    return [
        {"kind": kind, "words": words, "rows": rows, "number": len(rows),
         "address": f"/plans/{plan.pk}/counted/{kind}/?{days}"}
        for kind, words, rows in told
    ]  # fmt: skip


def recommendation_page(person: Person, shown: Recommendation, moment: Moment) -> Mapping[str, Any]:
    """Its parts, what it waits for and what waits for it (only what the person may see), the slip ledger."""
    from muniment.assurance.registers import parts as parts_register  # noqa: PLC0415
    from muniment.registers.views import steps_for  # noqa: PLC0415 - views know every page, pages only this of views

    pk = getattr(shown, "record_id", shown.pk)
    parts = moment.rows(Part).filter(recommendation=pk).select_related("owner").order_by("label")
    links = moment.rows(Dependency).filter(Q(recommendation=pk) | Q(needs=pk))
    found = list(links.values_list("recommendation_id", "needs_id", "words"))
    waits_for = [(needs, words) for who, needs, words in found if who == pk]
    awaited_by = [who for who, needs, _words in found if needs == pk]
    others = {each for who, needs, _words in found for each in (who, needs)} - {pk}
    rows = figures.rows_of(Plan(pk=shown.plan_id), moment, person)
    seen = {row.record_id: row for row in rows.filter(record_id__in=others)} if others else {}
    actor = Actor.at_page(person)
    return {
        "plan_seen": sees(person, shown.plan),
        "parts": [(part, steps_for(parts_register, actor, part) if moment.as_at is None else []) for part in parts],
        "waits_for": [(seen[one], words) for one, words in waits_for if one in seen],
        "awaited_by": [seen[one] for one in awaited_by if one in seen],
        "ledger": moment.rows(RecommendationExtension)
        .filter(recommendation=pk)
        .select_related("decided_by", "asked_by", "part")
        .order_by("asked_on", "record_id"),
    }


def part_page(person: Person, shown: Part, moment: Moment) -> Mapping[str, Any]:
    """The whole that it is a part of, the other parts, and its own lines of the slip ledger."""
    pk = getattr(shown, "record_id", shown.pk)
    others = moment.rows(Part).filter(recommendation=shown.recommendation_id).exclude(record_id=pk)
    return {
        "whole_seen": sees(person, shown.recommendation),
        "siblings": others.select_related("owner").order_by("label"),
        "ledger": moment.rows(RecommendationExtension)
        .filter(Q(part=pk) | Q(part=None, state="approved"), recommendation=shown.recommendation_id)
        .select_related("decided_by", "asked_by")
        .order_by("asked_on", "record_id"),
    }


def finding_page(person: Person, finding: PlanFinding, moment: Moment) -> Mapping[str, Any]:
    """The recommendations that it concerns, as far as the person may see them."""
    rows = figures.rows_of(Plan(pk=finding.plan_id), moment, person).filter(reference__in=finding.refs)
    return {"concerned": rows.order_by("position"), "kind": finding_words.in_words(finding.rule)}
