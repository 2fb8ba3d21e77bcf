"""Near-duplicates: signatures in a second, planted pairs found, and a million signatures grouped; beside datasketch where it is installed.

`python -m benchmarks.similar` runs it alone.
"""

import random
import resource
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from typing import Any

import numpy as np
import pyarrow as pa

from muniment.discovery.engine import near, schema
from muniment.discovery.engine.signing import PLACES
from muniment.discovery.engine.similar import related, signature

DOCUMENTS, PLANTED, MANY = 15_000, 1_500, 1_000_000


def measure() -> None:
    """Prints rates and the part of the planted pairs that was found."""
    texts = documents()
    ours, seconds = timed(map(signature, texts))
    print(
        f"signatures             {len(texts):,} documents of {sum(map(len, texts)) // len(texts):,} characters: {len(texts) / seconds:,.0f} a second of one core"
    )
    if find_spec("datasketch"):
        theirs = datasketch_signature()
        _, slower = timed(map(theirs, texts[:3_000]))
        print(
            f"beside datasketch      {3_000 / slower:,.0f} a second of one core: ours is {len(texts) / seconds * slower / 3_000:.1f} times as fast"
        )
    entries, contents = tables(ours)
    start = time.perf_counter()
    found = related(entries, contents)
    group = dict(zip(found.column("path").to_pylist(), found.column("near_group").to_pylist(), strict=True))
    pairs = sum(group.get(f"{DOCUMENTS + number}") == f"{number}" for number in range(PLANTED))
    strangers = sum(each is not None for each in group.values()) - 2 * pairs
    print(
        f"groups                 {len(texts):,} documents in {time.perf_counter() - start:.1f} s: {pairs / PLANTED:.4f} of {PLANTED:,} planted pairs, {strangers} others"
    )
    many = np.random.default_rng(1).integers(0, 65_536, (MANY, PLACES), dtype=np.uint16)
    many[MANY // 2 :: 5] = many[: MANY // 2 : 5]  # every fifth has a twin, of which an eighth is changed
    many[MANY // 2 :: 5, ::8] += 1
    start = time.perf_counter()
    leaders, _ = near.groups(many)
    seconds = time.perf_counter() - start
    twins = (leaders[MANY // 2 :: 5] == np.arange(0, MANY // 2, 5)).mean()
    print(
        f"many                   {MANY:,} signatures grouped in {seconds:.1f} s, {twins:.4f} of the twins found; {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024:,} MB at most, 244 of them the signatures"
    )


def timed(work: Iterable[Any]) -> tuple[list[Any], float]:
    """What it gives, and seconds of the processor: other programmes on the machine make no difference."""
    start = time.process_time()
    done = list(work)
    return done, time.process_time() - start


def documents() -> list[str]:
    """Texts of a hundred to four hundred words; the last are the first with one word in twenty-five changed, in two places."""
    chance = random.Random(1)
    words = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randint(3, 9))) for _ in range(20_000)]
    texts = [" ".join(chance.choices(words, k=chance.randint(100, 400))) for _ in range(DOCUMENTS)]
    return [*texts, *(changed(text, chance) for text in texts[:PLANTED])]


def changed(text: str, chance: random.Random) -> str:
    """Two runs of words are others, together four in a hundred."""
    words = text.split()
    run = max(len(words) // 50, 1)
    for _ in range(2):
        start = chance.randrange(len(words) - run)
        words[start : start + run] = ["elsewhere"] * run
    return " ".join(words)


def tables(signatures: list[bytes | None]) -> tuple[pa.Table, pa.Table]:
    paths = [str(number) for number in range(len(signatures))]
    times = [datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=number) for number in range(len(paths))]
    rest = {"folder": "", "extension": "", "kind": "file", "inside": ""}
    entries = [
        {"path": path, "stamp": 1, "name": path, "modified": when, **rest}
        for path, when in zip(paths, times, strict=True)
    ]
    contents = [
        {"path": path, "stamp": 1, "blake3": path, "signature": said, **rest}
        for path, said in zip(paths, signatures, strict=True)
    ]
    return pa.Table.from_pylist(entries, schema.ENTRIES), pa.Table.from_pylist(contents, schema.CONTENTS)


def datasketch_signature() -> Callable[[str], Any]:
    from datasketch import MinHash

    def signed(text: str) -> Any:
        words = text.lower().split()
        minima = MinHash(num_perm=PLACES)
        minima.update_batch([" ".join(three).encode() for three in zip(words, words[1:], words[2:], strict=False)])
        return minima

    return signed


if __name__ == "__main__":
    measure()
