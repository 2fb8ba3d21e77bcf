"""Tables at the command line: `table import` looks at a file and applies it, `table undo` takes an import back."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from muniment.operations import server

FINE, FOUND, FAILED = 0, 1, 2
SHOWN = 20


def add_parsers(subparsers: Any) -> None:
    """`muniment table import REGISTER FILE …` and `muniment table undo NUMBER`."""
    below = subparsers.add_parser("table", help="tables of records").add_subparsers(required=True, metavar="command")
    importing = below.add_parser(
        "import", help="compare a table with a register, and with --apply bring the register up to it"
    )
    importing.add_argument(
        "register", metavar="REGISTER", help="where its records belong, as its address names it: units"
    )
    importing.add_argument("file", type=Path, metavar="FILE", help="Excel, OpenDocument, CSV, Word or a web page")
    importing.add_argument("--apply", action="store_true", help="write it; without this it is only looked at")
    importing.add_argument("--leave-out", action="store_true", help="leave out the rows with errors and take the rest")
    importing.add_argument("--json", action="store_true", help="print JSON for scripts")
    importing.set_defaults(do=table_import)
    undoing = below.add_parser("undo", help="take an import back, with the number that it was given")
    undoing.add_argument("number", type=int, metavar="NUMBER")
    undoing.add_argument("--why", default="", help="the reason that the history keeps")
    undoing.set_defaults(do=table_undo)


def table_import(chosen: argparse.Namespace) -> int:
    """0 when all is well, 1 when rows have errors (and nothing was written), 2 when it could not be read or written."""
    from muniment.documents.paper import Unreadable  # noqa: PLC0415 - the settings must be there first
    from muniment.registers import history  # noqa: PLC0415
    from muniment.registers.access import Actor  # noqa: PLC0415
    from muniment.registers.errors import Invalid  # noqa: PLC0415
    from muniment.registers.models import TableImport  # noqa: PLC0415
    from muniment.registers.register import registry  # noqa: PLC0415
    from muniment.tables import applying  # noqa: PLC0415
    from muniment.tables.lines import WRONG  # noqa: PLC0415

    register = registry.named(chosen.register)
    if register is None or not register.fields or not register.key:
        offered = ", ".join(each.slug for each in registry if each.fields and each.key)
        raise Invalid(f"There is no register {chosen.register} to import into. There are: {offered}.")
    server.prepare()
    try:
        content = chosen.file.read_bytes()
        kept = applying.take_in(Actor.operator(chosen.operator), register, chosen.file.name, content)
    except Unreadable as error:
        raise Invalid(str(error)) from error
    except OSError as error:
        raise Invalid(f"{chosen.file} cannot be read: {error.strerror}.") from error
    seen = history.head().number
    found = applying.compared(kept)
    if chosen.leave_out and found.counts[WRONG]:
        kept.mapping = {"without": [line.number for line in found.of(WRONG)]}
        kept.save()
        left, found = found, applying.compared(kept)
        told = as_json(found) | {"left_out": as_json(left)["errors"]}
    else:
        told = as_json(found)
    problem = found.problem
    if chosen.apply and not problem and not found.counts[WRONG]:
        applying.start_and_wait(kept, seen)
        kept.refresh_from_db()
        problem = kept.result.get("error", "")
        told |= {"import": kept.pk, "applied": kept.state == TableImport.State.APPLIED}
    else:
        kept.delete()
    if problem:
        told["error"] = problem
    if chosen.json:
        sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.write("".join(f"{line}\n" for line in in_words(told)))
    return FAILED if problem else FOUND if found.counts[WRONG] else FINE


def as_json(found: Any) -> dict[str, Any]:
    """What an import would do, for scripts."""
    return {
        "register": found.register.slug,
        "columns": [
            {"heading": each.heading, "field": each.field, "sure": each.sure, "why": str(each.why)} for each in found.columns.columns
        ],
        "counts": found.counts,
        "errors": [
            {"row": line.number, "column": each.heading, "value": each.text, "message": each.message}
            for line in found.lines for each in line.errors
        ],
        "words": [
            {"field": word.field, "text": word.text, "count": word.count, "taken_for": word.said, "how": str(word.how), "problem": str(word.problem)}
            for word in found.words
        ],
        "no_records": [{"row": each.number, "text": each.text, "why": each.reason} for each in found.columns.laid.left],
        "kept_here": [
            {"row": line.number, "record": line.name(), "field": name, "here": here, "in_file": there, "both": both}
            for line in found.lines if line.stayed for name, _label, here, there, both in line.kept_here()
        ],
        "changes": [
            {"row": line.number, "record": line.name(), "kind": line.kind,
             "fields": [{"field": str(name), "before": before, "after": after} for name, before, after in line.differences()]}
            for line in found.written
        ],
    }  # fmt: skip


def in_words(told: dict[str, Any]) -> list[str]:
    counts = told["counts"]
    lines = [
        f"{counts['new']} new, {counts['changed']} changed, {counts['same']} unchanged, {counts['wrong']} with errors."
    ]
    lines += [
        f"Not read: the column “{each['heading']}”: {each['why']}." for each in told["columns"] if not each["field"]
    ]
    lines += [
        f"Row {each['row']}, {each['column'] or 'as a whole'}: {each['message']}" for each in told["errors"][:SHOWN]
    ]
    lines += [f"… and {len(told['errors']) - SHOWN} more errors" for _more in told["errors"][SHOWN : SHOWN + 1]]
    lines += [
        f"Taken for {each['taken_for'] or 'nothing'}: “{each['text']}” in {each['field']}, {each['count']} times: {each['how']}."
        for each in told["words"][:SHOWN] if each["how"]
    ]  # fmt: skip
    lines += [f"No record: row {each['row']}, “{each['text']}”." for each in told["no_records"][:SHOWN]]
    lines += [
        f"Left out: row {each['row']}, {each.get('column') or 'as a whole'}: {each['message']}"
        for each in told.get("left_out", ())
    ]
    lines += [
        f"Row {each['row']}, {each['field']}: changed {'on both sides' if each['both'] else 'here'}, kept as it is here."
        for each in told["kept_here"][:SHOWN]
    ]
    if told.get("error"):
        return [*lines, f"Nothing was written. {told['error']}"]
    if told.get("applied"):
        return [*lines, f"Applied as import {told['import']}: muniment table undo {told['import']} takes it back."]
    return [
        *lines,
        "Nothing was written: mend the errors first." if told["errors"] else "Nothing was written: --apply writes it.",
    ]


def table_undo(chosen: argparse.Namespace) -> int:
    """Takes an import back; says what stays."""
    from muniment.registers.access import Actor  # noqa: PLC0415
    from muniment.registers.errors import Invalid  # noqa: PLC0415
    from muniment.registers.models import TableImport  # noqa: PLC0415
    from muniment.tables import undoing  # noqa: PLC0415

    server.prepare()
    kept = TableImport.objects.filter(pk=chosen.number).first()
    if kept is None:
        raise Invalid(f"There is no import {chosen.number}.")
    stays = undoing.undo(Actor.operator(chosen.operator), kept, chosen.why)
    sys.stdout.write(
        f"Import {kept.pk} is undone." + (f" {stays} new records stay: they cannot be withdrawn.\n" if stays else "\n")
    )
    return FINE
