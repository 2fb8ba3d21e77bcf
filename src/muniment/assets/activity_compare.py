"""A report of use reconciled with what is here: what each row would write, and what nobody must overlook. Writes nothing."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from muniment.assets import permission_groups, places
from muniment.assets.activity_columns import Report
from muniment.assets.activity_lines import (
    AGAIN,
    CHANGED,
    DELETED,
    DORMANT,
    DOUBTFUL,
    GUESTS,
    LEFT,
    MAIL,
    NAMELESS,
    NEW,
    OFFERED,
    OLDER,
    OWNERLESS,
    REPEATED,
    SAME,
    UNKNOWN,
    WRONG,
    Line,
    Reconciled,
)
from muniment.assets.activity_matching import match
from muniment.assets.activity_owners import Owners
from muniment.assets.activity_reading import LONGEST_NAME, ReportFile
from muniment.assets.permission_groups import PermissionGroup
from muniment.assets.places import Place
from muniment.registers.access import Actor, may
from muniment.registers.record import register_of
from muniment.registers.register import Register
from muniment.tables.judging import home_of
from muniment.tables.names import seen_rows

MODELS: Mapping[Report, type[Any]] = {
    Report.SITES: Place, Report.TEAMS: Place, Report.GROUPS: PermissionGroup,
}  # fmt: skip
KIND_OF = {Report.SITES: Place.Kind.SITE, Report.TEAMS: Place.Kind.TEAM, Report.GROUPS: PermissionGroup.Kind.DIRECTORY}
# Which field each figure of a report is kept in.
KEPT: Mapping[Report, Mapping[str, str]] = {
    Report.SITES: {"size": "size_bytes", "files": "files"}, Report.TEAMS: {"guests": "guests"},
    Report.GROUPS: {"members": "members", "guests": "guests"},
}  # fmt: skip
WHEN = ("measured_on", "measured_days")
DONE_WITH = frozenset({WRONG, REPEATED, NAMELESS})


def register_for(report: Report) -> Register:
    return register_of(MODELS[report])


def reconcile(actor: Actor, file: ReportFile, choices: Mapping[str, str]) -> Reconciled:
    """Compares a report with the records that this actor may see. `choices` are what a person decided, by row: which record a doubtful
    row means (`row-12`), which post owns it (`owner-12`).
    """
    return _Reconciling(actor, file, choices).done()


class _Reconciling:
    """One comparison: what is here is read once."""

    def __init__(self, actor: Actor, file: ReportFile, choices: Mapping[str, str]) -> None:
        self.actor, self.file, self.choices, self.report = actor, file, choices, file.report
        self.model: Any = MODELS[self.report]
        self.register = register_of(self.model)
        self.open = places.OPEN if self.model is Place else permission_groups.OPEN
        rows = seen_rows(self.model, actor.person).select_related(*self.register.related).order_by("pk")
        self.here = list(rows.filter(kind=KIND_OF[self.report]) if self.model is Place else rows)
        self.unit = home_of(actor, self.register)
        self.owners = Owners()
        # What an undone import had made waits withdrawn, under its name.
        every = self.model._default_manager.filter(kind=KIND_OF[self.report], unit=self.unit)
        self.withdrawn = {each.name: each for each in every.filter(withdrawn=True)} if self.unit else {}
        self.names = set(every.values_list("name", flat=True)) - self.withdrawn.keys() if self.unit else set()
        self.may_create: str | None = None

    def done(self) -> Reconciled:
        lines = [Line(row, WRONG if row.wrong else SAME, errors=list(row.wrong)) for row in self.file.rows]
        match(lines, self.here, self.report, "path" if self.model is Place else "")
        likely = {each.pk for line in lines for each in line.likely}
        self._decide(lines)
        for line in lines:
            if line.kind not in DONE_WITH:
                self._mark(line)
                if line.kind != DOUBTFUL:
                    self._judge(line)
        found = {line.record.pk for line in lines if line.record is not None} | likely
        return Reconciled(self.file, self.register, tuple(lines), self.unit, self._gone(found))

    def _decide(self, lines: list[Line]) -> None:
        """Takes what a person chose for the doubtful rows. One record can be chosen once."""
        chosen: set[int] = set()
        for line in lines:
            line.owner = self.choices.get(f"owner-{line.row.row}", "")
            if line.kind != DOUBTFUL:
                continue
            line.choice = self.choices.get(f"row-{line.row.row}", "")
            record = next((each for each in line.likely if str(each.pk) == line.choice), None)
            if record is not None and record.pk not in chosen:
                chosen.add(record.pk)
                line.record, line.kind = record, SAME
            elif record is not None:
                line.doubt = _("Another row was said to be this record.")
            elif line.choice == "new":
                line.kind = SAME

    def _mark(self, line: Line) -> None:
        row, record = line.row, line.record
        line.proposal = self.owners.proposal(row)
        standing = record is None or record.state in self.open
        owned = record is not None and record.owner_id is not None
        marks = {
            DELETED: row.deleted and record is not None and standing,
            OFFERED: standing and not owned and not row.deleted and bool(line.proposal.posts),
            OWNERLESS: standing and not owned and not row.deleted and not (row.owner or row.owner_name) and not {"owner", "owner_name"} & row.concealed
            and "owner" in self.file.headings.places,
            UNKNOWN: standing and not owned and bool(line.proposal.said) and not line.proposal.posts,
            DORMANT: row.quiet and not row.deleted,
            GUESTS: bool(row.counts.get("guests") or row.counts.get("outside")),
            MAIL: bool(row.counts.get("mail")),
        }  # fmt: skip
        line.marks = frozenset(mark for mark, so in marks.items() if so)

    def _judge(self, line: Line) -> None:
        """What would be written of a row that means a record, or becomes one."""
        if line.record is None:
            self._new(line)
            return
        record, row = line.record, line.row
        values: dict[str, Any] = {}
        older = self._is_older(line)
        if not older:
            values = self._measured(line)
        if row.key and record.outside_id.casefold() != row.key.casefold():
            values["outside_id"] = row.key
        values |= self._owner(line)
        line.values = {name: value for name, value in values.items() if getattr(record, name) != value}
        line.differences = [
            (name, getattr(record, name), value) for name, value in line.values.items() if name not in WHEN
        ]
        if line.differences:
            line.kind = CHANGED
        elif older:
            line.kind = OLDER
        else:
            line.kind = AGAIN if line.values else SAME
        if line.values and not (verdict := may(self.actor, "edit", self.register, record)):
            line.kind = WRONG
            line.errors.append(verdict.reason)

    def _is_older(self, line: Line) -> bool:
        """A newer report is not overwritten; of two of one day the one that looks further back counts."""
        record, row = line.record, line.row
        if record.measured_on is None:
            return False
        return (row.refreshed, row.period or 0) < (record.measured_on, record.measured_days or 0)

    def _measured(self, line: Line) -> dict[str, Any]:
        row = line.row
        values: dict[str, Any] = {
            field: row.counts[name] for name, field in KEPT[self.report].items() if name in row.counts
        }
        here = line.record.last_used if line.record is not None else None
        # What was used after the day of the report, the report cannot know.
        if row.last_active is not None and not (here and row.refreshed and here > row.refreshed):
            values["last_used"] = row.last_active
        return values | {"measured_on": row.refreshed, "measured_days": row.period, "dormant": row.quiet}

    def _owner(self, line: Line) -> dict[str, Any]:
        """The post that a person chose, where it is one of those proposed and the record has none."""
        chosen = next((post for post in line.proposal.posts if str(post.pk) == line.owner), None)
        return {"owner": chosen} if chosen is not None and line.offers else {}

    def _new(self, line: Line) -> None:
        row = line.row
        if row.deleted:
            line.kind = LEFT
            return
        if not row.name:
            line.kind = NAMELESS
            return
        line.kind = NEW
        name = self._free_name(line)
        if line.errors:
            line.kind = WRONG
            return
        record = self.withdrawn.get(name) or self.model()
        line.values = {
            "name": name, "kind": KIND_OF[self.report], "unit": self.unit, "outside_id": row.key, **self._measured(line), **self._owner(line),
        }  # fmt: skip
        if record.pk is not None:
            line.values |= {"withdrawn": False, "state": self.model.State.IN_USE}
        if self.model is Place:
            line.values["path"] = row.address
        line.record = record
        line.errors += self._refusal()
        if line.errors:
            line.kind = WRONG

    def _free_name(self, line: Line) -> str:
        """Its name, with the beginning of its identifier where another of the unit has that name: there it is no name of one only."""
        name = line.row.name
        if name in self.names and line.row.key:
            name = f"{name[: LONGEST_NAME - 12]} ({line.row.key[:8]})"
        if name in self.names:
            line.errors.append(_("Another of this name is here already, and nothing tells the two apart."))
        self.names.add(name)
        return name

    def _refusal(self) -> list[str]:
        if self.unit is None:
            return [_("There is no unit in which you may make records of this register.")]
        if self.may_create is None:
            verdict = may(self.actor, "create", self.register, self.model(unit=self.unit))
            self.may_create = "" if verdict else verdict.reason
        return [self.may_create] if self.may_create else []

    def _gone(self, found: set[int]) -> list[Any]:
        """Records that an earlier report measured and this one does not have; nobody knows where rows are concealed."""
        newest = self.file.refreshed
        if newest is None or not self.file.names_all:
            return []
        return [
            each
            for each in self.here
            if each.measured_on and each.measured_on < newest and each.state in self.open and each.pk not in found
        ]
