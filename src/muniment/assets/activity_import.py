"""The import of a report of use: kept from its preview on, applied once and as a whole, undone as any import of a table is."""

import uuid
from functools import lru_cache

from django.db import transaction
from django.utils.translation import gettext as _
from django_tasks import task

from muniment import clock
from muniment.assets.activity_compare import reconcile, register_for
from muniment.assets.activity_lines import AGAIN, CHANGED, NEW, SAME, Line, Reconciled
from muniment.assets.activity_reading import ReportFile, read_report
from muniment.documents.paper import Unreadable
from muniment.documents.reading.exact import read_tables
from muniment.jobs import work
from muniment.people.models import Person
from muniment.registers import evidence, history, scanning
from muniment.registers.access import Actor
from muniment.registers.errors import Conflict, Invalid, Refused
from muniment.registers.models import TableImport
from muniment.registers.services import Change, write
from muniment.tables.applying import AT_ONCE, OPEN, RUNNING, State, actor_of, may_import, unchanged_since

# Until it is applied it is no import of a plain table: the pages of those do not show it. Then it is one, and they undo it.
UNAPPLIED = "use of Microsoft 365"


def take_in(actor: Actor, name: str, content: bytes) -> TableImport:
    """Keeps a file as an import to be looked at. Unreadable where it is none of the reports, Invalid where the scanner refuses it,
    Refused where this actor may not import into the register that it is about.
    """
    scanning.scan(content)
    found = _read(content, name)
    register = register_for(found.report)
    if actor.person is not None and not may_import(register, actor.person):
        told = {"many": register.several}
        raise Refused(_("None of the posts you hold may create or change %(many)s, so none may import them.") % told)
    return TableImport.objects.create(
        register=UNAPPLIED, person=actor.person, file_name=evidence.clean_name(name), sha256=evidence.keep(content), batch=uuid.uuid4().hex,
        made_at=clock.now(), total=len(found.rows), result={"by": actor.name, "report": found.report.value},
    )  # fmt: skip


def _read(content: bytes, name: str) -> ReportFile:
    return read_report(read_tables(content, name).tables[0].rows, clock.today())


def file_of(kept: TableImport) -> ReportFile:
    return _read_once(kept.sha256, kept.file_name)


# A person goes back and forth on one file: reading it once is enough.
@lru_cache(maxsize=2)
def _read_once(sha256: str, name: str) -> ReportFile:
    try:
        return _read(evidence.path_of(sha256).read_bytes(), name)
    except FileNotFoundError as error:
        raise Unreadable("The file is not kept any more: send it again.") from error


def compared(kept: TableImport) -> Reconciled:
    """What the import would do, by the file, the choices made so far, and the records as they stand now."""
    return reconcile(actor_of(kept), file_of(kept), kept.mapping)


def address_of(kept: TableImport) -> str:
    """Its page: that of the preview, then that of any import of a table."""
    applied = kept.register != UNAPPLIED
    return f"/{kept.register}/import/table/{kept.pk}/" if applied else f"/activity/{kept.pk}/"


def start(kept: TableImport, seen: int, *, by_job: bool = True) -> None:
    """Has it applied as it was seen when the history ended at `seen`: now, or by a job where it is long. The second click does nothing."""
    with transaction.atomic():
        now = TableImport.objects.select_for_update().get(pk=kept.pk)
        if now.register != UNAPPLIED or now.state not in OPEN:
            return
        now.state, now.done = State.WAITING, 0
        now.result = {name: value for name, value in now.result.items() if name != "error"} | {"seen": seen}
        now.save()
        by_job = by_job and now.total > AT_ONCE
        if by_job:
            title = _("Import of %(name)s") % {"name": now.file_name}
            work.ask(apply_report, now.pk, asked_by=now.person_id, title=title, address=address_of(now))
    if not by_job:
        run(kept.pk)


@task()
def apply_report(pk: int) -> None:
    """Applies a report that waits for it. Tried again, it does nothing that was done already."""
    run(pk)


def run(pk: int) -> None:
    """Applies it once and as a whole; what stands against it is kept with it, and nothing was written."""
    mine = TableImport.objects.filter(pk=pk, register=UNAPPLIED, state__in=RUNNING)
    if not mine.update(state=State.APPLYING):
        return
    kept = TableImport.objects.select_related("person").get(pk=pk)
    try:
        with work.step():  # a worker that was thought dead writes nothing
            history.take_turn()
            now = TableImport.objects.select_for_update(of=("self",)).select_related("person").get(pk=pk)
            if now.state == State.APPLYING:
                _write(now)
    except (Invalid, Refused, Conflict, Unreadable) as error:
        kept.result["error"] = str(error)
        TableImport.objects.filter(pk=pk, state=State.APPLYING).update(state=State.FAILED, result=kept.result)


def _write(now: TableImport) -> None:
    found = compared(now)
    if not found.written:
        raise Invalid(_("There is nothing to import as it stands now: look again."))
    records = [line.record for line in found.written if line.record.pk is not None]
    unchanged_since(found.register.slug, now.result.get("seen", 0), records)
    why = _("Import of %(name)s") % {"name": now.file_name}
    write(actor_of(now), [_change(line, why) for line in found.written], batch=now.batch)
    counts = found.counts
    done = {
        kind: sum(line.kind in of for line in found.written) for kind, of in ((NEW, {NEW}), (CHANGED, {CHANGED, AGAIN}))
    }
    now.register, now.state, now.applied_at = found.register.slug, State.APPLIED, clock.now()
    now.done = now.total
    now.result = {**now.result, "counts": {**done, SAME: counts[SAME]}}
    now.save()


def _change(line: Line, why: str) -> Change:
    verb = "create" if line.kind == NEW else "edit"
    return Change(line.record, line.values, verb, why, None if line.record.pk is None else line.record.version)


def recent(person: Person, most: int) -> list[TableImport]:
    """The reports that this person sent, the newest first."""
    return list(TableImport.objects.filter(person=person, result__has_key="report").order_by("-pk")[:most])
