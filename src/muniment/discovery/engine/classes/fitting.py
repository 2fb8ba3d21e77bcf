"""Which files a rule fits: whole columns at a time, so that ten million rows are a matter of minutes."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from typing import TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from muniment.discovery.engine.classes.rules import KINDS, Age, Both, Condition, Either, Rule, When, reason, words_of
from muniment.discovery.engine.schema import CLASSED

Rows: TypeAlias = "pa.RecordBatch | pa.Table"
Fits: TypeAlias = "pa.BooleanArray"
_CONFLICT = 0.5  # how sure a line is that another rule contests


@dataclass(frozen=True, slots=True)
class Tried:
    """What one rule does to some files."""

    fits: int
    of: int
    paths: tuple[str, ...]  # the first few that it fits


def classify(batch: Rows, rules: Sequence[Rule], as_at: datetime) -> pa.RecordBatch:
    """CLASSED, a row for each row: the first rule that fits gives the line; where a later one gives another, the reason says so.

    batch  path and, as far as rules ask for them: folder, name, extension, format, title, phrases, system, owner, author,
           modified. What is not there fits nothing.
    as_at  from when ages are counted, aware
    """
    looked = _Columns(batch, as_at)
    rows = batch.num_rows
    first = other = pa.nulls(rows, pa.int32())
    lines = pa.array([rule.line for rule in rules], pa.string())
    for number, rule in enumerate(rules):
        fits = looked.rule(rule)
        if not pc.any(fits).as_py():
            continue
        own = pa.scalar(number, pa.int32())
        contests = pc.and_(fits, pc.and_(pc.is_valid(first), pc.not_equal(lines.take(first), rule.line)))
        other = pc.if_else(pc.and_(pc.fill_null(contests, fill_value=False), pc.is_null(other)), own, other)
        first = pc.if_else(pc.and_(fits, pc.is_null(first)), own, first)
    reasons = pa.array([reason(rule) for rule in rules], pa.string())
    rivals = pa.array(
        [f"; {rule.line} would fit too, by {_place(rule)}, which stands later." for rule in rules], pa.string()
    )
    why = pc.binary_join_element_wise(reasons.take(first), pc.coalesce(rivals.take(other), "."), "")
    sure = pc.if_else(pc.is_valid(other), _CONFLICT, 1.0).cast(pa.float32())
    found = pc.is_valid(first)
    return pa.RecordBatch.from_arrays(
        [
            _flat(batch.column("path")),
            lines.take(first),
            pc.if_else(found, "rule", None),
            pc.if_else(found, sure, None),
            why,
        ],
        schema=CLASSED,
    )


def try_rule(rule: Rule, sample: Rows, as_at: datetime, show: int = 20) -> Tried:
    """How many files of a sample one rule fits, and the paths of the first few."""
    fits = _Columns(sample, as_at).rule(rule)
    paths = _flat(sample.column("path")).filter(fits)
    return Tried(len(paths), sample.num_rows, tuple(paths.slice(0, show).to_pylist()))


def _place(rule: Rule) -> str:
    return f"the rule in row {rule.row}" if rule.row else "another rule"


def _flat(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


class _Columns:
    """The columns of a batch in the forms in which conditions look at them, each made once, and each condition judged once."""

    def __init__(self, batch: Rows, as_at: datetime) -> None:
        self._batch, self._as_at = batch, as_at
        self._forms: dict[tuple[str, str], pa.Array] = {}
        self._judged: dict[When, Fits] = {}

    def rule(self, rule: Rule) -> Fits:
        fits = self._when(rule.when)
        return pc.and_(fits, pc.invert(self._when(rule.unless))) if rule.unless else fits

    def _when(self, when: When) -> Fits:
        if when not in self._judged:
            self._judged[when] = self._fits(when)
        return self._judged[when]

    def _fits(self, when: When) -> Fits:
        if isinstance(when, Both):
            return reduce(pc.and_, map(self._when, when.parts))
        if isinstance(when, Either):
            return reduce(pc.or_, map(self._when, when.parts))
        if isinstance(when, Age):
            return self._age(when)
        return self._condition(when)

    def _age(self, age: Age) -> Fits:
        modified = self._column("modified")
        if modified is None:
            return self._none()
        before = pa.scalar(_ago(self._as_at, age), modified.type)
        return pc.fill_null((pc.less if age.verb == "older than" else pc.greater)(modified, before), fill_value=False)

    def _condition(self, condition: Condition) -> Fits:
        field, verb = condition.field, condition.verb
        if field == "text":
            return self._phrases([words_of(value) for value in condition.values])
        if field == "kind":
            kinds = [
                kind
                for value in condition.values
                for kind in KINDS.get(value.lower(), value.lower().lstrip(".")).split()
            ]
            return reduce(
                pc.or_,
                (
                    self._each(name, "lower", lambda values: pc.is_in(values, pa.array(kinds)))
                    for name in ("format", "extension")
                ),
            )
        if verb == "is":
            wanted = pa.array([value.lower() for value in condition.values])
            return self._each(field, "lower", lambda values: pc.is_in(values, wanted))
        if verb == "like":
            return reduce(pc.or_, (self._each(field, "lower", _like(value)) for value in condition.values))
        return reduce(pc.or_, (self._each(field, "words", _says(value)) for value in condition.values))

    def _each(self, field: str, form: str, judge: Callable[[pa.Array], pa.Array]) -> Fits:
        values = self._form(field, form)
        return self._none() if values is None else pc.fill_null(judge(values), fill_value=False)

    def _phrases(self, wanted: list[str]) -> Fits:
        lists = self._column("phrases")
        if lists is None:
            return self._none()
        has = pc.is_in(pc.list_flatten(lists), pa.array(wanted))
        rows = pc.unique(pc.list_parent_indices(lists).filter(has))
        return pc.is_in(pa.array(range(self._batch.num_rows), rows.type), rows)

    def _form(self, field: str, form: str) -> pa.Array | None:
        if (field, form) not in self._forms:
            values = self._column(field)
            if values is not None:
                values = pc.utf8_lower(values)
            if values is not None and form == "words":
                values = pc.replace_substring_regex(values, r"[^\p{L}\p{M}\p{N}]+", " ")
                values = pc.binary_join_element_wise("", values, "", " ")
            self._forms[field, form] = values
        return self._forms[field, form]

    def _column(self, name: str) -> pa.Array | None:
        return _flat(self._batch.column(name)) if name in self._batch.schema.names else None

    def _none(self) -> Fits:
        return pa.array([False]).take(pa.array([0] * self._batch.num_rows, pa.int32()))


def _says(value: str) -> Callable[[pa.Array], pa.Array]:
    words = words_of(value)
    pattern = f" {words[:-1]}" if words.endswith("*") else f" {words} "
    return lambda values: pc.match_substring(values, pattern)


def _like(value: str) -> Callable[[pa.Array], pa.Array]:
    pattern = re.sub(r"([\\%_])", r"\\\1", value.lower()).replace("*", "%").replace("?", "_")
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
