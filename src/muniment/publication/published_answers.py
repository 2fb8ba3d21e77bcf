"""Answers to requests that are in the disclosure log, or are to be: rewritten for everybody, approved by a second person."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muniment.people.models import Person
from muniment.registers.record import Beside, Record
from muniment.requests.requests import LAWS, InformationRequest

SLUG = "published-answers"
PAGE = "/published/answers/"
LONGEST = 20_000  # letters of a question, and of an answer
TOLD = ("title", "question", "answer", "keywords")  # what is written for the public


class Topic(models.TextChoices):
    """Under which people look for it."""

    MONEY = "money", _("Money and contracts")
    STAFF = "staff", _("Staff and pay")
    DEMOCRACY = "democracy", _("Councillors and decisions")
    HOUSING = "homes", _("Housing")
    PLANNING = "planning", _("Planning and building")
    STREETS = "streets", _("Roads, parking and transport")
    WASTE = "waste", _("Waste and the environment")
    SCHOOLS = "schools", _("Schools and children")
    CARE = "care", _("Adult social care and health")
    TRADE = "trade", _("Licensing and trading standards")
    LEISURE = "leisure", _("Parks, libraries and leisure")
    TAX = "tax", _("Council tax and benefits")
    TECHNOLOGY = "technology", _("Technology and data")
    OTHER = "something_else", _("Something else")


class PublishedAnswer(Beside, Record):
    """One answer as everybody may read it. A correction is a new one, which takes the place of the one before once it is approved.

    Its public number is that of the request, which its requester was given, so that the address stays whatever is corrected.
    """

    beside = "request"

    class State(models.TextChoices):
        PROPOSED = "log_proposed", _("Waits for approval")
        PUBLISHED = "in_the_log", _("Published")
        TURNED_DOWN = "turned_down", _("Not approved")
        REPLACED = "corrected_since", _("Corrected since")
        TAKEN_DOWN = "taken_down", _("Taken down")
        NOT_LOGGED = "not_for_the_log", _("Not for the log")

    request = models.ForeignKey(
        InformationRequest, models.PROTECT, verbose_name=_("request"), related_name="published", editable=False
    )
    title = models.CharField(_("title"), max_length=200, help_text=_("What it is about, in a few words."))
    question = models.TextField(
        _("question"),
        max_length=LONGEST,
        blank=True,
        help_text=_("What was asked, for everybody: without who asked, and why they did."),
    )
    answer = models.TextField(
        _("answer in short"),
        max_length=LONGEST,
        blank=True,
        help_text=_("What was given, and what was withheld; as plain words."),
    )
    topic = models.CharField(_("topic"), max_length=20, choices=Topic.choices, default=Topic.OTHER)
    keywords = models.CharField(
        _("other words"), max_length=300, blank=True, help_text=_("Under which else people would look for it.")
    )
    law = models.CharField(_("law"), max_length=10, choices=LAWS, editable=False)
    outcome = models.CharField(_("outcome"), max_length=20, choices=InformationRequest.Outcome.choices, editable=False)
    sections = models.JSONField(_("withheld under"), default=list, blank=True, editable=False)
    service = models.CharField(_("service"), max_length=200, editable=False)
    received_on = models.DateField(_("received on"), editable=False)
    answered_on = models.DateField(_("answered on"), editable=False)
    # Keys of files of the answer: looked up again whenever one is given out.
    given_out = models.JSONField(_("files"), default=list, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.PROPOSED, editable=False)
    reason = models.TextField(_("reason"), blank=True, editable=False)
    approved_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, verbose_name=_("approved by"), related_name="+", editable=False
    )
    approved_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["state", "approved_at"], name="published_answer_current")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["request", "state"], condition=Q(state__in=["log_proposed", "in_the_log"], withdrawn=False),
                name="published_answer_once", violation_error_message=_("This request has one in the log, or one that waits, already."),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.reference()} {self.title}"

    def reference(self) -> str:
        """The number under which everybody finds it."""
        return reference_of(self.request_id)

    def address(self) -> str:
        return f"{PAGE}{self.reference()}/"

    def said(self) -> dict[str, Any]:
        """What is written for everybody, by field."""
        return {name: getattr(self, name) for name in TOLD}


State = PublishedAnswer.State


def reference_of(request: int) -> str:
    return f"{InformationRequest.letter}-{request}"
