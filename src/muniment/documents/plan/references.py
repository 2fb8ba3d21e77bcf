"""The references of the actions: as given, gaps and all; made up only where the plan has none, and then said so."""

import re
from collections import defaultdict
from collections.abc import Sequence

from muniment.documents.paper import Place
from muniment.documents.plan.contents import is_reference
from muniment.documents.plan.entries import Entry
from muniment.documents.plan.reading import Unplaced
from muniment.documents.plan.words import plain, squash

_AT_HEAD = re.compile(
    r"(?:(?:rec(?:ommendation)?|action)\s*)?(?P<ref>[A-Z]{0,4}[-. ]?\d{1,3}(?:\.\d{1,3}){0,2})[.):]?(?:\s*[-–—:]\s*|\s+)(?=[A-Z])"
)
_TITLE = re.compile(
    r"^(?:rec(?:ommendation)?|action|finding|issue)\.?\s*(?:no\.?\s*)?(?P<ref>[A-Z]{0,3}\d{1,3}(?:\.\d{1,3})?)\b",
    re.IGNORECASE,
)


def references_of(entries: Sequence[Entry]) -> tuple[list[str], list[Unplaced]]:
    """One reference for each entry, and what is to be said about missing, doubled and made-up ones."""
    if not entries:
        return [], []
    if any(entry.text("ref") for entry in entries):
        return _as_given(entries)
    for heads in (_titles(entries), _at_head(entries)):
        if heads:
            return heads, []
    why = "The plan has no column of references: R1, R2 … are numbered in the order of the rows."
    return [f"R{number}" for number in range(1, len(entries) + 1)], [Unplaced(entries[0].place, "", why)]


def _as_given(entries: Sequence[Entry]) -> tuple[list[str], list[Unplaced]]:
    refs = [_first_line(entry.text("ref")) for entry in entries]
    told = [
        Unplaced(
            entry.place, squash(entry.text("action") or entry.text("recommendation"))[:300], "The row has no reference."
        )
        for entry, ref in zip(entries, refs, strict=True)
        if not ref
    ]
    places: dict[str, list[Place]] = defaultdict(list)
    for entry, ref in zip(entries, refs, strict=True):
        if ref:
            places[plain(ref)].append(entry.place)
    for ref, entry in zip(refs, entries, strict=True):
        same = places[plain(ref)] if ref else []
        if len(same) > 1 and same[0] == entry.place:
            others = "; ".join(str(place) for place in same[1:4])
            told.append(
                Unplaced(
                    entry.place, ref, f"The reference {ref} stands {len(same)} times, also at {others}. All are kept."
                )
            )
    return refs, told


def _first_line(text: str) -> str:
    """A reference cell may hold more below the reference: `R3` and `High`."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) > 1 and is_reference(lines[0]) and not is_reference(squash(text)):
        return lines[0].rstrip(".:")
    return squash(text).rstrip(".:)") if text.count(")") != text.count("(") else squash(text).rstrip(".:")


def _titles(entries: Sequence[Entry]) -> list[str]:
    """`Recommendation 3: Access` above a table or in a band names its only action."""
    found = []
    for entry in entries:
        titles = (entry.band, entry.piece.title, *entry.piece.above[::-1])
        match = next((match for title in titles if (match := _TITLE.match(title))), None)
        found.append(match["ref"] if match else "")
    return found if all(found) and len(set(found)) == len(found) else []


def _at_head(entries: Sequence[Entry]) -> list[str]:
    """References at the head of the texts, if all have one and no two the same."""
    found = []
    for entry in entries:
        match = _AT_HEAD.match(entry.text("recommendation") or entry.text("action"))
        found.append(match["ref"].strip() if match else "")
    return found if all(found) and len(set(found)) == len(found) else []
