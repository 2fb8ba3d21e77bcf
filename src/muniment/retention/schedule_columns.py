"""Which column of a schedule holds what: told by its heading and by what stands in it, since headings mislead. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from muniment.documents.reading.pasted import bare
from muniment.retention.prose import understand
from muniment.retention.prose_actions import actions_in
from muniment.retention.prose_words import plain, start_of
from muniment.retention.rules import Keep
from muniment.tables.headings import heading_rows

SAMPLE = 40  # rows of a column that are looked at
HEADINGS_WITHIN = 12  # rows from the top: titles and notes stand above them


class Role(StrEnum):
    """What a column of a schedule holds."""

    CODE = "code"
    FUNCTION = "function"
    ACTIVITY = "activity"
    SERIES = "series"
    ABOUT = "about"
    TRIGGER = "trigger"
    PERIOD = "period"
    ACTION = "action"
    AUTHORITY = "authority"
    RATIONALE = "rationale"


# How sure a heading makes its role, the plainest names first; the rest of a heading makes it less sure.
_NAMES: Mapping[Role, str] = {
    Role.CODE: r"(?:class |record |series |schedule )?(?:code|ref(?:erence)?)(?: (?:no|number|code))?|ref no|no|number|item|id|line",
    Role.FUNCTION: r"(?:business )?functions?|department|directorate|service(?: area)?|section|function description",
    Role.ACTIVITY: r"activit(?:y|ies)|process|sub ?function|business activity|category|team",
    Role.SERIES: r"(?:record )?(?:series|class|type|title|description)|records?|types? of records?|document(?: type)?|description of records?|records? (?:title|name|description)"
    r"|name|information asset|record class title",
    Role.ABOUT: r"examples?(?: of records?)?|scope(?: notes?)?|includes?|including|what belongs to it|content|details|about|description and examples",
    Role.TRIGGER: r"(?:retention )?trigger(?: event)?|event|start(?: of period| date)?|from when|counted from(?: when)?|cut ?off|closure|begins",
    Role.PERIOD: r"(?:minimum )?retention(?: period| rule| time)?(?: years)?|(?:disposal )?period|how long|keep(?: for)?|years|kept for|length|retention and disposal|time|retention in prose",
    Role.ACTION: r"(?:disposal |final |retention )?action(?: at end)?(?: taken)?|disposal(?: method)?|disposition|at the end|what then|outcome|fate|what is done then|disposal instruction",
    Role.AUTHORITY: r"(?:legal |statutory )?(?:authority|basis|source|citation|provisions?)|legislation|statute|law|act|act and section|justification|regulation",
    Role.RATIONALE: r"rationale|reasons?|notes?|comments?|remarks|why|guidance|business need",
}  # fmt: skip
_PATTERNS = {role: re.compile(pattern) for role, pattern in _NAMES.items()}
_CODE = re.compile(r"[A-Za-z]{0,6}[ ./_-]?\d+(?:[./_-]\d+)*[a-z]?|[A-Z]{2,6}[./_-][A-Z]{1,6}[./_-]?\d*", re.ASCII)
LAW = re.compile(r"\b(?:acts?|regulations?|regs|order|statut\w*|rules \d{4}|limitation|s\.? ?\d+|section \d+|directive)\b", re.IGNORECASE)  # fmt: skip
PRACTICE = re.compile(
    r"common practice|best practice|good practice|guidance|guidelines?|code of practice|standard", re.IGNORECASE
)
NEED = re.compile(r"business need|need of the service|operational|administrative need|service need", re.IGNORECASE)
_TELLING = {Role.CODE, Role.PERIOD, Role.ACTION, Role.TRIGGER, Role.AUTHORITY}  # of which the cells themselves tell


@dataclass(frozen=True, slots=True)
class Columns:
    """The column (from 0) of each role that was found, the index of the first row below the headings, and the headings."""

    of: Mapping[Role, int]
    below: int
    headings: tuple[str, ...] = ()

    def unit(self) -> str:
        """The unit of bare numbers in the column of periods, where its heading says one."""
        said = (
            re.search(r"\b(year|month)s?\b", self.headings[self.of[Role.PERIOD]].casefold()) if self.headings else None
        )
        return f"{said[1]}s" if said else ""


def find(rows: Sequence[Sequence[str]]) -> Columns | None:
    """The columns of a table that is a schedule; None where no column of it tells how long something is kept."""
    width = max((len(row) for row in rows), default=0)
    if width < 2:
        return None
    candidates = [_judged(rows, width, *heading) for heading in _headings(rows, width) if not _cuts(rows, heading[0])]
    best = max(candidates, key=lambda each: each[0])[1]
    if Role.PERIOD not in best.of or not {Role.SERIES, Role.CODE, Role.ABOUT, Role.ACTIVITY} & best.of.keys():
        return None
    return best


def _headings(rows: Sequence[Sequence[str]], width: int) -> list[tuple[int, tuple[str, ...]]]:
    """The rows that may be headings, one or two together, with the index of the row below; first of all none."""
    found: list[tuple[int, tuple[str, ...]]] = [(0, ())]
    texts = [_padded(row, width) for row in rows[: HEADINGS_WITHIN + 1]]
    for below, upper, lower in heading_rows(texts, HEADINGS_WITHIN):
        if _named(lower):
            # A heading over two rows: what stands below is surer, what stands above tells which of two it is.
            both = tuple(
                f"{low} {high}".strip() if low != high else low for high, low in zip(upper, lower, strict=True)
            )
            found.append((below, both))
    return found


def _cuts(rows: Sequence[Sequence[str]], below: int) -> bool:
    """Whether rows of the schedule itself would stand above these headings, which come again further down then."""
    above = ([text for text in map(bare, row) if text] for row in rows[: max(below - 1, 0)])
    return any(len(texts) > 1 and any(period_like(text) > 0.5 for text in texts) for texts in above)


def _padded(row: Sequence[str], width: int) -> tuple[str, ...]:
    return tuple(bare(text) for text in row) + ("",) * (width - len(row))


def _named(texts: Sequence[str]) -> int:
    """How many of the texts are names of columns, where at least two are and none is a period or long."""
    if any(len(text) > 80 for text in texts):
        return 0
    if any(re.search(r"\d", text) and understand(text).confidence > 50 for text in texts):
        return 0
    count = sum(max(_by_name(text, role) for role in Role) > 0.5 for text in texts)
    return count if count >= 2 else 0


def _judged(rows: Sequence[Sequence[str]], width: int, below: int, headings: tuple[str, ...]) -> tuple[float, Columns]:
    body = [_padded(row, width) for row in rows[below : below + SAMPLE] if sum(map(bool, row)) > 1]
    scores: list[tuple[float, Role, int]] = []
    for column in range(width):
        cells = [row[column] for row in body if row[column]]
        for role in Role:
            name = _by_name(headings[column], role) if headings else 0.0
            inside = _by_content(cells, role, len(body))
            if headings and headings[column] and role is Role.FUNCTION:
                inside = 0.0  # a column of the same few words may be anything: its heading says
            # A heading whose cells say otherwise counts little.
            score = (
                (name if inside > 0.15 or not cells else 0.3 * name) + 1.2 * inside
                if role in _TELLING
                else name + inside
            )
            if score >= 0.35:
                scores.append((score, role, column))
    of: dict[Role, int] = {}
    total = 0.0
    for score, role, column in sorted(scores, key=lambda each: (-each[0], each[2])):
        if role not in of and column not in of.values():
            of[role] = column
            total += score
    # Headings explain a table better than none do: equal ones lose nothing by being higher up.
    return total - 0.001 * below + (0.5 if headings else 0.0), Columns(of, below, headings)


def _by_name(heading: str, role: Role) -> float:
    words = re.sub(r"[\W_]+", " ", heading.casefold()).strip()
    if not words:
        return 0.0
    pattern = _PATTERNS[role]
    if pattern.fullmatch(words):
        return 1.0
    found = max((each[0] for each in pattern.finditer(words) if _whole(each, words)), key=len, default="")
    return 0.8 * len(found) / len(words) if len(found) > 3 else 0.0


def _whole(found: re.Match[str], words: str) -> bool:
    start, end = found.span()
    return (start == 0 or words[start - 1] == " ") and (end == len(words) or words[end] == " ")


def _by_content(cells: Sequence[str], role: Role, rows: int) -> float:
    """The share of the cells that say what such a column says, 0 to 1; of names and descriptions little can be told."""
    if not cells:
        return 0.0
    if role is Role.CODE:
        codes = [cell for cell in cells if _CODE.fullmatch(cell)]
        numbers = sum(cell.isdecimal() for cell in codes)
        return (len(set(codes)) - 0.5 * numbers) / len(cells)
    if role is Role.PERIOD:
        return sum(map(period_like, cells)) / len(cells)
    if role is Role.ACTION:
        return sum(len(cell) < 60 and bool(actions_in(cell)) and not period_like(cell) for cell in cells) / len(cells)
    if role is Role.TRIGGER:
        return sum(len(cell) < 80 and not period_like(cell) and _start_like(cell) for cell in cells) / len(cells)
    if role is Role.AUTHORITY:
        return sum(
            bool((LAW.search(c) or PRACTICE.search(c) or NEED.search(c)) and not period_like(c)) for c in cells
        ) / len(cells)
    mean = sum(map(len, cells)) / len(cells)
    wordy = sum(bool(re.search(r"[A-Za-z]{3}", cell)) and not period_like(cell) for cell in cells) / len(cells)
    distinct = len(set(cells)) / rows
    if role is Role.SERIES:
        return 0.45 * wordy * distinct * (1.0 if mean < 90 else 0.6)
    if role is Role.FUNCTION:
        return 0.9 * wordy * (1 - distinct)
    return 0.1 * wordy


def period_like(cell: str) -> float:
    """How much a cell looks like a period, 0 to 1; a bare number is one where a heading says so."""
    if cell.isdecimal() and len(cell) <= 3:
        return 0.4
    found = understand(cell)
    if found.line is not None and (found.line.keep is not Keep.REVIEW) and found.confidence >= 20:
        # "Superseded" alone begins a period as often as it ends one.
        return 1.0 if any(each.length for each in found.line.periods) or found.line.keep is Keep.PERMANENT else 0.7
    return 0.6 if re.search(r"\d+\s*(?:years?|yrs?|months?)\b", cell.casefold()) else 0.0


def _start_like(cell: str) -> bool:
    return not actions_in(cell) and start_of(plain(cell), known_only=True) is not None
