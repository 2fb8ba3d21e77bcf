"""The register of files that are to go, declared."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from muniment.discovery import file_disposing as acts
from muniment.discovery import writable
from muniment.discovery.file_disposals import OPEN, FileDisposal, FileDisposalVersion, State
from muniment.people.models import Person
from muniment.registers.access import Access, Actor, sees
from muniment.registers.filters import by_choice, by_post, by_record, by_unit
from muniment.registers.forms import WhyForm
from muniment.registers.register import Asked, Column, DutyRule, Flag, Moment, Register, Step, registry
from muniment.registers.verbs import Verb, verbs
from muniment.retention import dates
from muniment.retention.disposal_records import DisposalItem

verbs.add(
    Verb("propose_files", _("Proposed for disposal")),
    Verb("move_files", _("Moved into the quarantine"), key=True),
    Verb("bring_back", _("Brought back from the quarantine"), seldom=True),
    Verb("drop_files", _("List called off"), seldom=True),
    Verb("delete_files", _("Deleted for good")),
)


def _refuse(_actor: Actor, verb: str, disposal: Any) -> str:
    if verb == "edit" and disposal.state not in {State.LISTING, State.READY, State.UNLISTED}:
        return str(said("It is on its way: what was approved stays as it is."))
    return ""


def _page(person: Person, disposal: Any, moment: Moment) -> Mapping[str, Any]:
    """What is in the way of the next step, and the disposals that have it."""
    if moment.as_at is not None:
        return {}
    items = (
        DisposalItem.objects.visible_to(person)
        .filter(in_register=acts.SLUG, number=disposal.pk)
        .select_related("disposal")
        .order_by("pk")
    )
    return {"items": list(items), "not_writable": writable.fault(disposal.place.address) if disposal.state in OPEN else "", "sees_place": sees(person, disposal.place)}  # fmt: skip


registry.add(
    Register(
        slug=acts.SLUG, model=FileDisposal, title="Files to dispose of", one="list of files", many="lists of files", section="Shares",
        access=Access.of(
            own="read comment attach", records_manager="read create edit propose_files move_files bring_back drop_files comment attach link", ig_manager="read edit comment bring_back",
            ig_officer="read", dpo="read", siro="read", auditor="read",
        ),
        about="Lists of files that were agreed to go. Each is frozen with the digests of its files, is disposed of by a disposal that two people approve, and stays in a quarantine before it is deleted.",
        columns=(
            Column("name", "Files", "name"), Column("owner", "Owner", "owner__title"), Column("retention_line", "Line", "retention_line__code"),
            Column("files_listed", "Listed", "files_listed", numeric=True), Column("size_bytes", "Size", "size_bytes", numeric=True, template="discovery/cells/size.html"),
            Column("delete_after", "Deleted from", "delete_after"), Column("get_state_display", "State", "state,size_bytes", reads=("state",), template="registers/cells/state.html"),
            Column("place", "Scanned place", "place__name", shown=False), Column("files_moved", "In the quarantine", "files_moved", numeric=True, shown=False),
            Column("files_deleted", "Deleted", "files_deleted", numeric=True, shown=False), Column("files_stayed", "Stayed", "files_stayed", numeric=True, shown=False),
        ),
        sort="-size_bytes", search=("name", "owner__title", "trouble"), related=("place", "finding", "owner", "retention_line", "unit"), creatable=False,
        filters=(by_choice(FileDisposal, "state"), by_post("owner", "Owner"), by_record("place", "Scanned place"), *by_unit()),
        flags=(
            Flag("in_quarantine", "In the quarantine", lambda _m: Q(state=State.QUARANTINED), "What can still be brought back."),
            Flag("in_the_way", "Something is in the way", lambda _m: ~Q(trouble="") & Q(state__in=[State.UNLISTED, State.MOVING, State.QUARANTINED]), "Files that stayed, or work that could not go on."),
        ),
        fields=("name", "owner", "retention_line", "medium", "created_on", "modified_on", "closed_on", "happened"),
        steps=(
            Step("propose", "propose_files", _("Propose it for disposal"), frozenset({State.READY}), acts.ProposeForm, acts.propose, main=True,
                 explain=_("It must be due under its line. Two people approve it, neither of them who proposed it.")),
            Step("move", "move_files", _("Move them into the quarantine"), frozenset({State.READY, State.MOVING}), acts.MoveForm, acts.move, main=True,
                 when=lambda each: not writable.fault(each.place.address),
                 explain=_("Each file is compared with the list, and holds are asked about, at that moment. Until they are deleted they can be brought back.")),
            Step("bring-back", "bring_back", _("Bring files back"), frozenset({State.QUARANTINED, State.RETURNING}), acts.BackForm, acts.bring_back,
                 explain=_("They go back to where they were. What stands there now is not overwritten.")),
            Step("drop", "drop_files", _("Call it off"), frozenset({State.READY, State.UNLISTED}), WhyForm, acts.drop),
        ),
        duties=(
            DutyRule("propose", _("Propose for disposal"), "propose_files", step="propose",
                     of=lambda some: [Asked(each) for each in some if each.state == State.READY and each.disposed_on is None]),
            DutyRule("in_the_way", _("See what is in the way"), "move_files", step="",
                     of=lambda some: [Asked(each) for each in some if each.trouble and each.state in {State.MOVING, State.QUARANTINED}]),
        ),
        files=("frozen", "outcome"), refuse=_refuse, page=_page, past=FileDisposalVersion, derives=(dates.derive,), evidence=True, comments=True, open_states=OPEN,
        colour=lambda each: {State.READY: "amber", State.MOVING: "blue", State.QUARANTINED: "blue", State.DELETED: "green", State.DISPOSED: "green", State.UNLISTED: "red"}.get(each.state, ""),
    )
)  # fmt: skip
