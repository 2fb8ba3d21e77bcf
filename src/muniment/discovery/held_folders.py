"""What a hold keeps on a scanned place: a folder with all below it, everything whose path has some words, or the whole place."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muniment.discovery.engine.holding import folder_named
from muniment.discovery.scanned_places import ScannedPlace
from muniment.registers.access import Access
from muniment.registers.filters import by_record, by_unit
from muniment.registers.record import Beside, Record, versions_of
from muniment.registers.register import Column, Flag, Register, registry
from muniment.retention.holds import Hold


class HeldFolder(Beside, Record):
    """A hold names records; this names files. It holds as long as its hold stands and it is not ended itself."""

    beside = "place"

    class State(models.TextChoices):
        HELD = "held", _("Held")
        FREED = "freed", _("Freed")

    place = models.ForeignKey(
        ScannedPlace, models.PROTECT, verbose_name=_("scanned place"), related_name="held_folders"
    )
    hold = models.ForeignKey(Hold, models.PROTECT, verbose_name=_("hold"), related_name="held_folders")
    folder = models.CharField(
        _("folder"), max_length=1000, blank=True, help_text=_("As its page has it, as in legal/inquiry. Without a folder and without words all of the place is held."),
    )  # fmt: skip
    words = models.CharField(
        _("words"), max_length=200, blank=True, help_text=_("Held is every file whose path has these words, in whatever folder."),
    )  # fmt: skip
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.HELD)

    class Meta:
        ordering: ClassVar = ["place", "folder", "id"]
        indexes: ClassVar = [models.Index(fields=["folder", "id"], name="held_folders_by_folder")]

    def __str__(self) -> str:
        return f"{self.folder or self.words or self.place}: {self.hold}"

    def clean(self) -> None:
        """A folder is written as the scan writes it; it is a folder or words, so that nobody asks which of them holds."""
        super().clean()
        self.folder = folder_named(self.folder)
        if self.folder and self.words.strip():
            raise ValidationError({"words": _("Name a folder or words. For both, make two of them.")})

    def answerable_posts(self) -> frozenset[int]:
        return self.place.answerable_posts() | self.hold.answerable_posts()


HeldFolderVersion = versions_of(HeldFolder)
RUNS = "read create edit comment attach"

registry.add(
    Register(
        slug="held-folders", model=HeldFolder, title="Folders on hold", one="folder on hold", many="folders on hold", section="Shares",
        access=Access.of(own="read comment", records_manager=RUNS, ig_manager=RUNS, monitoring_officer=RUNS, ig_officer="read comment", dpo="read", siro="read", auditor="read"),
        about="What of a scanned place a hold keeps: a folder, words in a path, or all of it. A scan proposes no disposal of what is in them.",
        columns=(
            Column("place", "Scanned place", "place__name"), Column("folder", "Folder", "folder"), Column("words", "Words"), Column("hold", "Hold", "hold__name"),
            Column("unit", "Service", "unit__name"), Column("get_state_display", "State", "state,folder", reads=("state",), template="registers/cells/state.html"),
        ),
        sort="folder", key=("place", "folder", "words", "hold"), search=("folder", "hold__name", "place__name"), related=("place", "hold", "unit"),
        filters=(by_record("place", "Scanned place"), by_record("hold", "Hold"), *by_unit()),
        flags=(Flag("holding", "Held", lambda _m: Q(state=HeldFolder.State.HELD), "What is held now, as far as its hold stands."),),
        fields=("place", "hold", "folder", "words", "state"), past=HeldFolderVersion, evidence=True, comments=True,
        colour=lambda each: "red" if each.state == HeldFolder.State.HELD else "",
    )
)  # fmt: skip
