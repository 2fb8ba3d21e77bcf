"""What a rule would do to the files of a finished scan: which it fits, who else claims them, what would be decided otherwise."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from muniment.discovery.engine.classes.columns import Columns
from muniment.discovery.engine.classes.found import classed_files
from muniment.discovery.engine.classes.rules import Rule, phrases
from muniment.discovery.engine.given import Given

MOST = 200_000  # files that are looked at: of more every second, third ... by a digest of its path, always the same
CHANGES = 20_000  # of those that it fits, as many are decided anew
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Trial:
    """What one rule does to the files of one scan. `total` are its files, `of` those that were looked at, `decided` those decided anew."""

    total: int
    of: int
    fits: int
    decided: int
    first: tuple[dict[str, Any], ...]  # path, line, decision as the scan left them; new_line, new_decision, new_why
    others: tuple[tuple[int, int], ...]  # of the other rules their place, and how many of these files they fit too
    lines: tuple[tuple[tuple[str, str], int], ...]  # without it and with it, how many; "" is no line
    decisions: tuple[tuple[tuple[str, str], int], ...]


# What rules may ask, and what the decisions of a few need besides.
_ASKED = "f.path, folder, name, extension, format, title, owner, author, modified"
_DECIDED_BY = "f.* EXCLUDE (personal, line, line_by, line_sure, line_why, decision, decision_why, due, hold), f.line AS line_now, f.decision AS decision_now"


def tried(out: Path, rule: Rule, place: int, others: Sequence[Rule], given: Given) -> Trial:
    """The rule, asked at that place among the others. Raises Unanswerable where nothing was scanned."""
    as_at = datetime.combine(given.today, time(), UTC)
    with classed_files(out) as connection:
        total = connection.execute("SELECT count(*) FROM files").fetchone()[0]  # type: ignore[index]
        nth = max(1, -(-total // MOST))
        asks_texts = bool(phrases([rule]))
        joined = "LEFT JOIN told t ON t.path = f.path" if asks_texts else ""
        wanted = f"{_ASKED}, t.phrases" if asks_texts else _ASKED
        sample = connection.execute(
            f"SELECT {wanted} FROM files f {joined} WHERE hash(f.path) % $nth = 0 ORDER BY f.path", {"nth": nth}
        ).to_arrow_table()
        fits = Columns(sample, as_at).rule(rule)
        paths = pc.filter(sample.column("path"), fits)
        chosen = paths.slice(0, CHANGES)
        connection.register("chosen", pa.table({"path": chosen}))
        files = (
            connection.execute(
                f"SELECT {_DECIDED_BY}, t.terms, t.counts, t.phrases FROM files f SEMI JOIN chosen c ON c.path = f.path LEFT JOIN told t ON t.path = f.path ORDER BY f.path"
            )
            .to_arrow_table()
            .combine_chunks()
        )
    after = _decided(files, replace(given, rules=(*others[:place], rule, *others[place:])))
    before = _decided(files, replace(given, rules=tuple(others)))
    looked = Columns(files, as_at)
    rivals = [(number, int(pc.sum(looked.rule(each)).as_py() or 0)) for number, each in enumerate(others)]
    first = tuple(
        {"path": path, "line": line, "decision": decision, "new_line": then["line"], "new_decision": then["decision"], "new_why": then["line_why"]}
        for path, line, decision, then in zip(
            *(files.column(name).slice(0, SHOWN).to_pylist() for name in ("path", "line_now", "decision_now")), after.slice(0, SHOWN).to_pylist(), strict=True
        )
    )  # fmt: skip
    return Trial(
        total, sample.num_rows, len(paths), files.num_rows, first, tuple(each for each in rivals if each[1]),
        _moved(before, after, "line"), _moved(before, after, "decision"),
    )  # fmt: skip


def _decided(files: pa.Table, given: Given) -> pa.Table:
    """Line, its reason and the decision of these files, were they classed so."""
    batch = files.drop_columns(["line_now", "decision_now"]).to_batches()
    if not batch:
        return pa.table({name: pa.array([], pa.string()) for name in ("line", "line_why", "decision")})
    one = batch[0]
    for stage in given.stages():
        told = stage(one)
        for name in told.schema.names:
            if name not in one.schema.names:
                one = one.append_column(told.schema.field(name), told.column(name))
    return pa.Table.from_batches([one]).select(["line", "line_why", "decision"])


def _moved(before: pa.Table, after: pa.Table, name: str) -> tuple[tuple[tuple[str, str], int], ...]:
    """What would be another than it is, and how often, the most first."""
    pairs = zip(before.column(name).to_pylist(), after.column(name).to_pylist(), strict=True)
    return tuple(Counter((was or "", now or "") for was, now in pairs if was != now).most_common())
