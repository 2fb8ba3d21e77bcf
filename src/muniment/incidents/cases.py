"""An incident: what happened, to which information, what was done, when each was known, what was advised and decided."""

from datetime import date, datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.incidents import rules
from muniment.incidents.causes import IncidentCause
from muniment.people.models import Person, Post
from muniment.registers.record import Record, versions_of

OF_FIVE = (MinValueValidator(1), MaxValueValidator(5))
TELL, NOT_TELL = "tell", "do_not_tell"
DECISIONS = [(TELL, _("Tell them")), (NOT_TELL, _("Do not tell them"))]
ABOUT = ("regulator", "individuals")


class Known(models.TextChoices):
    """An answer of which nobody knowing is one."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Not known")


class Counted(models.TextChoices):
    """How many people are affected, as far as that is known."""

    COUNTED = "exact", _("Counted")
    ESTIMATED = "about", _("Estimated")
    UNKNOWN = "unknown", _("Not known")


class IncidentWords:
    """What can be said of an incident, now or as it once stood."""

    def __str__(self) -> str:
        told: Any = self
        return f"{self.reference()} {told.title}"

    def reference(self) -> str:
        """Its number, which it keeps."""
        told: Any = self
        return f"INC-{getattr(told, 'record_id', None) or told.pk}"

    def kinds(self) -> str:
        """What was broken: "Confidentiality, availability"."""
        told: Any = self
        names = [str(told._meta.get_field(name).verbose_name) for name in KINDS if getattr(told, name)]
        return ", ".join(names).capitalize()

    def affected_people(self) -> str:
        """How many people, in words."""
        told: Any = self
        if told.subjects is not None and told.subjects_known in {Counted.COUNTED, Counted.ESTIMATED}:
            return f"{told.subjects:,}" if told.subjects_known == Counted.COUNTED else _("about %s") % f"{told.subjects:,}"
        return str(Counted.UNKNOWN.label) if told.subjects_known else ""

    def data_affected(self) -> str:
        """Which data, of how many people, in how many records: for the log of article 33(5)."""
        told: Any = self
        parts = [told.data_categories]
        if told.special_category == Known.YES:
            parts.append(str(_("special categories of data")))
        if people := self.affected_people():
            parts.append(str(_("people: %s")) % people)
        if told.records is not None:
            parts.append(str(_("records: %s")) % f"{told.records:,}")
        return "; ".join(part for part in parts if part)

    def steps_taken(self) -> str:
        """What was done about it, and who was told when: for the log of article 33(5)."""
        told: Any = self
        parts = [told.containment]
        for label, at in ((_("ICO told"), told.ico_notified_at), (_("people told"), told.individuals_notified_at)):
            if at:
                parts.append(f"{label} {at.astimezone(clock.LONDON):%-d %B %Y %H:%M}")
        return "; ".join(part for part in parts if part)

    def reasons(self) -> str:
        """Why the ICO and the people were told or not: for the log of article 33(5)."""
        told: Any = self
        found = []
        for name, label in (("regulator", _("ICO")), ("individuals", _("People"))):
            if decision := getattr(told, f"get_{name}_display")():
                found.append(f"{label}: {decision}. {getattr(told, f'{name}_reason')}")
        return " ".join(found) or (str(_("Not decided.")) if told.aware_at else "")

    def departed(self) -> bool:
        """Whether something stands decided otherwise than the DPO advises, and nobody said why."""
        told: Any = self
        return any(
            getattr(told, f"advised_{name}") and getattr(told, name)
            and getattr(told, f"advised_{name}") != getattr(told, name) and not getattr(told, f"{name}_departing")
            for name in ABOUT
        )  # fmt: skip

    def standing(self) -> rules.Standing:
        """What is known of it, for the rule of closing."""
        told: Any = self
        return rules.Standing(
            personal=told.personal, near_miss=told.near_miss, aware=told.aware_at is not None, regulator=told.regulator,
            individuals=told.individuals, regulator_told=told.ico_notified_at is not None,
            individuals_told=told.individuals_notified_at is not None, advice_departed=self.departed(),
            caused=told.cause_id is not None and bool(told.root_cause.strip()), learnt=bool(told.lessons.strip()),
        )  # fmt: skip

    def suggestion(self) -> rules.Suggestion | None:
        """What the grid says; None until both of its sides are given."""
        told: Any = self
        if not told.near_miss and not (told.likelihood and told.severity):
            return None
        vulnerable = Known.YES in {told.vulnerable, told.special_category}
        return rules.suggest(told.likelihood or 1, told.severity or 1, near_miss=told.near_miss, vulnerable=vulnerable)

    def day_of_deadline(self) -> date | None:
        """The day in London on which the 72 hours end."""
        told: Any = self
        return told.notify_by.astimezone(clock.LONDON).date() if told.notify_by else None

    def clock_runs(self) -> bool:
        """Whether the 72 hours matter still: we are aware, the ICO has not been told, and nobody decided that it is not."""
        told: Any = self
        return told.notify_by is not None and told.ico_notified_at is None and told.regulator != NOT_TELL


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
    contained = models.CharField(_("is it contained?"), max_length=10, choices=Contained.choices, default=Contained.UNKNOWN)
    containment = models.TextField(_("what was done to contain it"), blank=True)
    recipients = models.TextField(_("who has it who should not"), blank=True)
    recovered = models.CharField(_("is it back?"), max_length=10, choices=Known.choices, blank=True)
    owner = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, verbose_name=_("who looks into it"), related_name="+"
    )
    confidentiality = models.BooleanField(
        _("confidentiality"), default=False, help_text=_("Somebody saw or got what was not for them.")
    )
    integrity = models.BooleanField(_("integrity"), default=False, help_text=_("Something was changed that should not have been."))
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
    special_category = models.CharField(_("special categories of data?"), max_length=10, choices=Known.choices, blank=True)
    vulnerable = models.CharField(_("vulnerable people?"), max_length=10, choices=Known.choices, blank=True)
    subjects_known = models.CharField(
        _("is the number of people known?"), max_length=10, choices=Counted.choices, blank=True
    )
    subjects = models.PositiveIntegerField(_("people affected"), null=True, blank=True)
    records = models.PositiveIntegerField(_("records affected"), null=True, blank=True)
    impact = models.TextField(_("what it does to people"), blank=True)
    likelihood = models.PositiveSmallIntegerField(_("likelihood of harm"), null=True, blank=True, validators=OF_FIVE, editable=False)
    severity = models.PositiveSmallIntegerField(_("severity of harm"), null=True, blank=True, validators=OF_FIVE, editable=False)
    level = models.CharField(_("level"), max_length=2, choices=list(rules.LEVELS.items()), blank=True, editable=False)
    level_reason = models.TextField(_("why another level than the grid suggests"), blank=True, editable=False)
    aware_at = models.DateTimeField(_("aware since"), null=True, blank=True, editable=False)
    aware_reason = models.TextField(_("why since then"), blank=True, editable=False)
    aware_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, verbose_name=_("who decided that"), related_name="+", editable=False
    )
    notify_by = models.DateTimeField(_("end of the 72 hours"), null=True, blank=True, editable=False)
    advice = models.TextField(_("advice of the data protection officer"), blank=True, editable=False)
    advised_at = models.DateTimeField(_("advised"), null=True, blank=True, editable=False)
    advised_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, verbose_name=_("who advised"), related_name="+", editable=False
    )
    advised_regulator = models.CharField(_("advice on the ICO"), max_length=12, choices=DECISIONS, blank=True, editable=False)
    advised_individuals = models.CharField(_("advice on the people"), max_length=12, choices=DECISIONS, blank=True, editable=False)
    regulator = models.CharField(_("decision on the ICO"), max_length=12, choices=DECISIONS, blank=True, editable=False)
    regulator_reason = models.TextField(_("reason for the decision on the ICO"), blank=True, editable=False)
    regulator_departing = models.TextField(_("why not as advised on the ICO"), blank=True, editable=False)
    regulator_decided_at = models.DateTimeField(_("decided on the ICO"), null=True, blank=True, editable=False)
    regulator_decided_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, verbose_name=_("who decided on the ICO"), related_name="+", editable=False
    )
    individuals = models.CharField(_("decision on the people"), max_length=12, choices=DECISIONS, blank=True, editable=False)
    individuals_reason = models.TextField(_("reason for the decision on the people"), blank=True, editable=False)
    individuals_departing = models.TextField(_("why not as advised on the people"), blank=True, editable=False)
    individuals_decided_at = models.DateTimeField(_("decided on the people"), null=True, blank=True, editable=False)
    individuals_decided_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, verbose_name=_("who decided on the people"), related_name="+", editable=False
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
                condition=Q(aware_at=None, notify_by=None) | Q(aware_at__isnull=False, notify_by__isnull=False) & ~Q(aware_reason=""),
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
        wrong: dict[str, Any] = {}
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
        if self.near_miss and self.aware_at:
            wrong["near_miss"] = _("We are aware of a breach: that is no near miss.")
        if wrong:
            raise ValidationError(wrong)
        self.notify_by = rules.notify_by(self.aware_at) if self.aware_at else None


KINDS = ("confidentiality", "integrity", "availability")
IncidentVersion = versions_of(Incident, IncidentWords)
State = Incident.State
OPEN = frozenset({State.REPORTED, State.IN_HAND})
