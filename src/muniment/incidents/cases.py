"""An incident: what happened, to which information, what was done, when each was known, what was advised and decided."""

from datetime import datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.incidents import rules
from muniment.incidents.causes import IncidentCause
from muniment.incidents.words import ABOUT, DECISIONS, Counted, IncidentWords, Known
from muniment.people.models import Person, Post
from muniment.registers.record import Record, versions_of

OF_FIVE = (MinValueValidator(1), MaxValueValidator(5))


class Incident(IncidentWords, Record):
    """An incident, a breach of personal data, or a near miss. `unit` is the service, `owner` the post that looks into it."""

    class State(models.TextChoices):
        REPORTED = "just_reported", _("Reported")
        IN_HAND = "in_hand", _("Being looked into")
        CLOSED = "settled", _("Closed")
        NONE = "no_incident", _("No incident after all")

    class Contained(models.TextChoices):
        NO = "no", _("No")
        PARTLY = "partly", _("In part")
        YES = "yes", _("Yes")
        UNKNOWN = "unknown", _("Not known")

    title = models.CharField(
        _("what happened"), max_length=150, help_text=_("In one line, without the names of the people concerned.")
    )
    narrative = models.TextField(_("what is known of it"), blank=True)
    noticed_at = models.DateTimeField(_("noticed"))
    reported_at = models.DateTimeField(_("reported"), default=clock.now, editable=False)
    occurred_from = models.DateTimeField(_("happened from"), null=True, blank=True)
    occurred_to = models.DateTimeField(_("happened until"), null=True, blank=True)
    data_categories = models.CharField(
        _("kind of information"), max_length=300, blank=True, help_text=_("Rent accounts, case notes, photographs.")
    )
    contact = models.CharField(_("whom to ring"), max_length=200, blank=True, help_text=_("A name and a number."))
    contained = models.CharField(
        _("is it contained?"), max_length=10, choices=Contained.choices, default=Contained.UNKNOWN
    )
    containment = models.TextField(_("what was done to contain it"), blank=True)
    recipients = models.TextField(_("who has it who should not"), blank=True)
    recovered = models.CharField(_("is it back?"), max_length=10, choices=Known.choices, blank=True)
    owner = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, verbose_name=_("who looks into it"), related_name="+"
    )
    confidentiality = models.BooleanField(
        _("confidentiality"), default=False, help_text=_("Somebody saw or got what was not for them.")
    )
    integrity = models.BooleanField(
        _("integrity"), default=False, help_text=_("Something was changed that should not have been.")
    )
    availability = models.BooleanField(
        _("availability"), default=False, help_text=_("Something was lost, destroyed or out of reach.")
    )
    near_miss = models.BooleanField(
        _("near miss"), default=False, help_text=_("It was stopped before it reached anybody or harmed anything.")
    )
    cause = models.ForeignKey(
        IncidentCause, models.PROTECT, null=True, blank=True, verbose_name=_("cause"), related_name="+"
    )
    personal = models.CharField(_("is personal data affected?"), max_length=10, choices=Known.choices, blank=True)
    special_category = models.CharField(
        _("special categories of data?"), max_length=10, choices=Known.choices, blank=True
    )
    vulnerable = models.CharField(_("vulnerable people?"), max_length=10, choices=Known.choices, blank=True)
    subjects_known = models.CharField(
        _("is the number of people known?"), max_length=10, choices=Counted.choices, blank=True
    )
    subjects = models.PositiveIntegerField(_("people affected"), null=True, blank=True)
    records = models.PositiveIntegerField(_("records affected"), null=True, blank=True)
    impact = models.TextField(_("what it does to people"), blank=True)
    likelihood = models.PositiveSmallIntegerField(
        _("likelihood of harm"), null=True, blank=True, validators=OF_FIVE, editable=False
    )
    severity = models.PositiveSmallIntegerField(
        _("severity of harm"), null=True, blank=True, validators=OF_FIVE, editable=False
    )
    level = models.CharField(_("level"), max_length=2, choices=list(rules.LEVELS.items()), blank=True, editable=False)
    level_reason = models.TextField(_("why another level than the grid suggests"), blank=True, editable=False)
    aware_at = models.DateTimeField(_("aware since"), null=True, blank=True, editable=False)
    aware_reason = models.TextField(_("why since then"), blank=True, editable=False)
    aware_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("who decided that"),
        related_name="+",
        editable=False,
    )
    notify_by = models.DateTimeField(_("end of the 72 hours"), null=True, blank=True, editable=False)
    advice = models.TextField(_("advice of the data protection officer"), blank=True, editable=False)
    advised_at = models.DateTimeField(_("advised"), null=True, blank=True, editable=False)
    advised_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, verbose_name=_("who advised"), related_name="+", editable=False
    )
    advised_regulator = models.CharField(
        _("advice on the ICO"), max_length=12, choices=DECISIONS, blank=True, editable=False
    )
    advised_individuals = models.CharField(
        _("advice on the people"), max_length=12, choices=DECISIONS, blank=True, editable=False
    )
    regulator = models.CharField(_("decision on the ICO"), max_length=12, choices=DECISIONS, blank=True, editable=False)
    regulator_reason = models.TextField(_("reason for the decision on the ICO"), blank=True, editable=False)
    regulator_departing = models.TextField(_("why not as advised on the ICO"), blank=True, editable=False)
    regulator_decided_at = models.DateTimeField(_("decided on the ICO"), null=True, blank=True, editable=False)
    regulator_decided_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("who decided on the ICO"),
        related_name="+",
        editable=False,
    )
    individuals = models.CharField(
        _("decision on the people"), max_length=12, choices=DECISIONS, blank=True, editable=False
    )
    individuals_reason = models.TextField(_("reason for the decision on the people"), blank=True, editable=False)
    individuals_departing = models.TextField(_("why not as advised on the people"), blank=True, editable=False)
    individuals_decided_at = models.DateTimeField(_("decided on the people"), null=True, blank=True, editable=False)
    individuals_decided_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("who decided on the people"),
        related_name="+",
        editable=False,
    )
    ico_notified_at = models.DateTimeField(_("ICO told"), null=True, blank=True, editable=False)
    late_reason = models.TextField(_("why the ICO was told after 72 hours"), blank=True, editable=False)
    individuals_notified_at = models.DateTimeField(_("people told"), null=True, blank=True, editable=False)
    ico_reference = models.CharField(_("the ICO's reference"), max_length=60, blank=True)
    ico_outcome = models.TextField(_("what the ICO made of it"), blank=True)
    root_cause = models.TextField(_("root of the cause"), blank=True)
    lessons = models.TextField(_("what was learnt"), blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=14, choices=State.choices, default=State.REPORTED, editable=False)

    class Meta:
        ordering: ClassVar = ["-noticed_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(aware_at=None, notify_by=None)
                | Q(aware_at__isnull=False, notify_by__isnull=False) & ~Q(aware_reason=""),
                name="incident_aware_with_a_reason",
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{name: ""}) | ~Q(**{f"{name}_reason": ""}), name=f"incident_{name}_with_a_reason"
                )
                for name in ABOUT
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["noticed_at", "id"], name="incident_by_noticed"),
            models.Index(fields=["notify_by", "id"], name="incident_by_deadline"),
            models.Index(fields=["state", "noticed_at", "id"], name="incident_by_state"),
        ]  # fmt: skip

    def answerable_posts(self) -> frozenset[int]:
        return frozenset({self.owner_id} if self.owner_id else ())

    def clean(self) -> None:
        """Times are in their order and past; a number of people goes with how it is known; the 72 hours follow from awareness."""
        super().clean()
        wrong: dict[str, Any] = self._against_awareness()
        for name in ("noticed_at", "occurred_from", "occurred_to"):
            given: datetime | None = getattr(self, name)
            if given and given > clock.now():
                wrong[name] = _("That is still to come.")
        if self.occurred_from and self.noticed_at and self.occurred_from > self.noticed_at:
            wrong.setdefault("occurred_from", _("It was noticed before that."))
        if self.occurred_from and self.occurred_to and self.occurred_to < self.occurred_from:
            wrong.setdefault("occurred_to", _("It cannot end before it begins."))
        numbered = self.subjects_known in {Counted.COUNTED, Counted.ESTIMATED}
        if numbered and self.subjects is None:
            wrong["subjects"] = _("Say how many, or that it is not known.")
        if self.subjects is not None and not numbered:
            wrong["subjects_known"] = _("Say whether the number is counted or estimated.")
        if wrong:
            raise ValidationError(wrong)
        self.notify_by = rules.notify_by(self.aware_at) if self.aware_at else None

    def _against_awareness(self) -> dict[str, Any]:
        """What cannot be while we are aware of a breach, by field: that is taken back by its own step, with the reason."""
        if self.aware_at is None:
            return {}
        told = (
            (self.near_miss, "near_miss", _("We are aware of a breach: that is no near miss.")),
            (self.personal != Known.YES, "personal", _("We are aware of a breach: say first that it was none.")),
            (
                self.noticed_at and self.noticed_at > self.aware_at,
                "noticed_at",
                _("We were aware of it before that: correct first since when."),
            ),
        )
        return {name: words for wrong, name, words in told if wrong}


IncidentVersion = versions_of(Incident, IncidentWords)
State = Incident.State
OPEN = frozenset({State.REPORTED, State.IN_HAND})
