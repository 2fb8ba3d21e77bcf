"""Under which theme an action stands, and where that was taken from."""

import re
from collections import Counter
from collections.abc import Sequence

from muniment.documents.plan.entries import Entry
from muniment.documents.plan.pieces import Piece
from muniment.documents.plan.reading import ColumnReading
from muniment.documents.plan.words import plain, squash

_SERIES = re.compile(r"([A-Za-z]+)[\s./-]?\d|(\d+)[./-]\d")
_CELL_NUMBER = re.compile(r"\d{1,4}")


def themes_of(entries: Sequence[Entry], pieces: Sequence[Piece]) -> tuple[list[str], list[ColumnReading]]:
    """The theme of each entry, and the summary column it was taken from when it was a summary that named it.

    In this order: the plan's theme column, a band across its rows, headings above its tables where they differ, the
    lines above them, its sheets, and last a summary table whose counts are those of the series of references.
    """
    own = [squash(entry.text("theme")) or ("" if _is_one_action(entry.band) else entry.band) for entry in entries]
    if any(own):
        return _filled(own, entries), []
    for candidates in (_headings(entries), [entry.piece.title.strip("\0") for entry in entries], _sheets(entries)):
        if len(set(candidates)) > 1 and _one_of_many(candidates, entries):
            return candidates, []
    return _from_summary(entries, pieces)


def _filled(themes: list[str], entries: Sequence[Entry]) -> list[str]:
    """A theme cell that is empty below one of the same table belongs to it: the cells were merged."""
    if not any(entry.text("theme") for entry in entries):
        return themes
    out: list[str] = []
    for theme, entry, before in zip(themes, entries, [None, *entries], strict=False):
        same = before is not None and before.piece.table == entry.piece.table
        out.append(theme or (out[-1] if same else ""))
    return out


def _headings(entries: Sequence[Entry]) -> list[str]:
    """The deepest heading that does not stand over all tables alike."""
    stacks = [entry.piece.above for entry in entries]
    shared = 0
    while all(len(stack) > shared for stack in stacks) and len({stack[shared] for stack in stacks}) == 1:
        shared += 1
    return [stack[shared] if len(stack) > shared else "" for stack in stacks]


def _sheets(entries: Sequence[Entry]) -> list[str]:
    return [entry.place.sheet or "" for entry in entries]


def _one_of_many(candidates: Sequence[str], entries: Sequence[Entry]) -> bool:
    """Names that stand over several actions are themes; one for each action is its title."""
    named = [name for name in candidates if name]
    if len(named) < 0.6 * len(candidates):
        return False
    return len(set(named)) <= max(2, 0.7 * len(entries)) and not any(_is_one_action(name) for name in set(named))


def _is_one_action(name: str) -> bool:
    return bool(re.match(r"(?:rec(?:ommendation)?|action|finding|issue)\.?\s*(?:no\.?\s*)?\d", plain(name)))


def series_of(ref: str) -> str:
    """`A` of `A12`, `4` of `4.2`; '' where a reference has no series."""
    match = _SERIES.match(ref.strip())
    return (match[1] or match[2] or "").upper() if match else ""


def _from_summary(entries: Sequence[Entry], pieces: Sequence[Piece]) -> tuple[list[str], list[ColumnReading]]:
    """A table that counts actions by theme names the series whose counts it has, if each count belongs to one series only."""
    nothing = [""] * len(entries)
    series = [series_of(entry.text("ref")) for entry in entries]
    counts = Counter(name for name in series if name)
    if len(counts) < 2 or len(set(counts.values())) < len(counts):
        return nothing, []
    by_count = {str(count): name for name, count in counts.items()}
    for piece in pieces:
        found = _names(piece, by_count)
        if found:
            names, column = found
            listed = ", ".join(f"{name} {counts[name]}" for name in counts)
            why = f"a summary counts as many actions as each series of references has ({listed}): its names are the themes"
            heading = piece.header[0] if piece.header else ""
            return [names.get(name, "") for name in series], [
                ColumnReading(piece.table, column, heading, "theme", 0.8, why)
            ]
    return nothing, []


def _names(piece: Piece, by_count: dict[str, str]) -> tuple[dict[str, str], int] | None:
    """The series named by a table's rows: a name, and then in one column the counts of all series."""
    width = max((len(row.cells) for row in piece.rows), default=0)
    for at in range(1, min(width, 8)):
        cells = [
            (row.texts[0], row.texts[at].strip()) for row in piece.rows if len(row.cells) > at and row.texts[0].strip()
        ]
        named = {by_count[count]: squash(name) for name, count in cells if count in by_count}
        if len(named) == len(by_count) and len({count for _, count in cells if count in by_count}) == len(by_count):
            repeated = Counter(count for _, count in cells if count in by_count)
            if max(repeated.values()) == 1 and all(_CELL_NUMBER.fullmatch(count) or not count for _, count in cells):
                return named, 1
    return None
