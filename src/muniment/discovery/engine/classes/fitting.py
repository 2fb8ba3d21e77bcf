"""Which files the rules fit, and what they say of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from muniment.discovery.engine.classes.columns import Columns, Rows, flat
from muniment.discovery.engine.classes.rules import Rule, called, reason
from muniment.discovery.engine.schema import CLASSED

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
    looked = Columns(batch, as_at)
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
        [f"; {rule.line} would fit too, by the {called(rule)}, which stands later." for rule in rules], pa.string()
    )
    why = pc.binary_join_element_wise(reasons.take(first), pc.coalesce(rivals.take(other), "."), "")
    sure = pc.if_else(pc.is_valid(other), _CONFLICT, 1.0).cast(pa.float32())
    found = pc.is_valid(first)
    return pa.RecordBatch.from_arrays(
        [
            flat(batch.column("path")),
            lines.take(first),
            pc.if_else(found, "rule", None),
            pc.if_else(found, sure, None),
            why,
        ],
        schema=CLASSED,
    )


def try_rule(rule: Rule, sample: Rows, as_at: datetime, show: int = 20) -> Tried:
    """How many files of a sample one rule fits, and the paths of the first few."""
    fits = Columns(sample, as_at).rule(rule)
    paths = flat(sample.column("path")).filter(fits)
    return Tried(len(paths), sample.num_rows, tuple(paths.slice(0, show).to_pylist()))
