"""Places that are scanned: a share, a folder or a store, who answers for it, where it stands in the file plan, and when it is looked at."""

import os
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from muniment.assets.places import Place
from muniment.discovery import addresses
from muniment.people.models import Post
from muniment.registers.record import Record, versions_of


def may_be_scanned(address: str) -> None:
    """Raises where an address may not be scanned. Asked when it is given; a scan asks again, since the operator may have set otherwise."""
    if told := addresses.fault(address, settings.SHARES, settings.DATA.path):
        raise ValidationError(told)


class ScannedPlace(Record):
    """A share, a folder or a store that is looked through. `owner` is the post that answers for what lies there.

    Whoever reads this record reads the names of all files in it: that is what its page says first.
    """

    class State(models.TextChoices):
        SCANNED = "looked_at", _("Scanned")
        LEFT = "left_alone", _("Not scanned any more")

    class Depth(models.TextChoices):
        TEXTS = "texts", _("Names, contents and texts")
        NAMES = "names", _("Names and copies only: no text is read")

    class Every(models.TextChoices):
        BY_HAND = "by_hand", _("When somebody asks for it")
        WEEKLY = "weekly", _("Every week")
        MONTHLY = "monthly", _("Every month")

    name = models.CharField(_("name"), max_length=200)
    address = models.CharField(
        _("address"), max_length=500, validators=[may_be_scanned],
        help_text=_("A folder of the server, as in /srv/shares/housing, or a store, as in smb://server/share or s3://bucket/folder. No name and no password: the server has those."),
    )  # fmt: skip
    owner = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, verbose_name=_("who answers for it"), related_name="+"
    )
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, verbose_name=_("place of the file plan"), related_name="scanned",
        help_text=_("What is held there, under which line and by whom, is then known of its files."),
    )  # fmt: skip
    depth = models.CharField(_("what is looked at"), max_length=10, choices=Depth.choices, default=Depth.TEXTS)
    repeats = models.CharField(_("when it is scanned"), max_length=10, choices=Every.choices, default=Every.BY_HAND)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.SCANNED)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["address"], name="address_scanned_once", violation_error_message=_("This address is a scanned place already.")
            )
        ]  # fmt: skip
        indexes: ClassVar = [models.Index(fields=["name", "id"], name="scanned_places_by_name")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """An address is written in one way, as the result of a scan names it too."""
        super().clean()
        address = self.address.strip()
        self.address = os.path.normpath(address) if address.startswith("/") else address.rstrip("/")

    def fault(self) -> str:
        """Why its address may not be scanned today, "" where it may."""
        return addresses.fault(self.address, settings.SHARES, settings.DATA.path)

    @property
    def result(self) -> Path:
        """The folder in which its scans leave what they found; the next goes on from what the last one knew."""
        return result_of(self.pk)

    def answerable_posts(self) -> frozenset[int]:
        return frozenset({self.owner_id} if self.owner_id else ())


def result_of(pk: int) -> Path:
    """The folder of a place's result, by its key."""
    folder: Path = settings.DATA.discovery / str(int(pk))
    return folder


ScannedPlaceVersion = versions_of(ScannedPlace)
State = ScannedPlace.State
OPEN = frozenset({State.SCANNED})
