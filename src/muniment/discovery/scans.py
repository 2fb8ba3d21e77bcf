"""Scans: each run over a scanned place, who asked for it, how it went, and its figures."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.discovery.scanned_places import ScannedPlace
from muniment.people.models import Person
from muniment.registers.record import Beside, Record, versions_of


class ScanWords:
    """What can be said of a scan, now or as it once stood."""

    def __str__(self) -> str:
        told: Any = self
        return f"{told.place}, {told.asked_at.astimezone(clock.LONDON):%-d %B %Y, %H:%M}"


class Scan(ScanWords, Beside, Record):
    """One run. Its `figures` are the summary that the engine leaves, of which a list shows three; what it found lies in the folder of its place."""

    beside = "place"

    class State(models.TextChoices):
        WAITING = "to_begin", _("Waiting")
        RUNNING = "under_way", _("Running")
        DONE = "scanned", _("Done")
        HALTED = "halted", _("Stopped")
        FAILED = "not_done", _("Failed")

    place = models.ForeignKey(ScannedPlace, models.PROTECT, verbose_name=_("scanned place"), related_name="scans")
    asked_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, verbose_name=_("asked by"), related_name="+", editable=False,
        help_text=_("Nobody where it was its time."),
    )  # fmt: skip
    only_classes = models.BooleanField(_("classes and decisions only"), default=False, editable=False)
    asked_at = models.DateTimeField(_("asked for"), default=clock.now, editable=False)
    began_at = models.DateTimeField(_("began"), null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True, editable=False)
    files = models.PositiveBigIntegerField(_("files found"), null=True, blank=True, editable=False)
    files_unread = models.PositiveBigIntegerField(_("files not read"), null=True, blank=True, editable=False)
    size_bytes = models.PositiveBigIntegerField(_("size in bytes"), null=True, blank=True, editable=False)
    figures = models.JSONField(_("figures"), default=dict, blank=True, editable=False)
    trouble = models.TextField(_("what went wrong"), blank=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING, editable=False)

    class Meta:
        ordering: ClassVar = ["-asked_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["place"], condition=Q(state__in=["to_begin", "under_way"]), name="scan_one_at_a_time",
                violation_error_message=_("This place is being scanned already."),
            )
        ]  # fmt: skip
        indexes: ClassVar = [models.Index(fields=["asked_at", "id"], name="scans_by_day")]

    def answerable_posts(self) -> frozenset[int]:
        return self.place.answerable_posts()


class ScanProgress(models.Model):
    """How far a scan is, as its worker tells it every second or so. Not history: it says nothing once the scan is over."""

    scan = models.OneToOneField(Scan, models.CASCADE, primary_key=True, related_name="progress")
    task = models.CharField(max_length=64, blank=True)  # of the queue
    stage = models.CharField(max_length=60, blank=True)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(null=True)
    not_read = models.PositiveBigIntegerField(default=0)
    rate = models.FloatField(default=0)  # a second
    seconds_left = models.FloatField(null=True)
    told_at = models.DateTimeField(null=True)
    to_halt = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.stage} {self.done}"


ScanVersion = versions_of(Scan, ScanWords)
State = Scan.State
OPEN = frozenset({State.WAITING, State.RUNNING})
