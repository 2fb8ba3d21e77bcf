"""Cases that a regulator, an ombudsman or a tribunal has about the council: asked, answered, decided, and what it changed."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.people.models import Post
from muniment.registers.record import Record, versions_of
from muniment.regulators.bodies import Regulator
from muniment.retention.retained import Retained
from muniment.retention.rules import Facts


class CaseWords:
    """What can be said of a case, now or as it once stood."""

    def facts(self) -> Facts:
        """From which days a line counts, of past rows too."""
        told: Any = self
        return Retained.facts(told)


class RegulatorCase(CaseWords, Retained, Record):
    """One case of theirs. `owner` answers it for the council. What it is about is linked, not written."""

    class State(models.TextChoices):
        ASKED = "to_answer", _("To be answered")
        WAITING = "with_them", _("With them")
        DECIDED = "to_put_right", _("Decided: something is asked of us")
        OVER = "settled", _("Over")

    class Investigated(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")

    class Outcome(models.TextChoices):
        UPHELD = "upheld", _("Upheld")
        PARTLY = "partly", _("Upheld in part")
        NOT_UPHELD = "not_upheld", _("Not upheld")
        NOT_INVESTIGATED = "not_taken_up", _("Not investigated")
        WITHDRAWN = "given_up", _("Given up or settled between the parties")

    regulator = models.ForeignKey(Regulator, models.PROTECT, verbose_name=_("whose case it is"), related_name="+")
    their_reference = models.CharField(_("their reference"), max_length=100)
    subject = models.CharField(
        _("what it is about"), max_length=200, help_text=_("In a few words, without the name of who complained.")
    )
    owner = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, verbose_name=_("who answers it"), related_name="+"
    )
    received_on = models.DateField(_("received on"), default=clock.today)
    asked = models.TextField(_("what they asked"), blank=True)
    answer_due = models.DateField(_("our answer is due"), null=True, blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    investigated = models.CharField(_("did they investigate?"), max_length=3, choices=Investigated.choices, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=14, choices=Outcome.choices, blank=True)
    notice = models.CharField(_("number of the decision notice"), max_length=100, blank=True)
    remedy = models.TextField(_("what was asked of us"), blank=True)
    remedy_due = models.DateField(_("to be done by"), null=True, blank=True)
    remedied_on = models.DateField(_("done on"), null=True, blank=True)
    changed = models.TextField(
        _("what it changed"), blank=True, help_text=_("In a sentence or two; link the recommendations that came of it.")
    )
    published = models.CharField(_("where they published it"), max_length=500, blank=True, help_text=_("Its address."))
    state = models.CharField(_("state"), max_length=14, choices=State.choices, default=State.ASKED, editable=False)

    class Meta:
        ordering: ClassVar = ["-received_on", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["regulator", "their_reference"], name="case_once_by_their_reference",
                violation_error_message=_("There is a case with this reference of theirs already."),
            )
        ]  # fmt: skip
        indexes: ClassVar = [models.Index(fields=["received_on", "id"], name="cases_by_received")]

    def __str__(self) -> str:
        return f"{self.their_reference} {self.subject}"

    def clean(self) -> None:
        """Days are in order; a decision has its outcome; what was not investigated was not upheld. The state follows."""
        super().clean()
        if wrong := {**self._wrong_days(), **self._wrong_words()}:
            raise ValidationError(wrong)
        if self.outcome == self.Outcome.NOT_INVESTIGATED:
            self.investigated = self.Investigated.NO
        elif self.outcome in FAULT | {self.Outcome.NOT_UPHELD}:
            self.investigated = self.Investigated.YES
        self.state = self._state_now()
        if self.state == self.State.OVER:
            self.closed_on = self.closed_on or self.remedied_on or self.decided_on

    def _wrong_days(self) -> dict[str, Any]:
        """Days that are to come, and those before it was received."""
        found: dict[str, Any] = {}
        for name in ("received_on", "answered_on", "decided_on", "remedied_on"):
            day = getattr(self, name)
            if day and day > clock.today():
                found[name] = _("That day is still to come.")
            elif day and self.received_on and day < self.received_on:
                found[name] = _("That is before it was received.")
        return found

    def _wrong_words(self) -> dict[str, Any]:
        """What contradicts itself."""
        found: dict[str, Any] = {}
        if bool(self.decided_on) != bool(self.outcome):
            found["outcome" if self.decided_on else "decided_on"] = _("A decision has a day and an outcome.")
        if self.outcome == self.Outcome.NOT_INVESTIGATED and self.investigated == self.Investigated.YES:
            found["outcome"] = _("It says that they investigated.")
        if self.outcome in FAULT | {self.Outcome.NOT_UPHELD} and self.investigated == self.Investigated.NO:
            found["investigated"] = _("It was decided on its merits, so they investigated.")
        if self.remedied_on and not self.decided_on:
            found["remedied_on"] = _("Nothing was decided yet.")
        return found

    def _state_now(self) -> str:
        """Where it stands, by its days."""
        if self.decided_on:
            return self.State.DECIDED if self.remedy and not self.remedied_on else self.State.OVER
        return self.State.WAITING if self.answered_on else self.State.ASKED

    def answerable_posts(self) -> frozenset[int]:
        return frozenset({self.owner_id} if self.owner_id else ())


RegulatorCaseVersion = versions_of(RegulatorCase, CaseWords)
State = RegulatorCase.State
FAULT = frozenset({RegulatorCase.Outcome.UPHELD, RegulatorCase.Outcome.PARTLY})
