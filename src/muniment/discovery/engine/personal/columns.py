"""Tables: a column is judged as a whole, by its heading and by how many of its values can be what they look like."""

import itertools
import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from muniment.clock import today
from muniment.discovery.engine.personal import dates, headings, judging, masking, people, rules, validators
from muniment.discovery.engine.personal.context import END_OF_CELL
from muniment.discovery.engine.personal.judging import Seen
from muniment.discovery.engine.personal.matching import Match
from muniment.discovery.engine.personal.plain import plain
from muniment.discovery.engine.personal.rules import Rule

END = chr(END_OF_CELL)
_FORM_ROWS, _FORM_WIDTH = 300, 6
_ENOUGH = 0.3  # of the values under its own name: fewer are right by chance, or the name means something else
_SURELY, _LIKELY = (
    1e-3,
    0.05,
)  # how likely all values of a column may be right by chance, for them to be taken without a heading
_NEARLY_ALL, _HALF, _FEW = 0.9, 0.5, 5
_ENDS_OF_VALUES = frozenset((END_OF_CELL, *b";|\n"))  # after each of several values in a cell, too
_FEW_NAMES = 3
_SAMPLE = 200  # cells, by which a column is judged before all are read
_SHAPED = 0.8  # of the cells of a column of names, so many have the shape of one
_VARIED = 0.2  # of values of letters and digits: how many begin differently, where nobody has numbered them through

_Reads = Callable[[str], tuple[str, str] | None]  # a cell → its value, and how it is written there


@dataclass(frozen=True, slots=True)
class Column:
    """A column without its heading."""

    letter: str  # as a spreadsheet has it: C
    heading: str  # "" where it has none
    cells: tuple[str, ...]

    @property
    def where(self) -> str:
        """Its heading, unless that may itself be a value."""
        telling = self.heading and sum(sign.isdigit() for sign in self.heading) < 4 and "@" not in self.heading
        return f"column {' '.join(self.heading.split())[:60]}" if telling else f"column {self.letter}"


def letter(number: int) -> str:
    """The name of a column: 0 is A, 26 is AA."""
    name = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def columns_of(rows: tuple[tuple[str, ...], ...]) -> list[Column]:
    """The columns of a table."""
    head = headings.row_of(rows)
    names = rows[head] if head >= 0 else ()
    body = rows[head + 1 :]
    width = max(map(len, rows), default=0)
    even = [row if len(row) == width else row + ("",) * (width - len(row)) for row in body]
    cells = list(zip(*even, strict=True)) if even else [()] * width
    return [
        Column(letter(number), names[number].strip() if number < len(names) else "", cells[number])
        for number in range(width)
    ]


def _by_rule(rule: Rule) -> _Reads:
    def read(cell: str) -> tuple[str, str] | None:
        raw = cell.strip().removesuffix(".0")
        if len(raw) > 40:
            return None
        value, _ = judging.value_of(raw, rule)
        for each in (value, f"0{value}") if rule.kind == "phone" else (value,):  # a spreadsheet drops the leading zero
            if any(other.valid(each) for other in rules.OF_KIND[rule.kind] if _has_form(each, other)):
                return judging.as_one(each, rule.kind), raw
        return None

    return read


def _has_form(value: str, rule: Rule) -> bool:
    return not rule.form or rule.squeezed.fullmatch(value) is not None


def _date(cell: str) -> tuple[str, str] | None:
    found = dates.DATE.match(plain(cell.strip()[:30]))
    born_on = dates.birth(found, today()) if found is not None else None
    return (f"{born_on:%Y%m%d}", f"{born_on:%Y%m%d}") if born_on else None


def _iban(cell: str) -> tuple[str, str] | None:
    value = masking.squeezed(cell)
    return (value, cell.strip()) if validators.iban(value) else None


def _name(cell: str) -> tuple[str, str] | None:
    return (" ".join(cell.upper().split()), cell) if people.is_name(cell) else None


def _names(column: Column) -> _Reads:
    """What reads names: under a heading that means people, or among names that are known, one that is not known is one too."""
    if headings.OF_PEOPLE.search(headings.said(column.heading)) or _mostly_names(column):
        return lambda cell: (" ".join(cell.upper().split()), cell) if people.like_a_name(cell) else None
    return _name


def _mostly_names(column: Column) -> bool:
    """Whether nearly all cells are written as names, and many are names that are known."""
    sample = list(itertools.islice(dict.fromkeys(filter(str.strip, column.cells)), _SAMPLE))
    shaped = sum(1 for cell in sample if people.like_a_name(cell))
    return shaped >= _SHAPED * len(sample) and sum(map(people.is_name, sample)) >= _ENOUGH * len(sample)


_STREET = re.compile(r"\d{1,4}[A-Za-z]?,? +[A-Za-z]|\b(?:flat|apartment|house)\b", re.IGNORECASE)


def _address(cell: str) -> tuple[str, str] | None:
    if _STREET.search(cell) is None or len(cell) > 200:
        return None
    return masking.squeezed(cell), cell


_MEANT: tuple[tuple[re.Pattern[str], str, _Reads, str, float], ...] = (
    (headings.BORN, "date_of_birth", _date, "a day on which somebody who lives can be born", 0.95),
    (headings.IBAN, "iban", _iban, "an account number with right check digits", 0.98),
    (headings.NAME, "name", _name, "written as a name", 0.85),
    (headings.ADDRESS, "address", _address, "written as an address", 0.8),
)


def named(column: Column) -> tuple[str, list[Seen], tuple[str, ...]]:
    """The kind that the heading names ("" where it names none), the values of that kind, and the cells that are none."""
    words = headings.said(column.heading)
    for pattern, kind, reads, what, score in _MEANT:
        if pattern.search(words) and not headings.EMAIL.search(words):
            how = _names(column) if kind == "name" else reads
            seen, rest = _all_cells(column, kind, how, f"are each {what}", score)
            return (
                kind,
                seen,
                column.cells if kind == "address" else rest,
            )  # a postcode stands in it, or a telephone number
    rule = headings.rule_of(column.heading)
    if rule is None:
        return _of_names(column)
    return rule.kind, *_all_cells(column, rule.kind, _by_rule(rule), f"have what {rule.said} has", rule.own)


def _of_names(column: Column) -> tuple[str, list[Seen], tuple[str, ...]]:
    """Under a heading that says nothing: names, where nearly all cells are some and many of them known."""
    if headings.speaks_of_else(column.heading) or not _mostly_names(column):
        return "", [], column.cells
    values, rest = _told_apart(column, _names(column))
    whole = [cell for _value, cell in values if len(cell.split()) > 1 and people.is_name(cell)]
    filled = len(values) + len(rest)
    if len(set(whole)) < _FEW_NAMES or len(whole) < _HALF * filled:
        return "", [], column.cells
    why = f"{len(whole):,} of {filled:,} values of the column are names that are known."
    return "name", [Seen("name", value, raw, 0, 0, 0.7, why) for value, raw in values], rest


def _told_apart(column: Column, reads: _Reads) -> tuple[list[tuple[str, str]], tuple[str, ...]]:
    """The values that can be read, and the cells that cannot."""
    filled = [cell for cell in column.cells if cell.strip()]
    read = [reads(cell) for cell in filled]
    return list(filter(None, read)), tuple(cell for cell, value in zip(filled, read, strict=True) if value is None)


def _all_cells(column: Column, kind: str, reads: _Reads, what: str, score: float) -> tuple[list[Seen], tuple[str, ...]]:
    values, rest = _told_apart(column, reads)
    filled = len(values) + len(rest)
    why = f"{len(values):,} of {filled:,} values {what}, and the heading of the column says so."
    if len(values) < _ENOUGH * filled:
        score, why = 0.2, f"The heading says so, but only {len(values):,} of {filled:,} values {what}."
    return [Seen(kind, value, raw, 0, 0, score, why) for value, raw in values], rest


def is_form(rows: tuple[tuple[str, ...], ...]) -> bool:
    """Whether it is a form: labels in the first column, what they ask for beside them."""
    if not 2 <= max(map(len, rows), default=0) <= _FORM_WIDTH or len(rows) > _FORM_ROWS:
        return False
    labels = sum(1 for row in rows if len(row) > 1 and (row[0].strip().endswith(":") or headings.known(row[0].strip())))
    across = sum(1 for cell in rows[0] if headings.known(cell.strip()))
    return labels > 1 and labels >= _ENOUGH * len(rows) and labels > across


def unnamed(
    column: Column, cells: Sequence[str], text: bytes, matches: Sequence[Match], kind: str, *, books: bool
) -> Iterator[Seen]:
    """Values of which no heading tells the kind, in cells joined to one text: whole cells by their share, others as running text.

    `kind` is the one that the heading names: of that, what stands among other words in a cell is taken as well.
    """
    whole: dict[str, list[Match]] = {}
    inside: list[Match] = []
    for match in matches:
        if match.form >= len(rules.RULES):
            continue
        rule = rules.RULES[match.form]
        ends = match.end == len(text) or text[match.end] in _ENDS_OF_VALUES
        if rule.kind == kind:
            seen = judging.judge(text, match, rule, None)
            if seen is not None:
                yield replace(
                    seen,
                    score=max(seen.score, 0.85),
                    why=f"The heading of the column names {rule.said}, and {rule.proof}.",
                )
        elif ends and (match.start == 0 or text[match.start - 1] in _ENDS_OF_VALUES):
            whole.setdefault(rule.kind, []).append(match)
        else:
            inside.append(match)
    yield from judging.in_words(text, inside)
    filled = sum(1 for cell in cells if cell.strip())
    for places in whole.values():
        yield from _by_share(column, text, places, filled, books=books)


def _by_share(column: Column, text: bytes, cells: list[Match], filled: int, *, books: bool) -> Iterator[Seen]:
    """Whole cells that have a form of one kind, judged by how many of them can be what they look like."""
    rule = rules.RULES[cells[0].form]
    passed: dict[tuple[int, int], tuple[str, str, Match]] = {}
    for match in cells:
        raw, of_form = text[match.start : match.end].decode(), rules.RULES[match.form]
        value, repaired = judging.value_of(raw, of_form)
        if not repaired and of_form.valid(value):
            passed[match.start, match.end] = judging.as_one(value, rule.kind), raw, match
    if not passed:
        return
    chances = {value: rules.RULES[match.form].by_chance for value, _, match in passed.values()}
    places = len({(match.start, match.end) for match in cells})
    share = len(passed) / (places if rule.digits else max(filled, 1))
    chance = math.prod(chances.values())
    alike = not rule.digits and len({value[:2] for value in chances}) < _VARIED * len(chances)
    if headings.speaks_of_else(column.heading) or (books and rule.digits):
        score, why = 0.1, "The heading of the column, or of one beside it, speaks of something else."
    elif alike and len(chances) > _FEW:
        score, why = 0.1, "The values of the column begin alike, as codes of a list do."
    elif share >= _NEARLY_ALL and chance < _LIKELY and len(chances) > 2 and places >= _ENOUGH * filled:
        score = 0.85 if chance < _SURELY else 0.6
        why = f"{len(passed):,} of {places:,} values of the column have what {rule.said} has; by chance about {places * rule.by_chance:,.0f} would."
    elif share < _HALF and places > _FEW:
        score, why = (
            0.1,
            f"Only {len(passed):,} of {places:,} values of that form in the column can be {rule.said}, as many as by chance.",
        )
    else:
        yield from judging.in_words(text, [match for _, _, match in passed.values()])
        return
    for value, raw, match in passed.values():
        yield Seen(rule.kind, value, raw, match.start, match.end, score, why)


_FIGURES = b"0123456789 .,-" + END.encode()


def only_figures(column: Column, text: bytes) -> bool:
    """Whether its heading speaks of something else, and nothing but figures stand in it: order numbers, amounts."""
    return headings.speaks_of_else(column.heading) and not text.translate(None, _FIGURES)
