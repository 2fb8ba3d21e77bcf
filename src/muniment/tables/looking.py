"""What an import would do, looked at: a short one each time anew, a long one as a job has compared it."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import transaction
from django.utils.translation import gettext as _
from django_tasks import task

from muniment.documents.paper import Unreadable
from muniment.jobs import work
from muniment.registers import history
from muniment.registers.access import Actor
from muniment.registers.errors import Conflict, Invalid, Refused
from muniment.registers.models import TableImport, TableImportLine
from muniment.registers.register import Register, registry
from muniment.tables import applying
from muniment.tables.applying import OPEN, State, actor_of, address_of, tables_of
from muniment.tables.choices import Choices
from muniment.tables.comparing import Progress, compare
from muniment.tables.lines import Compared
from muniment.tables.mapping import propose
from muniment.tables.meanings import Meanings
from muniment.tables.telling import line_told, summary

AT_ONCE = 500  # rows that a page compares while somebody waits; more are a job's
LARGE = 256 * 1024  # bytes of a file that a page reads itself
PAGE = 100
BLOCK = 500


def take_in(actor: Actor, register: Register, name: str, content: bytes) -> TableImport:
    """Keeps a file to be looked at; a large one is read by a job only."""
    large = len(content) > LARGE
    kept = applying.take_in(actor, register, name, content, unread=large)
    if large or len(tables_of(kept).tables[kept.table].rows) > AT_ONCE:
        kept.result["long"] = True
        kept.result["unread"] = large
        ask(kept)
    return kept


def is_long(kept: TableImport) -> bool:
    return bool(kept.result.get("long"))


def ask(kept: TableImport) -> None:
    """Has a long table compared by a job."""
    result = {name: value for name, value in kept.result.items() if name not in {"error", "told"}}
    with transaction.atomic():
        kept.lines.all().delete()
        kept.result, kept.state = result, State.COMPARING
        # Asked for once, however often it is clicked.
        if TableImport.objects.filter(pk=kept.pk, state__in=OPEN).update(
            result=result, state=kept.state, done=0, total=0
        ):
            title = _("Comparison of %(name)s") % {"name": kept.file_name}
            work.ask(compare_table, kept.pk, asked_by=kept.person_id, title=title, address=address_of(kept))


@task()
def compare_table(pk: int) -> None:
    """Compares a long table. Begun again after a kill, it writes what it found once."""
    kept = TableImport.objects.select_related("person").filter(pk=pk, state=State.COMPARING).first()
    if kept is None:
        return
    try:
        if kept.result.pop("unread", False):
            register = registry.named(kept.register)
            assert register is not None
            kept.table, kept.mapping = applying.best_table(kept.person, register, tables_of(kept))
        kept.total = len(tables_of(kept).tables[kept.table].rows)
        TableImport.objects.filter(pk=pk).update(total=kept.total)
        seen = history.head().number
        found, told = compared_and_told(kept, lambda done: applying.tell(kept, done))
    except (Invalid, Refused, Conflict, Unreadable) as error:
        kept.result["error"] = str(error)
        TableImport.objects.filter(pk=pk, state=State.COMPARING).update(state=State.FAILED, result=kept.result)
        return
    with work.step():
        if not TableImport.objects.select_for_update().filter(pk=pk, state=State.COMPARING).exists():
            return
        kept.lines.all().delete()
        TableImportLine.objects.bulk_create(_rows(kept, found), batch_size=BLOCK)
        kept.state, kept.done, kept.result = State.PREVIEWED, kept.total, {**kept.result, "told": told, "looked": seen}
        kept.save()


def _rows(kept: TableImport, found: Compared) -> Iterator[TableImportLine]:
    for line in found.lines:
        yield TableImportLine(of=kept, number=line.number, kind=line.kind, told=line_told(line, found))


def compared_and_told(kept: TableImport, progress: Progress = lambda _done: None) -> tuple[Compared, dict[str, Any]]:
    """What an import would do, and the same in words. Raises Invalid and Unreadable."""
    register = registry.named(kept.register)
    if register is None:
        raise Invalid("This register is not there any more.")
    actor, choices, tables = actor_of(kept), Choices.of(kept.mapping), tables_of(kept)
    meant = Meanings(register, actor.person, choices.words)
    columns = propose(register, tables.tables[kept.table], kept.mapping, meant)
    found = compare(actor, register, columns, progress, meant, choices)
    return found, summary(found, tables, actor, choices, meant)


def looked_at(kept: TableImport, asked: str, number: str) -> dict[str, Any]:
    """What the page shows: the whole, and a page of the rows of one kind; by default those with errors, else those that would change something."""
    if is_long(kept):
        told, seen = kept.result.get("told"), kept.result.get("looked", 0)
        if told is None:
            raise Invalid(kept.result.get("error") or _("It was not compared yet."))
    else:
        seen = history.head().number
        found, told = compared_and_told(kept)
    show = shown_kind(told["counts"], asked)
    if is_long(kept):
        rows: Page[Any] = Paginator(kept.lines.filter(kind=show).values_list("told", flat=True), PAGE).get_page(number)
    else:
        rows = Paginator(_Told(found, show), PAGE).get_page(number)
    return {
        "told": told,
        "seen": seen,
        "show": show,
        "rows": rows,
        "would": told["would"],
        "wrong": told["counts"].get("wrong", 0),
    }


class _Told(Sequence[dict[str, Any]]):
    """The rows of one kind, each put in words when it is shown."""

    def __init__(self, found: Compared, kind: str) -> None:
        self.found, self.lines = found, found.of(kind)

    def __len__(self) -> int:
        return len(self.lines)

    def __getitem__(self, at: Any) -> Any:
        some = self.lines[at]
        return [line_told(line, self.found) for line in some] if isinstance(some, list) else line_told(some, self.found)


ORDER = ("wrong", "conflict", "changed", "new", "here", "out", "same")


def shown_kind(counts: dict[str, int], asked: str) -> str:
    kinds = [kind for kind in ORDER if counts.get(kind)]
    return asked if asked in kinds else next(iter(kinds), "same")


def wrong_rows(kept: TableImport) -> list[int]:
    """The numbers of all rows with errors."""
    if is_long(kept):
        return list(kept.lines.filter(kind="wrong").values_list("number", flat=True))
    return [line.number for line in applying.compared(kept).of("wrong")]
