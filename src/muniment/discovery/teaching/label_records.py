"""What people have confirmed: under which line of the schedule a file falls, or all that lies in a folder."""

from typing import Any, ClassVar

from blake3 import blake3
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.discovery.scanned_places import ScannedPlace
from muniment.discovery.teaching.model_records import ClassModel
from muniment.people.models import Person
from muniment.registers.record import Beside, Record, versions_of
from muniment.retention.lines import RetentionLine


def digest_of(path: str) -> str:
    """By which a path is found, however long it is."""
    return blake3(path.encode("utf-8", "surrogatepass")).hexdigest()


class LabelWords:
    """What can be said of a label, now or as it once stood."""

    path: str
    whole_folder: bool

    def __str__(self) -> str:
        told = self.path or str(_("the whole place"))
        return f"{told}/" if self.whole_folder and self.path else told


class FileLabel(LabelWords, Beside, Record):
    """One answer of a person. Of the file only its path, its digest and hashed words are kept (`LabelledFile`), never its text."""

    beside = "place"

    class State(models.TextChoices):
        TOLD = "line_told", _("Confirmed")
        UNSURE = "nobody_sure", _("Cannot be told")
        BACK = "taken_back", _("Taken back")

    class By(models.TextChoices):
        NOBODY = "", _("Nothing was proposed")
        RULE = "by_rule", _("A rule")
        MODEL = "by_model", _("The model")
        LEANING = "by_leaning", _("The model, which was not sure enough to answer")

    place = models.ForeignKey(ScannedPlace, models.PROTECT, verbose_name=_("scanned place"), related_name="labels")
    path = models.TextField(_("file or folder"), blank=True, max_length=8_000)
    path_digest = models.CharField(max_length=64, editable=False)
    whole_folder = models.BooleanField(_("all that lies in the folder"), default=False)
    line = models.ForeignKey(
        RetentionLine, models.PROTECT, null=True, blank=True, verbose_name=_("line of the schedule"), related_name="+"
    )
    note = models.TextField(_("what told you"), blank=True, max_length=2_000)
    proposed = models.CharField(_("what was proposed"), max_length=40, blank=True, editable=False)
    proposed_by = models.CharField(
        _("who proposed it"), max_length=12, choices=By.choices, blank=True, default=By.NOBODY, editable=False
    )
    proposed_sure = models.FloatField(_("how sure that was"), null=True, blank=True, editable=False)
    asked_model = models.ForeignKey(
        ClassModel,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("version of the model"),
        related_name="+",
        editable=False,
    )
    content_digest = models.CharField(_("digest of the content"), max_length=64, blank=True, editable=False)
    stands_for = models.PositiveIntegerField(_("files"), default=1, editable=False)
    told_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, verbose_name=_("who"), related_name="+", editable=False
    )
    told_at = models.DateTimeField(_("when"), default=clock.now, editable=False)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.TOLD, editable=False)

    class Meta:
        ordering: ClassVar = ["-told_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["place", "path_digest", "whole_folder"], condition=Q(state__in=["line_told", "nobody_sure"], withdrawn=False), name="label_told_once",
                violation_error_message=_("Somebody has answered this already."),
            )
        ]  # fmt: skip
        indexes: ClassVar = [models.Index(fields=["told_at", "id"], name="labels_by_day")]

    def answerable_posts(self) -> frozenset[int]:
        return self.place.answerable_posts()

    def clean(self) -> None:
        super().clean()
        self.path = self.path.strip("/")
        self.path_digest = digest_of(self.path)

    @property
    def agreed(self) -> bool:
        """Whether the person said what had been proposed."""
        return self.line is not None and self.line.code == self.proposed


class LabelledFile(models.Model):
    """What is kept of a file that somebody confirmed, so that a model can learn from it again: hashed words, in the order of `terms`."""

    label = models.ForeignKey(FileLabel, models.CASCADE, related_name="kept")
    path = models.TextField()
    near_group = models.TextField(blank=True)
    content_digest = models.CharField(max_length=64, blank=True)
    words = models.JSONField(default=list)  # numbers of terms, ascending
    counts = models.JSONField(default=list)  # how often each

    def __str__(self) -> str:
        return self.path


class LabelQuestion(models.Model):
    """A file that is asked about next, as it was found when the questions of its place were last made. Not history: it is made again."""

    place = models.ForeignKey(ScannedPlace, models.CASCADE, related_name="questions")
    path = models.TextField()
    path_digest = models.CharField(max_length=64)
    rank = models.PositiveIntegerField()
    leans = models.CharField(max_length=40, blank=True)
    sure = models.FloatField(default=0)
    like_it = models.PositiveIntegerField(default=1)
    reason = models.TextField()
    asked_model = models.ForeignKey(ClassModel, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["rank", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["place", "path_digest"], name="question_once")]

    def __str__(self) -> str:
        return self.path


FileLabelVersion: Any = versions_of(FileLabel, LabelWords)
