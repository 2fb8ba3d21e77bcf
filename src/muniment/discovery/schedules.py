"""What happens at its time without being asked: places are scanned every week or month, and a scan whose work was lost is told."""

from datetime import timedelta

from django_tasks import task
from django_tasks.base import TaskResultStatus as Status
from django_tasks_db.models import DBTaskResult

from muniment import clock
from muniment.discovery import running
from muniment.discovery.file_disposals import FileDisposal
from muniment.discovery.file_tasks import delete_them
from muniment.discovery.scanned_places import OPEN as SCANNED
from muniment.discovery.scanned_places import ScannedPlace
from muniment.discovery.scans import OPEN, Scan
from muniment.jobs.schedules import Daily, Every, Schedule, declare
from muniment.registers.errors import Invalid

LOST = "The work was lost, or failed too often; it goes on from where it was."


@task()
def scan_what_is_due() -> None:
    """Asks for a scan of each place whose week or month has gone by since the last was asked for."""
    today = clock.today()
    since = {
        ScannedPlace.Every.WEEKLY: today - timedelta(days=7),
        ScannedPlace.Every.MONTHLY: clock.add_months(today, -1),
    }
    for place in ScannedPlace.objects.everything().filter(state__in=SCANNED, repeats__in=since).select_related("unit"):
        last = (
            Scan.objects.everything()
            .filter(place=place)
            .order_by("-asked_at")
            .values_list("asked_at", flat=True)
            .first()
        )
        if last is not None and last.astimezone(clock.LONDON).date() > since[ScannedPlace.Every(place.repeats)]:
            continue
        try:
            running.scan_now(running.HOUSE, place)
        except Invalid:
            continue  # it is being scanned, or may not be: its page says so


@task()
def look_after() -> None:
    """Scans that wait or run, and whose task is there no more or has failed, have failed."""
    rows = Scan.objects.everything().filter(state__in=OPEN, asked_at__lt=clock.now() - timedelta(minutes=1))
    for pk, asked in rows.values_list("pk", "progress__task"):
        task_of = DBTaskResult.objects.filter(pk=asked).first() if asked else None
        if task_of is None or task_of.status == Status.FAILED:
            lines = [line for line in (task_of.traceback if task_of else "").strip().splitlines() if line.strip()]
            running.end(pk, Scan.State.FAILED, trouble=f"{LOST} {lines[-1][:500]}" if lines else LOST)


@task()
def empty_quarantine() -> None:
    """Has deleted for good what has been in the quarantine for as long as the council set."""
    due = FileDisposal.objects.everything().filter(
        state=FileDisposal.State.QUARANTINED, delete_after__lte=clock.today()
    )
    for pk in due.values_list("pk", flat=True):
        delete_them.enqueue(pk)


declare(Schedule("file-quarantine", empty_quarantine, Daily(3, 30)))
declare(Schedule("scans", scan_what_is_due, Daily(20, 0)))
declare(Schedule("scans-lost", look_after, Every(10), late=False))
