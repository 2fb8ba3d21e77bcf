"""Acronyms that a paper itself spells out: `DPIA` where it also says `data protection impact assessment`."""

import re
from collections.abc import Iterable
from typing import Final

_ACRONYM = re.compile(r"\b[A-Z]{2,6}(?=s?\b|'s)")
_WORD = re.compile(r"[A-Za-z]+")
_SKIPPED: Final = frozenset({"of", "and", "the", "for", "in", "to", "on"})


def spelled_out(texts: Iterable[str]) -> dict[str, str]:
    """Each acronym of three letters or more, in lower case, with the words whose initials it is, if the texts have such.

    Of several spellings the most frequent holds; words that stand in brackets beside the acronym count most.
    """
    lines = [text for text in texts if text]
    acronyms = {match[0].lower() for line in lines for match in _ACRONYM.finditer(line) if len(match[0]) >= 3}
    if not acronyms:
        return {}
    initials = {acronym[0] for acronym in acronyms}
    lengths = {len(acronym) for acronym in acronyms}
    counts: dict[str, dict[str, int]] = {}
    for line in lines:
        # A word in capitals is an acronym itself, not a part of its spelling.
        words = [word for word in _WORD.findall(line) if word.lower() not in _SKIPPED]
        lower = ["\0" if word.isupper() and len(word) > 1 else word.lower() for word in words]
        letters = "".join(word[0] for word in lower)
        for at, letter in enumerate(letters):
            if letter not in initials:
                continue
            for length in lengths:
                if letters[at : at + length] in acronyms and at + length <= len(letters):
                    spelling = " ".join(lower[at : at + length])
                    of_acronym = counts.setdefault(letters[at : at + length], {})
                    of_acronym[spelling] = of_acronym.get(spelling, 0) + (
                        5 if _bracketed(line, letters[at : at + length]) else 1
                    )
    return {acronym: max(found, key=lambda one: (found[one], one)) for acronym, found in counts.items()}


def _bracketed(line: str, acronym: str) -> bool:
    return f"({acronym.upper()}" in line
