"""What a scan is given beside the files: rules, a model, the schedule, holds, owners; and the stages that are made of it."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from muniment import clock
from muniment.discovery.engine import rulings as rulings_file
from muniment.discovery.engine.classes.classing import classed
from muniment.discovery.engine.classes.confirmed import Confirmed, confirmed_first
from muniment.discovery.engine.classes.model import Model
from muniment.discovery.engine.classes.model_file import Untrusted, load
from muniment.discovery.engine.classes.rule_text import parse
from muniment.discovery.engine.classes.rules import Rule, phrases
from muniment.discovery.engine.deciding import UNSURE, decide
from muniment.discovery.engine.holding import folder_named
from muniment.discovery.engine.owning import OWNED, Named, Person, Planned, owners
from muniment.discovery.engine.rulings import Faulty, Rulings
from muniment.discovery.engine.schema import CLASSED
from muniment.discovery.engine.traces import by_traces

SURE_ENOUGH = 0.2  # from where on somebody is named as the likely owner

Add = Callable[[pa.RecordBatch], pa.RecordBatch]


@dataclass(frozen=True, slots=True)
class Given:
    """What people have said, as a scan takes it. `today` is the day on which it is asked what is overdue."""

    rulings: Rulings = field(default_factory=Rulings)
    rules: tuple[Rule, ...] = ()
    model: Model | None = None
    named: tuple[Named, ...] = ()
    people: tuple[Person, ...] = ()
    confirmed: tuple[Confirmed, ...] = ()
    places: tuple[Planned, ...] = ()  # folders of the file plan
    today: date = field(default_factory=clock.today)
    otherwise: str = ""  # the line of what nothing tells a line of: the file plan may have one for the whole place

    @property
    def planned_folders(self) -> tuple[str, ...]:
        """The folders of the file plan, as paths of the scan."""
        return tuple(folder_named(each.folder) for each in self.places)

    @property
    def phrases(self) -> tuple[str, ...]:
        """What rules ask a text for, which reading must look for."""
        return phrases(self.rules)

    def told(self) -> dict[str, Any]:
        """By what files are classed, for the summary."""
        return {
            "rules": len(self.rules), "model": self.model.version if self.model else None, "confirmed": len(self.confirmed),
        }  # fmt: skip

    def owned(self, counted: pa.Table) -> pa.Table:
        """OWNED for each folder, of how many files in it (`files`) belong to an owner and were written by an author.

        Where nothing is known of the council's units and people, whoever owns and wrote its files stands for them.
        """
        if self.named or self.people or any(each.unit for each in self.places):
            return named_where_sure(owners(counted, self.named, self.people, self.places))
        return named_where_sure(by_traces(counted))

    def stages(self) -> list[Add]:
        """The stages that follow from what others have told, in their order."""
        as_at = datetime.combine(self.today, time(), UTC)
        told = partial(classed, rules=self.rules, model=self.model, as_at=as_at)
        return [
            partial(
                confirmed_first,
                classed=partial(planned, stage=told, line=self.otherwise) if self.otherwise else told,
                confirmed=self.confirmed,
            ),
            partial(decide, rulings=self.rulings, today=self.today, unsure=self._unsure()),
        ]

    def _unsure(self) -> str:
        """Why a file has no line, where nothing told one."""
        if self.rules and self.model:
            return UNSURE
        if self.rules or self.model:
            return "No rule fits it." if self.rules else "The model is not sure of it."
        return "No rules and no model were given that would tell its line."


def named_where_sure(owned: pa.Table) -> pa.Table:
    """OWNED without the names of those for whom too little speaks: nobody is to be written to on a guess."""
    sure = pc.greater_equal(owned.column("sure"), SURE_ENOUGH)
    for name in ("unit", "unit_name", "person", "person_name"):
        place = owned.column_names.index(name)
        owned = owned.set_column(place, OWNED.field(name), pc.if_else(sure, owned.column(name), None))
    return owned


def planned(batch: pa.RecordBatch, stage: Add, line: str) -> pa.RecordBatch:
    """CLASSED as the stage tells it; what has no line then has that of the file plan."""
    told = stage(batch)
    open_ = pc.is_null(told.column("line"))
    said = {
        "line": line,
        "line_by": "file plan",
        "line_sure": 0.5,
        "line_why": f"The file plan keeps all of this place under {line}, and nothing tells more of the file.",
    }
    columns = [
        pc.if_else(open_, pa.scalar(value, CLASSED.field(name).type), told.column(name)) for name, value in said.items()
    ]
    return pa.RecordBatch.from_arrays([told.column("path"), *columns], schema=CLASSED)


def read_given(
    *, rules: Path | None = None, rulings: Path | None = None, owners_file: Path | None = None, model: Path | None = None, digest: str = "", today: date | None = None
) -> Given:  # fmt: skip
    """What was given as files. Raises Faulty, which names the file and the place."""
    given = Given(
        rulings_file.read(rulings) if rulings else Rulings(),
        _rules(rules) if rules else (),
        _model(model, digest) if model else None,
    )
    if owners_file:
        named, people, places = _owners(owners_file)
        given = replace(given, named=named, people=people, places=places)
    return replace(given, today=today) if today else given


def _owners(place: Path) -> tuple[tuple[Named, ...], tuple[Person, ...], tuple[Planned, ...]]:
    """{"named": [{"name": "Housing repairs", "unit": "HOU-1", "unit_name": "Housing repairs", "also": ["Repairs"], "what": "unit"}],
    "people": [{"key": "17", "name": "…", "unit": "HOU-1", "unit_name": "…", "logins": ["jsmith"], "here": true}],
    "places": ["finance/budgets", {"folder": "housing/lettings", "name": "Lettings", "unit": "HOU-1", "unit_name": "…"}]}.
    """
    try:
        told = json.loads(place.read_text(encoding="utf-8"))
        named = tuple(
            Named(each["name"], each["unit"], each["unit_name"], tuple(each.get("also", ())), each.get("what", "unit"))
            for each in told.get("named", ())
        )
        people = tuple(
            Person(
                str(each["key"]),
                each["name"],
                each["unit"],
                each["unit_name"],
                tuple(each.get("logins", ())),
                bool(each.get("here", True)),
            )
            for each in told.get("people", ())
        )
        places = tuple(
            Planned(each) if isinstance(each, str) else Planned(**{name: str(value) for name, value in each.items()})
            for each in told.get("places", ())
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Faulty(f"{place}: {error!r} is not as it should be; see docs/discovery.md.") from error
    return named, people, places


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
