"""A preview in words: what its page shows of rows, differences, findings, owners, columns and choices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

from muniment.actions.models import States
from muniment.assurance.differences import FieldDifference, RowDifference
from muniment.assurance.import_forms import FIELDS, name_for
from muniment.assurance.import_pages import counts_in_words
from muniment.assurance.import_preview import Preview
from muniment.assurance.import_said import STATES, Line
from muniment.assurance.models import Acceptance, PlanFinding, shortened
from muniment.people.models import Post

PER_PAGE = 100
QUESTIONS = 200
ALIKE = 3  # from so many rows on, one and the same change is told once
GROUPS: Mapping[str, Any] = {
    "theme": _("Theme"),
    "recommendation": _("The auditor wrote"),
    "agreed_action": _("Agreed action"),
    "priority": _("Priority"),
    "acceptance": _("Acceptance"),
    "owner": _("Owner"),
    "due": _("Due"),
    "state": _("State"),
    "progress": _("Progress"),
    "approval_pending": _("Approval outstanding"),
}
WHY: Mapping[str, Any] = {
    "paper": _("Changed in the paper"),
    "both": _("Changed here as well"),
    "back": _("Would set back what is known here"),
    "gone": _("The paper does not say it any more"),
}
STATUS_LABELS: Mapping[str, Any] = {
    "not begun": _("Not begun"),
    "in progress": _("In progress"),
    "completed": _("Completed (done, to be verified)"),
    "superseded": _("Superseded"),
}


@dataclass(frozen=True, slots=True)
class ShownField:
    """One difference: what stands here and what the paper says, in words."""

    key: str
    label: str
    part: str
    here: str
    paper: str
    why: str
    asked: bool
    taken: bool


def page_of(shown: Preview, page: str) -> dict[str, Any]:
    """The context of a preview's page."""
    lines = {line.reference: line for line in shown.lines}
    posts = {post.pk: post for post in Post.objects.select_related("unit")}
    titles = {pk: post.title for pk, post in posts.items()}
    new = [lines[row.reference] for row in shown.rows if row.kind == "new"]
    changed = [row for row in shown.rows if row.kind in {"changed", "asked"} or row.parts_missing]
    pages: list[Paginator[Any]] = [Paginator(each, PER_PAGE) for each in (new, changed)]
    number = min(max(int(page) if page.isdecimal() else 1, 1), max(each.num_pages for each in pages))
    at_new, at_changed = (list(each.page(number)) if number <= each.num_pages else [] for each in pages)
    last = max(each.num_pages for each in pages)
    alike, at_changed = _alike([(row, _fields(row, titles)) for row in at_changed])
    return {
        "shown": shown,
        "counts": counts_in_words(shown.counts),
        "tables": sum(1 for _table in shown.paper.tables),
        "choices": [_choice(line) for line in _choosable(shown)[:QUESTIONS]],
        "open": [line.reference for line in shown.open_lines],
        "owners": _owners(shown, posts),
        "posts": [(pk, f"{post.title} ({post.unit})") for pk, post in posts.items()],
        "columns": _columns(shown),
        "findings": _findings(shown),
        "new": [_new(line, titles) for line in at_new],
        "changed": at_changed, "alike": alike,
        "missing": [row.reference for row in shown.rows if row.kind == "missing"],
        "first_page": number == 1, "page": number, "last_page": last,
        "earlier": number - 1 if number > 1 else None, "later": number + 1 if number < last else None,
    }  # fmt: skip


def _choosable(shown: Preview) -> list[Line]:
    """The rows whose status a person chooses: those still open first, then those chosen here already."""
    open_first = [line for line in shown.lines if line.open_choice]
    return open_first + [line for line in shown.lines if line.action.needs_choice and not line.open_choice]


def _choice(line: Line) -> dict[str, Any]:
    proposed = line.action.status
    options = [
        (value, label, value == line.chosen, value == proposed)
        for value, label in STATUS_LABELS.items()
        if value in STATES
    ]
    return {"line": line, "heading": shortened(line.said.values["agreed_action"]), "options": options}


def _owners(shown: Preview, posts: Mapping[int, Post]) -> list[dict[str, Any]]:
    asked = [
        {"name": name_for(each.name), "raw": each.name, "likely": each.likely, "rows": each.references, "chosen": None}
        for each in shown.unknown[:QUESTIONS]
    ]
    return asked + [
        {"name": name_for(raw), "raw": raw, "likely": (), "rows": (), "chosen": pk}
        for raw, pk in shown.choices.owners.items() if pk in posts
    ]  # fmt: skip


def _columns(shown: Preview) -> list[dict[str, Any]]:
    """One group for each way in which tables are headed: a decision for the first of them holds for all of its like."""
    tables: dict[int, list[Any]] = {}
    for reading in shown.reading.mapping:
        columns = tables.setdefault(reading.table, [])
        if all(each.column != reading.column for each in columns):
            columns.append(reading)
    alike: dict[tuple[str, ...], dict[str, Any]] = {}
    for table, columns in tables.items():
        key = tuple(column.header for column in columns)
        group = alike.setdefault(key, {"table": table, "more": 0, "columns": [_column(each) for each in columns]})
        group["more"] += 1
    return [{**group, "more": group["more"] - 1} for group in alike.values()]


def _column(reading: Any) -> dict[str, Any]:
    options = [(value, label, value == reading.field) for value, label in FIELDS.items()]
    return {"reading": reading, "options": options, "percent": round(reading.confidence * 100)}


def _findings(shown: Preview) -> list[tuple[Any, str, list[Any]]]:
    """By severity; open choices and unknown owners have their own questions on the page."""
    own = {"NEEDS_CHOICE", "OWNER_UNKNOWN"}
    found = []
    for value, label in PlanFinding.Severity.choices:
        some = [each for each in shown.findings if each.severity == value and each.rule not in own]
        if some:
            found.append((label, value, some))
    return found


def _new(line: Line, titles: Mapping[int, str]) -> dict[str, Any]:
    values = line.said.values
    return {
        "line": line, "owner": in_words("owner", values, titles), "due": in_words("due", values, titles),
        "state": in_words("state", values, titles), "known": values["owner_id"] is not None,
    }  # fmt: skip


def _fields(row: RowDifference, titles: Mapping[int, str]) -> list[ShownField]:
    whole = [_field(each, "", titles) for each in row.fields]
    return whole + [_field(each, part.label, titles) for part in row.parts for each in part.fields]


def _alike(
    rows: list[tuple[RowDifference, list[ShownField]]],
) -> tuple[list[dict[str, Any]], list[tuple[RowDifference, list[ShownField]]]]:
    """The changes that many rows share and nobody is asked about, each told once; and the rows with what is left to tell."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for row, fields in rows:
        for each in fields:
            if not each.asked:
                found.setdefault((each.label, each.here, each.paper), []).append(f"{row.reference} {each.part}".strip())
    shared = {what: names for what, names in found.items() if len(names) >= ALIKE}
    left = [(row, [f for f in fields if f.asked or (f.label, f.here, f.paper) not in shared]) for row, fields in rows]
    told = [
        {"rows": names, "label": label, "here": here, "paper": paper} for (label, here, paper), names in shared.items()
    ]
    return told, left


def _field(each: FieldDifference, part: str, titles: Mapping[int, str]) -> ShownField:
    here, paper = (in_words(each.group, side, titles) for side in (each.here, each.paper))
    asked = each.why != "paper"
    return ShownField(each.key, str(GROUPS[each.group]), part, here, paper, str(WHY[each.why]), asked, each.taken)


def in_words(group: str, values: Mapping[str, Any], titles: Mapping[int, str]) -> str:
    """What a group of fields says, as a person would."""
    if group == "owner":
        posts: Sequence[int] = [*([values["owner_id"]] if values["owner_id"] else []), *values["joint_owners"]]
        return ", ".join(titles.get(pk, str(pk)) for pk in posts) or values["owners_text"] or str(_("No owner"))
    if group == "due":
        if not values["due"]:
            return values["due_text"] or str(_("No date"))
        due = date.fromisoformat(values["due"])
        return f"{due:%B %Y}" if values["due_precision"] == "month" else f"{due:%-d %B %Y}"
    if group == "state":
        label = str(States(values["state"]).label)
        return f"{label}: {values['ended_reason']}" if values["ended_reason"] else label
    if group == "acceptance":
        label = str(Acceptance(values["acceptance"]).label)
        return f"{label}: {values['acceptance_reason']}" if values["acceptance_reason"] else label
    return values[group] or "–"
