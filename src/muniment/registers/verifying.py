"""Whether the history is whole, the records are what it says, what is derived follows from them, and kept files are what they were."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from muniment.registers import file_kinds, history, links
from muniment.registers.evidence import path_of
from muniment.registers.history import Fault
from muniment.registers.models import Answerable, Comment, Evidence, History, Link
from muniment.registers.rebuilding import DERIVED
from muniment.registers.register import Register, registry
from muniment.registers.restricted import is_restricted


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
    """Checks the chain, each register's rows and versions, who answers, what is asked, every kept file, what is searched."""
    tables: list[tuple[str, Any]] = [(register.slug, register.model) for register in registry]
    tables += [*history.HANGING.items(), (links.SLUG, Link)]
    faults = list(history.verify(tables))
    told, answered = history.registers_in(History), history.registers_in(Answerable)
    for register in registry:
        if register.past is not None and (register.slug in told or register.past.objects.exists()):
            faults += _versions(register, register.past)
        if hasattr(register.model, "answerable_posts") and (
            register.slug in answered or register.model._default_manager.exists()
        ):
            faults += _answerable(register)
    for table in DERIVED.values():
        faults += table.faults()
    faults += _files()
    faults += _kinds()
    faults += _hanging()
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
        if kept.pop(record.pk, set()) != (frozenset() if is_restricted(record) else record.answerable_posts()):
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


def _kinds() -> Iterator[Fault]:
    """Every attached file is given out as what its content is."""
    for row in Evidence.objects.order_by("pk").iterator(chunk_size=2000):
        place = path_of(row.sha256)
        if place.is_file() and row.content_type != (kind := file_kinds.kind_of(place.read_bytes())):
            yield Fault(f"evidence {row.pk}", f"it is given out as {row.content_type}, and is {kind}")


def _hanging() -> Iterator[Fault]:
    """Links and comments hang on records that are there, and each link is of a kind that is declared."""
    keys: dict[str, set[int]] = {}

    def there(slug: str, pk: int) -> bool:
        if slug not in keys:
            register = registry.named(slug)
            rows = register.model._default_manager.values_list("pk", flat=True) if register else ()
            keys[slug] = set(rows)
        return pk in keys[slug]

    for link in Link.objects.order_by("pk").iterator(chunk_size=2000):
        start = registry.named(link.from_register)
        if start is None or link.relation not in {relation.name for relation in start.relations}:
            yield Fault(f"links {link.pk}", f"nobody declares the relation {link.relation!r}")
        if not (there(link.from_register, link.from_record) and there(link.to_register, link.to_record)):
            yield Fault(f"links {link.pk}", "what it links is not there")
    for comment in Comment.objects.order_by("pk").iterator(chunk_size=2000):
        if not there(comment.register, comment.record):
            yield Fault(f"comments {comment.pk}", "what it is about is not there")
