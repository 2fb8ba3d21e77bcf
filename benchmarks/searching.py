"""The search among 500,000 documents of 100,000 records: narrow and common words, its page, and the `q` of a list."""

import random
import time
from statistics import median
from typing import Any

RECORDS = 100_000
EACH = 4  # comments on a record; with its own document 500,000
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
]


def fill(records: int = RECORDS) -> Any:
    """The records and their documents, made in bulk beside the write path; returns a person who may read them all."""
    from django.db import connection

    from muniment.assurance.models import Plan, Recommendation
    from muniment.people.models import Body, Holding, Person, Post, RoleGiven, Unit
    from muniment.registers.models import SearchDocument
    from muniment.registers.searching_index import _made

    body = Body.objects.create(name="Benchmark council")
    unit = Unit.objects.create(body=body, name="Benchmark council")
    person = Person.objects.create(name="Reader", email="reader@example.org")
    post = Post.objects.create(unit=unit, title="Reader")
    Holding.objects.create(person=person, post=post, start="2020-01-01")
    RoleGiven.objects.create(post=post, role="ig_manager", unit=unit)
    plan = Plan.objects.create(unit=unit, title="Benchmark")
    pick = random.Random(7)
    for start in range(0, records, 5000):
        rows = Recommendation.objects.bulk_create(
            Recommendation(plan=plan, unit=unit, reference=f"R-{number}", agreed_action="x", position=number)
            for number in range(start, min(start + 5000, records))
        )
        documents = []
        for row in rows:
            for item in range(EACH + 1):
                words = pick.choices(WORDS, k=8) + [f"w{pick.randrange(20_000)}" for _each in range(8)]
                words += ["ubiquitous"] if pick.random() < 0.13 else []
                kind, reference = ("comment", "") if item else ("record", f"r{row.position}")
                title = "" if item else f"{row.reference} Improve the {words[0]}"
                documents.append(
                    _made(
                        "recommendations", row.pk, kind, row.pk * 10 + item, title, " ".join(words), reference=reference
                    )
                )
        SearchDocument.objects.bulk_create(documents, batch_size=1000)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    return person


def measure(timed: Any) -> None:
    """Each question nine times; the median is printed with what was found."""
    from django.test import Client, override_settings

    from muniment.people.models import Person
    from muniment.registers.models import SearchDocument
    from muniment.registers.searching import search

    with timed("search", f"{RECORDS * (EACH + 1):,} documents made"):
        person = fill()
    print(f"{SearchDocument.objects.filter(words__contains='ubiquitous').count():,} documents hold the common word")
    browser = Client()
    browser.force_login(person)

    def medians(what: str, do: Any) -> None:
        took = []
        for _turn in range(9):
            start = time.perf_counter()
            do()
            took.append((time.perf_counter() - start) * 1000)
        print(f"search  {what:<50} median {median(took):7.1f} ms  worst {max(took):7.1f} ms", flush=True)

    def fresh() -> Any:
        return Person.objects.get(pk=person.pk)

    stranger = Person.objects.create(name="Stranger", email="stranger@example.org")
    with override_settings(ALLOWED_HOSTS=["*"]):
        for word in ("w777", "ubiquitous", "re", "record policy", '"record policy"', "R-77777", "w777 ubiquitous"):
            medians(f"search {word}", lambda word=word: search(fresh(), word))
            medians(f"page   {word}", lambda word=word: browser.get("/search/", {"q": word}))
            medians(f"list q {word}", lambda word=word: browser.get("/recommendations/", {"q": word}))
        medians("list without q", lambda: browser.get("/recommendations/"))
        medians(
            "search ubiquitous, by who sees nothing", lambda: search(Person.objects.get(pk=stranger.pk), "ubiquitous")
        )
