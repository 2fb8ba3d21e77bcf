"""Words for how far a thing has got, and the counts by status that a paper states in prose and in tables."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from muniment.documents.findings.grid import Grid, is_total_column
from muniment.documents.findings.numbers import NUMBER_IN_PROSE, prose_number
from muniment.documents.findings.subject import Subject, Utterance
from muniment.documents.findings.words import quote
from muniment.documents.paper import Place
from muniment.documents.plan.reading import Status

_NOT_BEGUN = re.compile(
    r"\bnot (?:yet )?(?:been )?(?:begun|began|started|commenced)|\b(?:still|yet) to (?:be )?(?:start|commence|begin|begun|beg[au]n)|"
    r"\bto be (?:started|commenced|begun)|\bunstarted|\bno(?:t)? began",
    re.IGNORECASE,
)
_SUPERSEDED = re.compile(r"\bsuperseded|\bno longer (?:required|relevant|applicable)|\bwithdrawn", re.IGNORECASE)
_UNDER_WAY = re.compile(
    r"\bin[ -]progress|\bon[ -]?going|\bunder[ -]?way|\bpart(?:ly|ially)[ -]?(?:complete|implement|done|met)|\bon track|"
    r"\b(?:been )?started\b|\bcommenced\b|\bbegun\b",
    re.IGNORECASE,
)
_NOT_DONE = re.compile(
    r"\b(?:not|in|un|to be|yet to be|still to be|being|is)[ -]?(?:yet |been |fully )*(?:complete|implement|finish|deliver|achiev)|"
    r"\bincomplete|\bfor completion|\brequires? completion|\bonce .{0,40}(?:complete|done)",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"\bcomplete[ds]?\b|\bcompletion\b$|\bimplemented\b|\bdone\b|\bdelivered\b|\bfinished\b|\bachieved\b|\bdischarged\b|\bclosed\b",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    rf"\b(?:out )?of (?:the |these |all |our |a total of |its )*(?P<of>{NUMBER_IN_PROSE})\b|"
    rf"\b(?P<total>{NUMBER_IN_PROSE}) (?:\w+ ){{0,2}}(?:actions|recommendations|items|tasks|measures|commitments|findings)\b",
    re.IGNORECASE,
)
_COUNT = re.compile(rf"(?<![\w.,£/-])(?P<count>{NUMBER_IN_PROSE})(?![\w.%/-]|,\d|\s?(?:%|per cent))", re.IGNORECASE)
_SPLIT = re.compile(r"[,;:–()]|\band\b|\bwith\b|\bwhile\b|\bwhilst\b", re.IGNORECASE)
_THING = re.compile(r"\b(actions?|recommendations?|items?|tasks?|measures?|commitments?|findings?)\b", re.IGNORECASE)


def status_in(words: str) -> Status | None:
    """The status that words speak of, None where they speak of none; *not complete* is none of the done ones."""
    if _SUPERSEDED.search(words):
        return "superseded"
    if _NOT_BEGUN.search(words):
        return "not begun"
    if _UNDER_WAY.search(words) and not _DONE.match(words.strip()):
        return "in progress"
    if _NOT_DONE.search(words):
        return None
    if _DONE.search(words):
        return "completed"
    return None


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts by status as one place of the paper states them; `total` is the whole, if it is stated there."""

    counts: tuple[tuple[Status, int, Place], ...]
    total: int | None
    place: Place
    quote: str
    label: str = ""
    order: int = 0

    def count(self, status: Status) -> int | None:
        return next((count for kind, count, _ in self.counts if kind == status), None)


def prose_tallies(subject: Subject) -> tuple[Tally, ...]:
    """`Out of 40 actions, 8 are completed, 20 in progress and 12 not begun`, one tally a sentence."""
    return subject.once(_prose_tallies)


def _prose_tallies(subject: Subject) -> tuple[Tally, ...]:
    return tuple(tally for said in subject.utterances if (tally := _tally(said)))


def _tally(said: Utterance) -> Tally | None:
    if len(said.text) > 600 or not _THING.search(said.text):
        return None
    whole = _WHOLE.search(said.text)
    total = prose_number(whole["of"] or whole["total"]) if whole else None
    counts: list[tuple[Status, int, Place]] = []
    text = said.text[: whole.start()] + "," + said.text[whole.end() :] if whole and whole["of"] else said.text
    for clause in _SPLIT.split(text):
        numbers = _COUNT.findall(clause)
        kind = status_in(clause)
        if len(numbers) == 1 and kind and kind not in {known for known, _, _ in counts}:
            counts.append((kind, prose_number(numbers[0]), said.place))
    if len(counts) == 1 and not (whole and whole["of"]):
        total = None
    if not counts or (len(counts) == 1 and total is None):
        return None
    return Tally(tuple(counts), total, said.place, quote(said.text), order=said.order)


def status_columns(grid: Grid) -> dict[int, Status]:
    """Which columns of a table count a status."""
    found = {at: kind for at in range(grid.width) if (kind := status_in(grid.header[at]))}
    counted = {at: kind for at, kind in found.items() if any(number for number in grid.column(at))}
    return counted if len(set(counted.values())) == len(counted) > 1 else {}


def table_tallies(grid: Grid) -> Iterator[Tally]:
    """One tally for each row of a table whose columns are statuses."""
    columns = status_columns(grid)
    if not columns:
        return
    totals = [at for at in range(grid.width) if is_total_column(grid.header[at]) and at not in columns]
    for row in grid.rows:
        counts = tuple(
            (kind, int(number.value), cell.place)
            for at, kind in columns.items()
            if (number := row.numbers[at]) and (cell := row.cells[at])
        )
        if counts:
            whole = row.numbers[totals[0]] if totals else None
            words = " ".join(cell.text for cell in row.cells if cell)
            place = counts[0][2].at(column=None)
            yield Tally(counts, int(whole.value) if whole else None, place, quote(words), row.label, grid.order)
