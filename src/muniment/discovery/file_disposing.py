"""What is done with files that are to go: listed, proposed, moved into the quarantine, brought back. Each long one is a task that goes on after a kill."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muniment.discovery import writable
from muniment.discovery.file_disposals import HELD, FileDisposal, State
from muniment.discovery.finding_acts import _OfRecord
from muniment.discovery.share_findings import Kind, ShareFinding
from muniment.discovery.share_findings import State as Found
from muniment.jobs import work
from muniment.registers import history
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid
from muniment.registers.forms import Prose
from muniment.registers.services import Change, write
from muniment.retention import disposing
from muniment.retention.disposal_records import Disposal, DisposalItem
from muniment.retention.lines import Medium, RetentionLine

SLUG = "file-disposals"
LISTED_KINDS = frozenset({Kind.COPIES, Kind.OVERDUE})


class ListForm(_OfRecord):
    """Under which line the files go."""

    retention_line = forms.ModelChoiceField(
        RetentionLine.objects.none(), label=gettext_lazy("Under which line of the schedule do they go?"), empty_label=gettext_lazy("Choose one"),
        error_messages={"required": gettext_lazy("Choose the line.")},
        help_text=gettext_lazy("Copies go under the line that your schedule has for copies; what is overdue under the line that it fell under."),
    )  # fmt: skip

    def begin(self) -> None:
        lines = RetentionLine.objects.everything().filter(
            state=RetentionLine.State.IN_FORCE, action=RetentionLine.Action.DESTROY
        )
        self.fields["retention_line"].queryset = lines.order_by("code")  # type: ignore[attr-defined]
        self.fields["retention_line"].initial = self.record.line_id


class ProposeForm(forms.Form):
    """Why these may go."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    why = Prose(label=gettext_lazy("Why may they go?"), max_length=2000, required=False)


class MoveForm(forms.Form):
    """What whoever moves them has looked at."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    why = Prose(label=gettext_lazy("What have you looked at?"), max_length=2000, error_messages={"required": gettext_lazy("Say what you have looked at.")})  # fmt: skip


class BackForm(forms.Form):
    """Which come back, and why."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    paths = Prose(
        label=gettext_lazy("Which files?"), required=False, help_text=gettext_lazy("Their paths as the list has them, one on each line. Empty is: all of them."),
    )  # fmt: skip
    why = Prose(label=gettext_lazy("Why?"), max_length=2000, error_messages={"required": gettext_lazy("Say why.")})


def list_files(actor: Actor, finding: ShareFinding, data: Mapping[str, Any]) -> FileDisposal:
    """Has the files of an agreed finding listed, to go under a line. Invalid where it is not agreed, has no owner, or was listed already."""
    data = data or {}
    line = data.get("retention_line") or finding.line
    if finding.kind not in LISTED_KINDS or finding.state != Found.AGREED:
        raise Invalid(_("Its owner agrees first; and only copies and what is overdue are disposed of."))
    if finding.owner is None:
        raise Invalid(_("Somebody answers for it first: give it to its owner."))
    if not isinstance(line, RetentionLine):
        raise Invalid(_("Choose the line."), {"retention_line": [_("Choose the line.")]})
    if line.action != RetentionLine.Action.DESTROY:
        told = _("%(line)s does not end in destruction: choose a line that does.") % {"line": line}
        raise Invalid(told, {"retention_line": [told]})
    with transaction.atomic():
        history.take_turn()
        if FileDisposal.objects.everything().filter(finding=finding.pk, state__in=HELD - {State.DISPOSED}).exists():
            raise Invalid(_("Its files are listed already."))
        disposal = FileDisposal(
            name=f"{finding}"[:200], finding=finding, place=finding.place, owner=finding.owner, unit=finding.place.unit, retention_line=line, medium=Medium.ELECTRONIC,
        )  # fmt: skip
        write(actor, [Change(disposal, verb="create", why=str(_("From finding %(number)s.") % {"number": finding.pk}))])
        _ask("list_them", disposal, actor, _("List of files: %(name)s"))
    return disposal


def propose(actor: Actor, disposal: FileDisposal, data: Mapping[str, Any]) -> Disposal:
    """Proposes the list as a disposal, which two people approve. Invalid where it is not due, or a hold keeps it."""
    data = data or {}
    return disposing.propose(
        actor, disposal.owner, Disposal.Disposition.DESTROY, [(SLUG, disposal.pk)], data.get("why") or ""
    )


def move(actor: Actor, disposal: FileDisposal, data: Mapping[str, Any]) -> None:
    """Begins to move the files into the quarantine, or goes on with it. Invalid without an approved disposal, or a share that is writable."""
    data = data or {}
    if told := why_not_moved(disposal):
        raise Invalid(told)
    with transaction.atomic():
        history.take_turn()
        write(
            actor,
            [
                Change(
                    disposal,
                    {"state": State.MOVING, "trouble": ""},
                    "move_files",
                    data.get("why") or "",
                    data.get("seen_version"),
                )
            ],
        )
        _ask("move_them", disposal, actor, _("Into the quarantine: %(name)s"))


def why_not_moved(disposal: FileDisposal) -> str:
    """Why the files of a list may not go into the quarantine now, "" where they may."""
    if told := writable.fault(disposal.place.address):
        return told
    if told := disposal.place.fault():
        return told
    return why_not_approved(disposal)


def why_not_approved(disposal: FileDisposal) -> str:
    """Two people have approved that it goes, and it was not left out since: else why not. Asked again for each file."""
    items = DisposalItem.objects.everything().filter(
        in_register=SLUG, number=disposal.pk, state=DisposalItem.State.PLANNED, disposal__state=Disposal.State.APPROVED
    )
    return "" if items.exists() else _("No disposal with it is approved: propose it, and two people approve it.")


def bring_back(actor: Actor, disposal: FileDisposal, data: Mapping[str, Any]) -> None:
    """Brings files back to where they were, all or those that are named. Nothing that stands there now is overwritten."""
    data = data or {}
    paths = [line.strip() for line in (data.get("paths") or "").splitlines() if line.strip()]
    if told := writable.fault(disposal.place.address):
        raise Invalid(told)
    with transaction.atomic():
        history.take_turn()
        write(
            actor,
            [
                Change(
                    disposal,
                    {"state": State.RETURNING, "trouble": ""},
                    "bring_back",
                    data.get("why") or "",
                    data.get("seen_version"),
                )
            ],
        )
        _ask("bring_them", disposal, actor, _("Out of the quarantine: %(name)s"), paths)


def drop(actor: Actor, disposal: FileDisposal, data: Mapping[str, Any]) -> None:
    """Calls a list off of which nothing went. Invalid while a disposal has it."""
    data = data or {}
    with transaction.atomic():
        history.take_turn()
        open_ones = DisposalItem.objects.everything().filter(
            in_register=SLUG, number=disposal.pk, state=DisposalItem.State.PLANNED, disposal__state__in=[Disposal.State.PROPOSED, Disposal.State.APPROVED]
        )  # fmt: skip
        if open_ones.exists():
            raise Invalid(_("A disposal has it: leave it out there first."))
        write(
            actor,
            [Change(disposal, {"state": State.DROPPED}, "drop_files", data.get("why") or "", data.get("seen_version"))],
        )


def _ask(name: str, disposal: FileDisposal, actor: Actor, title: str, *more: Any) -> None:
    from muniment.discovery import file_tasks  # noqa: PLC0415 - the tasks write through these services' registers

    person = actor.person.pk if actor.person else None
    work.ask(
        getattr(file_tasks, name),
        disposal.pk,
        *more,
        asked_by=person,
        title=title % {"name": disposal},
        address=f"/{SLUG}/{disposal.pk}/",
    )
