"""Tables drawn with characters: `| a | b |`, with or without outer bars, and grids of `+---+`."""

import re

from muniment.documents.reading.ruled_text import Found, TextRow

_BAR = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"\s*[|+]?\s*:?[-=]{2,}:?\s*(?:[|+]\s*:?[-=]{2,}:?\s*)*[|+]?\s*$")


def piped_table(lines: list[str], at: int, end: int) -> Found | None:
    """The table drawn from line `at` on, if there is one: at least two lines with the same number of bars."""
    stop, bars = at, list[int]()
    while stop < end:
        if not _is_rule(lines[stop]):
            count = len(_BAR.findall(lines[stop]))
            if not count or (bars and abs(count - bars[0]) > 1):
                break
            bars.append(count)
        stop += 1
    drawn = lines[at:stop]
    if not bars or len(drawn) < 2:
        return None
    grid = any(line.lstrip().startswith("+") for line in drawn)
    if grid or any(map(_is_rule, drawn)) or len(bars) > 2 or min(bars) > 1:
        return Found(_grid_rows(lines, at, stop) if grid else _plain_rows(lines, at, stop), stop)
    return None


def _is_rule(line: str) -> bool:
    return ("|" in line or "+" in line) and bool(_RULE.match(line))


def _cells(line: str) -> list[str]:
    inner = line.strip()
    inner = inner.removeprefix("|")
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    return [cell.replace("\\|", "|").strip() for cell in _BAR.split(inner)]


def _plain_rows(lines: list[str], at: int, stop: int) -> list[TextRow]:
    return [TextRow(number + 1, _cells(lines[number])) for number in range(at, stop) if not _is_rule(lines[number])]


def _grid_rows(lines: list[str], at: int, stop: int) -> list[TextRow]:
    """In a grid the lines between two rules are one row."""
    rows: list[TextRow] = []
    fresh = True
    for number in range(at, stop):
        if _is_rule(lines[number]):
            fresh = True
            continue
        cells = _cells(lines[number])
        if fresh:
            rows.append(TextRow(number + 1, cells))
        else:
            above = rows[-1].texts
            above += [""] * (len(cells) - len(above))
            for column, text in enumerate(cells):
                above[column] = f"{above[column]}\n{text}".strip()
        fresh = False
    return rows
