"""What a scan found that people act on: a folder and what is to be done about it, with its numbers, why, and whose it likely is."""

from hashlib import blake2b
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from muniment.assets.information_assets import InformationAsset
from muniment.assets.places import Place
from muniment.discovery.scanned_places import ScannedPlace
from muniment.discovery.scans import Scan
from muniment.people.models import Post
from muniment.registers.record import Beside, Record, versions_of
from muniment.retention.lines import RetentionLine

LONGEST = 120  # of a folder in a title: its end tells most


class FindingWords:
    """What can be said of a finding, now or as it once stood."""

    def __str__(self) -> str:
        told: Any = self
        where = told.folder or str(told.plan_place or told.asset or told.place)
        return f"{told.get_kind_display()}: {where if len(where) <= LONGEST else '…' + where[1 - LONGEST :]}"


class ShareFinding(FindingWords, Beside, Record):
    """One folder and one thing to do about it, whatever number of files. `mark` tells it from all others of its place, scan after scan.

    `owner` is the post that likely answers for it, or the one that it was given to.
    """

    beside = "place"

    class State(models.TextChoices):
        FOUND = "found_now", _("Found")
        ASKED = "with_owner", _("With its owner")
        AGREED = "agreed_to", _("Agreed")
        REFUSED = "turned_down", _("Turned down")
        DONE = "seen_to", _("Done")
        GONE = "not_there", _("No longer there")

    class Kind(models.TextChoices):
        COPIES = "copies", _("Copies to release")
        OVERDUE = "overdue", _("Overdue under a line")
        PERSONAL = "personal", _("Personal data in the wrong place")
        ORPHAN = "orphan", _("Nobody left who knows it")
        UNPLANNED = "unplanned", _("In no file plan")
        MISSING = "missing", _("In the file plan, not on the share")
        AT_RISK = "at_risk", _("Formats at risk")
        UNREAD = "unread", _("Folder not read")

    place = models.ForeignKey(
        ScannedPlace, models.PROTECT, verbose_name=_("scanned place"), related_name="share_findings", editable=False
    )
    scan = models.ForeignKey(
        Scan, models.PROTECT, verbose_name=_("scan that found it last"), related_name="+", editable=False
    )
    kind = models.CharField(_("what it is"), max_length=10, choices=Kind.choices, editable=False)
    folder = models.TextField(_("folder"), blank=True, editable=False)
    line = models.ForeignKey(
        RetentionLine, models.PROTECT, null=True, blank=True, verbose_name=_("line"), related_name="+", editable=False
    )
    plan_place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, verbose_name=_("place of the file plan"), related_name="+", editable=False,
    )  # fmt: skip
    asset = models.ForeignKey(
        InformationAsset, models.PROTECT, null=True, blank=True, verbose_name=_("information asset"), related_name="+", editable=False,
    )  # fmt: skip
    mark = models.CharField(max_length=32, editable=False)
    files_found = models.PositiveBigIntegerField(_("files"), default=0, editable=False)
    size_bytes = models.PositiveBigIntegerField(_("size in bytes"), default=0, editable=False)
    reason = models.TextField(_("why"), editable=False)
    owner = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, verbose_name=_("who answers for it"), related_name="+"
    )
    owner_reason = models.TextField(_("why this owner"), blank=True, editable=False)
    due = models.DateField(_("to be done by"), null=True, blank=True)
    answer = models.TextField(_("what its owner said"), blank=True, editable=False)
    found_first = models.DateField(_("found first on"), editable=False)
    found_last = models.DateField(_("found last on"), editable=False)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.FOUND, editable=False)

    class Meta:
        ordering: ClassVar = ["-size_bytes", "-id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["place", "mark"], name="share_finding_once_in_place")]
        indexes: ClassVar = [
            models.Index(fields=["size_bytes", "id"], name="share_findings_by_size"),
            models.Index(fields=["found_first", "id"], name="share_findings_by_day"),
        ]

    def answerable_posts(self) -> frozenset[int]:
        return frozenset({self.owner_id} if self.owner_id else ())


def mark_of(kind: str, folder: str, line: str = "", other: str = "") -> str:
    """What tells a finding from all others of its place. `other` names a place or an asset that has no folder."""
    return blake2b(f"{kind}\0{folder}\0{line}\0{other}".encode(), digest_size=16).hexdigest()


ShareFindingVersion = versions_of(ShareFinding, FindingWords)
State, Kind = ShareFinding.State, ShareFinding.Kind
OPEN = frozenset({State.FOUND, State.ASKED, State.AGREED})
