"""The retention schedule: its lines, each with what it rules, since when, and on whose authority."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from muniment.people.models import Post
from muniment.registers.record import Record, Reviewed, versions_of
from muniment.retention import rules

AT_MOST = MaxValueValidator(rules.LONGEST)


class Medium(models.TextChoices):
    """How something is kept, where a line is for one of them only."""

    PAPER = "paper", _("Paper")
    ELECTRONIC = "electronic", _("Electronic")
    FILM = "film", _("Film or tape")


class LineWords:
    """What can be said of a line, now or as it once stood."""

    keep: str
    action: str
    medium: str

    def rule(self) -> rules.Line:
        """The line as the engine carries it out."""
        two: Any = self
        periods = [
            rules.Period(
                rules.Trigger(trigger), getattr(two, f"{which}years"), getattr(two, f"{which}months"),
                rules.YearEnd(getattr(two, f"{which}year_end")), getattr(two, f"{which}event"),
            )
            for which in ("", "or_")
            if (trigger := getattr(two, f"{which}trigger"))
        ]  # fmt: skip
        return rules.Line(rules.Keep(self.keep), rules.Action(self.action), tuple(periods), self.medium)

    def in_words(self) -> str:
        """How long, and what then."""
        return rules.in_words(self.rule())


class RetentionLine(LineWords, Reviewed, Record):
    """One line of the schedule: how long a series of records is kept, counted from what, and what is done then.

    Its rule is a `rules.Line`. What it will rule from a later day on is `planned` and takes the place of what it rules on that day.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_FORCE = "in_force", _("In force")
        ENDED = "ended", _("Ended")

    class Keep(models.TextChoices):
        PERIOD = "period", _("For a period")
        PERMANENT = "permanent", _("For ever")
        REVIEW = "review", _("Until somebody has reviewed it")

    class Trigger(models.TextChoices):
        CREATED = "created", _("It was created")
        MODIFIED = "modified", _("It was last modified")
        CLOSED = "closed", _("It was closed")
        BORN = "born", _("The person was born")
        CONTRACT_END = "contract_end", _("The contract ended")
        EVENT = "event", _("An event, named below")

    class YearEnd(models.TextChoices):
        FINANCIAL = "financial", _("From the end of that financial year (31 March)")
        ACADEMIC = "academic", _("From the end of that academic year (31 August)")
        CALENDAR = "calendar", _("From the end of that calendar year")

    class Action(models.TextChoices):
        DESTROY = "destroy", _("Destroy")
        REVIEW = "review", _("Review")
        TRANSFER = "transfer", _("Transfer to the archives")
        OFFER = "offer", _("Offer to the archives")
        KEEP = "keep", _("Keep")

    class Band(models.TextChoices):
        MINOR = "minor", _("Minor")
        NORMAL = "normal", _("Normal")
        MAJOR = "major", _("Major")
        PERMANENT = "permanent", _("Permanent")
        EXCEPTION = "exception", _("Exception")

    class Ground(models.TextChoices):
        STATUTE = "statute", _("Statute")
        PRACTICE = "practice", _("Common practice")
        NEED = "need", _("Need of the service")

    code = models.CharField(_("code"), max_length=40, unique=True)
    series = models.CharField(_("record series"), max_length=200)
    function = models.CharField(_("function"), max_length=120, blank=True)
    activity = models.CharField(_("activity"), max_length=200, blank=True)
    about = models.TextField(
        _("what belongs to it"), blank=True, help_text=_("Examples help people to find their line.")
    )
    keep = models.CharField(_("keep"), max_length=10, choices=Keep.choices, default=Keep.PERIOD)
    trigger = models.CharField(_("counted from when"), max_length=20, choices=Trigger.choices, blank=True)
    event = models.CharField(_("the event"), max_length=80, blank=True, help_text=_("Left school, say."))
    year_end = models.CharField(_("from the end of the year"), max_length=10, choices=YearEnd.choices, blank=True)
    years = models.PositiveSmallIntegerField(_("years"), default=0, validators=[AT_MOST])
    months = models.PositiveSmallIntegerField(_("months"), default=0, validators=[AT_MOST])
    or_trigger = models.CharField(
        _("or counted from when"), max_length=20, choices=Trigger.choices, blank=True,
        help_text=_("Where the line gives two periods the one that ends later holds."),
    )  # fmt: skip
    or_event = models.CharField(_("the other event"), max_length=80, blank=True)
    or_year_end = models.CharField(_("or from the end of the year"), max_length=10, choices=YearEnd.choices, blank=True)
    or_years = models.PositiveSmallIntegerField(_("or years"), default=0, validators=[AT_MOST])
    or_months = models.PositiveSmallIntegerField(_("or months"), default=0, validators=[AT_MOST])
    action = models.CharField(_("what is done then"), max_length=10, choices=Action.choices, default=Action.DESTROY)
    medium = models.CharField(
        _("only what is kept on"), max_length=12, choices=Medium.choices, blank=True, help_text=_("Empty is any.")
    )
    sub_class = models.CharField(_("only of this kind"), max_length=200, blank=True)
    band = models.CharField(
        _("band"),
        max_length=10,
        choices=Band.choices,
        blank=True,
        help_text=_("Leave empty to have it follow from the period."),
    )
    ground = models.CharField(_("kind of authority"), max_length=10, choices=Ground.choices, blank=True)
    authority = models.CharField(
        _("authority"), max_length=300, blank=True, help_text=_("Act and section, or whose practice.")
    )
    rationale = models.TextField(_("rationale"), blank=True)
    owner = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, verbose_name=_("owner"), related_name="+")
    lgcs_code = models.CharField(_("code in the local government classification"), max_length=40, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT, editable=False)
    in_force_from = models.DateField(_("in force from"), null=True, blank=True, editable=False)
    source_text = models.TextField(_("as the schedule had it"), blank=True)
    confidence = models.PositiveSmallIntegerField(
        _("how surely that was understood"), null=True, blank=True, editable=False
    )
    planned = models.JSONField(_("what it will rule"), default=dict, blank=True, editable=False)
    planned_from = models.DateField(_("from"), null=True, blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.series}"

    def answerable_posts(self) -> frozenset[int]:
        return frozenset({self.owner_id} if self.owner_id else ())

    def clean(self) -> None:
        """A line must be one that something could be disposed of under; its band follows where nobody says another."""
        super().clean()
        if self.keep != self.Keep.PERIOD:
            for which in ("", "or_"):
                for name, none in (("trigger", ""), ("event", ""), ("year_end", ""), ("years", 0), ("months", 0)):
                    setattr(self, which + name, none)
        if not self.or_trigger and (self.or_years or self.or_months or self.or_event or self.or_year_end):
            raise ValidationError({"or_trigger": _("Say from when the other period is counted.")})
        rule = self.rule()
        if found := rules.faults(rule):
            raise ValidationError(found)
        self.band = self.band or rules.band_of(rule)


RetentionLineVersion = versions_of(RetentionLine, LineWords)

# What a line rules, as against what it is called and why: a change of these moves dates.
RULING = ("keep", "trigger", "event", "year_end", "years", "months", "or_trigger", "or_event", "or_year_end", "or_years",
          "or_months", "action", "medium", "sub_class", "band", "ground", "authority", "rationale")  # fmt: skip
