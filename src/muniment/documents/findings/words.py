"""Small tools over text: sentences, quotes of at most twenty words, stems for comparison."""

import re
from collections.abc import Iterable

LONGEST_QUOTE = 20
_SENTENCE_END = re.compile(r"(?<=[.!?;])[\"”’)]*\s+(?=[\"“(]?[A-Z0-9])|\n+")
_TAG = re.compile(r"</?[a-zA-Z][^>]{0,80}>|\*\*")
_WORD = re.compile(r"[a-z0-9][a-z0-9&'’]*")
_DULL = frozenset(
    _WORD.findall(
        "a an and any are as at be been being by each every for from has have if in into is it its of on or our shall should "
        "so such than that the their them then there these they this those to was were which who will with would all "
        "ensure relevant including include not also where when"
    )
)


def clean(text: str) -> str:
    """Text without mark-up and with single spaces."""
    return " ".join(_TAG.sub(" ", text).split()) if text else ""


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a paragraph or a cell; a line break in a cell ends one."""
    return tuple(piece for part in _SENTENCE_END.split(_TAG.sub(" ", text)) if (piece := " ".join(part.split())))


def quote(text: str, around: str = "") -> str:
    """At most twenty words of `text`; where it is longer, those about `around`."""
    words = clean(text).split()
    if len(words) <= LONGEST_QUOTE:
        return " ".join(words)
    start = 0
    if around and (at := clean(text).casefold().find(clean(around).casefold())) > 0:
        start = max(0, len(clean(text)[:at].split()) - 6)
    start = min(start, len(words) - LONGEST_QUOTE)
    return " ".join(words[start : start + LONGEST_QUOTE])


def stem(word: str) -> str:
    """A crude singular: enough to compare `agreements` with `agreement` and `PIA's` with `PIA`."""
    word = word.replace("’", "'").removesuffix("'s").strip("'")
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def key_words(text: str) -> tuple[str, ...]:
    """The words that carry meaning, lower case, without plurals."""
    return tuple(stem(word) for word in _WORD.findall(text.casefold()) if word not in _DULL)


def normal(text: str) -> str:
    """One spelling for comparison: lower case, letters and digits only, single spaces."""
    return " ".join(_WORD.findall(text.casefold().replace("&", " and ")))


def listing(items: Iterable[str], most: int = 12) -> str:
    """`a, b and c`; beyond `most`, the number that is left out."""
    names = list(items)
    if len(names) > most:
        return ", ".join(names[:most]) + f" and {len(names) - most} more"
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else ""
