"""A table compared with a register: what each row would create or change, what it leaves as it is, and what is wrong in it."""

import copy
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from muniment.documents.reading.pasted import bare, looks_pasted
from muniment.registers.access import Actor, may
from muniment.registers.cells import CHUNK, SHOWN, Wrong, key_text, plain, read, short, written
from muniment.registers.register import Register
from muniment.tables.before import comparable, comparable_now, last_said
from muniment.tables.choices import Choices
from muniment.tables.judging import faults, home_of
from muniment.tables.kept import Kept, Key
from muniment.tables.lines import CellError, Compared, Line, Word, told
from muniment.tables.mapping import ColumnsRead, joined
from muniment.tables.meanings import Meanings
from muniment.tables.placing import importable
from muniment.tables.three_ways import sides
from muniment.tables.unique import clashes

Progress = Callable[[int], None]
CELL_HOLDS = 32_767  # characters that a cell of a workbook holds; our export cuts there


def compare(
    actor: Actor, register: Register, columns: ColumnsRead, progress: Progress = lambda _done: None,
    meant: Meanings | None = None, choices: Choices | None = None,
) -> Compared:  # fmt: skip
    """What the rows below the headings would do, for this actor, and writes nothing. Queries are flat in the number of rows."""
    choices = choices or Choices()
    meant = meant or Meanings(register, actor.person, choices.words)
    fields = importable(register)
    fixed = {}
    for name, text in choices.fixed.items():
        if name in fields and name not in columns.fields and text:
            meant.look_up(name, [text])
            fixed[name] = meant.of(name, text).value
    home = home_of(actor, register) if "unit" in fields and not {"unit"} & {*columns.fields, *fixed} else None
    if home is not None:
        fixed["unit"] = home
    missing = [name for name in register.key if name not in columns.fields and name not in fixed]
    if not register.key or missing:
        names = ", ".join(f"“{fields[name].verbose_name}”" if name in fields else name for name in missing)
        problem = _("Records of this register are told apart by %(names)s: no column of the table is read for it.")
        return Compared(register, columns, (), problem % {"names": names}, fixed=fixed)
    return _Comparison(actor, register, columns, progress, meant, choices, fixed).run()


class _Comparison:
    """One comparison; what it looks up lives as long as it does."""

    def __init__(
        self, actor: Actor, register: Register, columns: ColumnsRead, progress: Progress, meant: Meanings, choices: Choices,
        fixed: Mapping[str, Any],
    ) -> None:  # fmt: skip
        self.actor, self.register, self.columns, self.progress = actor, register, columns, progress
        self.meant, self.choices, self.fixed = meant, choices, fixed
        self.model: Any = register.model
        self.all = importable(register)
        self.fields = {name: self.all[name] for name in columns.fields}
        self.headings = {each.field: each.heading for each in columns.columns if each.field}
        self.own = [name for name, column in self.fields.items() if column.related_model is self.model]
        self.words: dict[tuple[str, str], Word] = {}
        self.cleaned: Counter[str] = Counter()
        self.held: dict[str, str] = {}
        self.taken: set[int] = set()
        self.changed: dict[int, list[str]] = {}
        self.kept = Kept(actor, register, fixed)

    def run(self) -> Compared:
        lines = [self.line(number, texts) for number, texts in self.columns.laid.rows]
        now = [line for line in lines if not line.out]
        self.understand(now)
        if self.own:
            self.point_to_each_other(now)
        told = self.before(now)
        for done, line in enumerate(now, 1):
            if not line.errors:
                self.judge(line, line.said, told)
            if done % CHUNK == 0:
                self.progress((len(now) + done) // 2)
        for line, name, message in list(clashes(self.model, [line for line in now if line.writes])):
            self.wrong(line, name, message)
        words = sorted(self.words.values(), key=lambda word: (not word.problem, word.field, -word.count))
        return Compared(
            self.register, self.columns, tuple(lines), unit=self.fixed.get("unit"), words=tuple(words), fixed=self.fixed,
            cleaned=dict(self.cleaned),
        )  # fmt: skip

    def understand(self, lines: Sequence[Line]) -> None:
        """What each row says, and of which record."""
        for name, column in self.fields.items():
            if column.is_relation:
                self.meant.look_up(name, {line.cells[name] for line in lines})
        names = [name for name in self.fields if name not in self.own]
        for line in lines:
            line.said = self.values(line, names)
        self.kept.fetch([{**self.fixed, **line.said} for line in lines])
        in_file: dict[Key, int] = {}
        for done, line in enumerate(lines, 1):
            values = {**self.fixed, **line.said}
            if all(name in values for name in self.register.key):
                self.match(line, values, in_file)
            if done % CHUNK == 0:
                self.progress(done // 2)

    def line(self, number: int, texts: Sequence[str]) -> Line:
        line = Line(number, {}, out=number in self.choices.without)
        for name, columns in self.columns.fields.items():
            raw = joined(self.columns, columns, texts, lines=isinstance(self.fields[name], models.TextField))
            line.cells[name] = text = bare(raw) if looks_pasted(raw) else raw
            if text != raw:
                line.raw[name] = raw
                self.cleaned[name] += 1
            elif not text and name in self.register.key and self.fields[name].is_relation and name in self.held:
                # A service that stands once holds for the rows below it: its cell tells records apart, so it cannot be empty.
                line.cells[name] = self.held[name]
                self.meet(name, "", number, self.held[name], _("empty: what stands above it holds"))
            if name in self.register.key:
                self.held[name] = line.cells[name]
        return line

    def wrong(self, line: Line, name: str, message: str) -> None:
        heading = self.headings.get(name) or (str(self.all[name].verbose_name).capitalize() if name in self.all else "")
        line.errors.append(CellError(heading, short(plain(line.cells.get(name, ""))), message))

    def meet(self, name: str, text: str, number: int, said: str = "", how: str = "", problem: str = "") -> None:
        """Counts a text that does not say itself what it means."""
        word = self.words.get((name, text))
        if word is None:
            word = self.words[name, text] = Word(name, text, 0, number, said, how, problem)
        word.count += 1

    # What does it say?

    def values(self, line: Line, names: Iterable[str]) -> dict[str, Any]:
        """What its cells mean, field by field; what is not understood is wrong in the line."""
        found: dict[str, Any] = {}
        for name in names:
            text = plain(line.cells[name])
            try:
                meaning = self.meant.of(name, line.cells[name])
            except Wrong as error:
                self.wrong(line, name, str(error))
                self.meet(name, text, line.number, problem=str(error))
                continue
            found[name] = meaning.value
            if meaning.how:
                self.meet(name, text, line.number, told(self.fields[name], meaning.value), meaning.how)
        return found

    # Which record is it?

    def match(self, line: Line, values: dict[str, Any], in_file: dict[Key, int]) -> None:
        """Finds the record that a row speaks of, and makes a new one where there is none."""
        first = self.register.key[0]
        if values[first] in (None, ""):
            self.wrong(line, first, _("This tells the record apart: it cannot be empty."))
            return
        key, found = self.kept.meant(values, self.taken)
        standing = [each for each in found if not getattr(each, "withdrawn", False)]
        if len(standing) > 1:
            standing = [each for each in standing if not self.differing(line, each, line.said)]
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
        if name in line.raw and plain(line.raw[name]) == plain(written(column, getattr(record, name))):
            return True
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

    def point_to_each_other(self, lines: Sequence[Line]) -> None:
        """Rows may point to rows of the same file: a team and the service that it is part of come together."""
        new: dict[str, list[Line]] = defaultdict(list)
        for line in lines:
            if line.record is not None and line.record.pk is None and not line.errors:
                new[plain(line.cells[self.register.key[0]]).casefold()].append(line)
        for line in lines:
            for name in self.own:
                text = plain(line.cells[name])
                try:
                    line.said[name] = read(self.fields[name], text, self.meant.named)
                except Wrong as error:
                    ahead = new.get(text.casefold(), []) or new.get(text.split(" | ")[0].casefold(), [])
                    if len(ahead) == 1 and ahead[0] is not line:
                        line.waits[name] = ahead[0]
                    else:
                        self.wrong(line, name, str(error))

    def before(self, lines: Sequence[Line]) -> dict[int, dict[str, Any]]:
        """What the last file said of the records in which this one differs; the differences themselves are kept for `judge`."""
        differing = {}
        for line in lines:
            if line.record is not None and line.record.pk is not None and not line.errors:
                names = self.changed[line.number] = self.differing(line, line.record, line.said)
                if names and not line.revived:
                    differing[line.record.pk] = (line.record, names)
        return last_said(self.register, differing) if differing else {}

    def three_ways(
        self, line: Line, changed: Sequence[str], values: Mapping[str, Any], base: Mapping[str, Any]
    ) -> list[str]:
        """What of the changes of a file is written: not what was changed here since it was last imported, unless a person says so."""
        record = line.record
        now = {name: comparable_now(record, name) for name in changed}
        wanted = {name: comparable(values[name]) for name in changed}
        _file, here, both = sides(now, wanted, base)
        line.both = frozenset(both)
        line.won = frozenset(name for name in both | here if f"{record.pk}:{name}" in self.choices.take)
        line.stayed = {name: values[name] for name in changed if name in (here | both) - line.won}
        return [name for name in changed if name not in line.stayed]

    # May it be so?

    def judge(self, line: Line, values: dict[str, Any], before: Mapping[int, Mapping[str, Any]]) -> None:
        """Whether what the row says holds together and may be written; the record itself stays as it was read."""
        record = line.record
        new = record.pk is None
        if new and not self.register.creatable:
            self.wrong(line, "", _("There is no such record that you may see, and none is made by an import here."))
            return
        changed = self.to_write(line, values, before.get(record.pk, {}))
        fixed = self.fixed if new else {}
        # Django copies what a record keeps of its relations with it, so that the record itself stays as it was read.
        after = copy.copy(record)
        for name in changed:
            setattr(after, name, values[name])
        for name, value in fixed.items():
            setattr(after, name, value)
        if line.revived:
            after.withdrawn = False
        touched = [*changed, *fixed]
        found = faults(
            after, list(self.all) if new else changed, line.waits.keys(), self.fields.keys(), broken=bool(line.errors)
        )
        for name, message in found:
            self.wrong(line, name, message)
        line.values = {n: getattr(after, n) for n in touched if new or getattr(after, n) != getattr(record, n)}
        line.before = {} if new or line.revived else {name: getattr(record, name) for name in line.values}
        if line.revived:
            line.values["withdrawn"] = False
        if not line.errors and (line.values or line.waits or new):
            self.permit(line, record, after)

    def to_write(self, line: Line, values: Mapping[str, Any], base: Mapping[str, Any]) -> list[str]:
        """The fields of a row that would be written: those that differ, of a new record those that say something."""
        if line.record.pk is None:
            # An empty cell leaves a new record what it has from the start.
            return [n for n in values if not (values[n] in (None, "") and self.fields[n].has_default())]
        changed = self.changed[line.number]
        if line.revived:
            return changed
        if base:
            changed = self.three_ways(line, changed, values, base)
        for name in set(changed) - set(self.register.fields):
            self.wrong(
                line,
                name,
                _("This is set when the record is made; later it is changed on the record's page, not by an import."),
            )
        return changed

    def permit(self, line: Line, record: Any, after: Any) -> None:
        for judged in (after,) if line.verb == "create" else (record, after):
            if not line.errors and not (verdict := may(self.actor, line.verb, self.register, judged)):
                self.wrong(line, "", verdict.reason)
