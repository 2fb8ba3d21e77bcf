"""The tables of retention: the lines of the schedule, and when each record is due under its line, which is derived."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from muniment.people.models import Post, Unit
from muniment.retention.disposal_records import Disposal, DisposalItem
from muniment.retention.holds import Hold, HoldVersion
from muniment.retention.lines import RetentionLine, RetentionLineVersion
from muniment.retention.waivers import Waiver, WaiverVersion

__all__ = [
    "Disposal",
    "DisposalItem",
    "Hold",
    "HoldVersion",
    "RetentionDate",
    "RetentionLine",
    "RetentionLineVersion",
    "Waiver",
    "WaiverVersion",
]


class RetentionDate(models.Model):
    """When a record is due under its line, or why that cannot be said: derived by the write path, never history.

    `unit` and `owner` are those of the record, for the lists of owners.
    """

    class Kind(models.TextChoices):
        DATED = "dated", _("Has a day")
        WAITING = "waiting", _("Its period has not begun")
        LASTING = "lasting", _("Kept for ever")
        UNKNOWN = "unknown", _("Cannot be computed")
        NO_LINE = "no_line", _("Has no line")

    register = models.CharField(max_length=40)
    record = models.BigIntegerField()
    line = models.ForeignKey(RetentionLine, models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    due = models.DateField(null=True)
    trigger = models.DateField(null=True)
    why = models.CharField(max_length=300)
    # Without indexes: few units and posts have many dates each, and a change of a line moves a hundred thousand rows.
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", db_index=False)
    owner = models.ForeignKey(Post, models.CASCADE, null=True, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["register", "record"], name="one_date_of_record")]
        indexes: ClassVar = [
            models.Index(fields=["due", "id"], name="dates_by_due"),
            models.Index(fields=["kind", "register"], name="dates_by_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.record}: {self.due or self.why}"
