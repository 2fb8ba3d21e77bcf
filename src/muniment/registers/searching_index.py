"""What is searched: a document for each record, comment and file, derived beside them, rebuilt from nothing, and verified."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, partial
from typing import Any

from django.db import DatabaseError, connection, models, transaction
from django.utils.translation import gettext as _
from django_tasks import task

from muniment.documents.searchable import text_of_file
from muniment.registers import history
from muniment.registers.history import Fault
from muniment.registers.models import Comment, Evidence, Named, SearchDocument
from muniment.registers.register import Register, registry
from muniment.registers.searching_words import indexed, mark_of, squeezed

RECORD, FILE, COMMENT = "record", "file", "comment"
BATCH = 500
_OWN = ("reference", "title", "body", "head", "words", "note")
_KEY = ("register", "record", "kind", "item")
_WAITING = "waiting"  # a note of the machine's own: the file's text is not read yet


def derive(changed: Iterable[tuple[Register, int, frozenset[str]]]) -> None:
    """Writes the documents of these records again, and those that use a field of theirs that changed (none of a new one's).

    Called by the write path, in its transaction.
    """
    ids: dict[Register, set[int]] = defaultdict(set)
    for register, pk, fields in changed:
        ids[register].add(pk)
        for other, path, field in _users_of(register):
            if field in fields:
                rows = other.model._default_manager.filter(**{path: pk})
                ids[other].update(rows.order_by().values_list("pk", flat=True))
    for register, wanted in ids.items():
        for batch in _batches(sorted(wanted)):
            _put_records(register, batch)


@cache
def _users_of(used: Register) -> list[tuple[Register, str, str]]:
    """The registers whose documents use a field of this one's records: the path that leads to it, and the field."""
    found = []
    for register in registry:
        for name in register.search:
            at: Any = register.model
            steps = name.split("__")
            for number, step in enumerate(steps):
                if at is used.model and number:
                    found.append((register, "__".join(steps[:number]), step))
                at = at._meta.get_field(step).related_model
    return list(dict.fromkeys(found))


def documents_of(register: Register, ids: Sequence[int]) -> list[SearchDocument]:
    """The documents of these records as they should be; none of what was withdrawn. One query."""
    related = {name.rpartition("__")[0] for name in register.search if "__" in name} | set(register.related)
    rows = register.model._default_manager.standing().filter(pk__in=ids).select_related(*related)
    return [_document(register, row) for row in rows]


def _document(register: Register, row: Any) -> SearchDocument:
    texts = dict.fromkeys(text for name in register.search if (text := _text(row, name)))
    reference = squeezed(str(getattr(row, "reference", "")))[:100]
    return _made(register.slug, row.pk, RECORD, 0, str(row), "\n".join(texts), reference=reference)


def _text(row: Any, path: str) -> str:
    value = row
    for step in path.split("__"):
        value = getattr(value, step, None)
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    return "" if value is None else str(value)


def _made(
    slug: str, record: int, kind: str, item: int, title: str, body: str, *, reference: str = "", note: str = ""
) -> SearchDocument:
    title, body = title.replace("\0", " "), body.replace("\0", " ")
    return SearchDocument(
        register=slug, record=record, kind=kind, item=item, reference=reference, title=title, body=body,
        head=" ".join([*([mark_of(slug)] if kind == RECORD else []), indexed(title)]), words=indexed(body), note=note,
    )  # fmt: skip


def _put_records(register: Register, ids: Sequence[int]) -> None:
    """Writes what is not as it should be, and takes away what is searched of records that are there no more."""
    wanted = documents_of(register, ids)
    if gone := set(ids) - {document.record for document in wanted}:
        forget(register.slug, gone)
    kept = SearchDocument.objects.filter(register=register.slug, record__in=ids, kind=RECORD)
    had = {document.record: _told(document) for document in kept}
    _put([document for document in wanted if had.get(document.record) != _told(document)])


def _told(document: SearchDocument) -> tuple[Any, ...]:
    return tuple(getattr(document, name) for name in _OWN)


def _put(documents: Sequence[SearchDocument]) -> None:
    if documents:
        SearchDocument.objects.bulk_create(
            documents, batch_size=BATCH, update_conflicts=True, unique_fields=_KEY, update_fields=_OWN
        )


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]


def forget(slug: str, records: Iterable[int]) -> None:
    """Takes away whatever is searched of these records: their own words, their files' and their comments'."""
    for batch in _batches(sorted(records)):
        SearchDocument.objects.filter(register=slug, record__in=batch).delete()


# What hangs on a record.


def put_comment(comment: Comment) -> None:
    """Writes the document of a comment. Call it in the transaction that writes the comment."""
    _put([_of_comment(comment)])


def _of_comment(comment: Comment) -> SearchDocument:
    return _made(comment.register, comment.record, COMMENT, comment.pk, "", comment.text)


def put_file(row: Evidence) -> None:
    """Writes the document of a file, its name only; its text follows after the commit. Call it where the file is attached."""
    _put([_made(row.register, row.record, FILE, row.pk, row.name, "", note=_WAITING)])
    # Background work is seen by whoever runs it: that of a closed record is done at once, and is no row of theirs.
    closed = Named.objects.filter(register=row.register, record=row.record).exists()
    transaction.on_commit(partial(read_file.call if closed else read_file.enqueue, row.pk), robust=True)


def forget_item(kind: str, item: int) -> None:
    """Takes away the document of one file or comment."""
    SearchDocument.objects.filter(kind=kind, item=item).delete()


@task()
def read_file(pk: int) -> None:
    """Reads the text of an attached file for the search; done twice it is as done once, and nobody sees it fail."""
    from muniment.registers.evidence import path_of  # noqa: PLC0415 - which calls this room for what is attached

    row = Evidence.objects.filter(pk=pk).first()
    if row is None:
        return
    text, note = text_of_file(path_of(row.sha256), row.name)
    with transaction.atomic():
        history.take_turn()
        # Withdrawn meanwhile, or not attached any more: then it has no document, and gets none here.
        if SearchDocument.objects.filter(register=row.register, record=row.record, kind=FILE, item=pk).exists():
            _put([_made(row.register, row.record, FILE, pk, row.name, text, note=note)])


def note_of(document: SearchDocument) -> str:
    """Why the text of a file is not searched, in words; "" where it is."""
    return _("Its text is being read.") if document.note == _WAITING else document.note


# From nothing.


def rebuild() -> int:
    """Writes every document again from records, comments and files, batch by batch while others work; returns their number."""
    for register in registry:
        keys = register.model._default_manager.order_by("pk").values_list("pk", flat=True)
        for batch in _batches(list(keys)):
            with transaction.atomic():
                history.take_turn()
                _put_records(register, batch)
    with transaction.atomic():
        history.take_turn()
        for model, kind in ((Comment, COMMENT), (Evidence, FILE)):
            for row in _hanging(model):
                _put([_of_comment(row)] if kind == COMMENT else _unread(row))
        for faulty in _without_source():
            faulty.delete()
    for row in _hanging(Evidence):
        read_file.call(row.pk)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO registers_searchwords(registers_searchwords) VALUES ('rebuild')")
    return SearchDocument.objects.count()


def _unread(row: Evidence) -> list[SearchDocument]:
    key = {"register": row.register, "record": row.record, "kind": FILE, "item": row.pk}
    known = SearchDocument.objects.filter(**key).exists()
    return [] if known else [_made(row.register, row.record, FILE, row.pk, row.name, "", note=_WAITING)]


def _hanging(model: Any) -> Iterator[Any]:
    """The comments or files of every record that is there."""
    some = history.registers_in(model)
    for register in (each for each in registry if each.slug in some):
        there = register.model._default_manager.standing().order_by().values("pk")
        rows = model.objects.filter(register=register.slug, record__in=there)
        if model is Comment:
            rows = rows.filter(withdrawn_at=None)
        yield from rows.order_by("pk").iterator(2000)


def _without_source() -> Iterator[models.QuerySet[SearchDocument]]:
    """Documents of records, files and comments that are not there."""
    yield SearchDocument.objects.exclude(register__in=[register.slug for register in registry])
    yield SearchDocument.objects.filter(kind=FILE).exclude(item__in=Evidence.objects.values("pk"))
    yield SearchDocument.objects.filter(kind=COMMENT).exclude(
        item__in=Comment.objects.filter(withdrawn_at=None).values("pk")
    )
    yield SearchDocument.objects.exclude(kind__in=(RECORD, FILE, COMMENT))
    some = history.registers_in(SearchDocument)
    for register in (each for each in registry if each.slug in some):
        there = register.model._default_manager.standing().order_by().values("pk")
        yield SearchDocument.objects.filter(register=register.slug).exclude(record__in=there)


# Verified.


def verify() -> Iterator[Fault]:
    """Every document that is missing, was added or was changed, and an index that does not hold them."""
    for register in registry:
        keys = register.model._default_manager.standing().order_by("pk").values_list("pk", flat=True)
        for batch in _batches(list(keys)):
            kept = SearchDocument.objects.filter(register=register.slug, record__in=batch, kind=RECORD)
            yield from _against(documents_of(register, batch), kept)
    yield from _hanging_faults()
    for added in _without_source():
        for document in added:
            yield Fault(_where(document), "something is searched of it, and it is not there")
    if connection.vendor == "sqlite":
        yield from _index_faults()


def _against(wanted: Iterable[SearchDocument], kept: Iterable[SearchDocument]) -> Iterator[Fault]:
    had = {(document.record, document.item): document for document in kept}
    for document in wanted:
        found = had.pop((document.record, document.item), None)
        if found is None:
            yield Fault(_where(document), "what is searched of it is missing")
        elif _told(found) != _told(document):
            yield Fault(_where(document), "what is searched of it is not what it says")


def _hanging_faults() -> Iterator[Fault]:
    """A comment says what it says; of a file the name is compared, and whether the words are those of the text that was read."""
    for model, kind in ((Comment, COMMENT), (Evidence, FILE)):
        kept = {(d.register, d.record, d.item): d for d in SearchDocument.objects.filter(kind=kind).iterator(2000)}
        for row in _hanging(model):
            found = kept.pop((row.register, row.record, row.pk), None)
            text = row.text if kind == COMMENT else found.body if found else ""
            title, note = ("", "") if kind == COMMENT else (row.name, found.note if found else "")
            wanted = _made(row.register, row.record, kind, row.pk, title, text, note=note)
            yield from _against([wanted], [found] if found else [])
        for left in kept.values():
            if model.objects.filter(pk=left.item).exclude(register=left.register, record=left.record).exists():
                yield Fault(_where(left), f"a {kind} of another record is searched as one of it")


def _index_faults() -> Iterator[Fault]:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            check = "INSERT INTO registers_searchwords(registers_searchwords, rank) VALUES ('integrity-check', 1)"
            cursor.execute(check)
    except DatabaseError:
        yield Fault("search", "the index does not hold the words of the documents: muniment rebuild search")


def _where(document: SearchDocument) -> str:
    which = "" if document.kind == RECORD else f" ({document.kind} {document.item})"
    return f"{document.register} {document.record}{which}"
