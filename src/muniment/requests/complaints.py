"""Complaints about the use of somebody's own data (Data Protection Act 2018, section 164A): acknowledged in time, answered without undue delay."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from muniment.casework.cases import ClockState, day_of, standing
from muniment.registers.record import versions_of
from muniment.registers.register import Asked
from muniment.requests.asked import OPEN, AskedCase, AskedReadings, State, open_then, orders

EVERY = timedelta(days=14)  # ten working days, so that nobody waits longer for a word: a target of ours, not of the Act


class ComplaintReadings(AskedReadings):
    """What a complaint and its past say of themselves."""

    letter = "C"

    def clock_name(self) -> str:
        return "complaint"


class Complaint(ComplaintReadings, AskedCase):
    """Somebody says that the council infringes the law with their data. Its clock is that of the acknowledgement."""

    class Outcome(models.TextChoices):
        UPHELD = "upheld", _("Upheld")
        PART = "part_upheld", _("Upheld in part")
        NOT_UPHELD = "not_upheld", _("Not upheld")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        OUTSIDE = "outside", _("Not about their own data: handled otherwise")

    answers: ClassVar = (Outcome.UPHELD, Outcome.PART, Outcome.NOT_UPHELD)
    ends: ClassVar = (Outcome.WITHDRAWN, Outcome.OUTSIDE)
    said_with_answer: ClassVar = frozenset({"remedy", "lessons", "rights_told"})

    infringement = models.TextField(_("what is said to be infringed"), blank=True)
    relationship = models.CharField(
        _("what they are to us"),
        max_length=200,
        blank=True,
        help_text=_("A resident, a tenant, a member of staff, somebody who acts for one."),
    )
    authority = models.TextField(
        _("their authority"), blank=True, help_text=_("Where they complain for somebody else.")
    )
    remedy = models.TextField(_("remedy"), blank=True, editable=False)
    lessons = models.TextField(_("lessons"), blank=True, editable=False)
    rights_told = models.BooleanField(_("told of the regulator"), default=False, editable=False)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices, blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["-received_on", "id"]
        indexes: ClassVar = orders("complaint")


ComplaintVersion = versions_of(Complaint, ComplaintReadings, indexes=open_then("complaint"))


def to_acknowledge(complaints: Sequence[Any]) -> list[Asked]:
    return [
        Asked(each, each.owner_id, each.safe_on)
        for each in complaints
        if each.state in OPEN and each.clock_state == ClockState.RUNNING
    ]


def to_tell(complaints: Sequence[Any]) -> list[Asked]:
    """Once it is acknowledged there is no day in law for the outcome; a word of how far it is goes out every two weeks."""
    return [
        Asked(each, each.owner_id, _last_word(each) + EVERY)
        for each in complaints
        if each.state == State.OPEN and each.clock_state != ClockState.RUNNING
    ]


def _last_word(complaint: Any) -> Any:
    return max(day_of(told) for _at, told in standing(complaint.events))
