"""Cells that speak by their colour alone: the colours become words, since words are what is understood, and it is said so."""

import re
from collections.abc import Mapping
from functools import lru_cache

Spot = tuple[int, int]  # row and column
_FAINT = 30  # of 255: less colour than this is a tint of a heading, not a sign
_HUES = ((20, "Red"), (52, "Amber"), (68, "Yellow"), (170, "Green"), (260, "Blue"), (335, "Purple"), (361, "Red"))
_SAYS_STATE = re.compile(r"\b(?:status|b?rag|progress|rating|key|on track|colour)\b", re.IGNORECASE)
_LONGEST_GAP = 2  # rows without a colour within one column of signs


@lru_cache(maxsize=1_000)
def colour_name(code: str) -> str:
    """`00B050` → Green; "" for white, greys, faint tints and what is no colour."""
    if not re.fullmatch(r"(?:[0-9A-Fa-f]{2})?[0-9A-Fa-f]{6}", code or ""):
        return ""
    red, green, blue = (int(code[-6:][at : at + 2], 16) for at in (0, 2, 4))
    most, least = max(red, green, blue), min(red, green, blue)
    chroma = most - least
    if chroma < _FAINT:
        return ""
    if most == red:
        hue = 60 * ((green - blue) / chroma % 6)
    elif most == green:
        hue = 60 * ((blue - red) / chroma + 2)
    else:
        hue = 60 * ((red - green) / chroma + 4)
    return next(name for end, name in _HUES if hue < end)


def colour_words(texts: Mapping[Spot, str], colours: Mapping[Spot, str]) -> dict[Spot, str]:
    """The words for coloured cells without text that stand below one another.

    They are signs where one run has different colours, or where the text above the run names a status; else decoration.
    """
    found: dict[Spot, str] = {}
    for column in {column for _, column in colours}:
        run: list[int] = []
        for row in [*sorted(row for row, other in colours if other == column and not texts.get((row, column))), None]:
            if run and (row is None or row - run[-1] > _LONGEST_GAP or _text_between(texts, column, run[-1], row)):
                if _are_signs(texts, colours, column, run):
                    found |= {(at, column): colours[at, column] for at in run}
                run = []
            if row is not None:
                run.append(row)
    return found


def _text_between(texts: Mapping[Spot, str], column: int, above: int, below: int) -> bool:
    return any(texts.get((row, column)) for row in range(above + 1, below))


def _are_signs(texts: Mapping[Spot, str], colours: Mapping[Spot, str], column: int, run: list[int]) -> bool:
    if len(run) > 1 and len({colours[row, column] for row in run}) > 1:
        return True
    above = next((text for row in range(run[0] - 1, max(run[0] - 4, -1), -1) if (text := texts.get((row, column)))), "")
    return len(above) < 40 and bool(_SAYS_STATE.search(above))


def told_by_colour(where: str, words: Mapping[Spot, str]) -> str:
    """The sentence that says what was read."""
    names = sorted(set(words.values()))
    listed = " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
    return f"{where} tells something by colour alone; it was read as the {'word' if len(names) == 1 else 'words'} {listed}."
