"""What is against the rows of a schedule: quoted, explained, with a proposal where there is one; nothing is corrected. Pure."""

import re
from collections.abc import Sequence

from muniment.retention.prose import SURE
from muniment.retention.prose_actions import actions_in
from muniment.retention.rules import LONGEST, Action, Keep, in_words
from muniment.retention.schedule_columns import LAW, Role
from muniment.retention.schedule_rows import ScheduleRow
from muniment.retention.schedule_text import contradiction

_YEAR = re.compile(r"\b(?:act|acts|regulations?|regs|order|rules|measure)\b[^\d]{0,20}\b(\d{4,5})\b", re.IGNORECASE)
_FIRST_STATUTE = 1215
_FOR_EVER = re.compile(r"\bpermanent|\bfor ?ever\b|\bperpetuity\b|\bindefinite", re.IGNORECASE)
_SMALL_WORDS = {"and", "of", "the", "for", "a", "in", "to", "with", "or"}


def of_row(row: ScheduleRow, this_year: int) -> None:
    """Adds what is against a row by itself."""
    period = row.cells.get(Role.PERIOD, "")
    if _FOR_EVER.search(period) and Action.DESTROY in actions_in(f"{row.cells.get(Role.ACTION, '')} {period}"):
        row.find(
            "PERMANENT_DESTROYED", "error", "It is kept for ever and destroyed.", proposal="Say which of the two holds."
        )
    elif contradiction(row.cells):
        row.find("ACTION_CONTRADICTS", "error", "The action is another than the one that the text names.",
                 stated=row.cells.get(Role.ACTION, ""), computed=period)  # fmt: skip
    _of_reading(row)
    _of_law(row, this_year)


def _of_reading(row: ScheduleRow) -> None:
    """What stands against the period and how it was understood."""
    found = row.understood
    if not row.source or (not row.cells.get(Role.PERIOD) and found.line is None):
        row.find(
            "NO_PERIOD",
            "error",
            "No period is given.",
            proposal="Say how long it is kept, or that somebody must review it.",
        )
    elif found.line is None:
        rule = "IMPOSSIBLE_PERIOD" if _impossible(found.why) else "NOT_UNDERSTOOD"
        row.find(rule, "error", " ".join(found.why))
    elif found.confidence < SURE and not row.findings:
        left = f" Not understood: {'; '.join(found.not_understood)}." if found.not_understood else ""
        row.find("DOUBTFUL", "warning", " ".join(found.why) + left, computed=in_words(found.line))


def _of_law(row: ScheduleRow, this_year: int) -> None:
    """What stands against the authority: a year in which no law was made, or none for a long period."""
    found = row.understood
    for said in (row.cells.get(Role.AUTHORITY, ""), row.cells.get(Role.RATIONALE, "")):
        for year in map(int, _YEAR.findall(said)):
            if not _FIRST_STATUTE <= year <= this_year:
                row.find(
                    "IMPOSSIBLE_YEAR",
                    "warning",
                    f"There can be no law of the year {year}.",
                    quote=" ".join(said.split()[:20]),
                )
    if found.line is not None and found.line.keep is Keep.PERIOD and not LAW.search(row.cells.get(Role.AUTHORITY, "")):
        longest = max(each.length for each in found.line.periods)
        if longest > 12 * LONGEST / 2:
            row.find("LONG_PERIOD", "note", "Longer than a hundred years, and no law is named for it.")


def _impossible(why: Sequence[str]) -> bool:
    return any(
        word in each
        for each in why
        for word in ("longer than", "not negative", "no time at all", "Two units", "differ")
    )


def across_rows(rows: Sequence[ScheduleRow]) -> None:
    """Adds what rows say against one another, and proposes codes for those that have none or one that is taken."""
    known: dict[str, ScheduleRow] = {}
    taken = {row.code.casefold() for row in rows if row.code}
    for row in rows:
        if not row.code:
            continue
        first = known.setdefault(row.code.casefold(), row)
        if first is row:
            continue
        if _same(first, row):
            row.left_out = True
            row.find("REPEATED", "note", f"It says what {first.place} says already; it was left out.")
            continue
        if first.understood.line == row.understood.line:
            message, rule = f"The code {row.code} stands for another series at {first.place}.", "DUPLICATE_CODE"
        else:
            message, rule = f"The code {row.code} has another period at {first.place}.", "TWO_PERIODS"
            first.find(rule, "error", f"The code {row.code} has another period at {row.place}.")
        other = _free(row.code, taken)
        row.find(rule, "error", message, proposal=f"Call this one {other}, or mend the file.")
        row.cells[Role.CODE], row.proposed_code = other, True
    for row in rows:
        if not row.code:
            row.cells[Role.CODE], row.proposed_code = _from_function(row, taken), True
            row.find("NO_CODE", "note", "It has no code.", proposal=f"Call it {row.code}.")


def _same(one: ScheduleRow, other: ScheduleRow) -> bool:
    return one.series.casefold() == other.series.casefold() and one.understood.line == other.understood.line


def _free(code: str, taken: set[str]) -> str:
    number = 2
    while f"{code}-{number}".casefold() in taken:
        number += 1
    taken.add(f"{code}-{number}".casefold())
    return f"{code}-{number}"


def _from_function(row: ScheduleRow, taken: set[str]) -> str:
    """A code of the function's letters and the first number that is free: FIN-07, ASC-01 for Adult social care."""
    words = [
        word
        for word in re.findall(r"[A-Za-z]+", row.cells.get(Role.FUNCTION, ""))
        if word.casefold() not in _SMALL_WORDS
    ]
    letters = "".join(word[0] for word in words[:4]) if len(words) > 2 else (words[0][:3] if words else "LINE")
    number = 1
    while f"{letters}-{number:02}".casefold() in taken:
        number += 1
    taken.add(f"{letters}-{number:02}".casefold())
    return f"{letters.upper()}-{number:02}"
