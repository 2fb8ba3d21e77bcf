"""What is said of each row of a report: which record it means, what it would write, and what a person should know of it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from muniment.assets.activity_owners import NOBODY, Proposal
from muniment.assets.activity_reading import ReportFile, Workspace
from muniment.registers.register import Register

# What becomes of a row: one of these.
WRONG, DOUBTFUL, NEW, CHANGED, AGAIN, SAME = "wrong", "doubtful", "new", "changed", "again", "same"
OLDER, REPEATED, NAMELESS, LEFT = "older", "repeated", "nameless", "left"
KINDS: Mapping[str, Any] = {
    DOUBTFUL: _("matched doubtfully"), WRONG: _("with errors"), NEW: _("new"), CHANGED: _("changed"), AGAIN: _("measured again, the same"),
    SAME: _("unchanged"), OLDER: _("no newer than here"), REPEATED: _("repeated in the file"), NAMELESS: _("concealed"),
    LEFT: _("deleted there, not here"),
}  # fmt: skip
# What is to be known of a row besides: any of these.
OFFERED, DELETED, OWNERLESS, UNKNOWN, DORMANT, GUESTS, MAIL = (
    "offered", "deleted", "ownerless", "unknown", "dormant", "guests", "mail",
)  # fmt: skip
GONE = "gone"  # of records, not of rows
MARKS: Mapping[str, Any] = {
    OFFERED: _("with an owner proposed"), DELETED: _("deleted there, open here"), OWNERLESS: _("without an owner there or here"),
    UNKNOWN: _("owner there is nobody here"), DORMANT: _("without activity"), GUESTS: _("open to outsiders"), MAIL: _("with e-mail in its mailbox"),
}  # fmt: skip
EXPLAINED: Mapping[str, Any] = {
    DOUBTFUL: _("These may be records that are here. Say which; until then nothing of them is written."),
    WRONG: _("These rows are not imported; the others can be."),
    NEW: _("These become new records. Of each is written what the report says, and its owner where you choose one."),
    CHANGED: _("Only what the report measures is written: last used, size, files, members, guests. Name, owner, unit and state stay as they are here."),
    AGAIN: _("The figures are the same; that they were measured on a later day is written."),
    OLDER: _("What is here was measured by a report of the same day or a later one, and stays."),
    REPEATED: _("The file has these more than once, each time the same: the first counts."),
    NAMELESS: _("Nothing that tells one from another can be read in these rows, so they are matched with nothing."),
    LEFT: _("These were deleted there and are not here: nothing is made of them."),
    OFFERED: _("The record has no owner here. Choose the post that the report's owner holds, or leave it."),
    DELETED: _("The report says that these were deleted. Their state here is yours to change, on their own pages."),
    OWNERLESS: _("The report names no owner, and there is none here."),
    UNKNOWN: _("The report's owner is nobody here, has left, or is a guest; no post can be proposed."),
    GUESTS: _("Guests are members, or people from outside the council were active in the window."),
    MAIL: _("E-mail is no repository: what must be kept is filed elsewhere. The count is told here and not kept."),
    GONE: _("An earlier report told of these, and this one does not. They may have been deleted or renamed; nothing of them is changed."),
}  # fmt: skip


@dataclass(slots=True)
class Line:
    """A row beside its record: `record` is None where none is surely meant. `likely` are those that it may mean.

    `values` are what would be written; `differences` are field, here, in the report.
    """

    row: Workspace
    kind: str = SAME
    record: Any = None
    likely: tuple[Any, ...] = ()
    doubt: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    differences: list[tuple[str, Any, Any]] = field(default_factory=list)
    proposal: Proposal = NOBODY
    owner: str = ""
    choice: str = ""
    marks: frozenset[str] = frozenset()
    errors: list[str] = field(default_factory=list)

    @property
    def writes(self) -> bool:
        return bool(self.values) and not self.errors and self.kind in {NEW, CHANGED, AGAIN}

    @property
    def offers(self) -> bool:
        """Whether a person chooses an owner here."""
        return OFFERED in self.marks


@dataclass(frozen=True, slots=True)
class Reconciled:
    """A whole report, compared. `unit` is where new records come, `gone` the records that an earlier report had."""

    file: ReportFile
    register: Register
    lines: tuple[Line, ...]
    unit: Any = None
    gone: Sequence[Any] = ()

    @property
    def counts(self) -> Counter[str]:
        found = Counter(line.kind for line in self.lines if not line.likely)
        found[DOUBTFUL] = sum(bool(line.likely) for line in self.lines)
        for line in self.lines:
            found.update(line.marks)
        found[GONE] = len(self.gone)
        return found

    @property
    def written(self) -> list[Line]:
        return [line for line in self.lines if line.writes]

    @property
    def waiting(self) -> list[Line]:
        return [line for line in self.lines if line.kind == DOUBTFUL]

    def of(self, kind: str) -> list[Line]:
        """The lines of a kind, or with a mark; what was doubtful stays so, decided or not, so that a decision can be taken back."""
        if kind == DOUBTFUL:
            return [line for line in self.lines if line.likely]
        return [line for line in self.lines if kind in line.marks or (line.kind == kind and not line.likely)]
