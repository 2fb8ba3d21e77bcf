"""An import of a table, kept: read again when it is looked at, applied once and as a whole, in a job where it is long."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django_tasks import task
from django_tasks.base import TaskResultStatus as Status

from muniment import clock
from muniment.documents.paper import Unreadable
from muniment.documents.reading.exact import ExactTables, read_tables
from muniment.jobs import shown, work
from muniment.people.models import Person
from muniment.people.standing import standing_of
from muniment.registers import evidence, history, scanning
from muniment.registers.access import Actor
from muniment.registers.cells import CHUNK, SHOWN, key_text
from muniment.registers.errors import Conflict, Invalid, Refused
from muniment.registers.models import History, TableImport
from muniment.registers.register import Register, registry
from muniment.registers.services import Change, write
from muniment.tables.before import remembered, what_it_says
from muniment.tables.choices import Choices
from muniment.tables.comparing import Progress, compare
from muniment.tables.layout import offered
from muniment.tables.lines import WRONG, Compared, Line
from muniment.tables.mapping import ColumnsRead, explained, propose
from muniment.tables.meanings import Meanings
from muniment.tables.unique import broken_rules

AT_ONCE = 500  # rows that a page waits for; more are a job's
State = TableImport.State
OPEN = frozenset({State.PREVIEWED, State.FAILED})
RUNNING = frozenset({State.WAITING, State.APPLYING})
BUSY = RUNNING | {State.COMPARING}


def may_import(register: Register, person: Person) -> bool:
    """Whether an import is offered: to who may create or edit records here by hand. Each record is asked again when it is written.

    What everybody may report one by one is no table for everybody.
    """
    if not register.fields or not register.key:
        return False
    access, standing = register.access, standing_of(person)
    verbs = {"create", "edit"} if register.creatable else {"edit"}
    roles = frozenset().union(*(access.roles_for(verb) for verb in verbs))
    return bool((verbs & access.own and standing.posts) or roles & standing.roles.keys())


def take_in(actor: Actor, register: Register, name: str, content: bytes, *, unread: bool = False) -> TableImport:
    """Keeps a file as an import to be looked at. Invalid where the scanner refuses it, Unreadable where there is no table in it.

    One that is `unread` is read by the job that compares it.
    """
    scanning.scan(content)
    table, mapping = (
        (0, {}) if unread else best_table(actor.person, register, _offered(register.slug, read_tables(content, name)))
    )
    return TableImport.objects.create(
        register=register.slug, person=actor.person, file_name=evidence.clean_name(name), sha256=evidence.keep(content), mapping=mapping,
        table=table, batch=uuid.uuid4().hex, made_at=clock.now(), result={"by": actor.name},
    )  # fmt: skip


def actor_of(kept: TableImport) -> Actor:
    """Who imports, with today's rights."""
    if kept.person is None:
        return Actor.operator(kept.result.get("by", ""))
    if not kept.person.is_active:
        raise Refused(_("Whoever sent this may not sign in any more."))
    return Actor.at_page(kept.person)


def address_of(kept: TableImport) -> str:
    return f"/{kept.register}/import/table/{kept.pk}/"


def tables_of(kept: TableImport) -> ExactTables:
    return _read_once(kept.sha256, kept.file_name, kept.register)


def best_table(person: Person | None, register: Register, found: ExactTables) -> tuple[int, dict[str, Any]]:
    """The table that holds most of the register (of equals that of several sheets together, then the first), and what was chosen for
    the last file with its headings.
    """
    scores = [(len(propose(register, each).fields), bool(each.sheets), -at) for at, each in enumerate(found.tables)]
    at = -max(scores)[2]
    return at, remembered(register, propose(register, found.tables[at], None, Meanings(register, person)))


def _offered(slug: str, found: ExactTables) -> ExactTables:
    """The tables of a file, those with the same headings as one behind them."""
    register = registry.named(slug)
    return found if register is None else replace(found, tables=offered(found.tables, partial(explained, register)))


# A person goes back and forth on one file: reading it once is enough.
@lru_cache(maxsize=2)
def _read_once(sha256: str, name: str, slug: str) -> ExactTables:
    try:
        return _offered(slug, read_tables(evidence.path_of(sha256).read_bytes(), name))
    except FileNotFoundError as error:
        raise Unreadable("The file is not kept any more: send it again.") from error


def columns_of(kept: TableImport, register: Register, meant: Meanings | None = None) -> ColumnsRead:
    meant = meant or Meanings(register, kept.person, kept.mapping.get("words"))
    return propose(register, tables_of(kept).tables[kept.table], kept.mapping, meant)


def compared(kept: TableImport, progress: Progress = lambda _done: None) -> Compared:
    """What the import would do, by the file and by the register as it stands now."""
    register = registry.named(kept.register)
    if register is None:
        raise Invalid("This register is not there any more.")
    choices = Choices.of(kept.mapping)
    meant = Meanings(register, kept.person, choices.words)
    return compare(actor_of(kept), register, columns_of(kept, register, meant), progress, meant, choices)


def start(kept: TableImport, seen: int) -> None:
    """Has an import applied as it was seen when the history ended at `seen`: now, or by a job. The second of two clicks does nothing."""
    total = _begin(kept, seen, by_job=True)
    if total is not None and total <= AT_ONCE:
        run(kept.pk)


def start_and_wait(kept: TableImport, seen: int) -> None:
    """The same for a command, which waits for it however long it is."""
    if _begin(kept, seen, by_job=False) is not None:
        run(kept.pk)


def _begin(kept: TableImport, seen: int, *, by_job: bool) -> int | None:
    """Puts it in its turn, once; the number of its rows, None where it was begun already."""
    total = kept.total or len(tables_of(kept).tables[kept.table].rows)
    with transaction.atomic():
        now = TableImport.objects.select_for_update().get(pk=kept.pk)
        if now.state not in OPEN:
            return None
        now.state, now.done, now.total = State.WAITING, 0, total
        now.result = {name: value for name, value in now.result.items() if name != "error"} | {"seen": seen}
        now.save()
        if by_job and total > AT_ONCE:
            # In the same transaction: there is never a job without its import, nor one that waits for no job.
            title = _("Import of %(name)s") % {"name": now.file_name}
            work.ask(apply_table, now.pk, asked_by=now.person_id, title=title, address=address_of(now))
    return total


@task()
def apply_table(pk: int) -> None:
    """Applies an import that waits for it. Tried again, it does nothing that was done already."""
    run(pk)


def run(pk: int) -> None:
    """Applies an import once and as a whole; what stands against it is kept with it, and nothing was written."""
    mine = TableImport.objects.filter(pk=pk, state__in=RUNNING)
    if not mine.update(state=State.APPLYING, done=0):
        return
    kept = TableImport.objects.select_related("person").get(pk=pk)
    try:
        found = compared(kept, lambda done: tell(kept, done))
        tell(kept, kept.total)
        _write(kept, found)
    except (Invalid, Refused, Conflict, Unreadable) as error:
        kept.result["error"] = str(error)
        TableImport.objects.filter(pk=pk, state=State.APPLYING).update(state=State.FAILED, result=kept.result)


def free(kept: TableImport) -> None:
    """An import whose job has failed for good does not wait for ever: it is open again, and says so."""
    job = shown.rows(kept.person_id).filter(progress__address=address_of(kept)).first()
    if job is not None and job.status == Status.FAILED and kept.state in BUSY:
        kept.state, kept.result["error"] = State.FAILED, _("The work on it broke off. Look again, then apply.")
        TableImport.objects.filter(pk=kept.pk, state__in=BUSY).update(state=kept.state, result=kept.result)


def tell(kept: TableImport, done: int) -> None:
    TableImport.objects.filter(pk=kept.pk).update(done=done)
    work.tell(done, kept.total)


def _write(kept: TableImport, found: Compared) -> None:
    if found.problem:
        raise Invalid(found.problem)
    if wrong := found.counts[WRONG]:
        raise Invalid(_("%(count)s rows have errors, so nothing was written.") % {"count": wrong})
    lines, counts = found.written, found.counts
    try:
        with work.step():  # a worker that was thought dead writes nothing
            history.take_turn()
            now = TableImport.objects.select_for_update().get(pk=kept.pk)
            if now.state != State.APPLYING:
                return  # another try of the same job was quicker
            records = [line.record for line in lines if line.record.pk is not None]
            unchanged_since(kept.register, kept.result.get("seen", 0), records)
            for wave in waves(lines):
                if kept.person is not None:
                    # What they may do is asked anew: a role reaches the units that the rows before have made.
                    kept.person = Person.objects.get(pk=kept.person.pk)
                write(actor_of(kept), [_change(line, kept.file_name) for line in wave], batch=kept.batch)
            now.state, now.applied_at, now.done = State.APPLIED, clock.now(), now.total
            kept.result.pop("told", None)
            now.lines.all().delete()
            now.result = {**kept.result, "counts": counts, "file": what_it_says(found, kept.mapping)}
            now.save()
    except Invalid as error:
        if blamed := list(broken_rules(lines)):
            raise Invalid("; ".join(blamed[:SHOWN])) from error
        raise


def _change(line: Line, name: str) -> Change:
    values = line.values | {field: ahead.record for field, ahead in line.waits.items()}
    seen = None if line.record.pk is None else line.record.version
    return Change(line.record, values, line.verb, _("Import of %(name)s") % {"name": name}, seen)


def waves(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """The rows in parts, each of which points only to what is written before it."""
    rest = list(lines)
    while rest:
        waiting = {id(line) for line in rest}
        ready = [line for line in rest if not any(id(ahead) in waiting for ahead in line.waits.values())]
        if not ready:
            rows = ", ".join(str(line.number) for line in rest[:SHOWN])
            raise Invalid(_("These rows point to one another in a circle: %(rows)s.") % {"rows": rows})
        yield ready
        done = {id(line) for line in ready}
        rest = [line for line in rest if id(line) not in done]


def unchanged_since(slug: str, seen: int, found: Iterable[Any]) -> None:
    """What the person looked at still stands, as it was when the history ended at `seen`; Conflict where it does not.

    Asked under the lock of the history, so that it stays so.
    """
    records = {record.pk: record for record in found}
    ids = sorted(records)
    since: dict[int, str] = {}
    for start_at in range(0, len(ids), CHUNK):
        rows = History.objects.filter(number__gt=seen, register=slug, record__in=ids[start_at : start_at + CHUNK])
        since |= {row.record: row.actor for row in rows.order_by("number")}
    if since:
        told = "; ".join(f"{key_text(records[pk])} ({actor})" for pk, actor in list(since.items())[:SHOWN])
        more = " …" if len(since) > SHOWN else ""
        raise Conflict(_("Changed since you looked: %(told)s. Look again, then apply.") % {"told": told + more})
