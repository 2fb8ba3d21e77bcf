"""What the people of Ambleworth do with what was found on their drive: findings with their owners, and old invoices in the quarantine."""

from datetime import timedelta

from muniment import clock
from muniment.discovery import file_disposing, file_tasks, finding_acts
from muniment.discovery.file_disposals import FileDisposal
from muniment.discovery.finding_making import make
from muniment.discovery.scanned_places import ScannedPlace
from muniment.discovery.scans import Scan
from muniment.discovery.share_findings import Kind, ShareFinding
from muniment.people.models import Post, RoleGiven
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid, Refused
from muniment.retention import disposing
from muniment.retention.lines import RetentionLine


def act(by: Actor, place: ScannedPlace) -> None:
    """Makes the findings of the last scan, hands some out, and has one list of files go into the quarantine."""
    make.call(Scan.objects.filter(place=place).latest("pk").pk)
    found = ShareFinding.objects.select_related("place", "line", "owner", "unit").filter(place=place)
    due = clock.today() + timedelta(days=28)
    asked = found.filter(kind__in=[Kind.COPIES, Kind.PERSONAL, Kind.AT_RISK], owner__isnull=False)
    for finding in asked.order_by("-kind", "pk")[:6]:
        finding_acts.assign(by, finding, {"owner": finding.owner, "due": due})
    refused = found.filter(kind=Kind.UNPLANNED).order_by("pk").first()
    if refused is not None:
        finding_acts.refuse(by, refused, {"answer": "The folder is emptied this month: it gets no place of its own."})
    mine = Post.objects.filter(holdings__person=by.person)
    for overdue in (
        found.filter(kind=Kind.OVERDUE, owner__isnull=False, files_found__gt=1)
        .exclude(owner__in=mine)
        .order_by("-files_found", "folder")[:3]
    ):
        if _disposed(by, overdue):
            return


def _disposed(by: Actor, finding: ShareFinding) -> bool:
    """Its owner agrees, two people approve, and the files go into the quarantine, from which they can still be brought back."""
    if finding.line is None or finding.line.action != RetentionLine.Action.DESTROY:
        return False
    finding_acts.assign(by, finding, {"owner": finding.owner, "due": clock.today() + timedelta(days=28)})
    finding.refresh_from_db()
    finding_acts.agree(by, finding, {"answer": "Nobody has asked for them in years."})
    finding.refresh_from_db()
    listed = file_disposing.list_files(by, finding, {"retention_line": finding.line})
    file_tasks.list_them.call(listed.pk)
    listed = FileDisposal.objects.select_related("place", "owner", "finding").get(pk=listed.pk)
    try:
        disposal = file_disposing.propose(by, listed, {"why": "Looked through with the service."})
    except Invalid:  # its youngest file is not due yet
        return False
    for approver in _approvers(by, listed):
        try:
            disposing.approve(approver, disposal, "Read the list; nobody needs them any more.")
        except Refused:
            continue
        disposal.refresh_from_db()
        if disposal.state == disposal.State.APPROVED:
            file_disposing.move(by, listed, {"why": "Both approvals are there."})
            file_tasks.move_them.call(listed.pk)
            return True
    return False


def _approvers(by: Actor, listed: FileDisposal) -> list[Actor]:
    """Who may approve: whoever holds the post that owns the files, then others whose role lets them."""
    roles = RoleGiven.objects.filter(role__in=["records_manager", "asset_owner", "data_owner"]).values("post")
    posts = [listed.owner, *Post.objects.filter(pk__in=roles).exclude(pk=listed.owner_id).order_by("pk")]
    return [
        Actor.at_page(holder)
        for post in posts
        for holder in post.holders()
        if by.person is None or holder.pk != by.person.pk
    ]
