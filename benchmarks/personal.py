"""How fast personal data is found, and how surely, against the pattern recognisers of Presidio where they are installed.

`MUNIMENT_BENCH_PRESIDIO` is the path of a Python that has presidio-analyzer; without it that row says so and is left out.
"""

import itertools
import json
import os
import random
import subprocess
import time
from pathlib import Path

from muniment.discovery.engine.personal import find, searching
from muniment.discovery.engine.personal.matching import by_hyperscan, by_re, hyperscan
from muniment.documents.extract.extracted import Grid, Prose

MEGABYTE = 1_000_000
KINDS = frozenset(
    ("nhs_number", "nino", "postcode", "utr", "upn", "passport", "driving_licence", "vehicle_registration", "payment_card",
     "bank_account", "iban", "phone", "email", "date_of_birth")
)  # fmt: skip
# The kinds that Presidio has a recogniser of patterns for, and its words for them.
SHARED = {
    "UK_NHS": "nhs_number", "UK_NINO": "nino", "CREDIT_CARD": "payment_card", "IBAN_CODE": "iban", "EMAIL_ADDRESS": "email",
    "UK_POSTCODE": "postcode", "UK_PASSPORT": "passport", "UK_VEHICLE_REGISTRATION": "vehicle_registration",
    "UK_DRIVING_LICENCE": "driving_licence", "PHONE_NUMBER": "phone",
}  # fmt: skip
_SENTENCES = (
    "The committee considered the report of the director and agreed the recommendations as set out.",
    "Members asked about the cost of the scheme, which had risen since the last meeting in March.",
    "Officers are to bring a further paper on how the service is to be run after 2025.",
    "The budget of £2.4 million covers repairs to 340 homes over three years.",
    "Residents of the estate were consulted, and 212 answers were received.",
    "The contract was let under the framework and is to be reviewed each year.",
    "There were no declarations of interest, and the minutes were agreed as a true record.",
    "Work on the library’s roof was delayed by the weather; it will be finished by the spring.",
    "The policy applies to all staff, and to those who work on the council's behalf.",
    "A risk assessment was made, and its results are in the appendix on page 14.",
)
_NEWS = (
    "Police in Lisbon said on Thursday that three men were held after a raid near the harbour.",
    "The pound rose 0.4 percent to $1.2710 as traders weighed the figures from the central bank.",
    "Shares of the company, which employs 12,000 people, fell as much as 6 percent in London.",
    "Sarah Bennett, who has led the charity since 2011, said that the winter would be hard.",
    "The minister told reporters that talks would go on until Friday, when the truce ends.",
    "United beat Rovers 3-1 away, with two goals from James Carter in the second half.",
    "Rain is expected in the north-west, with up to 40 mm on high ground by Sunday night.",
    "“We did what we could,” said the captain, whose crew was taken off the ship at dawn.",
)


def _letters() -> list[str]:
    from tests.discovery.personal_papers import papers

    return [paper.block.text for paper in papers(1, turns=2) if isinstance(paper.block, Prose) and not paper.trap]


def letters(size: int, chance: random.Random) -> list[Prose]:
    """Files of cases, of which nearly every line holds personal data: the most work that there can be."""
    made = [Prose("", "\n\n".join(chance.choices(_letters(), k=30))) for _ in range(size // 4000)]
    return made[: max(len(made), 1)]


def office(size: int, chance: random.Random) -> list[Prose]:
    """Documents of a council: mostly reports of three pages, three in ten with something about somebody."""
    return _documents(size, chance, _SENTENCES, _letters(), 0.3)


def news(size: int, chance: random.Random) -> list[Prose]:
    """Running text with names of people in it and few figures."""
    return _documents(size, chance, _NEWS, [], 0.0)


def _documents(
    size: int, chance: random.Random, sentences: tuple[str, ...], letters: list[str], share: float
) -> list[Prose]:
    made, documents = 0, []
    while made < size:
        page = []
        for _ in range(20):
            page.append(" ".join(chance.choices(sentences, k=4)))
        if chance.random() < share:
            page.insert(chance.randrange(20), chance.choice(letters))
        documents.append(Prose("", "\n".join(page)))
        made += len(documents[-1].text)
    return documents


def table(size: int, chance: random.Random) -> list[Grid]:
    """Spending as councils publish it."""
    made, grids = 0, []
    while made < size:
        rows: list[tuple[str, ...]] = [("Body", "Date", "Transaction No", "Supplier", "Description", "Amount")]
        for _ in range(3000):
            row = ("Anytown Council", "12/03/2024", str(chance.randrange(10**9, 10**10)), chance.choice(("Build & Co Ltd", "Paper Supplies")),
                   chance.choice(("Repairs to buildings", "Consultancy fees", "Care home placement")), f"{chance.randrange(10**6) / 100:.2f}")  # fmt: skip
            rows.append(row)
            made += sum(map(len, row)) + len(row)
        grids.append(Grid("", tuple(rows)))
    return grids


def text_of(block: Prose | Grid) -> str:
    """A block as one text."""
    return block.text if isinstance(block, Prose) else "\n".join(",".join(row) for row in block.rows)


def f1(right: int, told: int, labelled: int) -> float:
    """The harmonic mean of precision and recall."""
    return 2 * right / max(told + labelled, 1)


def _speed(blocks: list[Prose] | list[Grid]) -> float:
    start = time.process_time()
    for block in blocks:
        find([block])
    return sum(len(text_of(block)) for block in blocks) / MEGABYTE / (time.process_time() - start)


def presidio(job: dict[str, object]) -> dict[str, object] | None:
    """What Presidio answers, from a Python of its own; None where there is none."""
    python = os.environ.get("MUNIMENT_BENCH_PRESIDIO")
    if not python:
        return None
    script = Path(__file__).with_name("presidio_patterns.py")
    done = subprocess.run([python, str(script)], input=json.dumps(job), capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"Presidio failed: {done.stderr[-500:]}")
        return None
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


def labelled() -> dict[str, tuple[list[str], list[set[tuple[str, str]]]]]:
    """Texts and what is in them: by the author whose papers the rules were reported on, and by one who knew no rule."""
    from tests.discovery import personal_papers, personal_third_author

    sets = {
        "second author": personal_papers.papers(2, seed=7),
        "third author": personal_third_author.papers(),
    }
    found = {}
    for name, papers in sets.items():
        chosen = [paper for paper in papers if isinstance(paper.block, Prose)]
        found[name] = [text_of(paper.block) for paper in chosen], [set(paper.labels) for paper in chosen]
    return found


def measure() -> None:
    """Prints the table."""
    chance = random.Random(5)
    sets = {
        "letters": letters(MEGABYTE // 2, chance),
        "office": office(8 * MEGABYTE, chance),
        "csv": table(8 * MEGABYTE, chance),
        "news": news(8 * MEGABYTE, chance),
    }
    for blocks in sets.values():  # compiles what is compiled once in a process
        for block in blocks[:40]:
            find([block])
    speeds: dict[str, dict[str, float]] = {}
    engines = {"hyperscan": by_hyperscan, "re": by_re} if hyperscan is not None else {"re": by_re}
    for engine, matches in engines.items():
        searching.matches = matches
        few = 1 if engine == "hyperscan" else 8
        speeds[engine] = {name: _speed(blocks[: max(len(blocks) // few, 1)]) for name, blocks in sets.items()}
    searching.matches = by_hyperscan if hyperscan is not None else by_re
    sets_of_labels = labelled()
    told = {}
    for name, (texts, labels) in sets_of_labels.items():
        told[name] = [
            {each for each in searching.gathered([Prose("", text)]).told() if each[0] in KINDS} for text in texts
        ]
        wanted = [{each for each in one if each[0] in KINDS} for one in labels]
        right = sum(len(a & b) for a, b in zip(told[name], wanted, strict=True))
        print(f"{name}, fourteen kinds: F1 {f1(right, sum(map(len, told[name])), sum(map(len, wanted))):.4f}")
    every = [text for texts, _labels in sets_of_labels.values() for text in texts]
    other = presidio(
        {"speed": {name: _sample(blocks) for name, blocks in sets.items()}, "texts": every, "kinds": SHARED}
    )
    if other is None:
        print("Presidio was not measured: MUNIMENT_BENCH_PRESIDIO names no Python that has it.")
    else:
        speeds["presidio, as it loads itself for English"] = other["speed_of_all"]  # type: ignore[assignment]
        speeds["presidio, the ten kinds that both have"] = other["speed"]  # type: ignore[assignment]
        shared = set(other["shared"])  # type: ignore[call-overload]
        found = iter(other["found"])  # type: ignore[call-overload]
        for name, (texts, labels) in sets_of_labels.items():
            _compare(name, told[name], labels, list(itertools.islice(found, len(texts))), shared)
    ours = next(iter(engines))
    for name in sets:
        for engine, rates in speeds.items():
            ratio = f"{speeds[ours][name] / rates[name]:8.1f} times as fast is {ours}" if engine != ours else ""
            print(f"{name:<8} {engine:<42} {rates[name]:8.2f} MB/s {ratio}")


def _sample(blocks: list[Prose] | list[Grid]) -> str:
    return "\n".join(text_of(block) for block in blocks[:60])[:400_000]


def _compare(
    name: str,
    told: list[set[tuple[str, str]]],
    labels: list[set[tuple[str, str]]],
    found: list[list[tuple[str, str, float]]],
    shared: set[str],
) -> None:
    only = lambda sets: [{each for each in one if each[0] in shared} for one in sets]  # noqa: E731
    ours, wanted = only(told), only(labels)
    right = sum(len(a & b) for a, b in zip(ours, wanted, strict=True))
    print(f"{name}, {len(shared)} kinds of both: ours F1 {f1(right, sum(map(len, ours)), sum(map(len, wanted))):.4f}")
    best = (0.0, 0.0)
    for threshold in (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 0.9):
        theirs = [
            {(kind, value) for kind, value, score in one if score >= threshold and kind in shared} for one in found
        ]
        right = sum(len(a & b) for a, b in zip(theirs, wanted, strict=True))
        best = max(best, (f1(right, sum(map(len, theirs)), sum(map(len, wanted))), threshold))
    print(f"{name}, {len(shared)} kinds of both: Presidio F1 {best[0]:.4f} at its best threshold, {best[1]}")
