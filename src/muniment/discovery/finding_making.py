"""Findings out of a scan that is done: new ones, new numbers of those that are there, and an end to those that are there no more."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django_tasks import task

from muniment import clock
from muniment.assets.places import Place
from muniment.assets.surveys import heads_of
from muniment.discovery import given_for, personal_said, plan_matching
from muniment.discovery.engine import questions, worklists
from muniment.discovery.engine.worklists import Found
from muniment.discovery.matching import LOOKS
from muniment.discovery.scans import Scan
from muniment.discovery.share_findings import OPEN, Kind, ShareFinding, State, mark_of
from muniment.people.models import Holding, Post, Unit
from muniment.registers import history
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid
from muniment.registers.services import Change, write
from muniment.retention.lines import RetentionLine

HOUSE = Actor.operator("the scan")
AGAIN = frozenset({State.GONE, State.DONE})  # found once more it is open again; what was turned down stays so


@task()
def make(pk: int) -> None:
    """Makes the findings of a scan that is done, if it is the last of its place."""
    scan = Scan.objects.everything().select_related("place__place", "place__owner", "place__unit").filter(pk=pk, state=Scan.State.DONE).first()  # fmt: skip
    if scan is not None and _last(scan) == scan:
        make_of(scan)


def make_of(scan: Scan) -> int:
    """Makes them, and returns how many there are. Invalid where another scan of the place was done since."""
    if _last(scan) != scan:
        raise Invalid(_("A later scan of this place is done: make findings of that."))
    if given_for.told_of(scan.place).get("root") != scan.place.address:
        raise Invalid(_("The result of this scan is not there any more: scan again."))
    try:
        with questions.opened(scan.place.result) as connection:
            rows = list(_rows(scan, connection))
    except questions.Unanswerable as error:
        raise Invalid(str(error)) from error
    with transaction.atomic():
        history.take_turn()
        there = {each.mark: each for each in ShareFinding.objects.everything().filter(place=scan.place_id)}
        now = dict(_changes(scan, rows, there))
        gone = [_closed(each) for mark, each in there.items() if mark not in now and each.state in OPEN]
        write(HOUSE, [*now.values(), *gone])
    return len(now)


def _last(scan: Scan) -> Scan | None:
    """The last scan of its place that is done."""
    return Scan.objects.everything().filter(place=scan.place_id, state=Scan.State.DONE).order_by("-ended_at", "-pk").first()  # fmt: skip


def _changes(
    scan: Scan, rows: Sequence[tuple[Found, Mapping[str, Any]]], there: Mapping[str, ShareFinding]
) -> Iterator[tuple[str, Change]]:
    """By its mark what becomes of each that was found: a new finding, or other numbers of one that is there."""
    owners, today = _Owners(scan, rows), clock.today()
    lines = {each.code: each for each in RetentionLine.objects.everything().filter(code__in={found.line for found, _more in rows})}  # fmt: skip
    for found, more in rows:
        mark = mark_of(found.kind, found.folder, found.line, "".join(f"{name} {each.pk}" for name, each in more.items()))  # fmt: skip
        values = {"scan": scan, "files_found": found.files, "size_bytes": found.size, "reason": found.reason, "found_last": today, **more}  # fmt: skip
        if (known := there.get(mark)) is not None:
            again = known.state in AGAIN
            if again:
                values["state"] = State.ASKED if known.owner_id else State.FOUND
            yield mark, Change(known, values, "find_again", _("Found again.") if again else "", follows=True)
            continue
        owner, why = owners.of(found)
        record = ShareFinding(
            place=scan.place, kind=found.kind, folder=found.folder, mark=mark, line=lines.get(found.line), owner=owner, owner_reason=why,
            found_first=today, unit=scan.place.unit, **values,
        )  # fmt: skip
        yield mark, Change(record, verb="create")


def _closed(finding: ShareFinding) -> Change:
    told = _("The scan of %(day)s did not find it any more.") % {"day": f"{clock.today():%-d %B %Y}"}
    return Change(finding, {"state": State.GONE, "files_found": 0, "size_bytes": 0}, "close_by_scan", told, follows=True)  # fmt: skip


def _rows(scan: Scan, connection: Any) -> Iterator[tuple[Found, Mapping[str, Any]]]:
    """What was found, each with the place or asset that it is about, by the field that names it."""
    for each in (
        *worklists.copies(connection), *worklists.overdue(connection), *worklists.personal(connection, personal_said.declared(scan.place, connection)), *worklists.orphans(connection),
        *worklists.at_risk(connection), *worklists.unread(connection),
    ):  # fmt: skip
        yield each, {}
    both = plan_matching.matched(scan.place, connection)
    for row, match in both.folders:
        if not match.sure and row["files"]:
            likely = (
                _(" It looks like %(name)s.") % {"name": match.plan.name} if match.plan and match.how == LOOKS else ""
            )
            yield (
                worklists.without_counterpart(
                    row, _("No place of the file plan and no asset is said to lie there.") + likely
                ),
                {},
            )
    for plan, folder in both.missing:
        named = {"plan_place": plan.record} if isinstance(plan.record, Place) else {"asset": plan.record}
        told = _("%(name)s is said to lie in %(folder)s, which the scan did not find.") % {
            "name": plan.name,
            "folder": folder,
        }
        yield Found(Kind.MISSING, folder, 0, 0, told), named


class _Owners:
    """Who likely answers for folders, as posts; few queries for all of them."""

    def __init__(self, scan: Scan, rows: Sequence[tuple[Found, Mapping[str, Any]]]) -> None:
        self._own = scan.place.owner
        people = {int(found.owner_person) for found, _more in rows if found.owner_person.isdecimal()}
        units = {int(found.owner_unit) for found, _more in rows if found.owner_unit.isdecimal()}
        held = (
            Holding.objects.held_on(clock.today())
            .filter(person__in=people)
            .select_related("post")
            .order_by("start", "pk")
        )
        self._posts: dict[int, Post] = {each.person_id: each.post for each in held}
        self._heads = heads_of(list(Unit.objects.filter(pk__in=units)))

    def of(self, found: Found) -> tuple[Post | None, str]:
        """The post, and why it is that."""
        if found.owner_person.isdecimal() and (post := self._posts.get(int(found.owner_person))):
            return post, found.owner_reason
        if found.owner_unit.isdecimal() and (post := self._heads.get(int(found.owner_unit))):
            return post, found.owner_reason
        return self._own, _("It answers for the scanned place.") if self._own else ""
