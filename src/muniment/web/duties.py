"""What a person is called upon to do: read from the registers, for the home page."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from muniment import clock
from muniment.actions.rules import OPEN, State
from muniment.assurance.models import Part, Recommendation, RecommendationExtension
from muniment.people.models import Person
from muniment.people.standing import standing_of
from muniment.registers.access import Actor, may
from muniment.registers.models import Answerable
from muniment.registers.record import register_of
from muniment.reporting.models import Clearance, Report

SHOWN = 8


@dataclass(frozen=True)
class Duties:
    """Actions of the person's own posts by date, and what waits for their decision or for somebody else."""

    late: list[Any]
    soon: list[Any]
    later: list[Any]
    undated: list[Any]
    to_verify: list[Any]
    to_decide: list[Any]
    to_clear: list[Any]
    waiting: list[Any]

    @property
    def more_to_verify(self) -> bool:
        """Whether there may be more than were looked at: a page that does not know a number does not state it."""
        return len(self.to_verify) >= SHOWN

    @property
    def more_to_decide(self) -> bool:
        return len(self.to_decide) >= SHOWN

    @property
    def none(self) -> bool:
        mine = (
            self.late,
            self.soon,
            self.later,
            self.undated,
            self.to_verify,
            self.to_decide,
            self.to_clear,
            self.waiting,
        )
        return not any(mine)


def duties_of(person: Person) -> Duties:
    """The duties of a person today; a fixed number of queries, whatever their number, but for the rule of two keys."""
    today = clock.today()
    posts = standing_of(person).posts
    mine = Q(owner__in=posts)
    recs = Recommendation.objects.visible_to(person).select_related("plan", "owner")
    parts = Part.objects.visible_to(person).select_related("recommendation", "recommendation__plan", "owner")
    own: list[Any] = [*recs.filter(mine, state__in=OPEN), *parts.filter(mine, state__in=OPEN)]
    # A recommendation whose parts are somebody else's is still the owner's duty; its own parts are not listed twice.
    with_parts = {part.recommendation_id for part in own if isinstance(part, Part)}
    own = [each for each in own if isinstance(each, Part) or each.pk not in with_parts]
    own.sort(key=lambda each: (each.due is None, each.due))
    week = today + timedelta(days=7)
    said_done = recs.filter(state=State.SAID_DONE)
    # The rule of two keys is asked of the history one by one: of as many as the page shows, their own left out before.
    answers = Answerable.objects.filter(register="recommendations", post__in=posts).values("record")
    candidates = said_done.exclude(pk__in=answers).order_by("said_done_on", "pk")[:SHOWN]
    asked = RecommendationExtension.objects.visible_to(person).filter(state="asked")
    actor = Actor.at_page(person)
    return Duties(
        late=[each for each in own if each.due and each.due < today],
        soon=[each for each in own if each.due and today <= each.due <= week],
        later=[each for each in own if each.due and each.due > week],
        undated=[each for each in own if each.due is None],
        to_verify=[each for each in candidates if may(actor, "verify", register_of(Recommendation), each)],
        to_decide=[each for each in asked.select_related("recommendation", "part").order_by(F("asked_on"))[:SHOWN]
                   if may(actor, "decide", register_of(RecommendationExtension), each)],
        to_clear=_to_clear(person, actor),
        waiting=list(said_done.filter(mine)),
    )  # fmt: skip


def _to_clear(person: Person, actor: Actor) -> list[Any]:
    """The reports that a post of this person was asked to clear, and that are not frozen yet."""
    asked = Clearance.objects.visible_to(person).filter(
        post__in=standing_of(person).posts, received_on=None, report__state=Report.State.DRAFT, report__withdrawn=False
    )
    rows = asked.select_related("report", "post").order_by("sent_on", "pk")[:20]
    return [each for each in rows if may(actor, "clear", register_of(Clearance), each)]


def late_of(person: Person) -> int:
    """How many duties of a person are late, for the map of the house: as many as their page lists under that name."""
    posts = standing_of(person).posts
    if not posts:
        return 0
    late = Q(owner__in=posts, state__in=OPEN, due__lt=clock.today())
    parts = Part.objects.everything()
    own_parts = parts.filter(owner__in=posts, state__in=OPEN, recommendation=OuterRef("pk"))
    return (
        parts.filter(late).count() + Recommendation.objects.everything().filter(late).exclude(Exists(own_parts)).count()
    )
