"""Undoes an import: what it created is withdrawn, what it changed gets its old values back, or nothing happens and it says why."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.db.models import Q

from muniment.assurance.models import Dependency, Part, PlanImport, Recommendation, RecommendationExtension
from muniment.registers.access import Actor, may
from muniment.registers.errors import Conflict, Invalid, Refused
from muniment.registers.models import Evidence, History
from muniment.registers.record import register_of
from muniment.registers.register import registry
from muniment.registers.services import Change, write

VERB = "undo"
CHUNK = 500
NAMED = 20


@dataclass(slots=True)
class _Touched:
    """A record that the import created or changed: its old values, and the line of the history that wrote it."""

    model: type[models.Model]
    before: dict[str, Any]
    created: bool
    number: int


Touched = dict[tuple[str, int], _Touched]


def undo(actor: Actor, paper: PlanImport, why: str = "") -> None:
    """Takes an import back, all of it or none. Raises Refused, and Conflict naming what was changed since."""
    if not (verdict := may(actor, VERB, register_of(PlanImport), paper)):
        raise Refused(verdict.reason)
    with transaction.atomic():
        now = PlanImport.objects.select_for_update().get(pk=paper.pk)
        if now.state != PlanImport.State.APPLIED:
            raise Invalid("Only an import that was applied can be undone.")
        touched = _touched(now)
        if reasons := list(_in_the_way(now, touched)):
            more = f" and {len(reasons) - NAMED} more" if len(reasons) > NAMED else ""
            raise Conflict(
                f"This import cannot be undone, because of what came after it: {'; '.join(reasons[:NAMED])}{more}.", now
            )
        reason = why or f"Undo of the import of {now.name}"
        changes = [
            Change(record, _restored(record, touched[slug, record.pk]), VERB, reason)
            for slug, record in _records(touched)
        ]
        changes.append(Change(now, {"state": PlanImport.State.UNDONE}, VERB, reason))
        write(actor, changes, batch=_undoing(now.batch))
        paper.state, paper.version = now.state, now.version


def _undoing(batch: str) -> str:
    """The batch of the undo of a batch."""
    return f"undo-{batch}"


def _touched(paper: PlanImport) -> Touched:
    """What the import wrote, but for the line of the imported paper itself."""
    found: Touched = {}
    for line in History.objects.filter(batch=paper.batch).select_related("payload").order_by("number").iterator(2000):
        register = registry.named(line.register)
        if register is None or register.model is PlanImport:
            continue
        key = line.register, line.record
        if key in found:
            # The oldest value of each field is the one to go back to.
            found[key].before = {**line.payload.before, **found[key].before}
            found[key].number = line.number
        else:
            found[key] = _Touched(register.model, dict(line.payload.before), not line.payload.before, line.number)
    return found


def _records(touched: Touched) -> Iterator[tuple[str, Any]]:
    by_model: dict[str, list[int]] = {}
    for slug, pk in touched:
        by_model.setdefault(slug, []).append(pk)
    for slug, ids in by_model.items():
        model = touched[slug, ids[0]].model
        for start in range(0, len(ids), CHUNK):
            for record in model._default_manager.filter(pk__in=ids[start : start + CHUNK]).order_by("pk"):
                yield slug, record


def _restored(record: Any, was: _Touched) -> dict[str, Any]:
    if was.created:
        return {"withdrawn": True}
    values = {}
    for name, value in was.before.items():
        field = record._meta.get_field(name)
        values[field.attname] = field.target_field.to_python(value) if field.is_relation else field.to_python(value)
    return values


def _in_the_way(paper: PlanImport, touched: Touched) -> Iterator[str]:
    """Everything that an undo would take the ground from, each by its name."""
    later = (
        PlanImport.objects.everything().filter(plan=paper.plan_id, state=PlanImport.State.APPLIED).exclude(pk=paper.pk)
    )
    for other in later.filter(Q(made_at__gt=paper.made_at) | Q(made_at=paper.made_at, pk__gt=paper.pk)):
        yield f"{other.name} was imported after it (undo that first)"
    names = _names(touched)
    first = min((each.number for each in touched.values()), default=0)
    # An import that was undone, and its undo, leave things as they were.
    undone = PlanImport.objects.everything().filter(plan=paper.plan_id, state=PlanImport.State.UNDONE)
    settled = {paper.batch} | {
        name for batch in undone.values_list("batch", flat=True) for name in (batch, _undoing(batch))
    }
    for line in History.objects.filter(number__gt=first).exclude(batch__in=settled).order_by("number").iterator(2000):
        key = line.register, line.record
        if key in touched and line.number > touched[key].number:
            yield f"{names.get(key, f'{line.register} {line.record}')} ({line.verb.replace('_', ' ')} by {line.actor})"
    created: dict[str, set[int]] = defaultdict(set)
    for (slug, pk), each in touched.items():
        if each.created:
            created[slug].add(pk)
    yield from _hanging_on(created, touched, names)


def _hanging_on(
    created: Mapping[str, set[int]], touched: Touched, names: Mapping[tuple[str, int], str]
) -> Iterator[str]:
    """What others put to the records that would be withdrawn."""
    for row in Recommendation.objects.everything().filter(plan__in=created.get("plans", ())):
        if ("recommendations", row.pk) not in touched:
            yield f"{row.reference} was added to the plan"
    rows = created.get("recommendations", set())
    slugs = {Part: "parts", Dependency: "dependencies", RecommendationExtension: "extensions"}
    for model, slug in slugs.items():
        for each in _pointing_to(model, rows):
            if (slug, each.pk) not in touched:
                yield f"{each} was added to {each.recommendation.reference}"
    for slug in ("recommendations", "parts"):
        for ids in _chunks(created.get(slug, set())):
            for file in Evidence.objects.filter(register=slug, record__in=ids):
                yield f"{file.name} is attached to {names[slug, file.record]}"


def _pointing_to(model: Any, rows: set[int]) -> Iterator[Any]:
    for ids in _chunks(rows):
        pointing = Q(recommendation__in=ids)
        if model is Dependency:
            pointing |= Q(needs__in=ids)
        yield from model.objects.everything().filter(pointing).select_related("recommendation")


def _chunks(ids: set[int]) -> Iterator[list[int]]:
    every = sorted(ids)
    yield from (every[start : start + CHUNK] for start in range(0, len(every), CHUNK))


def _names(touched: Touched) -> dict[tuple[str, int], str]:
    """What people call the records."""
    found = {}
    for slug, record in _records({key: each for key, each in touched.items() if each.model in {Recommendation, Part}}):
        found[slug, record.pk] = record.reference if slug == "recommendations" else f"part {record.label}"
    for slug, record in _records({key: each for key, each in touched.items() if key not in found}):
        found[slug, record.pk] = f"{registry.named(slug).one} “{record}”" if slug != "dependencies" else "a dependency"  # type: ignore[union-attr]
    return found
