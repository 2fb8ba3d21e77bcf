"""What an import would do, before it does anything: what was read, what was found, what a person must choose, what would change."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from muniment.assurance.differences import Here, RowDifference, Said, differences
from muniment.assurance.import_findings import UnknownOwner, names_of, of_import
from muniment.assurance.import_links import Link, links
from muniment.assurance.import_said import STATES, Line, keep_owner, line, references
from muniment.assurance.models import Dependency, Part, Plan, PlanImport, Recommendation
from muniment.documents.findings import Finding, check
from muniment.documents.paper import Paper
from muniment.documents.plan import understand
from muniment.documents.plan.reading import ActionReading, ColumnReading, Field, PlanReading
from muniment.documents.reading import read_paper
from muniment.organisation.services import match_posts
from muniment.people.models import Post, Unit
from muniment.registers.errors import Invalid
from muniment.registers.history import head, plain


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person chose: statuses by reference, posts (their ids) by the paper's name, differences ticked by key.

    `columns` are those decided by hand: table, column and what it holds (None: nothing that is used).
    """

    statuses: Mapping[str, str] = field(default_factory=dict)
    owners: Mapping[str, int] = field(default_factory=dict)
    take: frozenset[str] = frozenset()
    columns: tuple[tuple[int, int, Field | None], ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "statuses": dict(self.statuses), "owners": dict(self.owners), "take": sorted(self.take),
            "columns": [list(column) for column in self.columns],
        }  # fmt: skip

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Choices":
        columns = tuple((table, column, name) for table, column, name in kept.get("columns", ()))
        return cls(kept.get("statuses", {}), kept.get("owners", {}), frozenset(kept.get("take", ())), columns)

    @property
    def mapping(self) -> tuple[ColumnReading, ...]:
        return tuple(ColumnReading(table, at, "", name, 1, "chosen by a person") for table, at, name in self.columns)


@dataclass(frozen=True, slots=True)
class Before:
    """What the last paper that had this row said of it: in our fields, in its own words, and the status chosen then."""

    said: Said
    row: Mapping[str, Any]
    chosen: str


@dataclass(frozen=True, slots=True)
class Preview:
    """An import as it would be applied now. `seen` is the last line of the history that it knew."""

    plan: Plan | None
    title: str
    unit: Unit | None
    name: str
    sha256: str
    position: date | None
    paper: Paper
    reading: PlanReading
    findings: tuple[Finding, ...]
    choices: Choices
    lines: tuple[Line, ...]
    rows: tuple[RowDifference, ...]
    links: tuple[Link, ...]
    unknown: tuple[UnknownOwner, ...]
    seen: int

    @property
    def open_lines(self) -> tuple[Line, ...]:
        """The rows of which a person must still choose the status."""
        return tuple(each for each in self.lines if each.open_choice)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows are new, changed, asked (only a tick would change them), same and missing from this paper."""
        kinds = [row.kind for row in self.rows]
        return {kind: kinds.count(kind) for kind in ("new", "changed", "asked", "same", "missing")}

    def with_proposals(self) -> "Preview":
        """The same, with every open choice taken as proposed because the person said so."""
        said_so = {each.reference: each.action.status for each in self.open_lines}
        return self.once_more(choices=replace(self.choices, statuses={**self.choices.statuses, **said_so}))

    def once_more(self, *, plan: Plan | None = None, choices: Choices | None = None) -> "Preview":
        """The same reading against another plan, or with other choices."""
        return compare(
            self.paper, self.reading, self.findings, name=self.name, sha256=self.sha256, plan=plan or self.plan,
            title=self.title, unit=self.unit, position=self.position, choices=choices or self.choices,
        )  # fmt: skip


def preview(
    content: bytes,
    name: str,
    *,
    plan: Plan | None = None,
    title: str = "",
    position: date | None = None,
    mapping: Sequence[ColumnReading] | None = None,
    choices: Choices | None = None,
    unit: Unit | None = None,
) -> Preview:
    """Reads a paper and compares it with the plan, or with none for a new one. Raises Unreadable; writes nothing.

    `mapping` are columns decided otherwise than by `choices`; the file of an earlier import keeps the columns decided then.
    """
    paper = read_paper(content, name)
    choices = choices or Choices()
    if not mapping and not choices.columns:
        choices = replace(choices, columns=columns_before(plan, paper.sha256))
    reading = understand(paper, (*(mapping or ()), *choices.mapping))
    return compare(
        paper, reading, check(paper, reading, position), name=name, sha256=paper.sha256, plan=plan, title=title,
        unit=unit, position=position, choices=choices,
    )  # fmt: skip


def columns_before(plan: Plan | None, sha256: str) -> tuple[tuple[int, int, Field | None], ...]:
    """The columns that a person decided when the same file was last imported into this plan."""
    if plan is None:
        return ()
    papers = PlanImport.objects.everything().filter(plan=plan, sha256=sha256, state=PlanImport.State.APPLIED)
    last = papers.order_by("made_at", "pk").last()
    return Choices.from_json(last.choices).columns if last else ()


def compare(
    paper: Paper,
    reading: PlanReading,
    found: Sequence[Finding],
    *,
    name: str,
    sha256: str,
    plan: Plan | None,
    title: str,
    unit: Unit | None,
    position: date | None,
    choices: Choices,
) -> Preview:
    """The preview of a reading that is there already. `found` is what the finder found in the paper itself."""
    if wrong := set(choices.statuses.values()) - STATES.keys():
        raise Invalid(f"There is no status {', '.join(sorted(map(repr, wrong)))}.")
    seen = head().number
    before, remembered = said_before(plan)
    owners = {**remembered, **choices.owners}
    there = set(Post.objects.filter(pk__in=owners.values()).values_list("pk", flat=True))
    lines, unknown = _lines(reading, before, {k: v for k, v in owners.items() if v in there}, choices, name)
    here = rows_here(plan)
    # Whoever chooses a status has said what it shall be.
    take = choices.take | {f"{reference}|state" for reference in choices.statuses}
    rows = differences(
        {each.reference: each.said for each in lines}, {ref: each.said for ref, each in before.items()}, here, take
    )
    made = links(lines, links_here(plan))
    own_rules = {"OWNER_UNKNOWN", "NEEDS_CHOICE", "DEPENDENCY_CIRCLE", "TEXT_SHORTENED"}
    found = [each for each in found if each.rule not in own_rules]
    findings = (*found, *of_import(lines, unknown, made))
    return Preview(
        plan, (plan.title if plan else title.strip() or reading.title or name)[:200], plan.unit if plan else unit, name,
        sha256, position, paper, reading, findings, choices, tuple(lines), rows, made, tuple(unknown), seen,
    )  # fmt: skip


def _lines(
    reading: PlanReading, before: Mapping[str, Before], owners: Mapping[str, int], choices: Choices, name: str
) -> tuple[list[Line], list[UnknownOwner]]:
    actions = _whole_titles(reading.actions)
    names = {owner for action in actions for owner in action.owners}
    names |= {owner for action in actions for part in action.parts for owner in part.owners}
    matches = match_posts(sorted(names - owners.keys()))
    known = {raw: match.post.pk for raw, match in matches.items() if match.post is not None} | dict(owners)
    lines = []
    for reference, action in zip(references(actions), actions, strict=True):
        earlier = before.get(reference)
        chosen = choices.statuses.get(reference) or _chosen_before(earlier, action)
        read = line(reference, action, chosen, known.get, name)
        lines.append(replace(read, said=keep_owner(read.said, earlier.said if earlier else None)))
    unknown = [
        UnknownOwner(
            raw, tuple((post.pk, f"{post.title} ({post.unit})") for post in matches[raw].likely),
            tuple(each.reference for each in having), having[0].action.place,
        )
        for raw, having in names_of(lines).items() if raw not in known
    ]  # fmt: skip
    return lines, unknown


def _whole_titles(actions: Sequence[ActionReading]) -> tuple[ActionReading, ...]:
    """The actions, with one owner where the cell that was read as several names is the title of one post: a title may have a comma."""
    several = {action.owners_raw for action in actions if len(action.owners) > 1}
    whole = {raw for raw, match in match_posts(sorted(several)).items() if match.post is not None}
    return tuple(replace(one, owners=(one.owners_raw,)) if one.owners_raw in whole else one for one in actions)


def _chosen_before(earlier: Before | None, action: Any) -> str:
    """A choice made for an earlier paper holds as long as the paper's own words are the same."""
    if earlier is None or not earlier.chosen:
        return ""
    words = {"progress": action.progress, "status": action.status, "status_raw": action.status_raw}
    return earlier.chosen if all(earlier.row.get(key) == value for key, value in words.items()) else ""


def said_before(plan: Plan | None) -> tuple[dict[str, Before], dict[str, int]]:
    """For each row what the last applied paper that had it said, and the posts that people chose for names."""
    found: dict[str, Before] = {}
    owners: dict[str, int] = {}
    if plan is None or plan.pk is None:
        return found, owners
    papers = PlanImport.objects.everything().filter(plan=plan, state=PlanImport.State.APPLIED)
    for paper in papers.order_by("made_at", "pk"):
        owners |= paper.choices.get("owners", {})
        for row in paper.reading:
            parts = {label: Said(values, {}) for label, values in row["parts"].items()}
            found[row["reference"]] = Before(Said(row["said"], parts), row["row"], row["chosen"])
    return found, owners


def rows_here(plan: Plan | None) -> dict[str, Here]:
    """The rows of the plan as they stand, by reference, in its order."""
    if plan is None or plan.pk is None:
        return {}
    parts: dict[int, dict[str, Here]] = {}
    for part in Part.objects.everything().filter(recommendation__plan=plan).order_by("label"):
        parts.setdefault(part.recommendation_id, {})[part.label] = Here(part.pk, values_of(part), {})
    rows = Recommendation.objects.everything().filter(plan=plan).order_by("position", "reference")
    return {row.reference: Here(row.pk, values_of(row), parts.get(row.pk, {})) for row in rows}


def values_of(record: Any) -> dict[str, Any]:
    """A record's fields as JSON keeps them, by attribute."""
    return {each.attname: plain(getattr(record, each.attname)) for each in record._meta.concrete_fields}


def links_here(plan: Plan | None) -> Collection[tuple[str, str]]:
    """What waits for what in the plan already, as references."""
    if plan is None or plan.pk is None:
        return frozenset()
    rows = Dependency.objects.everything().filter(recommendation__plan=plan)
    return frozenset(rows.values_list("recommendation__reference", "needs__reference"))
