"""Which pieces are plan, and what their columns are: pieces alike are judged together, pieces without headings by what went before."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from muniment.documents.plan.aligning import aligned
from muniment.documents.plan.clearing import cleared
from muniment.documents.plan.columns import Guess, belongs_elsewhere, guess_columns, is_plan
from muniment.documents.plan.contents import fitness, is_reference
from muniment.documents.plan.labelled import answered
from muniment.documents.plan.pieces import Piece
from muniment.documents.plan.reading import ColumnReading, Field, Unplaced
from muniment.documents.plan.words import label

Mapped = tuple[Piece, list[Guess]]
_Shape = tuple[tuple[str, ...], int]


@dataclass(frozen=True, slots=True)
class Layout:
    """The pieces that are plan with their columns, what was made of every such column, and pieces that nearly were plan."""

    pieces: list[Mapped]
    mapping: list[ColumnReading]
    unplaced: list[Unplaced]


def lay_out(pieces: Sequence[Piece], chosen: Sequence[ColumnReading] = ()) -> Layout:
    """Maps all pieces of a paper. `chosen` are columns a person decided; they hold for their table and for its like."""
    pieces = _with_headings_continued([replace(piece, rows=aligned(piece.header, piece.rows)) for piece in pieces])
    pieces = [cleared(piece) for piece in pieces]
    by_table, by_header = _choices(pieces, chosen)
    groups: dict[_Shape, list[Piece]] = defaultdict(list)
    for piece in pieces:
        groups[_shape(piece)].append(piece)
    guesses: dict[_Shape, list[Guess]] = {}
    for shape, alike in groups.items():
        columns = _pooled(alike)
        guesses[shape] = guess_columns(alike[0].header, columns, by_header.get(shape, {}))
    mapped: list[Mapped] = []
    unplaced: list[Unplaced] = []
    told: set[_Shape] = set()
    decided = {choice.table for choice in chosen if choice.field in {"action", "recommendation"}}
    for piece in pieces:
        own = guesses[_shape(piece)]
        fixed = by_table.get(piece.table)
        if fixed and fixed != by_header.get(_shape(piece)):
            own = guess_columns(piece.header, _pooled(groups[_shape(piece)]), fixed)
        if piece.rows and (piece.table in decided or is_plan(piece.header, own) or _answers(piece, own)):
            mapped.append((piece, own))
        elif _shape(piece) not in told and (nearly := _nearly(piece, own)):
            told.add(_shape(piece))
            unplaced.append(nearly)
    return Layout(mapped, _readings(mapped), unplaced)


def _answers(piece: Piece, guesses: Sequence[Guess]) -> bool:
    """Whether most recommendations have the council's answer below them in their own cell, so that this is a plan."""
    at = next((at for at, guess in enumerate(guesses) if guess.field == "recommendation"), None)
    cells = [row.cells[at].text for row in piece.rows if at is not None and len(row.cells) > at]
    return bool(cells) and sum(bool(answered(cell)[1]) for cell in cells) > len(cells) / 2


def _shape(piece: Piece) -> _Shape:
    width = max([len(piece.header), *(len(row.cells) for row in piece.rows)])
    return tuple(label(heading) for heading in piece.header), width if not piece.header else len(piece.header)


def _choices(
    pieces: Sequence[Piece], chosen: Sequence[ColumnReading]
) -> tuple[dict[int, dict[int, Field | None]], dict[_Shape, dict[int, Field | None]]]:
    by_table: dict[int, dict[int, Field | None]] = defaultdict(dict)
    for choice in chosen:
        by_table[choice.table].setdefault(choice.column - 1, choice.field)
    by_header: dict[_Shape, dict[int, Field | None]] = {}
    for piece in pieces:
        if piece.table in by_table:
            by_header.setdefault(_shape(piece), by_table[piece.table])
    return by_table, by_header


def _pooled(alike: Sequence[Piece]) -> list[list[str]]:
    """The cells of each column over all pieces, without the bands of themes, which stand in a column that is not theirs."""
    width = max(max([len(piece.header), *(len(row.cells) for row in piece.rows)]) for piece in alike)
    columns: list[list[str]] = [[] for _ in range(width)]
    for piece in alike:
        for row in piece.rows:
            if width > 2 and len({text.strip() for text in row.texts if text.strip()}) < 2:
                continue
            for at in range(width):
                columns[at].append(row.cells[at].text if at < len(row.cells) else "")
    return columns


def _with_headings_continued(pieces: Sequence[Piece]) -> list[Piece]:
    """A piece without headings goes on with those of the piece before when its cells fit under them."""
    out: list[Piece] = []
    for piece in pieces:
        before = out[-1] if out else None
        if before and before.header and not piece.header and piece.rows and _fits(piece, before):
            piece = replace(piece, header=before.header, rows=aligned(before.header, piece.rows))  # noqa: PLW2901
        out.append(piece)
    return out


def _fits(piece: Piece, before: Piece) -> bool:
    """Same sheet, no more columns, and no column that held references, dates or posts holds something else now."""
    width = max(len(row.cells) for row in piece.rows)
    if (
        piece.place.sheet != before.place.sheet
        or width > len(before.header)
        or width < len(before.header) - 2
        or not before.rows
    ):
        return False
    if piece.starts_page and width == len(before.header) and not piece.rows[0].texts[0].strip():
        return True
    theirs, own = _pooled([before]), _pooled([piece])
    for at in range(min(len(theirs), len(own))):
        was, now = fitness(theirs[at]), fitness(own[at])
        for name in ("ref", "due"):
            if now and was.get(name, 0) >= 0.7 and now.get(name, 0) < 0.4 and not _one_line_rest(piece):
                return False
    return bool(fitness([text for column in own for text in column]))


def _one_line_rest(piece: Piece) -> bool:
    """A single row that is the rest of a row on the page before: its dates may be half dates."""
    return piece.starts_page and len(piece.rows) == 1 and not is_reference(piece.rows[0].texts[0])


def _nearly(piece: Piece, guesses: Sequence[Guess]) -> Unplaced | None:
    """A table of recommendations without owner, date or progress is told, not taken."""
    named = [guess for guess in guesses if guess.field in {"action", "recommendation"} and guess.confidence >= 0.7]
    priority = any(guess.field in {"priority", "theme", "ref"} and guess.confidence >= 0.6 for guess in guesses)
    if not piece.header or not piece.rows or not named or not priority or belongs_elsewhere(piece.header):
        return None
    text = " | ".join(heading for heading in piece.header if heading)
    reason = (
        "A table of recommendations or actions without owner, date, progress or status: not taken for part of the plan."
    )
    return Unplaced(piece.place, text[:300], reason)


def _readings(mapped: Sequence[Mapped]) -> list[ColumnReading]:
    readings: list[ColumnReading] = []
    told: set[tuple[int, int, Field | None]] = set()
    for piece, guesses in mapped:
        for at, guess in enumerate(guesses):
            heading = piece.header[at] if at < len(piece.header) else ""
            for name in (guess.field, *guess.also):
                if (piece.table, at, name) not in told:
                    told.add((piece.table, at, name))
                    why = guess.why if name == guess.field else f"the heading “{heading}” also names this"
                    readings.append(ColumnReading(piece.table, at + 1, heading, name, guess.confidence, why))
    return readings
