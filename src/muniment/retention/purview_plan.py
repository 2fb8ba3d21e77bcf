"""The schedule as a Purview file plan, out and in: what is in force goes out; what comes in is a table import, with its preview and undo."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from muniment import clock
from muniment.documents.reading.exact import read_tables
from muniment.people.models import Holding
from muniment.registers.access import Actor
from muniment.registers.cells import clean, harmless, plain, written
from muniment.registers.errors import Invalid
from muniment.registers.models import TableImport
from muniment.registers.record import register_of
from muniment.retention import purview, purview_faults, rules
from muniment.retention.lines import RetentionLine
from muniment.retention.purview_reading import Label, NotOurs, labels, rules_the_same, ruling_of
from muniment.tables import applying

MARK = "\ufeff"  # so that Excel reads it as UTF-8
# What of a label is a field of a line as it stands; what a line rules is compared as a whole.
WORDS = {"SubCategory": "series", "DepartmentName": "function", "Category": "activity", "Comment": "about"}
RULED = ("keep", "trigger", "event", "years", "months", "action", "ground", "authority")
FIELDS = ("code", *WORDS.values(), *RULED, "source_text")


def plan_of(lines: Iterable[RetentionLine]) -> purview.FilePlan:
    """The file plan of those of these lines that are in force."""
    rows = [line for line in lines if line.state == RetentionLine.State.IN_FORCE]
    reviewers = _reviewers(rows)
    return purview.file_plan([_as_told(line, reviewers) for line in rows], names())


def names() -> dict[str, str]:
    """The name of every label that there could ever have been, by the code of its line."""
    # Withdrawn and ended lines too: a label of theirs may still be there.
    return purview.label_names(RetentionLine.objects.order_by("pk").values_list("code", flat=True))


def _reviewers(lines: Iterable[RetentionLine]) -> dict[int, tuple[str, ...]]:
    """The addresses of who holds the posts that own the lines with a review at their end; one query."""
    posts = {line.owner_id for line in lines if line.action == RetentionLine.Action.REVIEW and line.owner_id}
    held = Holding.objects.held_on(clock.today()).filter(post__in=posts, person__is_active=True)
    found: dict[int, list[str]] = defaultdict(list)
    for holding in held.select_related("person").order_by("person__email"):
        found[holding.post_id].append(holding.person.email)
    return {post: tuple(addresses) for post, addresses in found.items()}


def _as_told(line: RetentionLine, reviewers: dict[int, tuple[str, ...]]) -> purview.ScheduleLine:
    return purview.ScheduleLine(
        code=line.code, series=line.series, rule=line.rule(), function=line.function, activity=line.activity, about=line.about,
        sub_class=line.sub_class, authority=line.authority, ground=str(line.get_ground_display()),
        reviewers=reviewers.get(line.owner_id or 0, ()),
    )  # fmt: skip


def as_csv(plan: purview.FilePlan) -> str:
    """The file that Purview reads, its headings first. Invalid where Purview would refuse a row of it."""
    if wrong := purview_faults.faults(plan.rows):
        raise Invalid("Purview would refuse this file.", {"": [str(each) for each in wrong]})
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(purview.COLUMNS)
    writer.writerows([harmless(row[column]) for column in purview.COLUMNS] for row in plan.rows)
    return MARK + buffer.getvalue()


@dataclass(slots=True)
class Told:
    """What is to be known of one label of a file: its row, our code, and a sentence; `line` is the key of our line, where it is one."""

    row: int
    code: str
    message: str
    line: int | None = None


@dataclass(slots=True)
class Proposal:
    """What a file plan says: `rows` are those of a table that the register reads, each of FIELDS.

    `left_out` are labels that no line can say, `ruled` lines that the file has rule otherwise, which is never written by an
    import, `notes` what was read otherwise than it stands, `unread` the columns that mean nothing here.
    """

    rows: list[list[str]] = field(default_factory=list)
    left_out: list[Told] = field(default_factory=list)
    ruled: list[Told] = field(default_factory=list)
    notes: list[Told] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def kept(self) -> dict[str, Any]:
        """What is shown beside the preview, as it is kept with the import."""
        return {name: [asdict(each) for each in getattr(self, name)] for name in ("left_out", "ruled", "notes")} | {
            "unread": self.unread
        }


def propose(content: bytes, name: str) -> Proposal:
    """What a file plan would do here. Unreadable where there is no table, Invalid where it is none that Purview would read."""
    table = max(read_tables(content, name).tables, key=lambda each: len(each.rows))
    try:
        found, unread = labels([(number, [plain(text) for text in texts]) for number, texts in table.rows])
    except ValueError as error:
        raise Invalid(str(error)) from error
    wrong = purview_faults.faults([label.cells for label in found], [label.row for label in found])
    codes: dict[str, int] = {}
    for label in found:
        if codes.setdefault(label.code.casefold(), label.row) != label.row:
            message = f"Row {codes[label.code.casefold()]} has this reference already."
            wrong.append(purview_faults.Fault(label.row, "ReferenceId", message))
    if wrong:
        raise Invalid("Nothing was read: the file has errors.", {"": [str(each) for each in wrong]})
    proposal = Proposal(unread=unread)
    lines = list(RetentionLine.objects.everything().select_related("owner"))
    here, called, reviewers = {line.code.casefold(): line for line in lines}, names(), _reviewers(lines)
    for label in found:
        line = here.get(label.code.casefold())
        if line is None:
            _new(proposal, label)
        else:
            _known(proposal, label, line, _as_told(line, reviewers), called)
    return proposal


def _new(proposal: Proposal, label: Label) -> None:
    try:
        ruling = ruling_of(label)
    except NotOurs as error:
        proposal.left_out.append(Told(label.row, label.code, str(error)))
        return
    if len(label.code) > 40:
        proposal.left_out.append(
            Told(label.row, label.code[:60], "Its reference is longer than 40 letters, the most of a code.")
        )
        return
    if ruling.note:
        proposal.notes.append(Told(label.row, label.code, ruling.note))
    period = ruling.line.periods[0] if ruling.line.periods else None
    grounds = {str(word).casefold(): value for value, word in RetentionLine.Ground.choices}
    values = {
        "code": label.code, "keep": ruling.line.keep, "action": ruling.line.action, "authority": label.get("CitationName"),
        "ground": grounds.get(label.get("AuthorityType").casefold(), ""), "source_text": label.get("Notes"),
        **({"trigger": period.trigger, "event": period.event, "years": str(period.years), "months": str(period.months)} if period else {}),
        **{name: label.get(column) for column, name in WORDS.items()},
    }  # fmt: skip
    values["series"] = values["series"] or label.get("LabelName")
    proposal.rows.append([harmless(values.get(name, "")) for name in FIELDS])


def _known(
    proposal: Proposal, label: Label, line: RetentionLine, told: purview.ScheduleLine, called: dict[str, str]
) -> None:
    """What the file says otherwise of a line that is there. What says what our own file would say, says nothing new."""
    alone = purview.file_plan([told], called).rows
    # A line that is no label still has its words.
    exported = alone[0] if alone else None
    meta = RetentionLine._meta
    values = {name: written(meta.get_field(name), getattr(line, name)) for name in FIELDS}
    for column, name in WORDS.items():
        own = purview.shortened(values[name]) if name == "about" else values[name]
        if column in label.cells and label.get(column) != clean(own):
            values[name] = label.get(column)
    proposal.rows.append([harmless(values[name]) for name in FIELDS])
    if differs := _ruled_otherwise(label, line, exported):
        proposal.ruled.append(Told(label.row, line.code, differs, line.pk))


def _ruled_otherwise(label: Label, line: RetentionLine, exported: purview.Row | None) -> str:
    """What the file has a line rule, in words, where it rules something else; "" where it does not."""
    said = []
    if not any(column in label.cells for column in ("RetentionAction", "RetentionDuration", "RetentionType")):
        pass
    elif exported is None or not rules_the_same(label, exported):
        try:
            ruling = ruling_of(label)
            if ruling.line != line.rule():
                said.append(f"{rules.in_words(ruling.line)}. {ruling.note}".strip())
        except NotOurs as error:
            said.append(str(error))
    if "CitationName" in label.cells and label.get("CitationName") != clean(line.authority):
        said.append(f"Authority: {label.get('CitationName') or 'none'}.")
    return " ".join(said)


def take_in(actor: Actor, name: str, content: bytes) -> tuple[TableImport, Proposal]:
    """Keeps a file plan as an import to be looked at, with what is to be told beside it. Invalid where it has errors or no label."""
    proposal = propose(content, name)
    if not proposal.rows:
        told = [f"Row {each.row}, {each.code}: {each.message}" for each in proposal.left_out]
        raise Invalid("No label of this file can be a line.", {"": told})
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL)
    writer.writerows([FIELDS, *proposal.rows])
    kept = applying.take_in(actor, register_of(RetentionLine), _csv_name(name), buffer.getvalue().encode())
    kept.result = {**kept.result, "purview": proposal.kept()}
    kept.save(update_fields=["result"])
    return kept, proposal


def _csv_name(name: str) -> str:
    """It is a CSV file from here on, whatever came in."""
    return name if name.casefold().endswith(".csv") else f"{name}.csv"


def told_of(kept: TableImport) -> dict[str, Sequence[Any]]:
    """What a proposal had to tell, as it was kept; empty for an import of another kind."""
    found: dict[str, Sequence[Any]] = kept.result.get("purview", {})
    return found
