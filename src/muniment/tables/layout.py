"""How a table is laid out: its headings over one row or two, the rows that are records, and those that are not, each with the reason. Pure."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from muniment.documents.paper import Unreadable
from muniment.documents.reading.exact import FAR, Exact
from muniment.documents.reading.pasted import bare, looks_pasted
from muniment.tables.headings import heading_rows

LOOKED_AT = 20  # rows among which the headings are sought: titles and notes stand above them
MOST_COLUMNS = 250
MOST_ROWS = 100_000
WIDE = 4  # columns from which on a row with one text is hardly a record
LONG = 120
TOTAL, NOTE, AGAIN, OVER, GUIDE, NUMBERS = "total", "note", "again", "over", "guide", "numbers"
_TOTAL = re.compile(
    r"(?:grand |sub ?)?totals?\b|(?:number|count|no\.?) of (?:assets|records|rows|entries|systems|lines)\b|count\b|end of (?:register|table|list|document)\b",
    re.IGNORECASE,
)
_PUT_AWAY = re.compile(
    r"\b(?:old|archived?|previous|copy|backup|template|example|superseded|do not use)\b", re.IGNORECASE
)
_NOTE = re.compile(
    r"(?:notes?|nb|n\.b\.|key|version|source|last updated|updated|footnote|\*+|¹)(?:\b|[\s:])|^\*", re.IGNORECASE
)
_GUIDE = re.compile(r"\b(?:e\.g\.|eg\b|please|enter|select from|choose|insert|drop ?down|for example|free text|mandatory|as recorded)", re.IGNORECASE)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Left:
    """A row that is no record: its number, what it says, and which of the reasons."""

    number: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Laid:
    """A table laid out. `row` is the number of the (lower) row of headings; `over` is the column (from 1) in which the text of the
    rows that head others stands, added behind all others, 0 where there are none.
    """

    row: int
    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    left: tuple[Left, ...] = ()
    over: int = 0
    sheets: tuple[str, ...] = ()

    def place(self, number: int) -> tuple[str, int]:
        """The sheet ("" where there is one only) and the number of a row in it."""
        return (self.sheets[number // FAR], number % FAR) if self.sheets else ("", number)


Judge = Callable[[Sequence[str]], float]  # how much a row of headings explains


def lay_out(table: Exact, judge: Judge, records: frozenset[int] = frozenset()) -> Laid:
    """Finds the headings that explain most and tells records from what else stands below them; `records` are rows that a person calls so."""
    width = max(len(texts) for _number, texts in table.rows)
    if len(table.rows) > MOST_ROWS:
        raise Unreadable(
            f"The table has {len(table.rows):,} rows; {MOST_ROWS:,} are read at once. Send it in parts, each with its headings."
        )
    used = [any(texts[at].strip() for _n, texts in table.rows if at < len(texts)) for at in range(width)]
    if sum(used) > MOST_COLUMNS:
        raise Unreadable(
            f"The table has {sum(used):,} columns with something in them; {MOST_COLUMNS} are read at most. "
            "Take out those that are no part of the register and try again."
        )
    width = max((at for at, each in enumerate(used, 1) if each), default=0)
    first = [_padded(texts, width) for _number, texts in table.rows[: LOOKED_AT + 1]]
    numbers = [number for number, _texts in table.rows]
    candidates = [
        (below, _together(upper, lower))
        for below, upper, lower in heading_rows(first, LOOKED_AT)
        # A title with an empty row below it is none of two rows of headings.
        if not any(upper) or numbers[below - 1] - numbers[below - 2] == 1
    ]
    if not candidates:
        candidates = [(1, first[0])]
    # Of equals the higher: two rows together must explain more than one.
    below, headings = max(candidates, key=lambda each: (round(judge(each[1]), 2), -each[0]))
    head = table.rows[below - 1][0]
    body = _Body(headings, records)
    body.again.update({first[below - 1], headings})
    for number, texts in table.rows[below:]:
        body.row(number, texts)
    return body.laid(head, table.sheets)


def _together(upper: Sequence[str], lower: Sequence[str]) -> tuple[str, ...]:
    return tuple(
        low if not high or high == low else f"{high} – {low}" if low else high
        for high, low in zip(upper, lower, strict=True)
    )


def _padded(texts: Sequence[str], width: int) -> tuple[str, ...]:
    kept = tuple(" ".join((bare(text) if looks_pasted(text) else text).split()) for text in texts[:width])
    return kept + ("",) * (width - len(kept))


class _Body:
    """Goes through the rows below the headings; what heads others is kept for those below it."""

    def __init__(self, headings: Sequence[str], records: frozenset[int]) -> None:
        self.headings, self.records = tuple(headings), records
        self.again: set[tuple[str, ...]] = set()
        self.wide = sum(map(bool, headings)) >= WIDE
        self.rows: list[tuple[int, tuple[str, ...], str]] = []
        self.left: list[Left] = []
        self.above = ""
        self.waiting: list[Left] = []

    def row(self, number: int, texts: Sequence[str]) -> None:
        filled = list(dict.fromkeys(text.strip() for text in texts if text.strip()))
        reason = "" if number in self.records else self.reason(texts, filled)
        if reason == OVER:
            self.waiting.append(Left(number, filled[0], OVER))
        elif reason:
            self.left.append(Left(number, " | ".join(filled)[:LONG], reason))
        else:
            if self.waiting:
                self.above = self.waiting[-1].text
                self.left += self.waiting
                self.waiting = []
            self.rows.append((number, tuple(texts), self.above))

    def reason(self, texts: Sequence[str], filled: Sequence[str]) -> str:
        """Why a row is no record, "" where it is one."""
        if _padded(texts, len(self.headings)) in self.again:
            return AGAIN
        if not self.wide:
            return TOTAL if _TOTAL.match(filled[0]) and len(filled) <= 2 and filled[-1].isdecimal() else ""
        if len(filled) <= 3 and _TOTAL.match(filled[0]):
            return TOTAL
        if len(filled) <= 2 and (_NOTE.match(filled[0]) or len(filled[0]) > LONG):
            return NOTE
        if len(filled) == 1:
            return OVER
        if not self.rows and len(filled) > 2:
            if [text.strip("().") for text in filled] == [str(n) for n in range(1, len(filled) + 1)]:
                return NUMBERS
            if sum(bool(_GUIDE.search(text)) for text in filled) > len(filled) / 3:
                return GUIDE
        return ""

    def laid(self, head: int, sheets: tuple[str, ...]) -> Laid:
        # What heads nothing is a note.
        self.left += [Left(each.number, each.text[:LONG], NOTE) for each in self.waiting]
        grouped = any(above for _n, _texts, above in self.rows)
        width = len(self.headings)
        rows = (
            (number, (*texts[:width], *([""] * (width - len(texts))), above) if grouped else texts)
            for number, texts, above in self.rows
        )
        headings = (*self.headings, "") if grouped else self.headings
        left = sorted(self.left, key=lambda each: each.number)
        return Laid(head, headings, tuple(rows), tuple(left), len(headings) if grouped else 0, sheets)


def offered(tables: Sequence[Exact], judge: Judge) -> tuple[Exact, ...]:
    """The tables of a file, and behind them those with the same headings as one."""
    by_headings: dict[tuple[str, ...], list[Exact]] = {}
    for table in tables if len(tables) > 1 else ():
        if _PUT_AWAY.search(table.name):
            continue
        try:
            laid = lay_out(table, judge)
        except Unreadable:
            continue
        if judge(laid.headings) > 0 and laid.rows:
            headings = laid.headings[:-1] if laid.over else laid.headings
            by_headings.setdefault(tuple(text.casefold() for text in headings), []).append(table)
    return (*tables, *(_joined(some, judge) for some in by_headings.values() if len(some) > 1))


def _joined(tables: Sequence[Exact], judge: Judge) -> Exact:
    """Tables with the same headings as one; the name of a sheet heads its rows."""

    def rows() -> Iterator[tuple[int, tuple[str, ...]]]:
        for at, table in enumerate(tables):
            head = lay_out(table, judge).row
            for number, texts in table.rows:
                if at == 0 or number > head:
                    yield FAR * at + number, texts
                if number == head and table.name:
                    yield FAR * at + number, (table.name,)

    names = [table.name for table in tables]
    return Exact(
        ", ".join(filter(None, names)), tuple(rows()), tuple(name or str(n) for n, name in enumerate(names, 1))
    )
