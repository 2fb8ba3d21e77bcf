"""What a scan is given beside the files: rules, a model, the schedule, holds, owners; and the stages that are made of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from muniment import clock
from muniment.discovery.engine import rulings as rulings_file
from muniment.discovery.engine.classes.fitting import classify
from muniment.discovery.engine.classes.model import Model
from muniment.discovery.engine.classes.model_file import Untrusted, load
from muniment.discovery.engine.classes.rule_text import parse
from muniment.discovery.engine.classes.rules import Rule, phrases
from muniment.discovery.engine.deciding import decide
from muniment.discovery.engine.rulings import Faulty, Rulings
from muniment.discovery.engine.schema import CLASSED

Add = Callable[[pa.RecordBatch], pa.RecordBatch]


@dataclass(frozen=True, slots=True)
class Given:
    """What people have said, as a scan takes it. `today` is the day on which it is asked what is overdue."""

    rulings: Rulings = field(default_factory=Rulings)
    rules: tuple[Rule, ...] = ()
    model: Model | None = None
    today: date = field(default_factory=clock.today)

    @property
    def phrases(self) -> tuple[str, ...]:
        """What rules ask a text for, which reading must look for."""
        return phrases(self.rules)

    def stages(self) -> list[Add]:
        """The stages that follow from what others have told, in their order."""
        as_at = datetime.combine(self.today, time(), UTC)
        return [
            partial(classed, rules=self.rules, model=self.model, as_at=as_at),
            partial(decide, rulings=self.rulings, today=self.today),
        ]


def classed(batch: pa.RecordBatch, rules: Sequence[Rule], model: Model | None, as_at: datetime) -> pa.RecordBatch:
    """CLASSED: by the rules, and where none fits by the model, where there is one."""
    by_rules = classify(batch, rules, as_at)
    if model is None or not by_rules.column("line").null_count:
        return by_rules
    open_ = pc.is_null(by_rules.column("line"))
    guessed = model.predict(batch)
    columns = [by_rules.column("path")]
    columns += [pc.if_else(open_, guessed.column(name), by_rules.column(name)) for name in CLASSED.names[1:]]
    return pa.RecordBatch.from_arrays(columns, schema=CLASSED)


def read_given(
    *, rules: Path | None = None, rulings: Path | None = None, model: Path | None = None, digest: str = "", today: date | None = None
) -> Given:  # fmt: skip
    """What was given as files. Raises Faulty, which names the file and the place."""
    given = Given(
        rulings_file.read(rulings) if rulings else Rulings(),
        _rules(rules) if rules else (),
        _model(model, digest) if model else None,
    )
    return Given(given.rulings, given.rules, given.model, today) if today else given


def _rules(place: Path) -> tuple[Rule, ...]:
    try:
        read, faults = parse(place.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise Faulty(f"{place} cannot be read: {error}") from error
    if faults:
        raise Faulty("\n".join(f"{place}, {fault}" for fault in faults))
    return tuple(read)


def _model(place: Path, digest: str) -> Model:
    try:
        return load(place, digest)
    except Untrusted as error:
        raise Faulty(f"{place}: {error}") from error
