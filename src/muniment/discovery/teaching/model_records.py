"""Versions of the model: from what it learnt, what it was measured at, and which one is in use."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.people.models import Person
from muniment.registers.record import Record, versions_of


class ModelWords:
    """What can be said of a version, now or as it once stood."""

    def __str__(self) -> str:
        told: Any = self
        return f"{_('Model')} {told.number} ({told.asked_at.astimezone(clock.LONDON):%-d %B %Y})"

    def percent(self, name: str) -> str:
        value = getattr(self, name)
        return "" if value is None else f"{value:.0%}"

    def precise(self) -> str:
        """Of what it answered on labels held out, the part that was right."""
        return self.percent("precision")

    def covers(self) -> str:
        """Of the labels held out, the part that it answered for."""
        return self.percent("coverage")


class ClassModel(ModelWords, Record):
    """One version. It classes files of places of its unit and of all units below, once it is in use; one for each unit is.

    `figures` are what the engine measured on labels that it had held out: nobody types them. The model itself is a kept file.
    """

    class State(models.TextChoices):
        LEARNING = "now_learning", _("Learning")
        MEASURED = "was_measured", _("Measured, not in use")
        IN_USE = "now_used", _("In use")
        STOOD_DOWN = "stood_down", _("Stood down")
        NOTHING = "learnt_nothing", _("Nothing learnt")

    number = models.PositiveIntegerField(_("number"), editable=False, unique=True)
    asked_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("who had it learn"),
        related_name="+",
        editable=False,
    )
    asked_at = models.DateTimeField(_("asked for"), default=clock.now, editable=False)
    learnt_at = models.DateTimeField(_("learnt"), null=True, blank=True, editable=False)
    learnt_in = models.JSONField(_("from labels of"), default=list, blank=True, editable=False)
    label_count = models.PositiveIntegerField(_("documents it learnt from"), default=0, editable=False)
    line_count = models.PositiveIntegerField(_("lines it knows"), default=0, editable=False)
    precision = models.FloatField(_("precision"), null=True, blank=True, editable=False)
    coverage = models.FloatField(_("coverage"), null=True, blank=True, editable=False)
    figures = models.JSONField(_("figures"), default=dict, blank=True, editable=False)
    model_file = models.CharField(_("its file"), max_length=64, blank=True, editable=False)
    digest = models.CharField(_("digest of the model"), max_length=64, blank=True, editable=False)
    trouble = models.TextField(_("what was wrong"), blank=True, editable=False)
    state = models.CharField(_("state"), max_length=16, choices=State.choices, default=State.LEARNING, editable=False)

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit"], condition=Q(state="now_used", withdrawn=False), name="one_model_in_use",
                violation_error_message=_("Another version is in use."),
            )
        ]  # fmt: skip


ClassModelVersion: Any = versions_of(ClassModel, ModelWords)


def in_use(units: Sequence[int]) -> ClassModel | None:
    """The version in use of the first of these units that has one."""
    return _nearest(ClassModel.objects.everything().filter(state=ClassModel.State.IN_USE, unit__in=units), units)


def in_use_and_learning(units: Sequence[int], seen: Any) -> tuple[ClassModel | None, ClassModel | None]:
    """The same, and the newest version that learns now among those that somebody may see (a queryset). One query."""
    state = ClassModel.State
    wanted = Q(state=state.IN_USE, unit__in=units) | Q(state=state.LEARNING, pk__in=seen.values("pk"))
    rows = list(ClassModel.objects.everything().filter(wanted))
    learning = [each for each in rows if each.state == state.LEARNING]
    return _nearest([each for each in rows if each not in learning], units), next(iter(learning), None)


def _nearest(versions: Iterable[ClassModel], units: Sequence[int]) -> ClassModel | None:
    return min(versions, key=lambda each: units.index(each.unit_id), default=None)
