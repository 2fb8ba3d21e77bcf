"""The import of a schedule: kept from its preview on, applied once and as a whole, undone as any import of a table is."""

import uuid
from functools import lru_cache
from importlib.resources import files
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from muniment import clock
from muniment.documents.paper import Unreadable
from muniment.people.models import Person
from muniment.registers import evidence, history, scanning
from muniment.registers.access import Actor
from muniment.registers.cells import SHOWN
from muniment.registers.errors import Conflict, Invalid
from muniment.registers.models import History, TableImport
from muniment.registers.record import register_of
from muniment.registers.register import Register
from muniment.registers.services import Change, write
from muniment.retention.lines import RetentionLine
from muniment.retention.schedule_compare import CHANGED, CONFLICT, FORCE, NEW, SAME, Comparison, compare
from muniment.retention.schedule_file import read_schedule
from muniment.retention.schedule_rows import Schedule
from muniment.tables.applying import OPEN, actor_of

# Until it is applied it is no import of a plain table: the pages of those do not show it. Then it is one, and they undo it.
UNAPPLIED = "retention-lines schedule"
STARTING = "starting_schedule.csv"


def the_register() -> Register:
    return register_of(RetentionLine)


def take_in(actor: Actor, name: str, content: bytes) -> TableImport:
    """Keeps a file as an import to be looked at. Invalid where the scanner refuses it or no schedule is in it, else Unreadable."""
    scanning.scan(content)
    found = read_schedule(content, name, clock.today().year)
    if not found.rows:
        raise Invalid(
            _(
                "No schedule was found in this file: it needs a table with a column that tells how long each series is kept."
            )
        )
    return TableImport.objects.create(
        register=UNAPPLIED, person=actor.person, file_name=evidence.clean_name(name), sha256=evidence.keep(content),
        batch=uuid.uuid4().hex, made_at=clock.now(), total=len(found.rows), result={"by": actor.name},
    )  # fmt: skip


def starting_schedule() -> bytes:
    """The schedule to begin with, as it comes with Muniment."""
    return (files("muniment.retention") / "data" / STARTING).read_bytes()


def schedule_of(kept: TableImport) -> Schedule:
    return _read_once(kept.sha256, kept.file_name, clock.today().year)


# A person goes back and forth on one file: reading it once is enough.
@lru_cache(maxsize=2)
def _read_once(sha256: str, name: str, year: int) -> Schedule:
    try:
        return read_schedule(evidence.path_of(sha256).read_bytes(), name, year)
    except FileNotFoundError as error:
        raise Unreadable("The file is not kept any more: send it again.") from error


def last_said() -> dict[str, dict[str, Any]]:
    """What the files of the past said of each line when they were last imported; an import that was undone said nothing."""
    applied = TableImport.objects.filter(register=the_register().slug, state=TableImport.State.APPLIED).order_by("-pk")
    for result in applied.values_list("result", flat=True).iterator(chunk_size=20):
        if "said" in result:
            return dict(result["said"])
    return {}


def compared(kept: TableImport) -> Comparison:
    """What the import would do, by the file, the choices made so far, and the lines as they stand now."""
    return compare(actor_of(kept), the_register(), schedule_of(kept), last_said(), kept.mapping)


def apply(kept: TableImport, seen: int) -> Comparison:
    """Writes what may be written, as it was seen when the history ended at `seen`. The second of two clicks does nothing.

    Drafts are made and changed; what is in force, edited on both sides or undecided is left as it is. Raises Conflict where a line
    was changed meanwhile, Invalid and Refused as any write, and then nothing was written.
    """
    with transaction.atomic():
        history.take_turn()
        now = TableImport.objects.select_for_update().get(pk=kept.pk)
        found = compared(now)
        if now.state not in OPEN or now.register != UNAPPLIED or not found.written:
            return found
        _unchanged_since(seen, found)
        why = _("Import of %(name)s") % {"name": now.file_name}
        changes = [
            Change(line.record, line.values, line.verb, why, None if line.record.pk is None else line.record.version)
            for line in found.written
        ]
        write(actor_of(now), changes, batch=now.batch)
        now.register, now.state, now.applied_at = the_register().slug, TableImport.State.APPLIED, clock.now()
        now.done = now.total
        counts = found.counts
        done = {kind: sum(line.kind == kind for line in found.written) for kind in (NEW, CHANGED)}
        now.result = {**now.result, "counts": {**done, SAME: counts[SAME]}, "said": _said(found)}
        now.save()
    return found


def _unchanged_since(seen: int, found: Comparison) -> None:
    ids = {line.record.pk: line.code for line in found.written if line.record.pk is not None}
    later = History.objects.filter(number__gt=seen, register=the_register().slug).order_by("number")
    who = {row.record: row.actor for row in later if row.record in ids}
    if who:
        told = "; ".join(f"{ids[pk]} ({actor})" for pk, actor in list(who.items())[:SHOWN])
        raise Conflict(_("Changed since you looked: %(told)s. Look again, then import.") % {"told": told})


def _said(found: Comparison) -> dict[str, dict[str, Any]]:
    """What this file says of the lines that follow it; of the others what was said before, so that they are asked about again."""
    said = last_said()
    for line in found.lines:
        follows = line.writes or (line.wanted and line.kind not in {NEW, CHANGED, CONFLICT, FORCE})
        if follows:
            said[line.code] = {**said.get(line.code, {}), **line.wanted}
    return said


def recent(person: Person, most: int) -> list[TableImport]:
    """The imports of schedules that this person began, the newest first."""
    mine = TableImport.objects.filter(person=person, register__in=[UNAPPLIED, the_register().slug]).order_by("-pk")
    return [each for each in mine[: 4 * most] if each.register == UNAPPLIED or "said" in each.result][:most]
