"""Internal reviews: a second look at an answer, by somebody who had no part in the first."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from muniment.casework.cases import Case
from muniment.clock.regimes import REGIMES
from muniment.people.models import Post
from muniment.people.standing import people_of
from muniment.registers import history
from muniment.registers.access import Actor
from muniment.registers.record import Beside, Record, versions_of
from muniment.registers.register import Asked
from muniment.requests.asked import OPEN, AskedReadings, State, Told
from muniment.requests.requests import InformationRequest

CLOCKS = [(each, REGIMES[each].name) for each in ("internal-review", "eir-review")]


class ReviewReadings(AskedReadings):
    """What a review and its past say of themselves."""

    letter = "IR"

    def clock_name(self) -> str:
        clock: str = self.under  # type: ignore[attr-defined]
        return clock


class InternalReview(ReviewReadings, Beside, Case, Record):
    """A requester is not content with an answer. Environmental information has a review by law, the others by a code of practice."""

    beside = "request"

    class Outcome(models.TextChoices):
        STANDS = "stands", _("The first answer stands")
        PART = "changed_in_part", _("Changed in part")
        CHANGED = "overturned", _("Overturned")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    answers: ClassVar = (Outcome.STANDS, Outcome.PART, Outcome.CHANGED)
    ends: ClassVar = (Outcome.WITHDRAWN,)
    open_case_states: ClassVar[frozenset[str]] = OPEN
    said_with_answer: ClassVar = frozenset({"lessons"})

    request = models.ForeignKey(InformationRequest, models.PROTECT, verbose_name=_("request"), related_name="reviews")
    subject = models.CharField(_("what they are not content with"), max_length=200)
    text = models.TextField(_("what they say"))
    owner = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, verbose_name=_("who reviews"), related_name="+",
        help_text=_("Somebody else than who decided on the answer, better somebody above them."),
    )  # fmt: skip
    under = models.CharField(_("clock"), max_length=20, choices=CLOCKS, default="internal-review", editable=False)
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.NEW, editable=False)
    told = models.CharField(
        _("what the requester was told last"), max_length=20, choices=Told.choices, default=Told.NOTHING, editable=False
    )
    decided_by = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, verbose_name=_("who decided"), related_name="+", editable=False
    )
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices, blank=True, editable=False)
    lessons = models.TextField(_("lessons"), blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["-received_on", "id"]

    def clean_fields(self, exclude: Any = None) -> None:
        """Which clock runs follows from the law of the request."""
        if self.request_id and not self.events:
            self.under = "eir-review" if self.request.law == "eir" else "internal-review"
        super().clean_fields(exclude)

    def clean(self) -> None:
        """An answer is not reviewed by the post that decided it. One that never came may be complained of too."""
        super().clean()
        first = self.request.decided_by_id if self.request_id else None
        if first and first in {self.owner_id, self.decided_by_id}:
            raise ValidationError({"owner": _("This post decided on the answer: somebody else reviews it.")})

    def answerable_posts(self) -> frozenset[int]:
        return frozenset({self.owner_id} if self.owner_id else ())


InternalReviewVersion = versions_of(InternalReview, ReviewReadings)


def refuse(actor: Actor, verb: str, review: Any) -> str:
    """Who had a part in the answer does not decide on its review."""
    if verb != "answer_request" or actor.person is None:
        return ""
    request = review.request
    decided = people_of([request.decided_by_id]) if request.decided_by_id else set()
    if actor.person.pk in decided or history.had_part(actor.person, "requests", request.pk, ("answer_request",)):
        return said("You had a part in the answer: somebody else decides on its review.")
    return ""


def to_review(reviews: Sequence[Any]) -> list[Asked]:
    return [Asked(each, each.owner_id, each.safe_on) for each in reviews if each.state in OPEN]


def note(review: Any) -> Mapping[str, Any]:
    """Whose answer it is."""
    who = review.request.decided_by
    told = said("%(post)s decided on the answer to %(request)s.") % {
        "post": who or said("Nobody that is known"),
        "request": review.request,
    }
    return {"notes": [(said("The first answer."), told)]}
