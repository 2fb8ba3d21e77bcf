"""What a report of Microsoft 365 says of a place or a group: which it is there, and whether anything happened in the report's window."""

from collections.abc import Collection
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from muniment.registers.register import Flag


class Measured(models.Model):
    """A record of which reports tell. `dormant` holds for the window of the last report only: `measured_days` before `measured_on`."""

    outside_id = models.CharField(
        _("identifier in Microsoft 365"), max_length=200, blank=True, help_text=_("By it a report finds this again, whatever it is called there.")
    )  # fmt: skip
    guests = models.PositiveIntegerField(_("number of guests"), null=True, blank=True)
    measured_on = models.DateField(_("measured on"), null=True, blank=True, editable=False)
    measured_days = models.PositiveSmallIntegerField(_("days looked at"), null=True, blank=True, editable=False)
    dormant = models.BooleanField(_("without activity in those days"), default=False, editable=False)

    class Meta:
        abstract = True


def without_activity(states: Collection[str]) -> Flag:
    """The flag of what nobody used in the window of the last report, among the states that are open."""
    told = "In which nothing happened in the window of the last report of Microsoft 365."
    return Flag("dormant", "No activity", lambda _m: Q(dormant=True, state__in=states), told)


def notes_of(record: Any) -> list[tuple[str, str]]:
    """What its page says on top of it."""
    notes = []
    day = f"{record.measured_on.day} {record.measured_on:%B %Y}" if record.measured_on else ""
    if record.dormant and day:
        told = said("Nothing happened in the %(days)s days before %(day)s. The report says nothing of the time before.")
        values = {"days": record.measured_days, "day": day}
        notes.append((said("No activity that Microsoft 365 knows of."), told % values))
    if record.guests:
        told = said("%(guests)s people from outside the council.") % {"guests": record.guests}
        notes.append((said("It has guests."), told + (" " + said("Counted on %(day)s.") % {"day": day} if day else "")))
    return notes
