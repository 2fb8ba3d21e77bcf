"""What every record has that a retention line disposes of: its line, and the days from which a period may be counted."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from muniment.retention.lines import Medium, RetentionLine
from muniment.retention.rules import Facts


class Retained(models.Model):
    """Kept under a line of the schedule. Its date is derived (`dates`), never typed.

    `OUT` are the states in which there is nothing that a line could dispose of.
    """

    OUT: ClassVar[frozenset[str]] = frozenset()

    retention_line = models.ForeignKey(
        RetentionLine, models.PROTECT, null=True, blank=True, verbose_name=_("retention line"), related_name="+"
    )
    medium = models.CharField(_("kept on"), max_length=12, choices=Medium.choices, blank=True)
    created_on = models.DateField(_("begun on"), null=True, blank=True)
    modified_on = models.DateField(_("last modified on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True, help_text=_("Empty while it is in use."))
    happened = models.JSONField(
        _("other events"), default=list, blank=True,
        help_text=_("What the line counts from, with its day, one on each line: left school: 2020-07-20."),
    )  # fmt: skip

    disposed_on = models.DateField(_("disposed of on"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Events are a name and a day; nothing is closed before it began."""
        super().clean()
        try:
            events_of(self.happened)
        except ValueError as error:
            raise ValidationError({"happened": str(error)}) from error
        if self.created_on and self.closed_on and self.closed_on < self.created_on:
            raise ValidationError({"closed_on": _("It cannot be closed before it began.")})

    def once_gone(self, day: date) -> dict[str, Any]:
        """What it says once it was disposed of; a register with a state of its own says that too."""
        return {"disposed_on": day}

    def boxes_in_it(self) -> int:
        """How many boxes go with it; 0 where only who carries it out can say how much it is."""
        return 0

    def amount_in_it(self) -> str:
        """How much else goes with it, in words, as far as its register has counted it."""
        return ""

    def why_not_gone(self) -> str:
        """Why nobody may say that it went, as far as its register knows: its files are still there, say. "" where they may."""
        return ""

    def proofs(self) -> Sequence[tuple[str, str]]:
        """What else the certificate tells of it: what it is, and the digest of a list that is kept."""
        return ()

    def facts(self) -> Facts:
        """What the engine needs to know. The birth of whom it is about and the end of its contract are events given by hand."""
        events = events_of(self.happened)
        return Facts(
            created=self.created_on, modified=self.modified_on, closed=self.closed_on, medium=self.medium, events=events,
            born=_first(events, BORN), contract_end=_first(events, CONTRACT_ENDED),
        )  # fmt: skip


BORN = ("born", "date of birth", "birth")
CONTRACT_ENDED = ("contract ended", "contract end", "end of contract")


def _first(events: Mapping[str, date], names: Sequence[str]) -> date | None:
    return next((events[name] for name in names if name in events), None)


# What `facts` reads, so that whoever computes many dates asks for nothing else.
READ = ("created_on", "modified_on", "closed_on", "medium", "happened", "disposed_on")


def events_of(lines: Any) -> dict[str, date]:
    """Events by name, in small letters, from lines of a name, a colon and an ISO date. ValueError with the line that is none."""
    found = {}
    for line in lines if isinstance(lines, list) else ():
        name, _colon, day = str(line).rpartition(":")
        try:
            found[name.strip().casefold()] = date.fromisoformat(day.strip())
        except ValueError:
            name = ""
        if not name.strip():
            raise ValueError(
                f"Write an event as its name, a colon and its day, left school: 2020-07-20, and not {line!r}."
            )
    return found
