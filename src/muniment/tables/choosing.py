"""What a person says on the page of an import: which column is which field, what words mean, which rows are left out, which conflicts the file wins."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from muniment.registers.models import TableImport
from muniment.registers.register import Register
from muniment.tables.applying import OPEN
from muniment.tables.meanings import REST
from muniment.tables.placing import importable

LONGEST = 500


def choose(posted: QueryDict, register: Register, kept: TableImport, told: Mapping[str, Any]) -> bool:
    """Keeps what was said; whether anything of that is new. `told` is what the page showed."""
    table = posted.get("table", "")
    if table.isdecimal() and len(table) < 6 and int(table) != kept.table and int(table) < len(told["tables"]):
        TableImport.objects.filter(pk=kept.pk, state__in=OPEN).update(table=int(table), mapping={})
        kept.table, kept.mapping = int(table), {}
        return True
    mapping = {
        **kept.mapping, **_columns(posted, register, told), "words": _words(posted, register, kept.mapping.get("words", {})),
        "fixed": _fixed(posted, register, kept.mapping.get("fixed", {})),
        "without": _ticked(posted, "without", kept.mapping.get("without", [])),
        "records": _ticked(posted, "records", kept.mapping.get("records", [])), "take": _taken(posted, kept.mapping.get("take", [])),
    }  # fmt: skip
    mapping = {name: value for name, value in mapping.items() if value or name.isdecimal()}
    if mapping == kept.mapping:
        return False
    kept.mapping = mapping
    TableImport.objects.filter(pk=kept.pk, state__in=OPEN).update(mapping=mapping)
    return True


def _columns(posted: QueryDict, register: Register, told: Mapping[str, Any]) -> dict[str, str]:
    fields = {"", *importable(register)}
    now = {str(each["column"]): each["field"] for each in told["columns"]}
    said = {
        column: given for column in now if (given := posted.get(f"column-{column}")) is not None and given in fields
    }
    changed = {column: field for column, field in said.items() if field != now[column]}
    # Columns that stay together in one text are all chosen: a proposal gives way to a choice.
    return changed | {column: field for column, field in said.items() if field and field in changed.values()}


def _words(posted: QueryDict, register: Register, before: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """By field, what each text means: chosen from a list ("=" and a value, "=" alone for none), or written beside it."""
    found = {field: dict(words) for field, words in before.items()}
    fields = importable(register)
    for name in posted:
        value = str(posted[name])
        kind, _bar, rest = name.partition("|")
        field, _bar, text = rest.partition("|")
        if kind not in {"word", "rest"} or field not in fields or len(value) > LONGEST:
            continue
        text = REST if kind == "rest" else text
        own = str(posted.get(f"other|{field}|{text}", "")).strip()[:LONGEST] if kind == "word" else ""
        if own or value.startswith("="):
            found.setdefault(field, {})[text] = own or value[1:]
        else:
            found.get(field, {}).pop(text, None)
    return {field: words for field, words in found.items() if words}


def _fixed(posted: QueryDict, register: Register, before: Mapping[str, str]) -> dict[str, str]:
    said = {name: str(posted[f"fixed-{name}"])[:LONGEST] for name in importable(register) if f"fixed-{name}" in posted}
    return {name: value for name, value in {**before, **said}.items() if value}


def _ticked(posted: QueryDict, name: str, before: list[int]) -> list[int]:
    """Numbers of rows: those ticked, and those ticked before that this page did not show."""
    numbers = {int(each) for each in posted.getlist(name) if each.isdecimal() and len(each) < 12}
    shown = {int(each) for each in posted.getlist(f"{name}-shown") if each.isdecimal() and len(each) < 12}
    return sorted((set(before) - shown) | numbers)


def _taken(posted: QueryDict, before: list[str]) -> list[str]:
    """Conflicts that the file wins, each as the key of its record and the field."""

    def right(texts: list[str]) -> set[str]:
        return {each for each in texts if len(each) < 100 and each.partition(":")[0].isdecimal()}

    return sorted((set(before) - right(posted.getlist("take-shown"))) | right(posted.getlist("take")))
