"""What is done about a scan: asked for, stopped, gone on with; and the task that runs it.

The engine keeps what it has done every few seconds, so a scan that is killed goes on from there. A long one gives its worker
back to others after a while, and goes on when its turn comes again.
"""

import time
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django_tasks import task

from muniment import clock
from muniment.discovery import given_for
from muniment.discovery.scanned_places import OPEN as SCANNED
from muniment.discovery.scanned_places import ScannedPlace
from muniment.discovery.scans import OPEN, Scan, ScanProgress
from muniment.discovery.teaching.taught import Untaught
from muniment.jobs import work
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid
from muniment.registers.services import Change, write

HOUSE = Actor.operator("the scan")
State = Scan.State
TURN = 300.0  # seconds for which a scan keeps a worker that others may wait for
EVERY = 1.0  # seconds between two tellings
LAST = "Putting together"  # the stage that is not begun again: it is let come to its end


class Halted(Exception):
    """Somebody wants the scan to stop."""


def scan_now(
    actor: Actor, place: ScannedPlace, _data: Mapping[str, Any] | None = None, *, only_classes: bool = False
) -> Scan:
    """Asks for a scan of a place, or for one that only classes anew what the last one found. Invalid where it is scanned already, or where its address may not be."""
    if place.state not in SCANNED:
        raise Invalid(_("It is not scanned any more."))
    if told := place.fault():
        raise Invalid(told)
    person = actor.person
    with transaction.atomic():
        if Scan.objects.everything().filter(place=place, state__in=OPEN).exists():
            raise Invalid(_("It is being scanned already."))
        scan = Scan(place=place, unit=place.unit, asked_by=person, only_classes=only_classes)
        write(actor, [Change(scan, verb="scan")])
        _enqueue(scan, person.pk if person else None)
    return scan


def class_again(actor: Actor, place: ScannedPlace, _data: Mapping[str, Any] | None = None) -> Scan:
    """Asks for the last scan to be classed by what is in force today, without a look at the share."""
    return scan_now(actor, place, only_classes=True)


def halt(actor: Actor, scan: Scan, data: Mapping[str, Any]) -> None:
    """Stops a scan: one that waits at once, one that runs within a few seconds."""
    seen = (data or {}).get("seen_version")
    with transaction.atomic():
        ScanProgress.objects.filter(scan=scan.pk).update(to_halt=True)
        values = {"state": State.HALTED, "ended_at": clock.now()}
        write(actor, [Change(scan, values, "scan", str(_("Stopped.")), seen)])


def go_on(actor: Actor, scan: Scan, data: Mapping[str, Any]) -> None:
    """Goes on with a scan that was stopped or has failed, from where it was."""
    if told := scan.place.fault():
        raise Invalid(told)
    seen = (data or {}).get("seen_version")
    with transaction.atomic():
        if Scan.objects.everything().filter(place=scan.place_id, state__in=OPEN).exists():
            raise Invalid(_("It is being scanned already."))
        values = {"state": State.WAITING, "ended_at": None, "trouble": ""}
        write(actor, [Change(scan, values, "scan", str(_("Goes on.")), seen)])
        _enqueue(scan, actor.person.pk if actor.person else None)


def _enqueue(scan: Scan, asked_by: int | None) -> None:
    kept = {"to_halt": False, "stage": "", "done": 0, "total": None, "not_read": 0, "rate": 0, "seconds_left": None, "told_at": None, "task": ""}  # fmt: skip
    ScanProgress.objects.update_or_create(scan=scan, defaults=kept)
    title = _("Scan of %(place)s") % {"place": scan.place}
    task_id = work.ask(run, scan.pk, asked_by=asked_by, title=title, address=f"/scans/{scan.pk}/")
    ScanProgress.objects.filter(scan=scan.pk).update(task=task_id)


@task()
def run(pk: int) -> None:
    """Runs a scan, or goes on with it. Asked again, it reads nothing twice."""
    from muniment.discovery.engine.store import Busy  # noqa: PLC0415 - slow to load, and pages do without it

    now = Scan.objects.everything().select_related("place").filter(pk=pk, state__in=OPEN).first()
    if now is None:
        return
    if told := now.place.fault():
        end(pk, State.FAILED, trouble=told)
        return
    try:
        _run(now)
    except Busy:
        raise  # its other worker is about to end: it is tried again in a while
    except Exception as error:  # a fault of ours: who asked is not left with a scan that seems to run
        told = _(
            "An error that nobody has foreseen ended it (%(error)s): who runs this installation finds it in the log."
        )
        end(pk, State.FAILED, trouble=str(told % {"error": type(error).__name__}))
        raise


def _run(now: Scan) -> None:
    from muniment.discovery.engine.again import class_again as class_scan  # noqa: PLC0415
    from muniment.discovery.engine.crew import CannotBegin  # noqa: PLC0415
    from muniment.discovery.engine.scanning import Settings, scan  # noqa: PLC0415 - slow to load, and pages do without it
    from muniment.discovery.engine.sources import Unreachable  # noqa: PLC0415
    from muniment.discovery.engine.store import Busy, Unusable  # noqa: PLC0415
    from muniment.discovery.engine.tallying import tally  # noqa: PLC0415

    pk, place = now.pk, now.place
    try:
        if now.state == State.WAITING:
            write(HOUSE, [Change(now, {"state": State.RUNNING, "began_at": now.began_at or clock.now()}, "scan")])
        given_for.make_ready(place)
        how = Settings(given=given_for.given(place), texts=place.depth == ScannedPlace.Depth.TEXTS)
        if now.only_classes:
            figures = class_scan(place.result, how, Teller(pk))
        else:
            figures = scan(place.address, place.result, how, Teller(pk))
        # Kept with the scan, since the next one writes over the files: a report tells of a day that is long past.
        known = tally(place.result, clock.today(), first=figures.get("changes") is None)
        figures["tally"] = {"root": place.address, **known}
    except Halted:
        return
    except Busy:  # one of them, but it passes
        raise
    except (CannotBegin, Unusable, Unreachable, Untaught) as error:
        end(pk, State.FAILED, trouble=str(error))
    except OSError as error:
        end(pk, State.FAILED, trouble=f"{error.strerror or type(error).__name__}: {error.filename or place.address}")
    else:
        figures.pop("told", None)  # what its pages tell lies in the folder of the result
        figures["seconds"] = round((clock.now() - (now.began_at or clock.now())).total_seconds(), 1)  # of all its turns
        counted = {"files": figures["found"], "files_unread": figures["failed"], "size_bytes": figures["bytes"]}
        end(pk, State.DONE, figures=figures, **counted)
        find_work(pk)


def find_work(pk: int) -> None:
    """Has findings made of a scan that is done."""
    from muniment.discovery.finding_making import make  # noqa: PLC0415 - it reads results, which pages do without

    make.enqueue(pk)


def end(pk: int, state: str, **values: Any) -> None:
    """Says how a scan ended, unless somebody said so before."""
    with work.step():
        now = Scan.objects.everything().filter(pk=pk, state__in=OPEN).first()
        if now is not None:
            write(
                HOUSE,
                [Change(now, {"state": state, "ended_at": clock.now(), **values}, "scan", values.get("trouble", ""))],
            )


class Teller:
    """Tells how far a scan is, and ends it where it is to stop, or where its turn is over."""

    def __init__(self, pk: int) -> None:
        self._pk = pk
        self._began = self._last = time.monotonic()
        self._stage = ""

    def __call__(self, told: Any) -> None:
        now = time.monotonic()
        if told.stage == self._stage and now - self._last < EVERY and told.done != told.total:
            return
        self._stage, self._last = told.stage, now
        rows = ScanProgress.objects.filter(scan=self._pk)
        rows.update(
            stage=told.stage, done=told.done, total=told.total, not_read=told.failed, rate=told.rate, seconds_left=told.left, told_at=clock.now()
        )  # fmt: skip
        if told.stage == LAST:
            return
        if rows.filter(to_halt=True).exists():
            raise Halted
        if now - self._began > TURN and work.current.get() is not None:
            raise work.Later
