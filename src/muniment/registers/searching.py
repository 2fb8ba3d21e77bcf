"""Search across registers, their comments and the text of their files: ranked, with passages, and only what the reader may see."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q
from django.db.models.expressions import RawSQL
from django.utils.safestring import SafeString

from muniment.people.models import Person
from muniment.registers.models import SearchDocument
from muniment.registers.register import Register, registry
from muniment.registers.searching_index import RECORD
from muniment.registers.searching_words import Wanted, asked, for_fts5, for_tsquery, mark_of, marked, snippet, squeezed

RANKED = 2000  # the newest matches, which are ranked; of a word in everything the rest would tell no more
FEW = 3000
WINDOWED = 100_000
EXACT = 50
COUNTED = 1000
PASSAGES = 3
PAGE = 20
FIRST = 5
_TITLE, _BODY = 8.0, 1.0


class _Says(Func):
    """Whether a document holds what is wanted, asked of its words and not of the index: of one row after the other, until enough."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, *texts: Any, wanted: Sequence[Wanted] = ()) -> None:
        super().__init__(*texts)
        self.wanted = tuple(wanted)

    @property
    def identity(self) -> tuple[Any, ...]:
        return (*super().identity, self.wanted)

    def as_sql(self, compiler: Any, connection: Any, **_context: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        place = "instr" if connection.vendor == "sqlite" else "strpos"
        columns = [compiler.compile(each)[0] for each in self.source_expressions]
        asked, given = [], []
        for each in self.wanted:
            runs = [f" {' '.join(run)}{'' if each.prefix else ' '}" for run in each.runs]
            asked.append(" OR ".join(f"{place}(' ' || {column} || ' ', %s) > 0" for _run in runs for column in columns))
            given += [run for run in runs for _column in columns]
        return " AND ".join(f"({each})" for each in asked), given


def records_with(register: Register, text: str) -> Q:
    """The live records of a register whose own fields hold these words, as a condition for its rows.

    A few are asked for by their keys. What many hold is found soon in any order of the rows, so each is asked whether it holds it.
    """
    wanted = asked(text)
    if not wanted:
        return Q(pk__in=[])
    found = list(_matching(wanted, register).values_list("record", flat=True)[: FEW + 1])
    if len(found) <= FEW:
        return Q(pk__in=found)
    own = SearchDocument.objects.filter(register=register.slug, record=OuterRef("pk"), kind=RECORD, item=0)
    return Q(Exists(own.filter(_Says("head", "words", wanted=wanted))))


@dataclass(frozen=True, slots=True)
class Passage:
    """Where in a record something was found: in a file of this name, a comment, or the record itself."""

    kind: str
    name: SafeString
    text: SafeString


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found, its title and passages escaped and marked."""

    register: Register
    pk: int
    title: SafeString
    passages: list[Passage]


@dataclass(slots=True)
class Group:
    """What was found in one register: how many records (`more`: at least so many), the best of them."""

    register: Register
    count: int
    more: bool
    hits: list[Hit] = field(default_factory=list)


@dataclass(slots=True)
class Found:
    """The answer to a question: groups in the order of their best, and whether only the newest were ranked."""

    wanted: tuple[Wanted, ...] = ()
    groups: list[Group] = field(default_factory=list)
    capped: bool = False
    pages: int = 1

    @property
    def count(self) -> int:
        return sum(group.count for group in self.groups)


def search(person: Person, text: str, *, only: Register | None = None, page: int = 1) -> Found:
    """What this person may see of what holds all these words; with `only`, one register of it, page by page.

    As many queries as there are registers in the answer and a few, however much there is.
    """
    wanted = asked(text)
    if not wanted:
        return Found()
    registers = [only] if only else list(registry)
    ranked = _newest(wanted, registers, person)
    capped = len(ranked) == RANKED
    best: dict[tuple[str, int], list[int]] = defaultdict(list)
    for pk, slug, record in [*_named(text, registers, person), *ranked]:
        found = best[slug, record]
        if pk not in found:
            found.append(pk)
    by_register: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for key in best:
        by_register[key[0]].append(key)
    groups = []
    shown: list[tuple[str, int]] = []
    pages = 1
    for slug, keys in by_register.items():
        register = registry.named(slug)
        if register is None:
            continue
        groups.append(Group(register, min(len(keys), COUNTED), more=capped or len(keys) > COUNTED))
        pages = max(1, -(-len(keys) // PAGE))
        start = (min(max(page, 1), pages) - 1) * PAGE
        shown += keys[start : start + PAGE] if only else keys[:FIRST]
    hits = _hits(shown, best, wanted)
    for group in groups:
        group.hits = [hits[key] for key in shown if key[0] == group.register.slug and key in hits]
    return Found(wanted, groups, capped, pages if only else 1)


Key = tuple[int, str, int]


def _seen(registers: Iterable[Register], person: Person) -> Q:
    """The documents of records that this person may read; asked of each register's own `visible_to`, inside the query."""
    found = Q(pk__in=[])
    for register in registers:
        rows = register.model._default_manager.visible_to(person).filter(pk=OuterRef("record"))
        found |= Q(Exists(rows.order_by()), register=register.slug)
    return found


def _seen_of(keys: Iterable[Key], person: Person) -> list[Key]:
    """Those keys that are of records this person may read; a query for each register among them, however many keys."""
    keys, records = list(keys), defaultdict(set)
    for _pk, slug, record in keys:
        records[slug].add(record)
    seen = set()
    for slug, wanted in records.items():
        if register := registry.named(slug):
            rows = register.model._default_manager.visible_to(person).filter(pk__in=wanted).order_by()
            seen |= {(slug, pk) for pk in rows.values_list("pk", flat=True)}
    return [key for key in keys if key[1:] in seen]


def _named(text: str, registers: Sequence[Register], person: Person) -> list[Key]:
    """The records that have this very reference, however new they are."""
    reference = squeezed(text[:200])
    if not reference or len(reference) > 100:
        return []
    rows: Any = SearchDocument.objects.filter(
        reference=reference, kind=RECORD, register__in=[each.slug for each in registers]
    )
    rows = rows.order_by("-pk").values_list("pk", "register", "record")
    found = list(rows[:RANKED])
    return (
        _seen_of(found, person)[:EXACT] if len(found) < RANKED else list(rows.filter(_seen(registers, person))[:EXACT])
    )


def _newest(wanted: tuple[Wanted, ...], registers: Sequence[Register], person: Person) -> list[Key]:
    """The newest matches that this person may read, the best first.

    Mostly they are the newest of all, or these are few; then what may be seen of them is soon asked. Where others' matches stand
    before theirs, it is asked of their own documents, where those are few, else within the walk through the index.
    """
    newest = _ranked(wanted, Q(register=registers[0].slug) if len(registers) == 1 else Q())
    seen = _seen_of(newest, person)
    if len(newest) < RANKED or len(seen) == RANKED:
        return seen
    few = _few(registers, person)
    return _ranked(wanted, _seen(registers, person)) if few is None else _ranked(wanted, Q(), few)


def _few(registers: Iterable[Register], person: Person) -> list[int] | None:
    """The documents of all that this person may read, where that is little; a query for each register."""
    theirs, left = Q(pk__in=[]), FEW
    for register in registers:
        rows = register.model._default_manager.visible_to(person).order_by().values_list("pk", flat=True)
        records = list(rows[: left + 1])
        left -= len(records)
        if left < 0:
            return None
        theirs |= Q(register=register.slug, record__in=records)
    return list(SearchDocument.objects.filter(theirs).values_list("pk", flat=True))


def _matching(wanted: tuple[Wanted, ...], register: Register | None = None) -> Any:
    """The documents that the index has for these words, the newest first; with a register, those of its records themselves."""
    mark = mark_of(register.slug) if register else ""
    rows: Any = SearchDocument.objects.all()
    if connection.vendor == "sqlite":
        return rows.extra(
            tables=["registers_searchwords"],
            where=["registers_searchwords.rowid = registers_searchdocument.id", "registers_searchwords MATCH %s"],
            params=[for_fts5(wanted, mark)],
            # In the order of the index itself, which then stops when there are enough.
            order_by=["-registers_searchwords.rowid"],
        )
    # Not by the key's own order: the planner believes that it meets any beginning of a word soon, and walks through everything.
    found = rows.extra(where=["vector @@ %s::tsquery"], params=[for_tsquery(wanted, mark)])
    return found.order_by((F("pk") + 0).desc())


def _ranked(wanted: tuple[Wanted, ...], among: Q, keys: Sequence[int] | None = None) -> list[Key]:
    """The newest matches, the best first: all, those among some documents, or those among these keys."""
    rows = _matching(wanted).filter(among)
    if connection.vendor == "sqlite":
        if keys is not None:
            # The sign keeps each key from being asked of the index by itself.
            rows = rows.extra(
                where=["+registers_searchwords.rowid IN (SELECT value FROM json_each(%s))"], params=[json.dumps(keys)]
            )
        rows = rows.annotate(score=RawSQL("-bm25(registers_searchwords, %s, %s)", (_TITLE, _BODY)))
        newest = list(rows.values_list("pk", "register", "record", "score")[:RANKED])
    else:
        rows = rows if keys is None else rows.filter(pk__in=keys)
        weights = f"{{0.1, 0.1, 0.1, {_BODY / _TITLE}, 1.0}}"
        rank = RawSQL("ts_rank(%s::real[], vector, %s::tsquery, 1)", (weights, for_tsquery(wanted)))
        newest = []
        for since in _windows():
            some = rows.filter(pk__gt=since).values("pk")[:RANKED]
            found = SearchDocument.objects.filter(pk__in=some).annotate(score=rank)
            newest = list(found.values_list("pk", "register", "record", "score"))
            if len(newest) == RANKED:
                break
    return [(pk, slug, record) for pk, slug, record, score in sorted(newest, key=lambda row: (-row[3], -row[0]))]


def _windows() -> list[int]:
    """Keys after which to look: PostgreSQL fetches each match before it knows the newest, so of many it is asked for the last ones."""
    last = SearchDocument.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    return [last - last // 16, last - last // 4, 0] if last > WINDOWED else [0]


def _hits(
    shown: Sequence[tuple[str, int]], best: dict[tuple[str, int], list[int]], wanted: tuple[Wanted, ...]
) -> dict[tuple[str, int], Hit]:
    """The records to be shown, with their titles and the passages where they were found: one query."""
    pks = [pk for key in shown for pk in best[key][:PASSAGES]]
    titles = Q(pk__in=pks)
    for slug in dict.fromkeys(slug for slug, _record in shown):
        titles |= Q(register=slug, kind=RECORD, record__in=[record for name, record in shown if name == slug])
    documents = {document.pk: document for document in SearchDocument.objects.filter(titles)} if shown else {}
    heads = {(each.register, each.record): each for each in documents.values() if each.kind == RECORD}
    hits = {}
    for key in shown:
        register, head = registry.named(key[0]), heads.get(key)
        if register is None or head is None:
            continue
        passages = [_passage(documents[pk], wanted) for pk in best[key][:PASSAGES] if pk in documents]
        hits[key] = Hit(register, key[1], marked(head.title, wanted), passages)
    return hits


def _passage(document: SearchDocument, wanted: tuple[Wanted, ...]) -> Passage:
    if document.kind != RECORD:
        return Passage(document.kind, marked(document.title, wanted), snippet(document.body, wanted))
    # The title of a record is shown above it, and says some of its fields already.
    beside = "\n".join(line for line in document.body.split("\n") if line not in document.title)
    return Passage(RECORD, SafeString(""), snippet(beside, wanted))
