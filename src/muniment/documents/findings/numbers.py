"""Numbers as papers write them: `1,234`, `£2.5m`, `(40)`, `33%`, `12 (44%)`, `-`."""

import re
from dataclasses import dataclass
from decimal import Decimal

_NUMBER = re.compile(
    r"""(?P<open>\()?\s*
        (?P<sign>[-−–+])?\s*(?P<money>[£$€])?\s*(?P<sign2>[-−–])?\s*
        (?P<digits>\d{1,3}(?:,\d{3})+|\d+)(?P<point>\.\d+)?\s*
        (?P<unit>%|per\ cent|k|m|bn|million|thousand|days?|weeks?|months?|hours?|years?)?
        \s*(?P<close>\))?\*{0,3}
        (?:\s*\(\s*(?P<share>\d{1,3}(?:\.\d+)?)\s*%\s*\))?""",
    re.VERBOSE | re.IGNORECASE,
)
_NOTHING = {"-", "–", "—", "nil", "none", "zero"}
_MULTIPLE = {"k": 1_000, "thousand": 1_000, "m": 1_000_000, "million": 1_000_000, "bn": 1_000_000_000}
_WORDS = re.findall(
    r"\w+",
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty",
)
WORD_VALUES = {word: value for value, word in enumerate(_WORDS)}
NUMBER_IN_PROSE = r"(?:\d{1,3}(?:,\d{3})+|\d+|" + "|".join(reversed(_WORDS[1:])) + r")"


@dataclass(frozen=True, slots=True)
class Number:
    """`value` in whole units; `unit` is "£", "%", "day" …, or ""; `step` is the last digit's worth, 0 for exact counts.

    `share` is the percentage that stands in brackets behind the number.
    """

    value: Decimal
    unit: str = ""
    step: Decimal = Decimal(0)
    share: Decimal | None = None


def read_number(text: str) -> Number | None:
    """The number that a cell consists of; None where the cell holds anything else."""
    plain = " ".join(text.split())
    if plain.casefold() in _NOTHING:
        return Number(Decimal(0))
    if len(plain) > 40 or not (found := _NUMBER.fullmatch(plain)):
        return None
    if (found["open"] is None) != (found["close"] is None):
        return None
    digits, point = found["digits"], found["point"] or ""
    if len(digits) > 1 and digits.startswith("0") and not point:
        return None  # a code or a telephone number, never a quantity
    word = (found["unit"] or "").casefold()
    multiple = _MULTIPLE.get(word, 1)
    value = Decimal(digits.replace(",", "") + point) * multiple
    if found["sign"] in {"-", "−", "–"} or found["sign2"] or found["open"]:
        value = -value
    unit = found["money"] or ("%" if word in {"%", "per cent"} else "" if word in _MULTIPLE else word.rstrip("s"))
    step = Decimal(10) ** -(len(point) - 1) * multiple if point or multiple > 1 else Decimal(0)
    share = Decimal(found["share"]) if found["share"] else None
    return Number(value, unit, step, share)


def prose_number(text: str) -> int:
    """`1,234` or `twelve` as an integer."""
    word = text.casefold()
    return WORD_VALUES[word] if word in WORD_VALUES else int(text.replace(",", ""))


def show(value: Decimal) -> str:
    """A figure as a person writes it: no exponent, no needless zeros, thousands separated."""
    return f"{value:,f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:,f}"
