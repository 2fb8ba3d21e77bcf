"""What a text is about, as hashed words: enough to learn from again without reading the file, and no text that could be read."""

import re
from collections import Counter

from xxhash import xxh3_64_intdigest

MOST_WORDS = 128  # of the text
MOST_OF_PATH = 24  # of the folders, and as many of the name
_CHARACTERS = 400_000  # of a text that is looked at: what a book is about stands in its beginning
_WORD = re.compile(r"[^\W\d_]{3,24}")
_PARTS = re.compile(r"[A-Z]?[a-z]{2,}|[A-Z]{2,}|[^\W\d_]{3,}")  # of names: “TenancyAgreement_HSG”
_STOP_WORDS = """
    about above after again against all also and any are because been before being below between both but can cannot
    could did does doing down during each few for from further had has have having her here hers him his how into its
    itself just let more most must nor not now off once only other our ours out over own per same shall she should
    some such than that the their them then there these they this those through too under until upon use used very via
    was were what when where which while who whom whose why will with within without would you your yours
"""
_STOP = frozenset(_STOP_WORDS.split())


def _id(word: str) -> int:
    return xxh3_64_intdigest(word.encode("utf-8", "surrogatepass")) & 0xFFFFFFFF


def _words(text: str, path: str) -> dict[str, int]:
    counts = Counter(_WORD.findall(text[:_CHARACTERS].lower()))
    for word in counts.keys() & _STOP:
        del counts[word]
    chosen = dict(counts.most_common(MOST_WORDS)) if len(counts) > MOST_WORDS else dict(counts)
    folder, _, name = path.rpartition("/")
    for before, said in (("folder:", folder), ("name:", name)):
        parts = [part.lower() for part in _PARTS.findall(said)]
        for part in list(dict.fromkeys(reversed(parts)))[:MOST_OF_PATH]:  # the deepest folders tell most
            if part not in _STOP:
                chosen[before + part] = parts.count(part)
    return chosen


def terms(text: str, path: str) -> tuple[list[int], list[int]]:
    """Hashed words (32 bits), ascending, and how often each: the most frequent of the text, those of folders and name apart."""
    counts: dict[int, int] = {}
    for word, count in _words(text, path).items():
        number = _id(word)
        counts[number] = counts.get(number, 0) + count
    ids = sorted(counts)
    return ids, [min(counts[number], 0xFFFF) for number in ids]


def words_by_id(text: str, path: str) -> dict[int, str]:
    """The words behind the terms of one document; asked only of documents that people have confirmed, when a model learns."""
    return {_id(word): word for word in _words(text, path)}
