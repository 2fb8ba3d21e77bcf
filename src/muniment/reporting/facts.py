"""All that a progress report reads of a plan, in a number of queries that does not grow with the plan."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from muniment import clock
from muniment.actions.rules import State
from muniment.assurance import figures
from muniment.assurance.figures import Holder
from muniment.assurance.figures import Point as Course
from muniment.assurance.models import Plan, PlanFinding, RecommendationExtension
from muniment.people.models import Holding, Post
from muniment.registers.figures import Counted
from muniment.registers.models import HistoryPayload
from muniment.registers.register import Moment
from muniment.reporting.moments import since_of

DONE = (State.VERIFIED, State.SAID_DONE)


@dataclass(frozen=True)
class Facts:
    """A plan at a moment. `since` is the day of the last report, or the plan's first day here when there was none."""

    plan: Plan
    moment: Moment
    known_since: date
    since: date
    reported: bool
    counted: Mapping[str, Counted]
    before: Mapping[str, Counted]
    themes: Mapping[str, Mapping[str, Counted]]
    rows: list[Any]
    done_since: list[Any]
    verified_since: list[Any]
    late_since: list[Any]
    course: list[Course]
    ledger: list[Any]
    holders: list[Holder]
    findings: list[PlanFinding]
    posts: Mapping[int, str]
    held: Mapping[int, list[Holding]]

    @property
    def by_pk(self) -> dict[int, Any]:
        return {row.record_id: row for row in self.rows}

    def owners(self, row: Any) -> str:
        """The posts that own an action; what the paper called them where no post was found."""
        titles = [self.posts[pk] for pk in row.joint_owners if pk in self.posts]
        return "\n".join([row.owner_label(), *titles])

    def post_of(self, person: int | None, day: date | None) -> str:
        """The post that somebody held on a day: a report names posts, not people."""
        if person is None or day is None:
            return ""
        held = [each.post.title for each in self.held.get(person, []) if _held_on(each, day)]
        return held[0] if held else "somebody who held no post then"


def _held_on(holding: Holding, day: date) -> bool:
    return holding.start <= day and (holding.end is None or day <= holding.end)


def gather(plan: Plan, moment: Moment) -> Facts:
    """Reads a plan for the house itself: whoever reads the report was given the right to all of it."""
    day = moment.as_at or clock.today()
    since, reported = since_of(plan, moment)
    then = Moment(since, since)
    rows = list(figures.rows_of(plan, moment).select_related("owner").order_by("position", "reference"))
    known = figures.known_since(plan) or day
    ledger = _ledger(plan, moment)
    themes = figures.by_theme(plan, moment)
    return Facts(
        plan=plan,
        moment=moment,
        known_since=known,
        since=since,
        reported=reported,
        counted=figures.in_all(plan, themes, moment),
        before=figures.of_plan(plan, then),
        themes=themes,
        rows=rows,
        done_since=list(figures.ended_since(plan, since, moment, DONE)),
        verified_since=list(figures.ended_since(plan, since, moment, [State.VERIFIED])),
        late_since=list(figures.became_late(plan, since, moment)),
        course=figures.course(plan, day),
        ledger=ledger,
        holders=figures.holding_up(plan, moment),
        findings=open_findings(plan, moment),
        posts=dict(
            Post.objects.filter(pk__in={pk for row in rows for pk in row.joint_owners}).values_list("pk", "title")
        ),
        held=_holdings({*(row.verified_by_id for row in rows), *(line.decided_by_id for line in ledger)}),
    )


def _ledger(plan: Plan, moment: Moment) -> list[Any]:
    """The slip ledger of the plan, the oldest line first."""
    lines = moment.rows(RecommendationExtension).filter(recommendation__plan=plan.pk)
    return list(lines.select_related("part").order_by("asked_on", "record_id"))


def _holdings(people: Iterable[int | None]) -> dict[int, list[Holding]]:
    found: dict[int, list[Holding]] = defaultdict(list)
    wanted = {person for person in people if person is not None}
    for holding in Holding.objects.filter(person__in=wanted).select_related("post").order_by("start", "pk"):
        found[holding.person_id].append(holding)
    return found


def open_findings(plan: Plan, moment: Moment) -> list[PlanFinding]:
    """The contradictions that nobody had decided by then: findings keep no versions, so the history is told again."""
    found = {each.pk: each for each in PlanFinding.objects.filter(plan=plan.pk).order_by("pk")}
    if moment.as_at is None:
        return [each for each in found.values() if each.state == PlanFinding.Decision.OPEN and not each.withdrawn]
    told: dict[int, dict[str, Any]] = defaultdict(dict)
    until = getattr(moment, "instant", None)
    known = Q(history__at__lte=until) if until else Q(history__at__lt=clock.end_of(moment.as_at))
    changes = HistoryPayload.objects.filter(known, history__register="findings", history__record__in=list(found))
    for record, after in changes.order_by("history_id").values_list("history__record", "after"):
        told[record] |= {name: after[name] for name in ("state", "withdrawn") if name in after}
    return [
        each
        for pk, each in found.items()
        if told.get(pk, {}).get("state") == PlanFinding.Decision.OPEN and not told[pk].get("withdrawn")
    ]
