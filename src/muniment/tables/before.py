"""What the files of the past said of records: of what was imported, the value that stood here then; of what was kept instead, the file's own."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from muniment.registers import history
from muniment.registers.cells import CHUNK
from muniment.registers.models import History, TableImport
from muniment.registers.register import Register
from muniment.tables.lines import Compared
from muniment.tables.mapping import ColumnsRead

LOOKED_BACK = 60  # imports of a register


def comparable(value: Any) -> Any:
    """A value as both sides are compared: what it points to by number."""
    return getattr(value, "pk", value)


def what_it_says(found: Compared, mapping: Mapping[str, Any]) -> dict[str, Any]:
    """What an import keeps of its file, and of what was chosen for it, for the next one; asked after it was written, under the lock
    of the history.
    """
    lines = [line for line in found.lines if line.record is not None and line.record.pk is not None and not line.errors]
    otherwise = {
        str(line.record.pk): {name: history.plain(comparable(value)) for name, value in line.stayed.items()}
        for line in lines
        if line.stayed
    }
    return {
        "number": history.head().number, "fields": sorted(found.columns.fields), "records": [line.record.pk for line in lines],
        "otherwise": otherwise,
        "columns": [[each.heading, each.field] for each in found.columns.columns],
        "chosen": {name: mapping[name] for name in ("words", "fixed") if name in mapping},
    }  # fmt: skip


def remembered(register: Register, read: ColumnsRead) -> dict[str, Any]:
    """What was chosen for the last file with these headings, as the choices for this one: {} where there was none."""
    headings = [each.heading for each in read.columns]
    for file in _files(register):
        if [heading for heading, _field in file.get("columns", ())] == headings:
            chosen = {
                str(each.column): field
                for each, (_heading, field) in zip(read.columns, file["columns"], strict=True)
                if each.field != field
            }
            # Columns that stand together in one text were all chosen.
            chosen |= {
                str(each.column): field
                for each, (_heading, field) in zip(read.columns, file["columns"], strict=True)
                if field and field in chosen.values()
            }
            return chosen | dict(file.get("chosen", {}))
    return {}


def last_said(register: Register, differing: Mapping[int, tuple[Any, Iterable[str]]]) -> dict[int, dict[str, Any]]:
    """By record, what the last file that had them said of these fields. `differing` has each record with the fields in question.

    An import that was undone said nothing. What it wrote stood here afterwards, so that the history since tells what it was.
    """
    asked = {pk: set(names) for pk, (_record, names) in differing.items()}
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    since: dict[int, dict[int, set[str]]] = {}
    for file in _files(register):
        if not any(asked.values()):
            break
        since[file["number"]] = _by(register, file, asked, found)
    for number, records in since.items():
        _stood(register, number, records, found)
        for pk, names in records.items():
            for name in names - found[pk].keys():
                found[pk][name] = comparable_now(differing[pk][0], name)  # nobody changed it since
    return found


def _files(register: Register) -> Iterator[dict[str, Any]]:
    """What imports kept of their files, the newest first."""
    applied = TableImport.objects.filter(register=register.slug, state=TableImport.State.APPLIED)
    results = applied.order_by("-applied_at", "-pk").values_list("result", flat=True)[:LOOKED_BACK]
    yield from (result["file"] for result in results.iterator(chunk_size=5) if "file" in result)


def _by(
    register: Register, file: Mapping[str, Any], asked: dict[int, set[str]], found: dict[int, dict[str, Any]]
) -> dict[int, set[str]]:
    """Takes what a file said itself, and returns the fields of which it said what stood here; both are asked for no more."""
    stood = {}
    for pk in asked.keys() & set(file["records"]):
        names = asked[pk] & set(file["fields"])
        own = {name: value for name, value in file["otherwise"].get(str(pk), {}).items() if name in names}
        found[pk] |= {name: typed(register, name, value) for name, value in own.items()}
        stood[pk] = names - own.keys()
        asked[pk] -= names
    return stood


def _stood(register: Register, number: int, records: Mapping[int, set[str]], found: dict[int, dict[str, Any]]) -> None:
    """What fields said before the first change after a line of the history."""
    every = sorted(records)
    for start in range(0, len(every), CHUNK):
        rows = History.objects.filter(
            register=register.slug, record__in=every[start : start + CHUNK], number__gt=number
        )
        for pk, before in rows.order_by("number").values_list("record", "payload__before").iterator(2000):
            for name, value in (before or {}).items():
                if name in records[pk] and name not in found[pk]:
                    found[pk][name] = typed(register, name, value)


def comparable_now(record: Any, name: str) -> Any:
    return getattr(record, record._meta.get_field(name).attname)


def typed(register: Register, name: str, value: Any) -> Any:
    """A value as the history keeps it, typed again."""
    column: Any = register.model._meta.get_field(name)
    return column.target_field.to_python(value) if column.is_relation else column.to_python(value)
