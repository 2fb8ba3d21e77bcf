"""Files that are agreed to go: a list that is frozen, kept under a line like any record, and disposed of by a disposal that two people approve."""

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from muniment.discovery import writable
from muniment.discovery.scanned_places import ScannedPlace
from muniment.discovery.share_findings import ShareFinding
from muniment.people.models import Post
from muniment.registers.record import Record, versions_of
from muniment.retention.retained import Retained
from muniment.retention.rules import Facts


class FileDisposalWords:
    """What can be said of a list of files, now or as it once stood."""

    def __str__(self) -> str:
        told: Any = self
        return str(told.name)

    def facts(self) -> Facts:
        """From which days a line counts, of past rows too."""
        told: Any = self
        return Retained.facts(told)


class FileDisposal(FileDisposalWords, Retained, Record):
    """A list of files of one finding. `frozen` is the digest of the kept list, which is not changed any more; `outcome` that of what became of each.

    Its days are those of the youngest file in it, so that nothing in it goes before its time.
    """

    class State(models.TextChoices):
        LISTING = "being_listed", _("Being listed")
        UNLISTED = "not_listed", _("Could not be listed")
        READY = "list_stands", _("Listed")
        MOVING = "on_its_way", _("Going into the quarantine")
        QUARANTINED = "in_quarantine", _("In the quarantine")
        RETURNING = "coming_back", _("Coming back")
        BACK = "brought_back", _("Back where they were")
        DELETED = "deleted", _("Deleted")
        DROPPED = "dropped_list", _("Called off")
        DISPOSED = "carried_off", _("Disposed of")

    # Nothing that a line could dispose of.
    OUT = frozenset({State.LISTING, State.UNLISTED, State.BACK, State.DROPPED})

    name = models.CharField(_("name"), max_length=200)
    finding = models.ForeignKey(
        ShareFinding, models.PROTECT, verbose_name=_("finding"), related_name="file_disposals", editable=False
    )
    place = models.ForeignKey(
        ScannedPlace, models.PROTECT, verbose_name=_("scanned place"), related_name="file_disposals", editable=False
    )
    owner = models.ForeignKey(Post, models.PROTECT, verbose_name=_("owner of the files"), related_name="+")
    files_listed = models.PositiveIntegerField(_("files"), default=0, editable=False)
    size_bytes = models.PositiveBigIntegerField(_("size in bytes"), default=0, editable=False)
    files_not_listed = models.PositiveIntegerField(_("files that were left out"), default=0, editable=False)
    frozen = models.CharField(_("digest of the list"), max_length=64, blank=True, editable=False)
    outcome = models.CharField(
        _("digest of the list of what became of them"), max_length=64, blank=True, editable=False
    )
    files_moved = models.PositiveIntegerField(_("files in the quarantine"), default=0, editable=False)
    files_stayed = models.PositiveIntegerField(_("files that stayed"), default=0, editable=False)
    files_returned = models.PositiveIntegerField(_("files brought back"), default=0, editable=False)
    files_deleted = models.PositiveIntegerField(_("files deleted"), default=0, editable=False)
    quarantined_on = models.DateField(_("in the quarantine since"), null=True, blank=True, editable=False)
    delete_after = models.DateField(_("deleted from"), null=True, blank=True, editable=False)
    trouble = models.TextField(_("what is in the way"), blank=True, editable=False)
    state = models.CharField(_("state"), max_length=14, choices=State.choices, default=State.LISTING, editable=False)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["size_bytes", "id"], name="file_disposals_by_size"),
            models.Index(fields=["retention_line"], name="file_disposals_by_line"),
        ]

    def once_gone(self, day: date) -> dict[str, Any]:
        """What was disposed of is in no list of what is to go."""
        return {**super().once_gone(day), "state": self.State.DISPOSED}

    def amount_in_it(self) -> str:
        """How many files went."""
        number = self.files_deleted or self.files_listed
        return ngettext("%(n)s file", "%(n)s files", number) % {"n": f"{number:,}"}

    def why_not_gone(self) -> str:
        """What this installation deletes itself is not said to be gone before it is."""
        if self.state in {self.State.MOVING, self.State.QUARANTINED, self.State.RETURNING}:
            return said("Its files are on their way, or in the quarantine, and not deleted yet.")
        if self.state == self.State.READY and not writable.fault(self.place.address):
            return said("Its files are still there: move them into the quarantine first.")
        return ""

    def proofs(self) -> Sequence[tuple[str, str]]:
        """The digests of its two lists, and how many files went and stayed."""
        counted = said("%(gone)s deleted, %(back)s brought back, %(stayed)s left where they were")
        told = counted % {
            "gone": f"{self.files_deleted:,}",
            "back": f"{self.files_returned:,}",
            "stayed": f"{self.files_stayed:,}",
        }
        found = [(said("files approved"), f"{self.files_listed:,}"), (said("digest of their list"), self.frozen)]
        if self.outcome:
            found += [(said("what became of them"), told), (said("digest of the list of that"), self.outcome)]
        return found

    def answerable_posts(self) -> frozenset[int]:
        return frozenset({self.owner_id})


FileDisposalVersion = versions_of(FileDisposal, FileDisposalWords)
State = FileDisposal.State
OPEN = frozenset({State.LISTING, State.READY, State.MOVING, State.QUARANTINED, State.RETURNING, State.DELETED})
# In these nothing else is made of the same finding.
HELD = OPEN | {State.DISPOSED}
