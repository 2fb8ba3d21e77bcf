"""The GOV.UK file of bank holidays, compared with the register and then taken in."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from muniment import clock
from muniment.clock.holidays import IN_WORDS, BadHolidays, Nation, from_gov_uk
from muniment.clock.holidays import Holiday as Day
from muniment.clock.words import day_in_words
from muniment.organisation.holidays import Holiday, calendar
from muniment.organisation.services import the_whole
from muniment.registers import history
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid
from muniment.registers.services import Change, write

LARGEST = 500_000  # bytes; the real one has thirty thousand


@dataclass(frozen=True, slots=True)
class Compared:
    """What the file says besides the register: days that are new, renamed, taken out here, or only here. All are told, few are written."""

    new: Sequence[Day]
    renamed: Sequence[tuple[Holiday, str]]
    taken_out: Sequence[Holiday]
    only_here: Sequence[Holiday]
    same: int

    @property
    def writes(self) -> int:
        return len(self.new) + len(self.renamed)


def compare(content: bytes) -> Compared:
    """The file beside the register. Invalid where it is another file. One query."""
    if len(content) > LARGEST:
        raise Invalid("This file is too large to be the bank holidays of GOV.UK.")
    try:
        told = {(each.day, each.nation): each for each in from_gov_uk(content)}
    except BadHolidays as error:
        raise Invalid(str(error)) from error
    here = {(row.day, Nation(row.nation)): row for row in Holiday.objects.everything()}
    covered = {(day.year, nation) for day, nation in told}
    return Compared(
        new=sorted(each for key, each in told.items() if key not in here),
        renamed=[(here[key], each.title) for key, each in sorted(told.items()) if key in here and here[key].title != each.title],
        taken_out=[here[key] for key in sorted(told) if key in here and here[key].state != Holiday.State.HOLDS],
        only_here=[
            row for (day, nation), row in sorted(here.items())
            if (day.year, nation) in covered and (day, nation) not in told and row.state == Holiday.State.HOLDS
        ],
        same=sum(key in here and here[key].title == each.title for key, each in told.items()),
    )  # fmt: skip


def take_in(actor: Actor, content: bytes) -> Compared:
    """Enters what is new in the file, all at once. A day in a year that was whole already became known today."""
    with transaction.atomic():
        history.take_turn()
        found = compare(content)
        years, today, unit = calendar().years, clock.today(), the_whole(actor)
        why = "From the bank holidays file of GOV.UK"
        rows = [
            Holiday(
                unit=unit, day=each.day, nation=each.nation, title=each.title[:120], source=Holiday.Source.GOV_UK,
                known_on=today if each.day.year in years[each.nation] else None,
            )
            for each in found.new
        ]  # fmt: skip
        write(
            actor,
            [Change(row, verb="create", why=why) for row in rows]
            + [Change(row, {"title": title[:120]}, "edit", why) for row, title in found.renamed],
        )
    return found


def in_words(each: Day) -> str:
    """Tuesday 26 December 2028, Boxing Day (Scotland)."""
    return f"{day_in_words(each.day)}, {each.title} ({IN_WORDS[each.nation]})"
