"""What the shares cost in a year, and what letting go of what is proposed would save. Pure; a price that nobody has said is named."""

from dataclasses import dataclass
from fractions import Fraction

from muniment.discovery.templatetags.shares import amount
from muniment.paper.costs import RATE_WORDS, Cost, Rates, pounds, scan_price

TERABYTE = 10**12  # bytes, as storage is sold


def money(pence: Fraction) -> str:
    """A sum as people read it; one that would round to nothing says so."""
    return "less than £0.01" if 0 < pence < 1 else pounds(pence)


def yearly(size: int, rates: Rates) -> Cost:
    """So many bytes on disk for a year."""
    if rates.disk is None:
        return Cost(wanting=(RATE_WORDS["disk"],))
    sum_ = Fraction(size, TERABYTE) * rates.disk
    return Cost(sum_, (f"{amount(size)} × {pounds(rates.disk)} a terabyte and year: {money(sum_)}",))


@dataclass(frozen=True, slots=True)
class Boxes:
    """How many boxes of paper a sum would pay to scan; None where a price is wanting."""

    number: int | None
    working: str


def boxes_scanned(saved: Cost, rates: Rates) -> Boxes:
    """What is saved in a year, as boxes of paper that could be scanned for it."""
    price = scan_price(rates)
    wanting = (*saved.wanting, *(() if price else (RATE_WORDS["scan"],)))
    if wanting or not price:
        return Boxes(None, f"Cannot be said without {', '.join(wanting)}.")
    number = int(saved.pence // price)
    return Boxes(number, f"{money(saved.pence)} ÷ {pounds(price)} to scan a box: {number:,}")
