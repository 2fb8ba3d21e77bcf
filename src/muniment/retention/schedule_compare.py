"""A schedule compared with the lines that are here: three ways, with what the file said when it was last imported between them."""

import copy
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from muniment.registers.access import Actor, may
from muniment.registers.register import Register
from muniment.retention.lines import RULING, RetentionLine
from muniment.retention.rules import band_of, in_words
from muniment.retention.schedule_columns import Role
from muniment.retention.schedule_rows import Schedule, ScheduleRow
from muniment.retention.schedule_values import GROUPS, RULE, SOURCE, TO_REVIEW, values_of
from muniment.tables.judging import home_of
from muniment.tables.names import seen_rows
from muniment.tables.three_ways import sides

NEW, CHANGED, SAME, HERE, CONFLICT, FORCE, REPEATED = (
    "new",
    "changed",
    "same",
    "here",
    "conflict",
    "in_force",
    "repeated",
)
TAKE, REVIEW, LEAVE = "take", "review", "leave"
Said = Mapping[str, Mapping[str, Any]]
_BROUGHT_BACK: Mapping[str, Any] = {
    "state": RetentionLine.State.DRAFT, "band": "", "planned": {}, "planned_from": None, "in_force_from": None, "withdrawn": False,
}  # fmt: skip


@dataclass(slots=True)
class ScheduleLine:
    """A row beside the line it speaks of. `wanted` is what the file says, `values` what would be written, `differences` are
    field, here, in the file. `asks` is set where a person must choose, and `choice` what is done until then.
    """

    row: ScheduleRow
    code: str
    record: RetentionLine
    kind: str = SAME
    wanted: dict[str, Any] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    differences: list[tuple[str, Any, Any]] = field(default_factory=list)
    asks: bool = False
    choice: str = TAKE
    errors: list[str] = field(default_factory=list)

    @property
    def writes(self) -> bool:
        return self.kind in {NEW, CHANGED} and self.choice != LEAVE and not self.errors

    @property
    def verb(self) -> str:
        if self.kind == NEW:
            return "create"
        return "change_line" if self.values.keys() & set(RULING) else "edit"

    @property
    def understood_words(self) -> str:
        """What was understood, as a sentence."""
        return in_words(self.row.understood.line) if self.row.understood.line is not None else ""

    @property
    def choices(self) -> tuple[str, ...]:
        """What a person may choose between."""
        return (LEAVE, TAKE, REVIEW) if self.row.understood.line is not None else (LEAVE, REVIEW)

    def told(self) -> list[tuple[str, str, str]]:
        """The differences in words: the name of the field, here, in the file. A rule is told as a sentence."""
        found = []
        if {name for name, *_both in self.differences} & set(RULE):
            after = copy.copy(self.record)
            for name, _here, there in self.differences:
                setattr(after, name, there)
            found.append((_("What it rules"), self.record.in_words(), after.in_words()))
        for name, here, there in self.differences:
            if name not in RULE and name != "confidence":
                column: Any = self.record._meta.get_field(name)
                found.append((str(column.verbose_name).capitalize(), str(here), str(there)))
        return found


@dataclass(frozen=True, slots=True)
class Comparison:
    """A whole schedule, compared. `unit` is where new lines come."""

    schedule: Schedule
    lines: tuple[ScheduleLine, ...]
    unit: Any = None

    @property
    def counts(self) -> Counter[str]:
        return Counter(line.kind for line in self.lines)

    @property
    def written(self) -> list[ScheduleLine]:
        return [line for line in self.lines if line.writes]

    @property
    def waiting(self) -> list[ScheduleLine]:
        """What a person must choose before it is imported."""
        return [line for line in self.lines if line.asks and not line.writes]


def compare(actor: Actor, register: Register, schedule: Schedule, said: Said, choices: Mapping[str, str]) -> Comparison:
    """What each row would do, for this actor; writes nothing. `said` is what was last imported, by code; `choices` by row."""
    here = _Here(actor, said, schedule)
    unit = home_of(actor, register)
    lines = []
    for row in schedule.rows:
        code = here.code_of(row)
        record, there = here.record_of(code)
        line = ScheduleLine(row, code, record, choice=choices.get(str(row.number), ""))
        if row.left_out:
            line.kind = REPEATED
        else:
            _judge(line, said.get(code, {}), schedule.roles, there=there)
            _validate(line, actor, register, unit)
        lines.append(line)
    return Comparison(schedule, tuple(lines), unit)


class _Here:
    """The lines that are here, by code and by series, and the codes that are free."""

    def __init__(self, actor: Actor, said: Said, schedule: Schedule) -> None:
        seen = {each.pk for each in seen_rows(RetentionLine, actor.person).only("pk")}
        # The withdrawn too, which a row brings back: their code is theirs.
        every = list(RetentionLine._default_manager.select_related("unit", "owner").order_by("pk"))
        self.by_code: dict[str, RetentionLine] = {
            each.code.casefold(): each for each in every if each.pk in seen or each.withdrawn
        }
        self.taken = {each.code.casefold() for each in every} | {row.code.casefold() for row in schedule.rows}
        self.by_series: dict[tuple[str, str], str] = {
            _name(each.series, each.function): each.code for each in every if each.pk in seen
        }
        self.by_series |= {_name(told.get("series", ""), told.get("function", "")): code for code, told in said.items()}

    def code_of(self, row: ScheduleRow) -> str:
        """The code of a row; one without its own is that of the line of its series, else the first that is free."""
        named = {each.rule for each in row.findings}
        if "NO_CODE" not in named:
            return row.code
        known = self.by_series.get(_name(row.series, row.cells.get(Role.FUNCTION, "")))
        if known is not None:
            return known
        code = row.code
        stem, number = re.sub(r"\d+$", "", code), 1
        while code.casefold() in self.by_code:
            number += 1
            code = f"{stem}{number:02}"
            if code.casefold() in self.taken:
                code = row.code
        self.taken.add(code.casefold())
        return code

    def record_of(self, code: str) -> tuple[RetentionLine, bool]:
        """The line of this code and whether it stands; a new one where there is none, a withdrawn one to be brought back."""
        found = self.by_code.get(code.casefold())
        if found is None:
            return RetentionLine(code=code), False
        return found, not found.withdrawn


def _name(series: str, function: str) -> tuple[str, str]:
    return series.casefold(), function.casefold()


def _judge(line: ScheduleLine, base: Mapping[str, Any], roles: frozenset[Role], *, there: bool) -> None:
    """Says what kind of line it is and what would be written."""
    line.asks = line.row.asks
    if not line.asks:
        line.choice = TAKE
    elif line.choice not in line.choices:
        line.choice = LEAVE
    line.wanted = wanted = _wanted(line, base, roles)
    if not there:
        line.kind, line.values = NEW, dict(wanted)
        if line.record.pk is not None:
            line.values |= _BROUGHT_BACK
        return
    now = {name: getattr(line.record, name) for name in wanted}
    line.differences = [(name, now[name], value) for name, value in wanted.items() if now[name] != value]
    # Of what the file had no column for it said nothing.
    take, _here, both = sides(now, wanted, {name: base.get(name, "") for name in wanted}, GROUPS)
    line.kind = _kind(line, take=bool(take), both=bool(both) or not base)
    if line.kind == CHANGED:
        line.values = {name: wanted[name] for name in sorted(take) if now[name] != wanted[name]}
    line.asks = line.asks and bool(line.values.keys() & {*RULE, "source_text"})
    if not line.asks:
        line.choice = TAKE


def _wanted(line: ScheduleLine, base: Mapping[str, Any], roles: frozenset[Role]) -> dict[str, Any]:
    row = line.row
    rule = row.understood.line
    wanted = values_of(row, TO_REVIEW if rule is None or line.choice == REVIEW else rule, roles)
    if line.choice == LEAVE and base.get("source_text") == row.source:
        wanted |= {
            name: base[name] for name in (*RULE, *SOURCE) if name in base
        }  # what a person decided about it before
    return wanted


def _kind(line: ScheduleLine, *, take: bool, both: bool) -> str:
    if not line.differences:
        return SAME
    if not take and not both:
        return HERE
    if line.record.state != RetentionLine.State.DRAFT:
        return FORCE
    return CONFLICT if both else CHANGED


def _validate(line: ScheduleLine, actor: Actor, register: Register, unit: Any) -> None:
    """What stands against writing it: the model's own rules, and the actor's rights."""
    if line.kind not in {NEW, CHANGED}:
        return
    record = line.record
    if line.kind == NEW and record.pk is None:
        if unit is None:
            line.errors.append(_("There is no unit in which you may make lines."))
            return
        line.values["unit"] = unit
    elif line.kind == CHANGED and line.values.keys() & set(RULE) and record.band == band_of(record.rule()):
        line.values["band"] = ""  # it followed from the period, and does again
    after = copy.copy(record)
    for name, value in line.values.items():
        setattr(after, name, value)
    try:
        after.clean_fields(exclude=[f.name for f in after._meta.concrete_fields if f.is_relation])
        after.clean()
    except ValidationError as error:
        line.errors += error.messages
    verdict = may(actor, line.verb, register, after if line.verb == "create" else record)
    if not verdict:
        line.errors.append(verdict.reason)
