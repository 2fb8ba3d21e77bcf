"""Which record each row of a report means: by its identifier, else its address, else its name; what is not sure is doubtful."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from muniment.assets.activity_columns import Report, squashed
from muniment.assets.activity_lines import DOUBTFUL, NAMELESS, REPEATED, WRONG, Line
from muniment.assets.activity_reading import Workspace, plain_address

LIKELY = 8  # records that are offered for one row
By = dict[str, list[Any]]


def match(lines: Sequence[Line], records: Iterable[Any], report: Report, address: str) -> None:
    """Gives each line its record, its likely ones, or neither where it is new. `address` names the field of addresses, "" for none."""
    repeated(lines)
    records = list(records)
    free = [line for line in lines if line.kind not in {WRONG, REPEATED, NAMELESS}]
    taken: set[int] = set()
    free = _pass(
        free, _by(records, lambda r: r.outside_id.casefold()), lambda row: row.key.casefold(), taken, _same_key
    )
    if address:
        by_address = _by(records, lambda r: plain_address(getattr(r, address)))
        free = _pass(free, by_address, lambda row: plain_address(row.address), taken, _no_other)
    # The name of a site is only the last part of its address: alike, and never surely the same.
    sure = _never if report is Report.SITES else _named_alike
    _pass(free, _by(records, lambda r: squashed(r.name)), lambda row: squashed(row.name), taken, sure)


def _by(records: Sequence[Any], key: Callable[[Any], str]) -> By:
    found: By = defaultdict(list)
    for record in records:
        if text := key(record):
            found[text].append(record)
    return found


def _pass(
    lines: Sequence[Line],
    by: By,
    key: Callable[[Workspace], str],
    taken: set[int],
    sure: Callable[[Workspace, Any], str],
) -> list[Line]:
    """One way of matching; returns the lines for which it found nothing. A record that was found before is nobody else's."""
    claims = Counter(key(line.row) for line in lines if key(line.row))
    rest = []
    found: set[int] = set()
    for line in lines:
        text = key(line.row)
        there = [each for each in by.get(text, ()) if each.pk not in taken] if text else []
        if not there:
            rest.append(line)
            continue
        found |= {each.pk for each in there}
        if claims[text] > 1:
            _doubt(line, there, _("More rows of the file may mean the same record."))
        elif len(there) > 1:
            _doubt(line, there, _("More than one record may be meant."))
        elif reason := sure(line.row, there[0]):
            _doubt(line, there, reason)
        else:
            line.record = there[0]
    taken |= found
    return rest


def _doubt(line: Line, likely: Sequence[Any], reason: str) -> None:
    line.kind, line.likely, line.doubt = DOUBTFUL, tuple(likely[:LIKELY]), reason


def _same_key(_row: Workspace, _record: Any) -> str:
    return ""


def _no_other(row: Workspace, record: Any) -> str:
    """Why a record that is alike is not surely the same: it is known under another identifier."""
    if record.outside_id and row.key and record.outside_id.casefold() != row.key.casefold():
        return _("The record has another identifier: it may have been deleted there and made anew.")
    return ""


def _named_alike(row: Workspace, record: Any) -> str:
    if reason := _no_other(row, record):
        return reason
    return "" if row.name.casefold() == record.name.casefold() else _("The name is nearly the same.")


def _never(row: Workspace, record: Any) -> str:
    return _no_other(row, record) or _("Only the end of its address is like the name.")


def repeated(lines: Sequence[Line]) -> None:
    """Tells apart what stands in the file more than once: the same again is passed over, what contradicts itself is wrong."""
    by: dict[Hashable, list[Line]] = defaultdict(list)
    for line in lines:
        row = line.row
        if line.kind != WRONG:
            if not (row.key or row.name or row.address):
                line.kind = NAMELESS
            else:
                by[row.key.casefold() or (plain_address(row.address), row.name.casefold())].append(line)
    for same in by.values():
        if len(same) == 1:
            continue
        if len({line.row.says() for line in same}) == 1:
            for line in same[1:]:
                line.kind = REPEATED
            continue
        rows = ", ".join(str(line.row.row) for line in same[:LIKELY]) + (" …" if len(same) > LIKELY else "")
        told = _("Rows %(rows)s say different things of the same.") if same[0].row.key else _("Rows %(rows)s have the same name and no identifier: they cannot be told apart.")  # fmt: skip
        for line in same:
            line.kind = WRONG
            line.errors.append(told % {"rows": rows})
