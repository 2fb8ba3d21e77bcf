"""PERCENT and DENOMINATOR: shares that their numbers do not make, and shares of which the whole is not told."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import permutations

from muniment.documents.findings.finding import Finding
from muniment.documents.findings.grid import Grid, is_total
from muniment.documents.findings.numbers import NUMBER_IN_PROSE, Number, prose_number, show
from muniment.documents.findings.registry import rule
from muniment.documents.findings.subject import Subject, Utterance
from muniment.documents.findings.words import listing, quote

_N = rf"(?<![\w.,£]){NUMBER_IN_PROSE}(?![\w%]|[.,]\d)"
_P = r"(?P<share>\d{1,3}(?:\.\d+)?)\s?(?:%|per ?cent)"
_OF = r"\s*(?:[\w’'-]+\s+){0,4}?(?:out\s+)?of\s+(?:the\s+|a\s+total\s+of\s+|all\s+|these\s+|our\s+)*"
_BETWEEN = r"(?:\s+[\w’'-]+){0,6}?\s*"
_STATED = (
    re.compile(
        rf"(?P<x>{_N}){_OF}(?P<y>{_N}){_BETWEEN}(?:\(|,|=|[-–]|or|i\.e\.|being|representing|equating to)\s*{_P}",
        re.IGNORECASE,
    ),
    re.compile(rf"{_P}{_BETWEEN}\(\s*(?P<x>{_N}){_OF}(?P<y>{_N})", re.IGNORECASE),
    re.compile(rf"{_P}\s*\(\s*(?P<x>{_N})\s*/\s*(?P<y>{_N})\s*\)", re.IGNORECASE),
    re.compile(rf"(?P<x>{_N})\s*/\s*(?P<y>{_N})\s*(?:\(|=)\s*{_P}", re.IGNORECASE),
)
_CHANGE = re.compile(
    r"increase|decrease|reduc|rise|rose|fall|fell|growth|grew|more than|less than|inflation|target", re.IGNORECASE
)


def holds(part: Decimal, whole: Decimal, share: Decimal) -> bool:
    """Whether part of whole is the share as stated: rounded or cut at its own last digit."""
    if not whole:
        return False
    step = Decimal(10) ** int(share.as_tuple().exponent)
    return abs(part / whole * 100 - share) < step


@rule("PERCENT")
def shares_in_text(subject: Subject) -> Iterator[Finding]:
    """`9 of 27 (30 %)`: both numbers and the share stand together."""
    for said in subject.utterances:
        if "%" not in said.text and "cent" not in said.text:
            continue
        for found in (match for pattern in _STATED for match in pattern.finditer(said.text)):
            part, whole, share = prose_number(found["x"]), prose_number(found["y"]), Decimal(found["share"])
            if whole < 1 or _CHANGE.search(found[0]) or holds(Decimal(part), Decimal(whole), share):
                continue
            if 1900 < whole < 2100:
                continue  # a year, as in `3 of 2016`
            yield _finding(said, found[0], part, whole, share)
            break


_OF_WHICH = re.compile(
    rf"(?P<whole>{_N})(?:\s+[\w’'-]+){{0,9}}?,?\s+of (?:which|these|them|those)\b|\b[Oo]f (?:the |these |all )*(?P<first>{_N})\b"
)
_WITH_SHARE = re.compile(rf"(?P<x>{_N})(?:\s+[a-z-]+){{0,2}}\s*\(\s*{_P}\s*\)")


@rule("PERCENT")
def shares_of_one_whole(subject: Subject) -> Iterator[Finding]:
    """`40 requests, of which 30 (70%) were late and 10 (25%) refused`: each share of the one whole of the sentence."""
    for said in subject.utterances:
        told = _OF_WHICH.search(said.text) if "%" in said.text else None
        if not told:
            continue
        whole = prose_number(told["whole"] or told["first"])
        others = [prose_number(each) for each in re.findall(_N, said.text, re.IGNORECASE)]
        for found in _WITH_SHARE.finditer(said.text, told.end()):
            part, share = prose_number(found["x"]), Decimal(found["share"])
            if 0 < part <= whole and not any(holds(Decimal(part), Decimal(other), share) for other in others):
                yield _finding(said, found[0], part, whole, share)


def _finding(said: Utterance, text: str, part: int, whole: int, share: Decimal) -> Finding:
    right = Decimal(part) / whole * 100
    return Finding(
        "PERCENT",
        "error",
        said.place,
        f"{part} of {whole} is {right:.1f} %, not {share} %.",
        quote(said.text, text),
        f"{share}%",
        f"{right:.1f}%",
        "",
        (said.ref,) if said.ref else (),
    )


@rule("PERCENT")
def shares_in_tables(subject: Subject) -> Iterator[Finding]:
    """A column of shares that most rows make from two other columns, or from one column and its total."""
    for grid in subject.grids:
        if len(grid.rows) <= 2000:
            for at in range(grid.width):
                if _is_share(grid, at):
                    yield from _column_of_shares(grid, at)
            yield from _shares_in_brackets(grid)


def _is_share(grid: Grid, at: int) -> bool:
    numbers = [number for number in grid.column(at) if number]
    marked = sum(number.unit == "%" for number in numbers) * 2 > len(numbers)
    return len(numbers) > 2 and (marked or bool(re.search(r"%|per ?cent", grid.header[at], re.IGNORECASE)))


Triple = tuple[int, Decimal, Decimal, Number]  # row, part, whole, stated share


def _column_of_shares(grid: Grid, at: int) -> Iterator[Finding]:
    best: list[Triple] = []
    kept = 0
    figures = [
        c for c in range(grid.width) if c != at and not _is_share(grid, c) and sum(map(bool, grid.column(c))) > 2
    ]
    ways = [_by_columns(grid, at, x, y) for x, y in permutations(figures[:8], 2)]
    ways += [_by_total(grid, at, x) for x in figures[:8]]
    for way in ways:
        good = sum(holds(part, whole, share.value) for _, part, whole, share in way)
        if good > kept:
            best, kept = way, good
    if kept < 3 or kept * 3 < len(best) * 2:
        return
    for line, part, whole, share in best:
        if not holds(part, whole, share.value):
            yield _wrong_share(grid, (line, at), part, whole, share.value)


def _by_columns(grid: Grid, at: int, x: int, y: int) -> list[Triple]:
    return [
        (line, part.value, whole.value, share)
        for line, row in enumerate(grid.rows)
        if (share := row.numbers[at]) and (part := row.numbers[x]) and (whole := row.numbers[y]) and whole.value
    ]


def _by_total(grid: Grid, at: int, x: int) -> list[Triple]:
    total = next((row.numbers[x] for row in grid.rows if is_total(row.label)), None)
    if not total or not total.value:
        return []
    return [
        (line, part.value, total.value, share)
        for line, row in enumerate(grid.rows)
        if (share := row.numbers[at]) and (part := row.numbers[x])
    ]


def _shares_in_brackets(grid: Grid) -> Iterator[Finding]:
    """Columns written `12 (40%)`: shares of the total of the column, or of a total in the row."""
    for at in range(grid.width):
        cells = [(line, n.value, n.share) for line, n in enumerate(grid.column(at)) if n and n.share is not None]
        if len(cells) < 4:
            continue
        total = next((row.numbers[at] for row in grid.rows if is_total(row.label)), None)
        whole = total.value if total else sum((value for _, value, _ in cells), Decimal(0))
        wrong = [cell for cell in cells if not holds(cell[1], whole, cell[2])]
        if wrong and len(wrong) * 3 <= len(cells):
            for line, value, share in wrong:
                yield _wrong_share(grid, (line, at), value, whole, share)


def _wrong_share(grid: Grid, key: tuple[int, int], part: Decimal, whole: Decimal, share: Decimal) -> Finding:
    line, at = key
    right = part / whole * 100
    cell = grid.rows[line].cells[at]
    assert cell is not None
    return Finding(
        "PERCENT",
        "error" if abs(right - share) > 1 else "warning",
        cell.place,
        f"“{grid.rows[line].label}”: {show(part)} of {show(whole)} is {right:.1f} %, not {show(share)} %.",
        quote(" | ".join(each.text for each in grid.rows[line].cells if each)),
        f"{show(share)}%",
        f"{right:.1f}%",
    )


_SHARE_OF = re.compile(
    rf"{_P}\s+of\s+(?:our\s+|the\s+|all\s+)*(?P<what>staff|employees|officers|members|managers|councillors|teams|services|"
    r"requests|cases|complaints|records|actions|recommendations|schools|contracts|responses|incidents|users|respondents)",
    re.IGNORECASE,
)


@rule("DENOMINATOR")
def shares_without_a_whole(subject: Subject) -> Iterator[Finding]:
    """`85 % of staff` where the paragraph gives no number of staff: one note for the paper."""
    lonely: list[tuple[Utterance, str]] = []
    said_by_block: dict[int, str] = {}
    for said in subject.prose:
        said_by_block[said.order] = said_by_block.get(said.order, "") + " " + said.text
    for said in subject.prose:
        found = _SHARE_OF.search(said.text)
        if found and Decimal(found["share"]) not in {Decimal(0), Decimal(100)} and not _CHANGE.search(said.text):
            around = said_by_block[said.order].replace(found[0], "")
            if not any(
                prose_number(n) > 9 for n in re.findall(_N, around, re.IGNORECASE) if not 1900 < prose_number(n) < 2100
            ):
                lonely.append((said, found[0]))
    if lonely:
        quotes = listing((f"“{text}”" for _, text in lonely), 6)
        yield Finding(
            "DENOMINATOR",
            "note",
            lonely[0][0].place,
            f"The number of which these are shares is not told beside them: {quotes}.",
            quote(lonely[0][0].text, lonely[0][1]),
            lonely[0][1],
            "",
            "State the whole (x of y) beside each share.",
        )
