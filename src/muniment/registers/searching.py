"""Search across registers, their comments and the text of their files: ranked, with passages, and only what the reader may see."""

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
from muniment.registers.searching_words import Wanted, asked, for_fts5, for_tsquery, marked, snippet, squeezed

RANKED = 2000  # the newest matches, which are ranked; of a word in everything the rest would tell no more
EXACT = 50
COUNTED = 1000
PASSAGES = 3
PAGE = 20
FIRST = 5
_TITLE, _BODY = 8.0, 1.0


class Holds(Func):
    """Whether the document of this key holds what is wanted: a condition that any query can take, on either database."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, key: F, wanted: Sequence[Wanted] = ()) -> None:
        super().__init__(key)
        self.wanted = tuple(wanted)

    @property
    def identity(self) -> tuple[Any, ...]:
        return (*super().identity, self.wanted)

    def as_sqlite(self, compiler: Any, connection: Any, **_context: Any) -> Any:  # noqa: ARG002
        column, params = compiler.compile(self.source_expressions[0])
        found = "SELECT rowid FROM registers_searchwords WHERE registers_searchwords MATCH %s"
        return f"{column} IN ({found})", [*params, for_fts5(self.wanted)]

    def as_postgresql(self, compiler: Any, connection: Any, **_context: Any) -> tuple[str, list[Any]]:  # noqa: ARG002
        key: Any = self.source_expressions[0]
        alias = compiler.quote_name_unless_alias(key.alias)
        return f"{alias}.vector @@ %s::tsquery", [for_tsquery(self.wanted)]


def records_with(register: Register, text: str) -> Q:
    """The live records of a register whose own fields hold these words, as a condition for its rows."""
    wanted = asked(text)
    if not wanted:
        return Q(pk__in=[])
    found = SearchDocument.objects.filter(Holds(F("pk"), wanted), register=register.slug, kind=RECORD)
    return Q(pk__in=found.values("record"))


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

    Three queries, however much there is.
    """
    wanted = asked(text)
    if not wanted:
        return Found()
    registers = [only] if only else list(registry)
    documents = _exact(text, registers, person)
    ranked = _ranked(wanted, registers, person)
    capped = len(ranked) == RANKED
    best: dict[tuple[str, int], list[int]] = defaultdict(list)
    for pk, slug, record in [*documents, *ranked]:
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


def _seen(registers: Iterable[Register], person: Person) -> Q:
    """The documents of records that this person may read; asked of each register's own `visible_to`, inside the query."""
    found = Q(pk__in=[])
    for register in registers:
        rows = register.model._default_manager.visible_to(person).filter(pk=OuterRef("record"))
        found |= Q(Exists(rows.order_by()), register=register.slug)
    return found


Keys = list[tuple[int, str, int]]


def _exact(text: str, registers: Sequence[Register], person: Person) -> Keys:
    """The records that have this very reference, however new they are."""
    reference = squeezed(text[:200])
    if not reference or len(reference) > 100:
        return []
    rows = SearchDocument.objects.filter(_seen(registers, person), reference=reference, kind=RECORD)
    return list(rows.order_by("-pk").values_list("pk", "register", "record")[:EXACT])


def _ranked(wanted: tuple[Wanted, ...], registers: Sequence[Register], person: Person) -> Keys:
    """The newest matches, the best first."""
    rows: Any = SearchDocument.objects.filter(_seen(registers, person))
    if connection.vendor == "sqlite":
        rows = rows.extra(
            tables=["registers_searchwords"],
            where=[
                "registers_searchwords.rowid = registers_searchdocument.id",
                "registers_searchwords MATCH %s",
            ],
            params=[for_fts5(wanted)],
            # In the order of the index itself, which then stops at the newest two thousand.
            order_by=["-registers_searchwords.rowid"],
        ).annotate(score=RawSQL("-bm25(registers_searchwords, %s, %s)", (_TITLE, _BODY)))
    else:
        question = for_tsquery(wanted)
        weights = f"{{0.1, 0.1, 0.1, {_BODY / _TITLE}, 1.0}}"
        rank = RawSQL("ts_rank(%s::real[], vector, %s::tsquery, 1)", (weights, question))
        rows = rows.filter(Holds(F("pk"), wanted)).annotate(score=rank).order_by("-pk")
    newest: Any = rows.values_list("pk", "register", "record", "score")[:RANKED]
    return [(pk, slug, record) for pk, slug, record, score in sorted(newest, key=lambda row: (-row[3], -row[0]))]


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
