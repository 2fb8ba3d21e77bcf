"""STATED_COUNT_V_ITEMS: numbers of actions, of statuses and of listed points against the rows and points that are there."""

import re
from collections import Counter
from collections.abc import Iterator

from muniment.documents.findings.finding import Finding, Severity
from muniment.documents.findings.grid import Grid, is_total, is_total_column
from muniment.documents.findings.groups import Group, by_series, by_theme, in_doubt, match_rows, statuses
from muniment.documents.findings.numbers import NUMBER_IN_PROSE, prose_number, show
from muniment.documents.findings.registry import rule
from muniment.documents.findings.statuses import status_columns
from muniment.documents.findings.subject import Subject
from muniment.documents.findings.words import clean, listing, quote
from muniment.documents.paper import Paragraph
from muniment.documents.plan.reading import Status

NAME = "STATED_COUNT_V_ITEMS"
_ITEMS = r"(?:[a-z-]+ ){0,2}(?P<noun>actions|recommendations|action points)\b"
_CLAIMS = (
    re.compile(
        rf"\bthe (?P<n>{NUMBER_IN_PROSE}) {_ITEMS} (?:(?:are|is) (?:set out|listed|shown|given|in the (?:table|plan))|below\b)",
        re.IGNORECASE,
    ),
    re.compile(rf"\bout of (?:the |these |all )*(?P<n>{NUMBER_IN_PROSE}) {_ITEMS}", re.IGNORECASE),
    re.compile(rf"\b(?:total of|all) (?P<n>{NUMBER_IN_PROSE}) {_ITEMS}", re.IGNORECASE),
    re.compile(rf"\b(?P<n>{NUMBER_IN_PROSE}) {_ITEMS} in (?:total|all)\b", re.IGNORECASE),
    re.compile(
        rf"\b(?:plan|audit|report|review|auditors?)\b[^.;]{{0,70}} and (?:contains|contained|includes|included|made|makes|set out|"
        rf"resulted in) (?P<n>{NUMBER_IN_PROSE}) {_ITEMS}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?:plan|audit|report|review|auditors?|it|they|we|which) (?:has|had|contains|contained|includes|included|comprises|"
        rf"comprised|consists of|sets? out|identifie[sd]|made|makes|lists?|listed|resulted in|has made) "
        rf"(?:a total of )?(?P<n>{NUMBER_IN_PROSE}) {_ITEMS}",
        re.IGNORECASE,
    ),
)


@rule(NAME)
def stated_actions(subject: Subject) -> Iterator[Finding]:
    """`Out of 40 actions` where the plan has 39 rows. A number that fits a part of the plan is left alone."""
    if not subject.actions:
        return
    fitting = _fitting_counts(subject)
    for said in subject.prose:
        found = next((match for claim in _CLAIMS if (match := claim.search(said.text))), None)
        if not found or (stated := prose_number(found["n"])) in fitting or stated < 2:
            continue
        rows = len(subject.actions)
        noun = found["noun"].casefold()
        yield Finding(
            NAME,
            "warning",
            said.place,
            f"The text speaks of {stated} {noun}; the plan in this paper has {rows} rows.",
            quote(said.text, found[0]),
            str(stated),
            str(rows),
            f"Either the text means another plan, or it should say {rows}, or the plan has "
            f"{abs(stated - rows)} {'row' if abs(stated - rows) == 1 else 'rows'} too {'few' if stated > rows else 'many'}.",
        )


def _fitting_counts(subject: Subject) -> set[int]:
    actions = subject.actions
    groups = [*by_series(actions).values(), *by_theme(actions).values()]
    parts = sum(max(1, len(action.parts)) for action in actions)
    recommendations = len({action.recommendation for action in actions if action.recommendation})
    tables = Counter((action.place.sheet, action.place.table) for action in actions)
    references = len({action.ref for action in actions if action.ref})
    return {len(actions), parts, recommendations, references, *map(len, groups), *tables.values()}


@rule(NAME)
def stated_in_tables(subject: Subject) -> Iterator[Finding]:
    """A summary table against the rows of the plan: numbers of actions first, then numbers by status."""
    if not subject.actions:
        return
    for grid in subject.grids:
        columns = status_columns(grid)
        whole = next((at for at in range(grid.width) if is_total_column(grid.header[at]) and at not in columns), None)
        if not columns and whole is None:
            continue
        yield from _table_counts(subject, grid, columns, whole)


def _table_counts(subject: Subject, grid: Grid, columns: dict[int, Status], whole: int | None) -> Iterator[Finding]:
    sizes = [int(n.value) if whole is not None and (n := row.numbers[whole]) else None for row in grid.rows]
    groups = match_rows(subject.actions, [row.label for row in grid.rows], sizes)
    if not any(group for row, group in zip(grid.rows, groups, strict=True) if not is_total(row.label)):
        return  # nothing of this table could be recognised in the plan: it may speak of anything
    for line, group in enumerate(groups):
        if not group:
            continue
        if whole is not None and (size := sizes[line]) is not None and size != len(group):
            yield _number_of_rows(grid, line, whole, group)
        for at, kind in columns.items():
            number = grid.rows[line].numbers[at]
            if number and int(number.value) != statuses(group)[kind]:
                yield _number_by_status(grid, line, at, group, kind)


def _number_of_rows(grid: Grid, line: int, at: int, group: Group) -> Finding:
    row, cell, number = grid.rows[line], grid.rows[line].cells[at], grid.rows[line].numbers[at]
    assert cell is not None
    assert number is not None
    return Finding(
        NAME,
        "error",
        cell.place,
        f"“{row.label}” states {show(number.value)} under “{grid.name(at)}”; the plan has {len(group)} such rows.",
        quote(" | ".join(each.text for each in row.cells if each)),
        show(number.value),
        str(len(group)),
        f"{len(group)}, if no row is missing from the plan.",
    )


def _number_by_status(grid: Grid, line: int, at: int, group: Group, kind: Status) -> Finding:
    row, cell, number = grid.rows[line], grid.rows[line].cells[at], grid.rows[line].numbers[at]
    assert cell is not None
    assert number is not None
    understood, doubtful = statuses(group)[kind], in_doubt(group)
    gap = abs(int(number.value) - understood)
    within = gap <= len(doubtful)
    severity: Severity = "note" if within else "warning"
    message = (
        f"“{row.label}” counts {show(number.value)} “{grid.name(at)}”; from the progress of its {len(group)} rows, "
        f"{understood} {'is' if understood == 1 else 'are'} {kind}."
    )
    if doubtful:
        who = f"{listing(doubtful)} {'needs' if len(doubtful) == 1 else 'need'} a person's choice of status"
        message += f" {who}{', which can explain the difference' if within else ''}."
    refs = doubtful if within else tuple(action.ref for action in group if action.status == kind or action.needs_choice)
    quoted = quote(" | ".join(each.text for each in row.cells if each))
    return Finding(NAME, severity, cell.place, message, quoted, show(number.value), str(understood), "", refs)


_ANNOUNCED = re.compile(
    rf"(?<![\w.,£/-])(?P<n>{NUMBER_IN_PROSE})\s+(?!of\b)(?P<what>(?:[\w’'-]+\s+){{0,3}}[\w’'-]*[a-rt-z]e?s)\b(?P<rest>(?:\s+[\w’'-]+){{0,7}})[.:]\W*$",
    re.IGNORECASE,
)
_MARK = re.compile(r"\s*(?P<mark>[-–•▪●◆♦►▶*]|\(?[a-z0-9]{1,2}[.)](?!\d))\s*\S")
_UNITS = re.compile(r"\b(?:days?|weeks?|months?|years?|hours?|minutes?|times?|people|pounds|per)\b", re.IGNORECASE)
_REFERENCE = re.compile(
    r"(?:section|table|appendix|annex|priority|phase|level|page|part|step|option|step)\s*$", re.IGNORECASE
)


@rule(NAME)
def announced_points(subject: Subject) -> Iterator[Finding]:
    """`Four key priorities:` followed by five points."""
    paragraphs = [paragraph for _, paragraph in subject.paragraphs]
    for at, paragraph in enumerate(paragraphs[:-1]):
        text = clean(paragraph.text)
        found = _ANNOUNCED.search(text[-200:])
        if not found or _UNITS.search(found["what"]) or _REFERENCE.search(text[-200:][: found.start()]):
            continue
        stated = prose_number(found["n"])
        points = _points(paragraphs, at + 1, numbered=text.endswith("."))
        if 2 <= stated <= 30 and points > 1 and points != stated:
            yield Finding(
                NAME,
                "warning",
                paragraph.place,
                f"{stated} {found['what']} are announced; {points} points follow.",
                quote(text, found[0]),
                str(stated),
                str(points),
            )


def _points(paragraphs: list[Paragraph], start: int, *, numbered: bool) -> int:
    """How many list points follow, of the kind of the first; a sentence with a full stop announces numbered ones only."""
    kinds: list[str] = []
    for paragraph in paragraphs[start : start + 60]:
        found = _MARK.match(paragraph.text)
        if not found:
            break
        kinds.append(
            "1" if found["mark"].strip("(.)").isdigit() else "a" if found["mark"][-1] in ".)" else found["mark"]
        )
    if not kinds or (numbered and kinds[0] != "1"):
        return 0
    return sum(kind == kinds[0] for kind in kinds) if kinds[0] in "1a" else len(kinds)
