"""The columns of a batch as conditions look at them: ten million rows are a matter of a minute, not of Python per row."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial, reduce
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from muniment.discovery.engine.classes.rules import KINDS, Age, Both, Condition, Either, Rule, When, plain, words_of

Rows: TypeAlias = "pa.RecordBatch | pa.Table"
Fits: TypeAlias = "pa.BooleanArray"
_FEW_VALUES = ("folder", "extension", "format", "system", "owner", "author")  # columns that say the same over and over
_FEW = 4  # one row in so many


def flat(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


class Columns:
    """The columns of a batch in the forms in which conditions look at them, each made once, and each condition judged once."""

    def __init__(self, batch: Rows, as_at: datetime) -> None:
        self.batch, self.as_at = batch, as_at
        self._forms: dict[tuple[str, str], Form | None] = {}
        self._judged: dict[When, Fits] = {}

    def rule(self, rule: Rule) -> Fits:
        fits = self.when(rule.when)
        if unless := rule.unless:
            return self._narrowed(fits, lambda columns: pc.invert(columns.when(unless)))
        return fits

    def when(self, when: When) -> Fits:
        if when not in self._judged:
            self._judged[when] = self._fits(when)
        return self._judged[when]

    def _fits(self, when: When) -> Fits:
        if isinstance(when, Either):
            return reduce(pc.or_, map(self.when, when.parts))
        if isinstance(when, Both):
            first, *others = sorted(when.parts, key=_cost)
            fits = self.when(first)
            for part in others:
                fits = self._narrowed(fits, partial(Columns.when, when=part))
            return fits
        return self._age(when) if isinstance(when, Age) else self._condition(when)

    def _narrowed(self, fits: Fits, judge: Callable[["Columns"], Fits]) -> Fits:
        """Those of the rows so far that are judged to fit; where few are left, only they are looked at."""
        rows = len(fits)
        left = pc.indices_nonzero(fits)
        if len(left) * _FEW > rows:
            return pc.and_(fits, judge(self))
        if not len(left):
            return fits
        chosen = np.zeros(rows, bool)
        chosen[left.filter(judge(_Some(self, left))).to_numpy()] = True
        return pa.array(chosen)

    def _age(self, age: Age) -> Fits:
        modified = self.column("modified")
        if modified is None:
            return self.none()
        before = pa.scalar(_ago(self.as_at, age), modified.type)
        return pc.fill_null((pc.less if age.verb == "older than" else pc.greater)(modified, before), fill_value=False)

    def _condition(self, condition: Condition) -> Fits:
        field, verb = condition.field, condition.verb
        if field == "text":
            return self._phrases([words_of(value) for value in condition.values])
        if field == "kind":
            kinds = pa.array(
                [
                    kind
                    for value in condition.values
                    for kind in KINDS.get(value.lower(), value.lower().lstrip(".")).split()
                ]
            )
            return pc.or_(
                self._each("format", "lower", lambda values: pc.is_in(values, kinds)),
                self._each("extension", "lower", lambda values: pc.is_in(values, kinds)),
            )
        if verb == "is":
            wanted = pa.array([plain(value) for value in condition.values])
            return self._each(field, "lower", lambda values: pc.is_in(values, wanted))
        if verb == "like":
            return reduce(pc.or_, (self._each(field, "lower", _like(value)) for value in condition.values))
        # Words do not go over a stroke, and there are far fewer folders than files.
        fields = ("folder", "name") if field == "path" else (field,)
        return reduce(
            pc.or_, (self._each(part, "words", _says(value)) for value in condition.values for part in fields)
        )

    def _each(self, field: str, form: str, judge: Callable[[pa.Array], pa.Array]) -> Fits:
        values = self.form(field, form)
        return self.none() if values is None else pc.fill_null(values.judged(judge), fill_value=False)

    def _phrases(self, wanted: list[str]) -> Fits:
        lists = self.column("phrases")
        if lists is None:
            return self.none()
        has = pc.is_in(pc.list_flatten(lists), pa.array(wanted))
        fits = np.zeros(len(lists), bool)
        fits[pc.list_parent_indices(lists).filter(has).to_numpy()] = True
        return pa.array(fits)

    def form(self, field: str, form: str) -> "Form | None":
        if (field, form) not in self._forms:
            self._forms[field, form] = self._formed(field, form)
        return self._forms[field, form]

    def _formed(self, field: str, form: str) -> "Form | None":
        values = self.column(field)
        if values is None:
            return None
        places = None
        if field in _FEW_VALUES:
            values = values.dictionary_encode()
            values, places = values.dictionary, values.indices
        values = pc.utf8_lower(pc.utf8_normalize(values, "NFKC"))
        if form == "words":
            values = pc.replace_substring_regex(values, r"[^\p{L}\p{M}\p{N}]+", " ")
            values = pc.binary_join_element_wise("", values, "", " ")
        return Form(values, places)

    def column(self, name: str) -> pa.Array | None:
        if name in self.batch.schema.names:
            return flat(self.batch.column(name))
        if name == "name":
            return pc.replace_substring_regex(self.column("path"), r"^.*/", "")
        if name == "folder":
            return pc.replace_substring_regex(self.column("path"), r"/?[^/]*$", "")
        return None

    def none(self) -> Fits:
        return pa.array(np.zeros(self.batch.num_rows, bool))


class _Some(Columns):
    """Some rows of other columns, whose forms need not be made again."""

    def __init__(self, of: Columns, rows: pa.Array) -> None:
        super().__init__(of.batch.slice(0, 0), of.as_at)
        self._of, self._rows = of, rows

    def _formed(self, field: str, form: str) -> "Form | None":
        values = self._of.form(field, form)
        return values.some(self._rows) if values else None

    def column(self, name: str) -> pa.Array | None:
        values = self._of.column(name)
        return None if values is None else values.take(self._rows)

    def none(self) -> Fits:
        return pa.array(np.zeros(len(self._rows), bool))


@dataclass(frozen=True, slots=True)
class Form:
    values: pa.Array
    places: pa.Array | None  # of each row among the values, where they are fewer than rows

    def judged(self, judge: Callable[[pa.Array], pa.Array]) -> pa.Array:
        fits = judge(self.values)
        return fits if self.places is None else fits.take(self.places)

    def some(self, rows: pa.Array) -> "Form":
        if self.places is None:
            return Form(self.values.take(rows), None)
        return Form(self.values.take(self.places.take(rows)), None)


def _cost(when: When) -> int:
    """Which of several conditions is judged first: the cheap ones."""
    if isinstance(when, Condition):
        return 0 if when.field in {"kind", *_FEW_VALUES} else {"text": 2, "path": 3}.get(when.field, 4)
    return 1 if isinstance(when, Age) else 5


def _says(value: str) -> Callable[[pa.Array], pa.Array]:
    words = words_of(value)
    pattern = f" {words[:-1]}" if words.endswith("*") else f" {words} "
    return lambda values: pc.match_substring(values, pattern)


def _like(value: str) -> Callable[[pa.Array], pa.Array]:
    pattern = re.sub(r"([\\%_])", r"\\\1", plain(value)).replace("*", "%").replace("?", "_")
    return lambda values: pc.match_like(values, pattern)


def _ago(as_at: datetime, age: Age) -> datetime:
    """So long before; where that month has no such day, its last one that every month has."""
    if age.unit == "days":
        return as_at - timedelta(days=age.number)
    months = as_at.year * 12 + as_at.month - 1 - age.number * (12 if age.unit == "years" else 1)
    year, month = max(divmod(months, 12), (1, 0))
    try:
        return as_at.replace(year=year, month=month + 1)
    except ValueError:
        return as_at.replace(year=year, month=month + 1, day=28)
