"""Bank holidays: which days count as working days for the clocks of the law, entered, read from the GOV.UK file, or taken out with a reason."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.clock.holidays import IN_WORDS, Calendar, Nation, packaged
from muniment.clock.holidays import Holiday as Day
from muniment.organisation.services import the_whole
from muniment.people.models import Person, Unit
from muniment.registers.access import Access, Actor
from muniment.registers.filters import by_choice, coming
from muniment.registers.forms import WhyForm
from muniment.registers.record import Record, versions_of
from muniment.registers.register import Column, Filter, Flag, Moment, Register, Step, registry
from muniment.registers.services import Change, write
from muniment.registers.verbs import Verb, verbs

verbs.add(Verb("keep_holidays", _("Took out or put back"), key=True))
# What has to happen when the table changes; higher floors enter theirs at the start. Each is called within the write itself.
WHEN_CHANGED: list[Callable[[], None]] = []


class Holiday(Record):
    """A bank holiday in one nation of the United Kingdom."""

    class State(models.TextChoices):
        HOLDS = "is_a_holiday", _("Is a holiday")
        TAKEN_OUT = "taken_out", _("Taken out")

    class Source(models.TextChoices):
        PACKAGED = "with_muniment", _("Came with Muniment")
        GOV_UK = "gov_uk", _("GOV.UK file")
        HAND = "by_hand", _("Entered here")

    day = models.DateField(_("day"))
    nation = models.CharField(_("nation"), max_length=20, choices=[(each.value, IN_WORDS[each]) for each in Nation])
    title = models.CharField(_("name"), max_length=120)
    known_on = models.DateField(
        _("known since"), null=True, blank=True, default=clock.today,
        help_text=_("The day on which it was proclaimed. A request received before may be due earlier: its safe date does without it."),
    )  # fmt: skip
    source = models.CharField(_("source"), max_length=20, choices=Source.choices, default=Source.HAND, editable=False)
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.HOLDS, editable=False)

    class Meta:
        ordering: ClassVar = ["day", "nation"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["day", "nation"], name="one_holiday_a_day",
                violation_error_message=_("This day stands there for this nation already: put it back if it was taken out."),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.title}, {self.day.day} {self.day:%B %Y}, {self.get_nation_display()}"

    def clean_fields(self, exclude: Any = None) -> None:
        """It holds for all, so nobody is asked for a unit."""
        if self.unit_id is None and (top := Unit.objects.filter(parent=None).order_by("pk").first()):
            self.unit = top
        super().clean_fields(exclude)


HolidayVersion = versions_of(Holiday)
State = Holiday.State


def calendar() -> Calendar:
    """The table that the clocks count by: the register, or until it holds anything the one that comes with Muniment. One query."""
    rows = list(Holiday.objects.everything().values_list("day", "nation", "title", "known_on", "state"))
    if not rows:
        return Calendar(packaged())
    return Calendar(
        Day(day, Nation(nation), title, known) for day, nation, title, known, state in rows if state == State.HOLDS
    )


def enter_packaged(actor: Actor) -> int:
    """Fills an empty register with the table that comes with Muniment; returns how many days it entered."""
    if Holiday.objects.exists():
        return 0
    unit = the_whole(actor)
    rows = [
        Holiday(
            unit=unit,
            day=each.day,
            nation=each.nation,
            title=each.title,
            known_on=each.known,
            source=Holiday.Source.PACKAGED,
        )
        for each in packaged()
    ]
    write(
        actor,
        [Change(row, verb="create", why="The bank holidays that come with Muniment, from GOV.UK") for row in rows],
    )
    return len(rows)


def _take_out(actor: Actor, holiday: Any, data: Mapping[str, Any]) -> None:
    _set(actor, holiday, data, State.TAKEN_OUT)


def _put_back(actor: Actor, holiday: Any, data: Mapping[str, Any]) -> None:
    _set(actor, holiday, data, State.HOLDS)


def _set(actor: Actor, holiday: Any, data: Mapping[str, Any], state: str) -> None:
    change = Change(holiday, {"state": state}, "keep_holidays", data.get("why", ""), data.get("seen_version"))
    write(actor, [change])


def tell_changed(_records: Sequence[Any] = ()) -> None:
    """What counts by the table is worked out again."""
    for tell in WHEN_CHANGED:
        tell()


def _page(_person: Person, holiday: Any, _moment: Moment) -> Mapping[str, Any]:
    notes = []
    if holiday.day.year not in calendar().years[Nation(holiday.nation)]:
        told = said("A year counts when all its standing holidays are there; until then no date is worked out in it.")
        where = {"year": holiday.day.year, "nation": holiday.get_nation_display()}
        notes.append((said("The year %(year)s is not loaded for %(nation)s.") % where, told))
    return {"notes": notes}


def _years(rows: Any) -> list[tuple[str, str]]:
    return [(str(day.year), str(day.year)) for day in rows.order_by().dates("day", "year")]


def _in_year(value: str, _moment: Moment) -> Q:
    return Q(day__year=int(value)) if value.isdecimal() and len(value) == 4 else Q(pk__in=[])


registry.add(
    Register(
        slug="holidays", model=Holiday, title="Bank holidays", one="bank holiday", section="Organisation",
        access=Access.of(everyone="read", ig_manager="create edit keep_holidays", ig_officer="create edit", admin="read"),
        about="The days that are no working days. The clocks of the law count by them, each with its own nations: a day that is added or taken out works out the date of every open case again.",
        columns=(
            Column("day", "Day", "day"), Column("title", "Holiday", "title,day"), Column("nation", "Nation", "nation,day"),
            Column("source", "Source"), Column("known_on", "Known since", shown=False), Column("state", "State", "state,day"),
        ),
        sort="day", search=("title",), fields=("day", "nation", "title", "known_on"), key=("day", "nation"),
        aliases={"day": ("date", "bank holiday date"), "title": ("bank holiday", "event"), "nation": ("division", "country")},
        filters=(Filter("year", "Year", _in_year, _years), by_choice(Holiday, "nation"), by_choice(Holiday, "source"), by_choice(Holiday, "state")),
        flags=(
            coming("soon", "Within a year", "day", "Holidays that are coming.", among=Q(state=State.HOLDS)),
            Flag("hand", "Entered here", lambda _m: Q(source=Holiday.Source.HAND), "Holidays that neither came with Muniment nor from GOV.UK."),
        ),
        steps=(
            Step("take-out", "keep_holidays", _("Take it out"), frozenset({State.HOLDS}), WhyForm, _take_out, explain=_("The day counts as a working day again, and open cases are worked out anew.")),
            Step("put-back", "keep_holidays", _("Put it back"), frozenset({State.TAKEN_OUT}), WhyForm, _put_back),
        ),
        past=HolidayVersion, evidence=True, derives=(tell_changed,), page=_page,
    )
)  # fmt: skip
