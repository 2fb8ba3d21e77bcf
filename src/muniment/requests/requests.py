"""Requests for information and for re-use: what was asked, by when it is answered, what became of it."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.casework.cases import Case, CaseReadings, ClockState, day_of, standing
from muniment.clock.regimes import REGIMES
from muniment.people.models import Post
from muniment.registers.record import Record, versions_of
from muniment.registers.register import Asked, Moment

LAWS = [(each, REGIMES[each].name) for each in ("foi", "eir", "rpsi")]


class RequestReadings(CaseReadings):
    """What a request and its past say of themselves."""

    def __str__(self) -> str:
        return f"{self.reference()} {self.subject}"  # type: ignore[attr-defined]

    def reference(self) -> str:
        """The number that the requester is given: of one sequence, with gaps."""
        number = getattr(self, "record_id", None) or self.pk  # type: ignore[attr-defined]
        return f"R-{number}" if number else "R"

    def clock_name(self) -> str:
        law: str = self.law  # type: ignore[attr-defined]
        return law


class InformationRequest(RequestReadings, Case, Record):
    """Somebody asks for information, environmental information, or to use it again. Services never read it: they have tasks."""

    class State(models.TextChoices):
        NEW = "new_in", _("New")
        OPEN = "being_answered", _("Being answered")
        ANSWERED = "has_answer", _("Answered")
        CLOSED = "ended_without", _("Ended without an answer")

    class Channel(models.TextChoices):
        EMAIL = "email", _("E-mail")
        FORM = "web_form", _("Web form")
        LETTER = "letter", _("Letter")
        PORTAL = "public_site", _("A public request site")
        SPOKEN = "spoken", _("Spoken (environmental information only)")
        OTHER = "other", _("Another way")

    class Asker(models.TextChoices):
        UNKNOWN = "not_known", _("Not known")
        PUBLIC = "public", _("Member of the public")
        PRESS = "press", _("Journalist")
        BUSINESS = "business", _("Business")
        CAMPAIGN = "campaign", _("Campaign or charity")
        ELECTED = "elected", _("Councillor or member of parliament")
        RESEARCH = "research", _("Researcher or student")

    class Outcome(models.TextChoices):
        GRANTED = "granted", _("All given")
        PART = "part", _("Given in part")
        REFUSED = "refused", _("Refused")
        NOT_HELD = "not_held", _("Not held")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        LAPSED = "lapsed", _("Lapsed: no clarification or fee came")
        TRANSFERRED = "transferred", _("Transferred to another authority")

    class Told(models.TextChoices):
        NOTHING = "nothing", _("Nothing yet")
        RECEIVED = "we_have_it", _("That we have it")
        QUESTION = "a_question", _("That we need something from them")
        LONGER = "takes_longer", _("That it takes longer")
        ANSWER = "the_answer", _("The answer")
        ENDED = "it_ended", _("That it ended")

    open_case_states: ClassVar[frozenset[str]] = frozenset({State.NEW, State.OPEN})

    subject = models.CharField(
        _("subject"), max_length=200, help_text=_("In a few words, without the requester’s name.")
    )
    text = models.TextField(
        _("what is asked"), help_text=_("As it was written; of a spoken request the words that were noted.")
    )
    law = models.CharField(_("law"), max_length=10, choices=LAWS, default="foi")
    channel = models.CharField(_("how it came"), max_length=20, choices=Channel.choices, default=Channel.EMAIL)
    requester = models.CharField(
        _("requester"),
        max_length=200,
        blank=True,
        help_text=_("Who runs requests sees it; services that are asked do not."),
    )
    requester_contact = models.CharField(_("where to answer"), max_length=300, blank=True)
    asker = models.CharField(_("kind of requester"), max_length=20, choices=Asker.choices, default=Asker.UNKNOWN)
    owner = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, verbose_name=_("who handles it"), related_name="+"
    )
    elsewhere = models.CharField(
        _("number elsewhere"),
        max_length=60,
        blank=True,
        help_text=_("The number it has in another system, if it has one."),
    )
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.NEW, editable=False)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices, blank=True, editable=False)
    told = models.CharField(
        _("what the requester was told last"), max_length=20, choices=Told.choices, default=Told.NOTHING, editable=False
    )
    decided_by = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, verbose_name=_("who decided"), related_name="+", editable=False
    )

    class Meta:
        ordering: ClassVar = ["-received_on", "id"]
        indexes: ClassVar = [
            models.Index(fields=["received_on", "id"], name="request_received"),
            models.Index(fields=["due_on", "id"], name="request_due"),
            models.Index(fields=["state", "received_on", "id"], name="request_state"),
            models.Index(fields=["law", "received_on", "id"], name="request_law"),
        ]

    def answerable_posts(self) -> frozenset[int]:
        return frozenset({self.owner_id} if self.owner_id else ())


InformationRequestVersion = versions_of(InformationRequest, RequestReadings)
State = InformationRequest.State
OPEN = InformationRequest.open_case_states


def late(moment: Moment) -> Q:
    """Still open after its due date. Late is judged by a day; a request that waits for its requester has no date, and is not late."""
    return Q(state__in=OPEN, due_on__lt=moment.late_on)


def near(moment: Moment) -> Q:
    """Due within seven days by the safe date, and not late."""
    until = moment.late_on + timedelta(days=7)
    return Q(state__in=OPEN, due_on__gte=moment.late_on, safe_on__lte=until)


def without_date(_moment: Moment) -> Q:
    """Open, and the law or the table of holidays gives no day, though nothing is awaited."""
    return Q(state__in=OPEN, due_on=None) & ~Q(clock_state=ClockState.WAITING)


def waiting(_moment: Moment) -> Q:
    return Q(state__in=OPEN, clock_state=ClockState.WAITING)


def to_answer(requests: Sequence[Any]) -> list[Asked]:
    """Whoever handles it answers by the safe date; where nobody does, whoever may."""
    return [
        Asked(each, each.owner_id, each.safe_on)
        for each in requests
        if each.state in OPEN and each.clock_state != ClockState.WAITING
    ]


def to_follow(requests: Sequence[Any]) -> list[Asked]:
    """What waits for its requester for two months is looked at again: practice is to close it, and keep it open to an answer."""
    waits = [each for each in requests if each.state in OPEN and each.clock_state == ClockState.WAITING]
    return [Asked(each, each.owner_id, clock.add_months(_asked_since(each), 2)) for each in waits]


def _asked_since(case: Any) -> date:
    """The day of the last question to the requester."""
    return max(day_of(told) for _at, told in standing(case.events) if told["name"].endswith(("-asked", "-notice")))
