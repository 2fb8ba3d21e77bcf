"""The search among 500,000 documents, those of 100,000 recommendations, their comments and some long files."""

import random
import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

from django.db import connection

from benchmarks import large

RECORDS = 100_000
EACH = 4  # comments on a record; every hundredth record has a long file in place of the last
FILE_WORDS = 2000
COMMON = "ubiquitous"  # in an eighth of all documents
KIND = ("record", "comment", "file")
COLUMNS = ("register", "record", "kind", "item", "reference", "title", "body", "head", "words", "note")
QUESTIONS = ("w7777", COMMON, "re", "record policy", '"record policy"', "R00777", f"w7777 {COMMON}", f"{COMMON} policy")
WORDS = [
    "record",
    "policy",
    "asset",
    "owner",
    "review",
    "retention",
    "breach",
    "supplier",
    "contract",
    "training",
    "audit",
    "access",
    "system",
    "data",
    "sharing",
    "council",
    "service",
    "named",
    "written",
    "agreed",
    "the",
    "of",
    "and",
    "to",
    "in",
]


def fill(records: int = RECORDS) -> large.Large:
    """The records and their documents, made in bulk beside the write path."""
    from muniment.registers.models import SearchDocument

    built = large.build(records, lines=1)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP INDEX search_words")
        large.insert(SearchDocument, COLUMNS, documents(records))
        if connection.vendor == "postgresql":
            cursor.execute("CREATE INDEX search_words ON registers_searchdocument USING gin (vector)")
            cursor.execute("VACUUM ANALYZE")
        else:
            cursor.execute("ANALYZE")
    return built


def documents(records: int) -> Iterator[tuple[Any, ...]]:
    """What the write path would have derived, in words that are their own tokens; the plain ones are in most, the numbered in few."""
    from muniment.registers.searching_words import mark_of

    pick = random.Random(7)
    for record in range(1, records + 1):
        for item in range(EACH + 1):
            kind = KIND[0] if not item else KIND[2] if item == EACH and record % 100 == 0 else KIND[1]
            number = FILE_WORDS if kind == "file" else 24
            words = pick.choices(WORDS, k=number) + [f"w{pick.randrange(20_000)}" for _each in range(number // 4)]
            words += [COMMON] if pick.random() < 1 / 8 else []
            body = " ".join(words)
            reference = f"r{record:05}" if kind == "record" else ""
            title = {"record": f"{reference} improve the {words[0]}", "comment": "", "file": "minutes txt"}[kind]
            head = f"{mark_of('recommendations')} {title}" if kind == "record" else title
            key = record * 10 + item if item else 0
            yield "recommendations", record, kind, key, reference, title, body, head, body, ""


def questions(built: large.Large) -> Iterator[tuple[str, Callable[[], Any]]]:
    """What is asked, each by name: the search, its page, and the list with the same `q`."""
    from django.test import Client

    from muniment.people.models import Person
    from muniment.registers.searching import search

    browsers = {}
    for person in (built.manager, built.owner):
        browsers[person.pk] = Client()
        browsers[person.pk].force_login(person)

    def searched(person: Person, text: str) -> Any:
        return lambda: search(Person.objects.get(pk=person.pk), text)

    def got(person: Person, address: str, **asked: str) -> Any:
        return lambda: browsers[person.pk].get(address, asked)

    for word in QUESTIONS:
        yield f"search {word}", searched(built.manager, word)
        yield f"page   {word}", got(built.manager, "/search/", q=word)
        yield f"list q {word}", got(built.manager, "/recommendations/", q=word)
    yield f"search {COMMON}, by who sees a dozen", searched(built.owner, COMMON)
    yield f"list q {COMMON}, by who sees a dozen", got(built.owner, "/recommendations/", q=COMMON)


def measure(timed: Any) -> None:
    """Each question nine times: the median and the worst, and how long this process itself was at it."""
    from django.test import override_settings

    from muniment.registers.models import SearchDocument

    with timed("search", f"{RECORDS * (EACH + 1):,} documents made"):
        built = fill()
    print(f"{SearchDocument.objects.filter(words__contains=COMMON).count():,} documents hold the common word")
    with override_settings(ALLOWED_HOSTS=["*"]):
        for name, ask in questions(built):
            took = []
            begun = time.process_time()
            for _turn in range(9):
                start = time.perf_counter()
                ask()
                took.append((time.perf_counter() - start) * 1000)
            cpu = (time.process_time() - begun) / 9 * 1000
            print(
                f"search  {name:<44} median {median(took):7.1f}  worst {max(took):7.1f}  cpu {cpu:7.1f} ms", flush=True
            )
