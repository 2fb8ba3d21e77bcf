"""What a comparison found, in words and numbers that JSON keeps: for the page that shows it now, and for the one that shows what a job found."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from muniment.documents.paper import column_letters
from muniment.documents.reading.exact import ExactTables
from muniment.people.models import Unit
from muniment.people.standing import standing_of
from muniment.registers.access import Actor
from muniment.registers.cells import key_paths, key_text, short, written
from muniment.registers.register import Register
from muniment.tables import layout
from muniment.tables.choices import Choices
from muniment.tables.lines import Compared, Line, Word
from muniment.tables.meanings import REST, Meanings
from muniment.tables.names import seen_rows
from muniment.tables.placing import importable

WORDS_SHOWN = 60  # of those that are not understood, and of those that are
LEFT_SHOWN = 100
OFFERED = 400  # records among which one is chosen for all rows
LONGEST = 300  # characters of a text that a person decides about
TOLD = 400  # characters of a value that the page shows


def line_told(line: Line, found: Compared) -> dict[str, Any]:
    """One row."""
    sheet, row = found.columns.laid.place(line.number)
    known = line.record is not None and line.record.pk is not None
    return {
        "number": line.number, "sheet": sheet, "row": row, "kind": line.kind, "revived": line.revived, "won": sorted(line.won),
        "pk": line.record.pk if known else None, "name": line.name()[:200],
        "differences": [[str(label), cut(before), cut(after)] for label, before, after in line.differences()] if line.record else [],
        "waits": [found.columns.laid.place(ahead.number)[1] for ahead in line.waits.values()],
        "errors": [{"heading": each.heading, "text": each.text, "message": str(each.message)} for each in line.errors],
        "kept": [[name, str(label), cut(here), cut(there), both] for name, label, here, there, both in line.kept_here()] if known else [],
    }  # fmt: skip


def cut(text: Any) -> str:
    return str(text) if len(str(text)) <= TOLD else str(text)[: TOLD - 1] + "…"


def summary(found: Compared, tables: ExactTables, actor: Actor, choices: Choices, meant: Meanings) -> dict[str, Any]:
    """The whole, without its rows."""
    laid = found.columns.laid
    fields = importable(found.register)
    return {
        "row": laid.place(laid.row)[1], "problem": found.problem, "lost": [*tables.lost], "counts": found.counts, "would": len(found.written),
        "tables": [[table.name, len(table.rows)] for table in tables.tables],
        "columns": [
            {"column": each.column, "letters": "" if each.column == laid.over else column_letters(each.column), "heading": each.heading,
             "field": each.field, "sure": each.sure, "why": str(each.why), "samples": [short(text) for text in each.samples]}
            for each in found.columns.columns
        ],
        "words": _words(found, choices, meant), "rest": _rest(found, choices, meant), "left": _left(laid), "records": [[number, laid.place(number)[1]] for number in sorted(choices.records)],
        "more_left": max(len(laid.left) - LEFT_SHOWN, 0), "fixed": _fixed(found, actor, choices),
        "cleaned": [[str(fields[name].verbose_name), count] for name, count in found.cleaned.items()],
        "unit": str(found.unit) if found.unit is not None and "unit" not in choices.fixed else "",
    }  # fmt: skip


def _words(found: Compared, choices: Choices, meant: Meanings) -> list[dict[str, Any]]:
    """The texts that are not what they mean, the most frequent first; those not understood with what they may be."""
    told = []
    shown: Counter[bool] = Counter()
    for word in found.words:
        if len(word.text) > LONGEST:
            continue
        shown[bool(word.problem)] += 1
        if shown[bool(word.problem)] <= WORDS_SHOWN:
            told.append(_word(word, found, choices, meant))
    return told


def _word(word: Word, found: Compared, choices: Choices, meant: Meanings) -> dict[str, Any]:
    field = importable(found.register)[word.field]
    sheet, row = found.columns.laid.place(word.first)
    decided = choices.words.get(word.field, {}).get(word.text)
    options = [[f"={value}", label] for value, label in meant.offered(word.field, word.text)]
    if decided is not None and f"={decided}" not in {value for value, _label in options}:
        options.insert(0, [f"={decided}", decided])
    return {
        "field": word.field, "label": str(field.verbose_name), "text": word.text, "count": word.count, "sheet": sheet, "row": row,
        "said": word.said, "how": str(word.how), "problem": str(word.problem), "options": options,
        "decided": "" if decided is None else f"={decided}", "other": not field.choices and field.get_internal_type() != "BooleanField",
    }  # fmt: skip


def _rest(found: Compared, choices: Choices, meant: Meanings) -> list[dict[str, Any]]:
    """By field, what may be done with all texts that are not understood."""
    fields = importable(found.register)
    decided = {name: some[REST] for name, some in choices.words.items() if REST in some and name in fields}
    counts = Counter(word.field for word in found.words if word.problem)
    told = []
    for name in dict.fromkeys([*decided, *counts]):
        field = fields[name]
        offered = (
            meant.offered(name, "")
            if field.choices or not field.is_relation
            else [("", str(_("leave it empty")))] * field.null
        )
        if offered and (counts[name] > 1 or name in decided):
            told.append({
                "field": name, "label": str(field.verbose_name), "count": counts[name],
                "options": [[f"={value}", label] for value, label in offered], "decided": f"={decided[name]}" if name in decided else "",
            })  # fmt: skip
    return told


REASONS = {
    layout.TOTAL: lambda: _("it counts others"), layout.NOTE: lambda: _("a note"), layout.AGAIN: lambda: _("the headings again"),
    layout.OVER: lambda: _("it heads the rows below"), layout.GUIDE: lambda: _("it says how to fill in the columns"),
    layout.NUMBERS: lambda: _("it numbers the columns"),
}  # fmt: skip


def _left(laid: layout.Laid) -> list[dict[str, Any]]:
    """The rows that are no records."""
    told = []
    for each in laid.left[:LEFT_SHOWN]:
        sheet, row = laid.place(each.number)
        told.append(
            {"number": each.number, "sheet": sheet, "row": row, "text": each.text, "why": REASONS[each.reason]()}
        )
    return told


def _fixed(found: Compared, actor: Actor, choices: Choices) -> list[dict[str, Any]]:
    """What a new record needs and no column says: what it may be for all rows."""
    told = []
    for name, field in importable(found.register).items():
        needed = name in found.register.key or not (field.blank or field.has_default())
        if needed and name not in found.columns.fields and (field.choices or field.is_relation):
            value = choices.fixed.get(name, written(field, found.fixed.get(name)))
            told.append(
                {
                    "name": name,
                    "label": str(field.verbose_name),
                    "value": value,
                    "options": _offered(field, found.register, actor),
                }
            )
    return told


def _offered(field: Any, register: Register, actor: Actor) -> list[list[str]]:
    if field.choices:
        return [[str(value), str(label)] for value, label in field.flatchoices]
    rows = seen_rows(field.related_model, actor.person).select_related(*key_paths(field.related_model))
    if field.related_model is Unit and actor.person is not None:
        rows = rows.filter(pk__in=standing_of(actor.person).units_of(register.access.roles_for("create")))
    return [[key_text(each), str(each)] for each in rows[:OFFERED]]


def as_mapping(told: Mapping[str, Any]) -> dict[str, str]:
    """What each column is taken for, by its number."""
    return {str(each["column"]): each["field"] for each in told["columns"]}
