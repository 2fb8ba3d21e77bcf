"""Who keeps the log of one-off disclosures for a unit, as it was decided: they are named on every record there that is closed to others."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.people.models import Person, Unit
from muniment.registers.access import Access
from muniment.registers.filters import by_unit
from muniment.registers.record import Record, versions_of
from muniment.registers.register import Column, Flag, Register, registry


class LogKeeper(Record):
    """One person who keeps the log for a unit and all below it, from a day to a day; who decided so, and when."""

    person = models.ForeignKey(Person, models.PROTECT, verbose_name=_("who keeps it"), related_name="+")
    since = models.DateField(_("from"), default=clock.today)
    until = models.DateField(
        _("to"),
        null=True,
        blank=True,
        help_text=_("Empty while it lasts. Lists of records stay as they are: change them too."),
    )
    decided_by = models.CharField(_("who decided it"), max_length=300, help_text=_("The board or officer, and when."))

    class Meta:
        ordering: ClassVar = ["-since", "id"]
        indexes: ClassVar = [models.Index(fields=["since", "id"], name="keepers_by_since")]

    def __str__(self) -> str:
        return f"{self.person}, {self.unit}"

    def clean(self) -> None:
        """It ends on the day on which it began at the earliest."""
        super().clean()
        if self.until and self.until < self.since:
            raise ValidationError({"until": _("It cannot end before it began.")})


LogKeeperVersion = versions_of(LogKeeper)


def keeps_on(day: Any) -> Q:
    """Who keeps a log on a day, as a condition."""
    return Q(since__lte=day) & (Q(until=None) | Q(until__gte=day))


def keepers_of(unit: int) -> set[int]:
    """The ids of those who keep the log of a unit today: of the nearest unit at or above it for which somebody does."""
    parents = dict(Unit.objects.values_list("pk", "parent_id"))
    rows = LogKeeper.objects.everything().filter(keeps_on(clock.today())).values_list("unit", "person")
    at: int | None = unit
    passed: set[int] = set()
    while at is not None and at not in passed:
        if found := {person for where, person in rows if where == at}:
            return found
        passed.add(at)
        at = parents.get(at)
    return set()


registry.add(
    Register(
        slug="log-keepers", model=LogKeeper, title="Keepers of the log", one="keeper of the log", section="Sharing",
        access=Access.of(
            siro="read create edit comment", dpo="read comment", ig_manager="read create edit comment", ig_officer="read", auditor="read",
        ),
        about="Who keeps the log of one-off disclosures for a unit. They are put on the list of each record there that others may not know of.",
        columns=(
            Column("person", "Who", "person__name"), Column("unit", "Unit", "unit__name"), Column("since", "From", "since"),
            Column("until", "To", "until"), Column("decided_by", "Who decided it", "decided_by"),
        ),
        sort="-since", search=("person__name", "decided_by"), related=("person", "unit"), filters=by_unit("Unit"),
        flags=(Flag("now", "Keeps it now", lambda moment: keeps_on(moment.late_on), "Who keeps the log on the day."),),
        fields=("person", "since", "until", "decided_by", "unit"), past=LogKeeperVersion, comments=True,
    )
)  # fmt: skip
