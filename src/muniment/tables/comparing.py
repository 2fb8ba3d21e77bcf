"""A table compared with a register: what each row would create or change, what it leaves as it is, and what is wrong in it."""

import copy
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from muniment.documents.reading.exact import Exact
from muniment.people.models import Unit
from muniment.people.standing import standing_of
from muniment.registers.access import Actor, may, visible
from muniment.registers.cells import CHUNK, SHOWN, Wrong, key_paths, key_text, plain, read, short, written
from muniment.registers.register import Register
from muniment.tables.lines import CHANGED, NEW, CellError, Compared, Line
from muniment.tables.mapping import ColumnsRead, importable
from muniment.tables.names import Named, seen_rows
from muniment.tables.unique import clashes

Progress = Callable[[int], None]
Key = tuple[Any, ...]
CELL_HOLDS = 32_767  # characters that a cell of a workbook holds; our export cuts there


def compare(
    actor: Actor, register: Register, table: Exact, columns: ColumnsRead, progress: Progress = lambda _done: None
) -> Compared:
    """What the rows below the headings would do, for this actor, and writes nothing. Queries are flat in the number of rows."""
    fields = importable(register)
    missing = [name for name in register.key if name not in columns.fields]
    if not register.key or missing:
        names = ", ".join(f"“{fields[name].verbose_name}”" if name in fields else name for name in missing)
        problem = _("Records of this register are told apart by %(names)s: no column of the table is read for it.")
        return Compared(register, columns, (), problem % {"names": names})
    return _Comparison(actor, register, table, columns, progress).run()


class _Comparison:
    """One comparison; what it looks up lives as long as it does."""

    def __init__(
        self, actor: Actor, register: Register, table: Exact, columns: ColumnsRead, progress: Progress
    ) -> None:
        self.actor, self.register, self.table, self.columns, self.progress = actor, register, table, columns, progress
        self.model: Any = register.model
        self.all = importable(register)
        self.fields = {name: self.all[name] for name in columns.fields}
        self.headings = {each.field: each.heading for each in columns.columns if each.field}
        self.own = [name for name, column in self.fields.items() if column.related_model is self.model]
        self.named = Named(actor.person)
        self.taken: set[int] = set()
        self.unit = home_of(actor, register) if "unit" in self.all and "unit" not in self.fields else None

    def run(self) -> Compared:
        lines = [self.line(number, texts) for number, texts in self.table.rows if number > self.columns.row]
        for name, column in self.fields.items():
            if column.is_relation:
                self.named.look_up(column, {line.cells[name] for line in lines})
        read_of = {
            line.number: self.values(line, [name for name in self.fields if name not in self.own]) for line in lines
        }
        here = self.here(line_values for line_values in read_of.values())
        in_file: dict[Key, int] = {}
        for done, line in enumerate(lines, 1):
            values = read_of[line.number]
            if all(name in values for name in self.register.key):
                self.match(line, values, here, in_file)
            if done % CHUNK == 0:
                self.progress(done)
        if self.own:
            self.point_to_each_other(lines, read_of)
        for line in lines:
            if not line.errors:
                self.judge(line, read_of[line.number])
        written = [line for line in lines if line.kind in {NEW, CHANGED}]
        for line, name, message in list(clashes(self.model, written)):
            self.wrong(line, name, message)
        return Compared(self.register, self.columns, tuple(lines), unit=self.unit)

    def line(self, number: int, texts: Sequence[str]) -> Line:
        at = self.columns.fields
        return Line(number, {name: texts[at[name] - 1] if at[name] <= len(texts) else "" for name in self.fields})

    def wrong(self, line: Line, name: str, message: str) -> None:
        heading = self.headings.get(name) or (str(self.all[name].verbose_name).capitalize() if name in self.all else "")
        line.errors.append(CellError(heading, short(plain(line.cells.get(name, ""))), message))

    def values(self, line: Line, names: Iterable[str]) -> dict[str, Any]:
        """The typed values of a row; what is no value is an error at its cell."""
        found: dict[str, Any] = {}
        for name in names:
            column = self.fields[name]
            try:
                found[name] = read(column, line.cells[name], self.named)
            except Wrong as error:
                self.wrong(line, name, str(error))
        return found

    # Which record is it?

    def here(self, rows: Iterable[dict[str, Any]]) -> dict[Key, list[Any]]:
        """The records that the rows may mean, by key in small letters; the withdrawn too, which a row brings back."""
        first, *others = self.register.key
        column = self.all[first]
        given = [{name: getattr(value, "pk", value) for name, value in row.items()} for row in rows]
        wanted = list({row[first] for row in given if row.get(first) not in (None, "")})
        # A recommendation's reference may be in every plan: only those of the file's few plans are fetched.
        within = models.Q()
        for name in others:
            pointed = {row.get(name) for row in given} - {None}
            if self.all[name].is_relation and len(pointed) <= CHUNK:
                within &= models.Q(**{f"{name}__in": pointed}) | (
                    models.Q(**{name: None}) if self.all[name].null else models.Q(pk__in=[])
                )
        joined = dict.fromkeys(
            [*self.register.related, *key_paths(self.model), *(n for n, f in self.all.items() if f.is_relation)]
        )
        seen = seen_rows(self.model, self.actor.person)
        bases = [seen]
        if self.withdraws:
            condition = models.Q() if self.actor.person is None else visible(self.register, self.actor.person)
            bases.append(self.model._default_manager.filter(condition, withdrawn=True))
        found: dict[Key, list[Any]] = defaultdict(list)
        text = isinstance(column, models.CharField | models.TextField) and not column.choices
        for base in bases:
            for start in range(0, len(wanted), CHUNK):
                some = wanted[start : start + CHUNK]
                condition = models.Q(**{f"{first}__in": some})
                rows_here = base.select_related(*joined).order_by("pk")
                if text:
                    rows_here = rows_here.annotate(_small=Lower(first))
                    condition |= models.Q(_small__in=[each.lower() for each in some])
                for record in rows_here.filter(within, condition):
                    found[small(self.key(partial(getattr, record)))].append(record)
        return found

    @property
    def withdraws(self) -> bool:
        return any(column.name == "withdrawn" for column in self.model._meta.concrete_fields)

    def key(self, value: Callable[[str], Any]) -> Key:
        """The key of a row or of a record: texts as they are, what it points to by number."""
        return tuple(getattr(each, "pk", each) for each in map(value, self.register.key))

    def match(self, line: Line, values: dict[str, Any], here: dict[Key, list[Any]], in_file: dict[Key, int]) -> None:
        """Finds the record that a row speaks of, and makes a new one where there is none."""
        first = self.register.key[0]
        if values[first] in (None, ""):
            self.wrong(line, first, _("This tells the record apart: it cannot be empty."))
            return
        key = self.key(values.__getitem__)
        found = [each for each in here.get(small(key), []) if each.pk not in self.taken]
        # The same to the letter is surer than the same but for capitals.
        found = [each for each in found if self.key(partial(getattr, each)) == key] or found
        standing = [each for each in found if not getattr(each, "withdrawn", False)]
        if len(standing) > 1:
            standing = [each for each in standing if not self.differing(line, each, values)]
            if not standing:
                which = "; ".join(f"{key_text(each)} (/{self.register.slug}/{each.pk}/)" for each in found[:SHOWN])
                message = _("It is not clear which record this is: %(which)s. Change it on its own page.")
                self.wrong(line, first, message % {"which": which})
                return
        record = next(iter(standing or found), None)
        again = in_file.setdefault(key, line.number)
        if again != line.number and record is None:
            self.wrong(line, first, _("Row %(row)s is about the same record: each has one row.") % {"row": again})
        elif record is None:
            line.record = self.model()
        else:
            self.taken.add(record.pk)
            line.record, line.revived = record, bool(getattr(record, "withdrawn", False))

    def differing(self, line: Line, record: Any, values: dict[str, Any]) -> list[str]:
        """The fields in which a row says something else than the record. A cell that says what an export would say says nothing new."""
        return [name for name, value in values.items() if not self.same(line, record, name, value)]

    def same(self, line: Line, record: Any, name: str, value: Any) -> bool:
        column = self.fields[name]
        if column.is_relation:
            return bool(getattr(record, column.attname) == getattr(value, "pk", None))
        now = getattr(record, name)
        if now == value and type(now) is type(value):
            return True
        if value is None and not column.null:
            return True  # an empty cell, where there is always a value: yes or no, a number
        if isinstance(now, str) and len(line.cells[name]) == CELL_HOLDS:
            return now.startswith(line.cells[name])
        try:
            return bool(read(column, written(column, now)) == value)
        except Wrong:
            return False

    def point_to_each_other(self, lines: Sequence[Line], read_of: dict[int, dict[str, Any]]) -> None:
        """Rows may point to rows of the same file: a team and the service that it is part of come together."""
        new: dict[str, list[Line]] = defaultdict(list)
        for line in lines:
            if line.record is not None and line.record.pk is None and not line.errors:
                new[plain(line.cells[self.register.key[0]]).casefold()].append(line)
        for line in lines:
            for name in self.own:
                text = plain(line.cells[name])
                try:
                    read_of[line.number][name] = read(self.fields[name], text, self.named)
                except Wrong as error:
                    ahead = new.get(text.casefold(), []) or new.get(text.split(" | ")[0].casefold(), [])
                    if len(ahead) == 1 and ahead[0] is not line:
                        line.waits[name] = ahead[0]
                    else:
                        self.wrong(line, name, str(error))

    # May it be so?

    def judge(self, line: Line, values: dict[str, Any]) -> None:
        """Whether what the row says holds together and may be written; the record itself stays as it was read."""
        record = line.record
        new = record.pk is None
        if new and not self.register.creatable:
            self.wrong(line, "", _("There is no such record that you may see, and none is made by an import here."))
            return
        changed = list(values) if new else self.differing(line, record, values)
        # An empty cell leaves a new record what it has from the start.
        changed = [n for n in changed if not (new and values[n] in (None, "") and self.fields[n].has_default())]
        if not new and not line.revived:
            for name in set(changed) - set(self.register.fields):
                self.wrong(
                    line,
                    name,
                    _(
                        "This is set when the record is made; later it is changed on the record's page, not by an import."
                    ),
                )
        # Django copies what a record keeps of its relations with it, so that the record itself stays as it was read.
        after = copy.copy(record)
        for name in changed:
            setattr(after, name, values[name])
        if new and self.unit is not None:
            after.unit = self.unit
        if line.revived:
            after.withdrawn = False
        touched = [*changed, *(["unit"] if new and self.unit is not None else [])]
        self.validate(line, after, list(self.all) if new else changed)
        line.values = {n: getattr(after, n) for n in touched if new or getattr(after, n) != getattr(record, n)}
        line.before = {} if new or line.revived else {name: getattr(record, name) for name in line.values}
        if line.revived:
            line.values["withdrawn"] = False
        if not line.errors and (line.values or line.waits or new):
            self.permit(line, record, after)

    def permit(self, line: Line, record: Any, after: Any) -> None:
        for judged in (after,) if line.verb == "create" else (record, after):
            if not line.errors and not (verdict := may(self.actor, line.verb, self.register, judged)):
                self.wrong(line, "", verdict.reason)

    def validate(self, line: Line, after: Any, names: Sequence[str]) -> None:
        looked_at = set()
        for name in names:
            column = self.all[name]
            empty = getattr(after, column.attname) in (None, "")
            if empty and not column.blank and name not in line.waits:
                self.wrong(
                    line,
                    name,
                    _("This cannot be empty.")
                    if name in self.fields
                    else _("No column is read for it, and a new record needs it."),
                )
            elif not column.is_relation:
                looked_at.add(name)
        rest = {column.name for column in after._meta.concrete_fields} - looked_at
        try:
            after.clean_fields(exclude=rest)
            if not line.errors:
                after.clean()
        except ValidationError as error:
            found = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
            for name, messages in found.items():
                self.wrong(line, name, " ".join(messages))


def small(key: Key) -> Key:
    """A key in which capitals do not count."""
    return tuple(plain(part).casefold() if isinstance(part, str) else part for part in key)


def home_of(actor: Actor, register: Register) -> Any:
    """The unit of new records where the table has no column for it: the highest in which this actor may create them."""
    if actor.person is None:
        return Unit.objects.filter(parent=None).order_by("pk").first()
    units = standing_of(actor.person).units_of(register.access.roles_for("create"))
    return Unit.objects.filter(pk__in=units).exclude(parent__in=units).order_by("pk").first()
