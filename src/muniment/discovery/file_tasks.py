"""The long work on files that are to go, as tasks: listed, moved into the quarantine, brought back, deleted for good. Each may be killed and goes on."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django_tasks import task

from muniment import clock
from muniment.discovery import file_certificate, file_lists, given_for, rulings_for, writable
from muniment.discovery.engine import days, freezing, holding, questions, worklists
from muniment.discovery.engine.freezing import Frozen, Wanted
from muniment.discovery.engine.quarantine import Quarantine
from muniment.discovery.engine.recovering import BACK, GONE, IN_QUARANTINE, LEFT, STRAY, Left
from muniment.discovery.file_disposals import FileDisposal, State
from muniment.discovery.file_disposing import why_not_approved, why_not_moved
from muniment.discovery.finding_making import HOUSE
from muniment.jobs import work
from muniment.organisation.preferences import value_of
from muniment.registers import history
from muniment.registers.record import register_of
from muniment.registers.services import Change, write
from muniment.retention import holds

MOST = 200_000  # files of one list: who approves it can still look through it
TURN = 300.0  # seconds for which it keeps a worker that others may wait for
EVERY = 1.0


def _of(pk: int, *states: str) -> FileDisposal | None:
    rows = FileDisposal.objects.everything().select_related(
        "place__place", "finding__line", "retention_line", "unit", "owner"
    )
    return rows.filter(pk=pk, state__in=states).first()


def _say(disposal: FileDisposal, verb: str, why: str = "", **values: Any) -> None:
    """Writes what has become of a list, as it is now."""
    with work.step():
        history.take_turn()
        now = FileDisposal.objects.get(pk=disposal.pk)
        write(HOUSE, [Change(now, values, verb, why, follows=True)])


@task()
def list_them(pk: int) -> None:
    """Freezes the list: those files that are still as the scan found them, with the digest of each."""
    disposal = _of(pk, State.LISTING)
    if disposal is None:
        return
    place, finding = disposal.place, disposal.finding
    if given_for.told_of(place).get("root") != place.address or not place.address.startswith("/"):
        _say(
            disposal,
            "list_files",
            state=State.UNLISTED,
            trouble=_("The result of the scan is not there any more, or is of no folder of this server."),
        )
        return
    line = finding.line.code if finding.line else ""
    with questions.opened(place.result) as connection:
        rows = worklists.files_of(connection, finding.kind, finding.folder, line, MOST + 1)
        untrue = [row["path"] for row in rows if row["modified"] and not days.believed(_day(row["modified"]))]
        said = days.said(connection, untrue)
    if len(rows) > MOST:
        _say(
            disposal,
            "list_files",
            state=State.UNLISTED,
            trouble=_("It is more than %(most)s files: too many for one list.") % {"most": f"{MOST:,}"},
        )
        return
    notes = settings.DATA.discovery / "disposals" / f"{pk}.jsonl"
    notes.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    wanted = [Wanted(**{name: row[name] for name in Wanted.__slots__}) for row in rows]
    frozen, left = freezing.freeze(place.address, wanted, notes, _teller(len(wanted)))
    if not frozen:
        _say(
            disposal,
            "list_files",
            state=State.UNLISTED,
            files_not_listed=len(left),
            trouble=_("None of its files is as the scan found it: scan again."),
        )
        return
    today = clock.today()  # of a file whose day nobody knows: it keeps the list
    unsure = {path: said.get(path, today) for path in untrue}
    youngest = max((unsure.get(each.path) or _day(each.modified) for each in frozen if each.modified), default=today)
    _say(
        disposal, "list_files", state=State.READY, frozen=file_lists.keep_frozen(frozen, freezing.table_of(frozen)), files_listed=len(frozen), files_not_listed=len(left),
        size_bytes=sum(each.size for each in frozen), created_on=youngest, modified_on=youngest, closed_on=youngest, trouble=_few(left),
    )  # fmt: skip
    notes.unlink(missing_ok=True)


def _day(moment: datetime) -> date:
    return moment.astimezone(clock.LONDON).date()


def _few(left: Sequence[tuple[str, str]], most: int = 5) -> str:
    told = [f"{path}: {why}" for path, why in left[:most]]
    return "\n".join([*told, *([_("… and %(n)s more.") % {"n": f"{len(left) - most:,}"}] if len(left) > most else [])])


@task()
def move_them(pk: int) -> None:
    """Moves each file of an approved list into the quarantine, or leaves it with the reason."""
    disposal = _of(pk, State.MOVING)
    if disposal is None:
        return
    if told := why_not_moved(disposal):
        _say(disposal, "move_files", told, trouble=told)
        return
    with _opened(disposal) as quarantine:
        for one in _each(quarantine):
            quarantine.take(one, gate(disposal))
        counted = _counted(quarantine, {})
    if counted["files_moved"]:
        days = int(value_of("quarantine_days"))
        today = clock.today()
        _say(
            disposal,
            "move_files",
            state=State.QUARANTINED,
            quarantined_on=today,
            delete_after=today + timedelta(days=days),
            **counted,
        )
    else:
        _say(
            disposal,
            "move_files",
            state=State.BACK,
            **{**counted, "trouble": _("None of them could be moved.") + "\n" + counted["trouble"]},
        )


@task()
def bring_them(pk: int, paths: list[str]) -> None:
    """Brings files back, all or those of these paths."""
    disposal = _of(pk, State.RETURNING)
    if disposal is None:
        return
    notes: dict[int, str] = {}
    with _opened(disposal) as quarantine:
        for one in _each(quarantine):
            if quarantine.state(one) == IN_QUARANTINE and (not paths or one.path in paths):
                try:
                    quarantine.restore(one)
                except Left as error:
                    notes[one.number] = str(error)
        counted = _counted(quarantine, notes)
    state = State.QUARANTINED if counted["files_moved"] else (State.DELETED if counted["files_deleted"] else State.BACK)
    _say(disposal, "bring_back", state=state, **counted)


@task()
def delete_them(pk: int) -> None:
    """Deletes for good what has been in the quarantine long enough; what may not go now stays there and is tried again the next day."""
    disposal = _of(pk, State.QUARANTINED)
    if disposal is None or disposal.delete_after is None or disposal.delete_after > clock.today():
        return
    if told := why_not_moved(disposal):
        _say(disposal, "delete_files", told, trouble=told)
        return
    notes: dict[int, str] = {}
    with _opened(disposal) as quarantine:
        for one in _each(quarantine):
            if quarantine.state(one) == IN_QUARANTINE and (why := quarantine.delete(one, gate(disposal))):
                notes[one.number] = why
        counted = _counted(quarantine, notes)
    _say(disposal, "delete_files", state=State.QUARANTINED if counted["files_moved"] else State.DELETED, **counted)
    if not counted["files_moved"]:
        file_certificate.make(HOUSE, FileDisposal.objects.get(pk=pk))


@contextmanager
def _opened(disposal: FileDisposal) -> Iterator[Quarantine]:
    """The quarantine of a list. Where another works in it, it is tried again in a while."""
    base = writable.quarantine_of(disposal.place.address)
    assert base is not None
    with Quarantine.opened(
        disposal.place.address, folder_of(base, disposal), file_lists.frozen_of(disposal)
    ) as quarantine:
        yield quarantine


def folder_of(base: Path, disposal: FileDisposal) -> Path:
    """Named by the number and the list, so that two installations with one share keep theirs apart."""
    return base / f"{disposal.pk}-{disposal.frozen[:16]}"


def _each(quarantine: Quarantine) -> Iterator[Frozen]:
    """The files one after the other; tells how far it is, and gives the worker back when its turn is over."""
    began = time.monotonic()
    tell = _teller(len(quarantine.files))
    for done, one in enumerate(quarantine.files.values(), 1):
        yield one
        tell(done)
        if time.monotonic() - began > TURN and work.current.get() is not None:
            raise work.Later


def _teller(total: int) -> Any:
    last = 0.0

    def tell(done: int) -> None:
        nonlocal last
        if time.monotonic() - last >= EVERY or done == total:
            last = time.monotonic()
            work.tell(done, total)

    return tell


def _counted(quarantine: Quarantine, notes: Mapping[int, str]) -> dict[str, Any]:
    """How the files stand, and why some stay."""
    states = {one.number: quarantine.state(one) for one in quarantine.files.values()}
    said = [
        (quarantine.files[number].path, notes.get(number) or quarantine.journal.why(number))
        for number, state in states.items()
        if number in notes or state in {LEFT, STRAY}
    ]
    number = list(states.values()).count
    return {
        "files_moved": number(IN_QUARANTINE), "files_returned": number(BACK), "files_deleted": number(GONE), "files_stayed": number(LEFT) + number(STRAY),
        "outcome": file_lists.keep_outcome(quarantine, notes), "trouble": _few(said),
    }  # fmt: skip


def gate(disposal: FileDisposal) -> Any:
    """For each file at its moment: begun at the chain's head, so that a hold which is being set waits, or is seen."""

    @contextmanager
    def asked(one: Frozen) -> Iterator[str]:
        with work.step():
            history.take_turn()
            yield why_held(disposal, one) or why_not_approved(disposal)

    return asked


def why_held(disposal: FileDisposal, one: Frozen) -> str:
    """What keeps a file of the list now: a hold of the list, of its line or unit, of its place, or of its folder."""
    for hold in holds.held(register_of(FileDisposal), [disposal.pk]).get(disposal.pk, ()):
        return _("Held: %(name)s.") % {"name": hold.name}
    for each in rulings_for.holds(disposal.place):
        if holding.keeps(each, one.path, one.line):
            return _("Held: %(name)s.") % {"name": each.reference}
    return ""
