"""The register of findings, declared: a work list for each owner, whose rows are folders and never files."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muniment.discovery import file_disposing
from muniment.discovery import finding_acts as acts
from muniment.discovery.share_findings import OPEN, Kind, ShareFinding, ShareFindingVersion, State
from muniment.people.models import Person
from muniment.registers.access import Access
from muniment.registers.filters import by_choice, by_post, by_record, by_unit
from muniment.registers.register import Asked, Column, Deadline, DutyRule, Flag, Moment, Register, Step, registry
from muniment.registers.verbs import Verb, verbs

verbs.add(
    Verb("assign_finding", _("Given to its owner")),
    Verb("agree_finding", _("Agreed"), by_link=True),
    Verb("turn_down", _("Turned down"), by_link=True),
    Verb("finish_finding", _("Done"), by_link=True),
    Verb("reopen_finding", _("Opened again"), seldom=True),
    Verb("place_folder", _("Placed in the file plan")),
    Verb("find_again", _("Found again by a scan")),
    Verb("close_by_scan", _("Not found any more")),
    Verb("list_files", _("Files listed for disposal")),
)
ANSWERS = "agree_finding turn_down finish_finding"
RUNS = f"read comment attach assign_finding reopen_finding place_folder list_files {ANSWERS}"


def _to_answer(findings: Sequence[ShareFinding]) -> list[Asked]:
    return [Asked(each, each.owner_id, each.due, each.found_first) for each in findings if each.state == State.ASKED]


def _to_do(findings: Sequence[ShareFinding]) -> list[Asked]:
    return [Asked(each, each.owner_id, each.due) for each in findings if each.state == State.AGREED]


def _unowned(findings: Sequence[ShareFinding]) -> list[Asked]:
    return [Asked(each, since=each.found_first) for each in findings if each.state == State.FOUND and not each.owner_id]


def _page(person: Person, finding: Any, moment: Moment) -> Mapping[str, Any]:
    """Which pages of the result show its files, for whoever may see the place; and what was made of it."""
    from muniment.discovery.finding_files import shown_with  # noqa: PLC0415 - the pages are built upon the registers

    return {} if moment.as_at else shown_with(person, finding)


def _when(*kinds: str) -> Any:
    return lambda finding: finding.kind in kinds


registry.add(
    Register(
        slug="share-findings", model=ShareFinding, title="Work from scans", one="finding of a scan", many="findings of scans", section="Shares",
        access=Access.of(
            own=f"read comment attach {ANSWERS}", records_manager=RUNS, ig_manager=RUNS, ig_officer="read comment attach assign_finding", dpo="read comment",
            siro="read", auditor="read",
        ),
        about="What a scan found that somebody has to act on: a folder, its numbers, why, and who answers for it. A later scan brings the numbers up to date, and closes what it does not find any more.",
        columns=(
            Column("folder", "Folder", template="discovery/cells/folder.html"), Column("get_kind_display", "What it is", "kind,size_bytes", reads=("kind",)),
            Column("owner", "Answers for it", "owner__title"), Column("files_found", "Files", "files_found", numeric=True),
            Column("size_bytes", "Size", "size_bytes", numeric=True, template="discovery/cells/size.html"), Column("due", "By", "due"),
            Column("get_state_display", "State", "state,size_bytes", reads=("state",), template="registers/cells/state.html"),
            Column("place", "Scanned place", "place__name", shown=False), Column("line", "Line", "line__code", shown=False), Column("reason", "Why", shown=False),
            Column("answer", "What its owner said", shown=False), Column("found_first", "Found first", "found_first", shown=False),
            Column("found_last", "Found last", "found_last", shown=False), Column("plan_place", "File plan", "plan_place__name", shown=False),
        ),
        sort="-size_bytes", search=("folder", "reason", "answer", "place__name", "owner__title"), related=("place", "scan", "owner", "line", "plan_place", "asset", "unit"),
        creatable=False, seen_with="place",
        filters=(
            by_choice(ShareFinding, "kind"), by_post("owner", "Answers for it"), by_choice(ShareFinding, "state"), by_record("place", "Scanned place"), by_record("line", "Line", "code"),
            *by_unit(),
        ),
        flags=(
            Flag("to_act_on", "To act on", lambda _m: Q(state__in=OPEN), "Found, with their owner, or agreed and not done."),
            Flag("no_owner", "Nobody answers", lambda _m: Q(owner=None, state__in=OPEN), "Findings of which nobody is known who answers for them."),
            Flag("late", "Late", lambda moment: Q(due__lt=moment.late_on, state__in=OPEN), "Something should have been done by now."),
        ),
        steps=(
            Step("assign", "assign_finding", _("Give it to its owner"), frozenset({State.FOUND, State.ASKED}), acts.AssignForm, acts.assign,
                 explain=_("It stands in their duties from then on.")),
            Step("agree", "agree_finding", _("Agree to it"), frozenset({State.FOUND, State.ASKED}), acts.AgreeForm, acts.agree, main=True),
            Step("turn-down", "turn_down", _("Turn it down"), OPEN, acts.AnswerForm, acts.refuse, explain=_("Later scans leave it so, until somebody opens it again.")),
            Step("finish", "finish_finding", _("Say that it is done"), frozenset({State.ASKED, State.AGREED}), acts.DoneForm, acts.finish, main=True,
                 explain=_("The next scan looks: what it still finds is opened again.")),
            Step("make-place", "place_folder", _("Make it a place of the file plan"), OPEN, acts.PlaceForm, acts.make_place, when=_when(Kind.UNPLANNED)),
            Step("match", "place_folder", _("Say which place it is"), OPEN, acts.MatchForm, acts.match, when=_when(Kind.UNPLANNED)),
            Step("list-files", "list_files", _("List its files for disposal"), frozenset({State.AGREED}), file_disposing.ListForm, file_disposing.list_files,
                 when=_when(*file_disposing.LISTED_KINDS), explain=_("The list is frozen with the digest of each file. Nothing goes before two people have approved it.")),
            Step("reopen", "reopen_finding", _("Open it again"), frozenset({State.REFUSED, State.DONE}), acts.AnswerForm, acts.reopen),
        ),
        duties=(
            DutyRule("answer", _("Agree or turn down"), "agree_finding", _to_answer, "agree"),
            DutyRule("do", _("Do what was agreed"), "finish_finding", _to_do, "finish"),
            DutyRule("no_owner", _("Find an owner"), "assign_finding", _unowned, "assign"),
        ),
        deadlines=(Deadline("due", _("To be done on a share"), "due", Q(state__in=OPEN)),),
        past=ShareFindingVersion, evidence=True, comments=True, open_states=OPEN, page=_page,
        untold=frozenset({"withdrawn", "scan", "found_last"}),
        colour=lambda each: {State.FOUND: "amber", State.ASKED: "amber", State.AGREED: "blue", State.DONE: "green", State.REFUSED: "red"}.get(each.state, ""),
    )
)  # fmt: skip
