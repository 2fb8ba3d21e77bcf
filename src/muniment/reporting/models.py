"""A committee report: the draft, its clearances, and the edition that was frozen."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from muniment.assurance.models import Plan
from muniment.people.models import Body, Person, Post, Unit
from muniment.registers.errors import Invalid
from muniment.registers.record import Record
from muniment.reporting import kinds
from muniment.reporting.rules import REQUIRED_CLEARANCES

SUBJECTS = ("plan", "of_body", "of_unit")


def default_template() -> str:
    """The template of a report of a plan's progress, which is the first kind that there was."""
    return kinds.template_named("progress.md")


def default_required() -> list[str]:
    return list(REQUIRED_CLEARANCES)


def _about_one() -> Q:
    """Exactly one of the subjects is named."""
    found = Q()
    for name in SUBJECTS:
        found |= Q(**{f"{other}__isnull": other != name for other in SUBJECTS})
    return found


class Reported(models.Model):
    """What a report is: of which kind, and about what. All that differs between kinds is in `kinds`."""

    class Kind(models.TextChoices):
        PROGRESS = "progress", _("Progress of a plan")
        HOLDINGS = "holdings", _("State of what is held")
        QUARTER = "quarter", _("A quarter in figures")
        SHARES = "shares", _("What is on the shares")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.PROGRESS, editable=False)
    plan = models.ForeignKey(
        Plan, models.PROTECT, null=True, blank=True, verbose_name=_("plan"), related_name="+", editable=False
    )
    of_body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, verbose_name=_("body"), related_name="+", editable=False
    )
    of_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, verbose_name=_("unit and all below it"), related_name="+", editable=False
    )  # fmt: skip

    class Meta:
        abstract = True

    @property
    def how(self) -> "kinds.Kind":
        """What reports of this kind count, say and ask for."""
        return kinds.of(self.kind)

    @property
    def subject(self) -> Plan | Body | Unit:
        """The plan, the body or the unit that it is about."""
        name = next(name for name in SUBJECTS if getattr(self, f"{name}_id") is not None)
        found: Plan | Body | Unit = getattr(self, name)
        return found

    def subject_label(self) -> str:
        return str(self.subject)

    def same(self) -> dict[str, Any]:
        """What other reports of the same kind about the same have, for a filter."""
        return {"kind": self.kind, **{name: getattr(self, f"{name}_id") for name in SUBJECTS}}


class Report(Reported, Record):
    """A committee report while it is written. Its figures are never stored here: they are counted as at its date."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        FROZEN = "frozen", _("Frozen")

    title = models.CharField(_("title"), max_length=200)
    committee = models.CharField(_("committee"), max_length=200, blank=True)
    meeting_on = models.DateField(_("date of the meeting"), null=True, blank=True)
    as_at = models.DateField(
        _("figures as at"),
        help_text=_("What was known at the end of this day is counted; what was entered later is not."),
    )
    late_on = models.DateField(
        _("lateness judged on"), null=True, blank=True, help_text=_("Leave empty for the day of the figures.")
    )
    portfolio_member = models.CharField(_("portfolio of the cabinet member"), max_length=200, blank=True)
    director = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, verbose_name=_("director approving"), related_name="+"
    )
    wards = models.CharField(_("wards affected"), max_length=200, blank=True, default="All")
    key_decision = models.BooleanField(_("key decision"), default=False)
    urgent = models.BooleanField(_("urgent"), default=False)
    exempt = models.BooleanField(_("exempt from publication"), default=False)
    exempt_reason = models.CharField(
        _("why it is exempt"), max_length=300, blank=True,
        help_text=_("The paragraph of Schedule 12A to the Local Government Act 1972."),
    )  # fmt: skip
    background_papers = models.TextField(_("background papers"), blank=True)
    author_post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, verbose_name=_("author"), related_name="+"
    )
    contact = models.CharField(
        _("contact"), max_length=200, blank=True, help_text=_("A shared address or number, not a person's own.")
    )
    author = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, editable=False, related_name="+")
    texts = models.JSONField(default=dict, blank=True, editable=False)
    implications = models.JSONField(default=dict, blank=True, editable=False)
    template = models.TextField(_("template"), default=default_template)
    required_clearances = models.JSONField(default=default_required, blank=True, editable=False)
    clearing_posts = models.JSONField(default=list, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT, editable=False)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=_about_one(), name="report_about_one_thing")]

    def __str__(self) -> str:
        return self.title

    def answerable_posts(self) -> frozenset[int]:
        """The author's post, and those that were asked to clear it: they must be able to read it."""
        return frozenset(self.clearing_posts) | ({self.author_post_id} if self.author_post_id else set())

    def state_label(self) -> str:
        return str(self.State(self.state).label)

    def clean(self) -> None:
        if self.exempt and not self.exempt_reason.strip():
            raise ValidationError({"exempt_reason": _("Say under which paragraph it is exempt.")})
        if self.as_at and self.state == self.State.DRAFT:
            try:
                self.how.moment_for(self.subject, self.as_at, self.late_on)
            except Invalid as error:
                raise ValidationError({"as_at": str(error)}) from error


class Clearance(Record):
    """A report sent to a post for its comments, and what came back. The author never clears their own report."""

    class Role(models.TextChoices):
        FINANCIAL = "financial", _("Financial")
        LEGAL = "legal", _("Legal")
        DIRECTOR = "director", _("Director")
        DATA_PROTECTION = "data_protection", _("Data protection")
        HUMAN_RESOURCES = "human_resources", _("Human resources")
        PORTFOLIO_MEMBER = "portfolio_member", _("Cabinet member")
        OTHER = "other", _("Other")

    report = models.ForeignKey(Report, models.PROTECT, related_name="+", verbose_name=_("report"))
    role = models.CharField(_("clearance"), max_length=20, choices=Role.choices)
    post = models.ForeignKey(Post, models.PROTECT, verbose_name=_("sent to"), related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, editable=False, related_name="+")
    sent_on = models.DateField(_("sent"))
    received_on = models.DateField(_("received"), null=True, blank=True)
    comments = models.TextField(_("comments"), blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(received_on=None) | Q(received_on__gte=F("sent_on")),
                name="clearance_received_after_sent",
                violation_error_message=_("It cannot have come back before it was sent."),
            ),
            models.UniqueConstraint(
                fields=["report", "role", "post"], condition=Q(withdrawn=False), name="clearance_once_from_post",
                violation_error_message=_("This post was asked for this clearance already."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.post}"

    def answerable_posts(self) -> frozenset[int]:
        return frozenset({self.post_id})

    @property
    def state(self) -> str:
        return "sent" if self.received_on is None else "received"

    def state_label(self) -> str:
        return str(_("Received") if self.received_on else _("Waiting"))


class Edition(Reported, Record):
    """A report as it was frozen: figures, words and files, with the head of the history at that moment. Never changed."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="+", verbose_name=_("report"))
    title = models.CharField(_("title"), max_length=200)
    committee = models.CharField(_("committee"), max_length=200, blank=True)
    meeting_on = models.DateField(_("date of the meeting"), null=True, blank=True)
    scope = models.JSONField(_("what it counts"))
    as_at = models.DateField(_("figures as at"))
    late_on = models.DateField(_("lateness judged on"))
    figures = models.JSONField(blank=True, editable=False)
    rows = models.JSONField(blank=True, editable=False)
    template = models.TextField(editable=False)
    texts = models.JSONField(blank=True, editable=False)
    implications = models.JSONField(blank=True, editable=False)
    html = models.CharField(_("digest of the page"), max_length=64)
    docx = models.CharField(_("digest of the Word file"), max_length=64)
    pdf = models.CharField(_("digest of the PDF"), max_length=64)
    frozen_by = models.CharField(_("frozen by"), max_length=300)
    frozen_at = models.DateTimeField(_("frozen"))
    history_number = models.PositiveBigIntegerField(_("last row of the history"))
    history_digest = models.CharField(_("digest of the history"), max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report"], name="report_is_frozen_once"),
            models.CheckConstraint(condition=_about_one(), name="edition_about_one_thing"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, as at {self.as_at:%-d %B %Y}"

    def answerable_posts(self) -> frozenset[int]:
        """Whoever wrote or cleared the report may read what became of it."""
        return self.report.answerable_posts()

    def scope_label(self) -> str:
        return str(self.scope.get("words", ""))
