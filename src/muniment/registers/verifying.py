"""Whether the history is whole, the records are what it says, what is derived follows from them, and kept files are what they were."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from muniment.registers import duties, history
from muniment.registers.evidence import path_of
from muniment.registers.history import Fault
from muniment.registers.models import Answerable, Evidence, History
from muniment.registers.register import Register, registry


@dataclass(frozen=True)
class Verified:
    """What was looked at, and what was found."""

    faults: list[Fault]
    lines: int
    head: str

    def summary(self) -> str:
        state = f"{len(self.faults)} fault{'s' if len(self.faults) != 1 else ''} found" if self.faults else "whole"
        return f"History: {state}. {self.lines} lines; the last digest is {self.head or 'none'}."


def verify_all() -> Verified:
    """Checks the chain, every register's rows against it, their versions, who answers, what is asked, and every kept file."""
    tables: list[tuple[str, Any]] = [(register.slug, register.model) for register in registry]
    tables.append(("evidence", Evidence))
    faults = list(history.verify(tables))
    for register in registry:
        if register.past is not None:
            faults += _versions(register, register.past)
        if hasattr(register.model, "answerable_posts"):
            faults += _answerable(register)
    faults += duties.faults()
    faults += _files()
    return Verified(faults, History.objects.count(), history.head().digest)


def _versions(register: Register, past: Any) -> Iterator[Fault]:
    """The history told again: each version of each record must be one that it tells, at the instant it tells."""
    fields = {field.name: field.attname for field in history.tracked(register.model)}
    told: dict[int, list[tuple[Any, dict[str, Any]]]] = {}
    rows = History.objects.filter(register=register.slug).select_related("payload").order_by("number")
    for row in rows.iterator(chunk_size=2000):
        steps = told.setdefault(row.record, [])
        before = steps[-1][1] if steps else {}
        payload = getattr(row, "payload", None)
        steps.append((row.at, {**before, **(payload.after if payload else {})}))
    kept: dict[int, list[Any]] = {}
    for version in past.objects.order_by("record_id", "pk").iterator(chunk_size=2000):
        kept.setdefault(version.record_id, []).append(version)
    for record in told.keys() | kept.keys():
        where = f"{register.slug} {record}"
        steps, versions = told.get(record, []), kept.get(record, [])
        if len(steps) != len(versions):
            yield Fault(where, f"the history tells {len(steps)} versions, and {len(versions)} are kept")
            continue
        ends = [at for at, _values in steps[1:]] + [None]
        for (at, values), end, version in zip(steps, ends, versions, strict=True):
            found = {name: history.plain(getattr(version, attname)) for name, attname in fields.items()}
            if (version.valid_from, version.valid_to) != (at, end) or found != {**found, **values}:
                yield Fault(where, f"its version of {at:%Y-%m-%d %H:%M} was changed")


def _answerable(register: Register) -> Iterator[Fault]:
    """Who answers for a record is derived from it; a row put in beside it would let somebody read it."""
    kept: dict[int, set[int]] = {}
    for row in Answerable.objects.filter(register=register.slug).iterator(chunk_size=2000):
        kept.setdefault(row.record, set()).add(row.post_id)
    for record in register.model._default_manager.select_related(*register.related).iterator(chunk_size=2000):
        if kept.pop(record.pk, set()) != record.answerable_posts():
            yield Fault(f"{register.slug} {record.pk}", "who answers for it is not what the record says")
    for pk in kept:
        yield Fault(f"{register.slug} {pk}", "somebody answers for it, and it is not there")


def _files() -> Iterator[Fault]:
    """Every file that a record names by its digest is in the data folder, and is what it was."""
    told: dict[str, str] = {}
    kept: list[tuple[str, Any, Sequence[str]]] = [("evidence", Evidence, ("sha256",))]
    kept += [(register.slug, register.model, register.files) for register in registry if register.files]
    for slug, model, names in kept:
        for row in model._default_manager.order_by("pk").iterator(chunk_size=2000):
            for name in names:
                digest = getattr(row, name)
                if digest not in told:
                    told[digest] = _wrong_with(digest)
                if told[digest]:
                    which = f" ({name})" if len(names) > 1 else ""
                    yield Fault(f"{slug} {row.pk}", f"the file of {row}{which} {told[digest]} the data folder")


def _wrong_with(digest: str) -> str:
    """What is wrong with a kept file; "" when nothing is. Each is read once, however many records name it."""
    place = path_of(digest)
    if not place.is_file():
        return "is missing from"
    with place.open("rb") as file:
        return "" if hashlib.file_digest(file, "sha256").hexdigest() == digest else "was changed in"
