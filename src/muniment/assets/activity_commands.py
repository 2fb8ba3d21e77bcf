"""Reports of use at the command line: `activity import` reads one and writes what is sure."""

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from muniment.operations import server

FINE, FOUND, FAILED = 0, 1, 2
SHOWN = 12


def add_parsers(subparsers: Any) -> None:
    """`muniment activity import FILE`."""
    below = subparsers.add_parser("activity", help="what Microsoft 365 reports of sites, teams and groups")
    importing = below.add_subparsers(required=True, metavar="command").add_parser(
        "import",
        help="read a report: new places and groups and the figures of those here; what is doubtful is told and left out",
    )
    importing.add_argument("file", type=Path, metavar="FILE", help="CSV of SharePoint site usage, Teams team activity or groups activity")  # fmt: skip
    importing.add_argument("--dry-run", action="store_true", help="say what would happen, and change nothing")
    importing.add_argument("--json", action="store_true", help="print JSON for scripts")
    importing.set_defaults(do=activity_import)


def activity_import(chosen: argparse.Namespace) -> int:
    """0 when all of it is in, 1 when rows wait for a person, are wrong or concealed, 2 when it could not be read or written."""
    from muniment.assets import activity_import as importing  # noqa: PLC0415 - the settings must be there first
    from muniment.documents.paper import Unreadable  # noqa: PLC0415
    from muniment.registers import history  # noqa: PLC0415
    from muniment.registers.access import Actor  # noqa: PLC0415
    from muniment.registers.errors import Invalid  # noqa: PLC0415
    from muniment.registers.models import TableImport  # noqa: PLC0415

    server.prepare()
    try:
        content = chosen.file.read_bytes()
        kept = importing.take_in(Actor.operator(chosen.operator), chosen.file.name, content)
    except Unreadable as error:
        raise Invalid(str(error)) from error
    except OSError as error:
        raise Invalid(f"{chosen.file} cannot be opened: {error.strerror or error}.") from error
    applied = False
    try:
        seen = history.head().number
        found = importing.compared(kept)
        if found.unit is None and found.of("new"):
            raise Invalid(
                "There is no unit yet to which records could belong: `muniment person add` makes the council and its first person."
            )
        told = {"file": chosen.file.name, **as_json(found)}
        if not chosen.dry_run and found.written:
            importing.start(kept, seen, by_job=False)
            kept.refresh_from_db()
            applied = kept.state == TableImport.State.APPLIED
            told |= {"error": kept.result["error"]} if kept.result.get("error") else {}
    finally:
        if not applied:
            kept.delete()
    told |= {"applied": applied, "import": kept.pk if applied else None}
    lines = [json.dumps(told, ensure_ascii=False, indent=2)] if chosen.json else in_words(told, chosen.dry_run)
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    if "error" in told:
        return FAILED
    return FOUND if told["waiting"] or told["wrong"] or told["concealed"] or told["counts"]["nameless"] else FINE


def as_json(found: Any) -> dict[str, Any]:
    """What an import would do, or did, for scripts."""
    from muniment.assets.activity_lines import GONE, KINDS, MARKS, OFFERED  # noqa: PLC0415

    counts = found.counts
    return {
        "report": found.file.report.value, "title": found.file.title, "register": found.register.slug, "rows": len(found.lines),
        "refreshed": str(found.file.refreshed), "period": found.file.period, "written": len(found.written),
        "counts": {name: counts[name] for name in (*KINDS, *MARKS, GONE)},
        "concealed": {name: {"hashes": told[0], "cells": told[1]} for name, told in found.file.concealed.items()},
        "not_read": list(found.file.headings.unknown), "notes": list(found.file.notes),
        "waiting": [{"row": line.row.row, "name": line.row.called, "why": line.doubt, "likely": [str(each) for each in line.likely]} for line in found.waiting],
        "wrong": [{"row": line.row.row, "name": line.row.called, "errors": [str(each) for each in line.errors]} for line in found.lines if line.errors],
        "owners": [
            {"row": line.row.row, "name": line.row.called, "said": line.proposal.said, "posts": [str(post) for post in line.proposal.posts]}
            for line in found.of(OFFERED)
        ],
        "gone": [str(each) for each in found.gone],
    }  # fmt: skip


def in_words(told: dict[str, Any], dry_run: bool) -> Iterable[str]:  # noqa: FBT001 - a word of the command
    """A short account for people: how many, what stands against it, what to do next."""
    from muniment.assets.activity_lines import GONE, KINDS, MARKS  # noqa: PLC0415
    from muniment.assets.activity_reading import TO_REVEAL  # noqa: PLC0415

    window = f", looking back {told['period']} days" if told["period"] else ""
    yield f"{told['file']}: {told['title']}, as on {told['refreshed']}{window}; {told['rows']} rows."
    words = {**KINDS, **MARKS, GONE: "gone from the report"}
    yield from (f"{told['counts'][name]:>7}  {word}" for name, word in words.items() if told["counts"][name])
    if told["concealed"]:
        columns = ", ".join(f"{name} ({each['hashes']} of {each['cells']})" for name, each in told["concealed"].items())
        yield f"Concealed: {columns}. {TO_REVEAL}"
    yield from told["notes"]
    if told["not_read"]:
        yield f"Columns not read: {', '.join(told['not_read'])}."
    yield from (f"  row {each['row']}, {each['name']}: {' '.join(each['errors'])}" for each in told["wrong"][:SHOWN])
    yield from (f"  row {each['row']}, {each['name']}: {each['why']}" for each in told["waiting"][:SHOWN])
    if told["waiting"]:
        yield "Rows that wait for a person were left out: read the report in at /activity/ and decide."
    if told["owners"]:
        yield f"{len(told['owners'])} owners are proposed: take or leave them at /activity/."
    if "error" in told:
        yield f"Nothing was written: {told['error']}"
    elif dry_run:
        yield f"Nothing was changed: run it without --dry-run to write {told['written']} rows."
    elif told["applied"]:
        yield f"{told['written']} rows were written. Import number {told['import']}: `muniment table undo {told['import']}` takes it back."
    else:
        yield "Nothing had to be written."
