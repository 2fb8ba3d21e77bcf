"""What actions, their later dates and audits ask of people."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from muniment.actions.rules import OPEN, State
from muniment.assurance.models import Part, Recommendation, RecommendationExtension
from muniment.registers.duty_rules import due_date, no_owner
from muniment.registers.register import Asked, DutyRule

TO_BE_VERIFIED = _("To be verified")


def _owners(action: Any) -> Iterable[int]:
    """The owner and the joint owners are each asked."""
    return sorted({*action.joint_owners, *([action.owner_id] if action.owner_id else ())})


def _whole_due(recommendations: Sequence[Any]) -> Iterable[Asked]:
    """A recommendation whose parts are somebody else's is still its owner's duty; an owner's own parts are not listed twice."""
    open_ones = {each.pk: each for each in recommendations if each.state in OPEN}
    rows = Part.objects.everything().filter(recommendation__in=open_ones, state__in=OPEN)
    by_part = {(part.recommendation_id, post) for part in rows for post in _owners(part)}
    return [
        Asked(each, post, each.due) for each in open_ones.values() for post in _owners(each) if (each.pk, post) not in by_part
    ]  # fmt: skip


def _said_done(actions: Sequence[Any]) -> list[Any]:
    return [each for each in actions if each.state == State.SAID_DONE]


def _whole_to_verify(recommendations: Sequence[Any]) -> Iterable[Asked]:
    return [Asked(each, since=each.said_done_on) for each in _said_done(recommendations)]


def _part_to_verify(parts: Sequence[Any]) -> Iterable[Asked]:
    """Who verifies the whole verifies its parts, so that a part asks only while the whole does not."""
    done = _said_done(parts)
    wholes = Recommendation.objects.everything().filter(pk__in={part.recommendation_id for part in done})
    asked = set(wholes.filter(state=State.SAID_DONE).values_list("pk", flat=True))
    return [Asked(part, since=part.said_done_on) for part in done if part.recommendation_id not in asked]


def wholes_of(parts: Sequence[Any]) -> "Iterable[QuerySet[Any, Any]]":
    return [Recommendation.objects.filter(pk__in={part.recommendation_id for part in parts})]


def parts_of(recommendations: Sequence[Any]) -> "Iterable[QuerySet[Any, Any]]":
    return [Part.objects.filter(recommendation__in=recommendations)]


def _part(part: Part) -> str:
    return f"{part.recommendation.reference} {part}"


def _later_date(extension: RecommendationExtension) -> str:
    reference = f"{extension.recommendation.reference}{extension.part.label if extension.part else ''}"
    return f"{reference}: {_('later date to')} {extension.to_date.day} {extension.to_date:%B %Y}"


OF_RECOMMENDATIONS = (
    DutyRule("due", _("Update"), "update", _whole_due, "update"),
    no_owner(OPEN),
    DutyRule("verify", _("Verify"), "verify", _whole_to_verify, "verify", others=TO_BE_VERIFIED),
)
OF_PARTS = (
    due_date(OPEN, _owners, about=_part),
    no_owner(OPEN, step="change", about=_part),
    DutyRule("verify", _("Verify"), "verify", _part_to_verify, "verify", others=TO_BE_VERIFIED, about=_part),
)
OF_EXTENSIONS = (
    DutyRule(
        "decide", _("Decide"), "decide", step="decide", others=_("To be decided"), about=_later_date,
        of=lambda extensions: [Asked(each, since=each.asked_on) for each in extensions if each.state == "asked"],
    ),
)  # fmt: skip
OF_AUDITS = (
    DutyRule(
        "follow_up", _("Follow up"), "edit",
        of=lambda audits: [Asked(each, due=each.follow_up_on) for each in audits if each.follow_up_on],
    ),
)  # fmt: skip
