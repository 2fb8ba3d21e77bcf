"""Applies an import: everything it changes in one transaction through the write path, under one batch, or nothing at all."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any, Literal

from django.db import transaction

from muniment import clock
from muniment.assurance.differences import FieldDifference, RowDifference, places
from muniment.assurance.import_preview import Preview
from muniment.assurance.import_said import PLACE, Line, clip
from muniment.assurance.import_since import changed_since
from muniment.assurance.import_values import changed, fresh, per_paper, slip
from muniment.assurance.models import (
    Dependency,
    Part,
    Plan,
    PlanFinding,
    PlanImport,
    Recommendation,
    RecommendationExtension,
)
from muniment.documents.plan.reading import action_json
from muniment.organisation.services import the_whole
from muniment.registers import history
from muniment.registers.access import Actor
from muniment.registers.errors import Conflict, Invalid
from muniment.registers.services import Change, write

VERB = "import"


def apply(
    actor: Actor,
    shown: Preview,
    *,
    stored: PlanImport | None = None,
    open_choices: Literal["refuse", "mark"] = "refuse",
) -> PlanImport:
    """Applies what the preview showed and returns the imported paper, whose `counts` say what came of it.

    Rows that the paper did not change leave no line in the history: the same file again changes nothing. `stored` is the
    kept preview that this becomes. With `open_choices="mark"` rows without a choice take the proposal, and a finding says
    so. Raises Invalid, Refused, or Conflict when the plan changed since the preview; then nothing was written.
    """
    if not shown.lines:
        raise Invalid("No action plan was found in this paper, so there is nothing to import.")
    if shown.open_lines and open_choices == "refuse":
        names = ", ".join(line.reference for line in shown.open_lines)
        raise Invalid(f"Choose the status first of: {names}.")
    with transaction.atomic():
        return _Import(actor, shown, stored).run()


class _Import:
    """One run of an import; it lives as long as its transaction."""

    def __init__(self, actor: Actor, shown: Preview, stored: PlanImport | None) -> None:
        self.actor, self.shown, self.stored = actor, shown, stored
        self.batch = uuid.uuid4().hex
        self.why = f"Import of {shown.name}"
        self.on = shown.position or clock.today()
        self.note = per_paper(shown.name, shown.position)
        self.lines: dict[str, Line] = {line.reference: line for line in shown.lines}

    def write(self, changes: Iterable[Change]) -> None:
        write(self.actor, list(changes), batch=self.batch)

    def change(self, record: Any, values: dict[str, Any]) -> Change:
        return Change(record, values, VERB, self.why)

    def run(self) -> PlanImport:
        self.plan = self.plan_to_fill()
        paper = self.imported_paper()
        self.rows = {row.reference: row for row in self.existing(Recommendation, plan=self.plan)}
        self.parts = {
            (part.recommendation_id, part.label): part for part in self.existing(Part, recommendation__plan=self.plan)
        }
        self.slips: list[RecommendationExtension] = []
        self.write_recommendations()
        self.write_parts()
        self.write(self.change(each, {}) for each in self.slips)
        self.write_links()
        self.write_findings(paper)
        return paper

    @staticmethod
    def existing(model: type[Any], **where: Any) -> Any:
        """The records that are there, those included that an undone import had withdrawn: they are revived, not doubled."""
        return model.objects.filter(**where).order_by("pk")

    def plan_to_fill(self) -> Plan:
        plans: Any = Plan.objects
        if self.shown.plan is not None:
            # Locked, so that what is found unchanged now stays so until this is done.
            plan: Plan = plans.select_for_update().get(pk=self.shown.plan.pk)
            if since := changed_since(plan, self.shown.seen):
                raise Conflict(f"The plan changed after you looked at it: {'; '.join(since[:20])}. Look again.", plan)
            return plan
        unit = self.shown.unit or the_whole(self.actor)
        withdrawn = plans.filter(withdrawn=True, title=self.shown.title, unit=unit).order_by("pk").last()
        plan = withdrawn or Plan()
        values = {"withdrawn": False} if withdrawn else {"title": self.shown.title, "unit": unit}
        self.write([self.change(plan, values)])
        return plan

    def imported_paper(self) -> PlanImport:
        paper = self.stored or PlanImport()
        if self.stored is not None:
            now = PlanImport.objects.select_for_update().get(pk=self.stored.pk)
            if now.state != PlanImport.State.PREVIEWED or now.withdrawn:
                raise Conflict("This import was applied or put away already.", now)
        values = {
            "unit": self.plan.unit, "plan": self.plan, "title": self.shown.title,
            "name": clip(self.shown.name, 255), "sha256": self.shown.sha256, "position": self.shown.position,
            "state": PlanImport.State.APPLIED, "mapping": _plain([asdict(column) for column in self.shown.reading.mapping]),
            "choices": _plain(self.shown.choices.as_json()), "reading": [_kept(line) for line in self.shown.lines],
            "counts": self.shown.counts, "made_by": self.actor.name, "maker": self.actor.person,
            "made_at": clock.now(), "batch": self.batch,
        }  # fmt: skip
        self.write([self.change(paper, values)])
        return paper

    def write_recommendations(self) -> None:
        known = [self.rows.get(line.reference) for line in self.shown.lines]
        order = places([row.position if row is not None and not row.withdrawn else None for row in known])
        changes = []
        for line, position in zip(self.shown.lines, order, strict=True):
            row = self.rows.get(line.reference)
            if row is None or row.withdrawn:
                values = fresh(line.said.values, self.note, self.on) | self.provenance(line)
                values |= {"plan": self.plan, "unit": self.plan.unit, "reference": line.reference, "position": position}
                row = row or Recommendation()
            else:
                difference = self.difference(line.reference)
                values = self.taken(row, difference.fields)
                values |= self.provenance(line) if values else {}
            owners = self.part_owners(line, row)
            if owners != row.part_owners:
                values["part_owners"] = owners
            if values:
                self.rows[line.reference] = row
                changes.append(self.change(row, values))
        self.write(changes)

    def difference(self, reference: str) -> RowDifference:
        if not hasattr(self, "_differences"):
            self._differences = {row.reference: row for row in self.shown.rows}
        return self._differences[reference]

    def provenance(self, line: Line) -> dict[str, Any]:
        """Where the paper has it, and why its status was read so: told anew only where something else changed."""
        chosen = f"Chosen by {self.actor.name}. " if line.chosen else ""
        return {"place": clip(str(line.action.place), PLACE), "status_reason": chosen + line.action.status_reason}

    def taken(self, record: Any, fields: Iterable[FieldDifference]) -> dict[str, Any]:
        """The values that a person or the rules took from the paper, and the line of the slip ledger that follows."""
        values: dict[str, Any] = {}
        for each in fields:
            if each.taken:
                values |= changed(record, each.group, each.paper, self.note, self.on)
                if each.group == "due" and (later := slip(record, values)):
                    self.slips.append(self.extension(record, later))
        return values

    def extension(self, record: Any, later: tuple[date, date]) -> RecommendationExtension:
        part = record if isinstance(record, Part) else None
        return RecommendationExtension(
            unit=self.plan.unit, recommendation=part.recommendation if part else record, part=part,
            from_date=later[0], to_date=later[1], reason=self.note, state=RecommendationExtension.State.PER_PAPER,
            asked_by_name=clip(f"The paper {self.shown.name}", 300), asked_on=self.on,
        )  # fmt: skip

    def part_owners(self, line: Line, row: Recommendation) -> list[int]:
        """The posts of all parts as they will be."""
        owners: set[int] = set()
        taken = {part.label: part.fields for part in self.difference(line.reference).parts}
        for label, said in line.said.parts.items():
            part = self.parts.get((row.pk, label))
            owner_taken = any(each.group == "owner" and each.taken for each in taken.get(label, ()))
            if part is None or part.withdrawn or owner_taken:
                owners |= _posts(said.values)
            else:
                owners |= part.answerable_posts()
        for (_whole, label), part in self.parts_of.get(row.pk, {}).items() if row.pk else ():
            if label not in line.said.parts and not part.withdrawn:
                owners |= part.answerable_posts()
        return sorted(owners)

    @property
    def parts_of(self) -> dict[int, dict[tuple[int, str], Part]]:
        if not hasattr(self, "_parts_of"):
            self._parts_of: dict[int, dict[tuple[int, str], Part]] = {}
            for key, part in self.parts.items():
                self._parts_of.setdefault(key[0], {})[key] = part
        return self._parts_of

    def write_parts(self) -> None:
        changes = []
        for line in self.shown.lines:
            taken = {part.label: part.fields for part in self.difference(line.reference).parts}
            for label, said in line.said.parts.items():
                row = self.rows[line.reference]
                part = self.parts.get((row.pk, label))
                if part is None or part.withdrawn:
                    values = fresh(said.values, self.note, self.on)
                    values |= {"recommendation": row, "label": label, "unit": self.plan.unit}
                    part = part or Part()
                else:
                    values = self.taken(part, taken.get(label, ()))
                if values:
                    changes.append(self.change(part, values))
        self.write(changes)

    def write_links(self) -> None:
        there = {
            (each.recommendation_id, each.needs_id): each
            for each in self.existing(Dependency, recommendation__plan=self.plan)
        }
        changes = []
        for link in self.shown.links:
            if link.circle:
                continue
            one, other = self.rows[link.reference], self.rows[link.needs]
            record = there.get((one.pk, other.pk)) or Dependency()
            values = {
                "recommendation": one,
                "needs": other,
                "words": link.words,
                "unit": self.plan.unit,
                "withdrawn": False,
            }
            changes.append(self.change(record, values))
        self.write(changes)

    def write_findings(self, paper: PlanImport) -> None:
        """Findings that an earlier paper gave are known already, wherever in this one they stand, and decided or not."""
        known = {_gist(each) for each in PlanFinding.objects.everything().filter(plan=self.plan)}
        changes = []
        for each in self.shown.findings:
            values = {
                "plan": self.plan, "paper": paper, "unit": self.plan.unit, "rule": each.rule, "severity": each.severity,
                "place": clip(str(each.place), PLACE), "message": _text(each.message), "quote": _text(each.quote),
                "stated": clip(each.stated, 300), "computed": clip(each.computed, 300), "proposal": _text(each.proposal),
                "refs": _plain(each.refs),
            }  # fmt: skip
            finding = PlanFinding(**values)
            if _gist(finding) not in known:
                changes.append(self.change(finding, {}))
        self.write(changes)


def _gist(finding: PlanFinding) -> tuple[Any, ...]:
    """What makes two findings of two papers the same: the rule and what it is about, else its words."""
    about = (finding.quote, finding.stated, finding.computed, *finding.refs)
    return (finding.rule, *(about if any(about) else (finding.message,)))


def _text(text: str) -> str:
    return text.replace("\x00", "")


def _posts(values: Mapping[str, Any]) -> set[int]:
    return set(values["joint_owners"]) | ({values["owner_id"]} if values["owner_id"] else set())


def _kept(line: Line) -> dict[str, Any]:
    """A row as the import keeps it: in the paper's words, in our fields, and the status that a person chose."""
    parts = {label: dict(part.values) for label, part in line.said.parts.items()}
    return {
        "reference": line.reference, "row": _plain(action_json(line.action)), "said": dict(line.said.values), "parts": parts,
        "chosen": line.chosen,
    }  # fmt: skip


def _plain(row: Any) -> Any:
    """JSON through and through: dates as ISO text, tuples as lists, no NUL, which PostgreSQL does not take."""
    if isinstance(row, Mapping):
        return {_text(key): _plain(value) for key, value in row.items()}
    if isinstance(row, list | tuple):
        return [_plain(value) for value in row]
    return _text(row) if isinstance(row, str) else history.plain(row)
