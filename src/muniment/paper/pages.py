"""What the page of deposits shows: figures by period and by team, each with the address of the list behind it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muniment.documents.report import charts
from muniment.documents.report.values import ChartData
from muniment.paper import trends
from muniment.paper.deposits import PaperDeposit
from muniment.paper.trends import MEASURES, Deposit, Period, Tally, Team
from muniment.registers.listing import address_of
from muniment.registers.record import register_of
from muniment.registers.register import Moment

YEARS = 6
TITLES = {
    "asked": gettext_lazy("Asked for"), "accepted": gettext_lazy("Accepted"), "refused": gettext_lazy("Refused"), "deposited": gettext_lazy("Deposited"),
    "returned": gettext_lazy("Taken back"), "disposed": gettext_lazy("Destroyed"), "standing": gettext_lazy("Standing"), "overdue": gettext_lazy("Due, not gone"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure: so many boxes, and where they are listed."""

    title: Any
    tally: Tally
    address: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table: what it is of, where that leads, and its figures."""

    title: str
    cells: list[Cell]
    address: str = ""
    total: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """The deposits that a page is about: of all teams or of one, at a moment, on a day."""

    deposits: Sequence[Deposit]
    moment: Moment
    team: int | None = None

    @property
    def day(self) -> date:
        return self.moment.late_on

    def address(self, measure: str, when: Period | date, age: str = "", team: int | None = None) -> str:
        """Where the deposits of a figure are listed."""
        asked: dict[str, str] = {"counted": trends.words(measure, when, age)}
        if (unit := team or self.team) is not None:
            asked["unit"] = str(unit)
        if self.moment.as_at is not None:
            asked["as_at"] = self.moment.as_at.isoformat()
        return address_of(register_of(PaperDeposit), asked)

    def cell(self, deposits: Sequence[Deposit], measure: str, period: Period, team: int | None = None) -> Cell:
        """One measure of a period."""
        when: Period | date = min(period.last, self.day) if measure in trends.STOOD else period
        found = trends.counted(deposits, measure, period, self.day)
        return Cell(TITLES[measure], found, self.address(measure, when, team=team))

    def by_period(self, periods: Iterable[Period]) -> list[Line]:
        """A line for each period that has begun."""
        return [
            Line(str(each), [self.cell(self.deposits, measure, each) for measure in MEASURES])
            for each in periods if each.first <= self.day
        ]  # fmt: skip

    def by_team(self, period: Period) -> list[Line]:
        """A line for each team that has something in a period, and one for all."""
        lines = [
            Line(name, [self.cell(lot, measure, period, pk) for measure in MEASURES], str(pk))
            for (name, pk), lot in trends.by_team(self.deposits).items()
        ]
        told = [line for line in lines if any(cell.tally.deposits for cell in line.cells)]
        if len(told) > 1:
            told.append(Line(_("All teams"), [self.cell(self.deposits, each, period) for each in MEASURES], total=True))
        return told

    def backlog(self) -> list[Line]:
        """What is due and stands there still, by team and age, and of all."""
        lots = trends.by_team(self.deposits)
        lines = [Line(name, self._aged(lot, pk), str(pk)) for (name, pk), lot in lots.items() if self._late(lot)]
        if len(lines) > 1:
            lines.append(Line(_("All teams"), self._aged(self.deposits, None), total=True))
        return lines

    def _late(self, lot: Sequence[Deposit]) -> bool:
        return any(each.overdue(self.day) for each in lot)

    def _aged(self, lot: Sequence[Deposit], team: int | None) -> list[Cell]:
        return [
            Cell(age or _("All"), trends.tally(each for each in lot if each.overdue(self.day, age)), self.address("overdue", self.day, age, team))
            for age in (*trends.AGES, "")
        ]  # fmt: skip

    def chart(self, periods: Sequence[Period]) -> ChartData | None:
        """What stood at the end of each year, and what of it was due; None where nothing stood."""
        rows = []
        for each in periods:
            stood, late = (trends.counted(self.deposits, name, each, self.day).boxes for name in trends.STOOD)
            rows.append((str(each), [stood - late, late]))
        if not any(sum(numbers) for _label, numbers in rows):
            return None
        series = (_("Not due yet"), _("Due and not gone"))
        return charts.stacked_bar(
            "boxes", _("Boxes in store at the end of each year"), rows, series, row_title=_("Year"),
            caption=_("Boxes in store at the end of each year"),
        )  # fmt: skip

    def uncounted(self) -> int:
        """Of how many deposits in store nobody knows how many boxes they are."""
        return sum(each.boxes is None and each.stood(self.day) for each in self.deposits)


def teams(deposits: Iterable[Deposit]) -> list[Team]:
    """The teams that have deposits, by name."""
    return sorted({each.team for each in deposits})
