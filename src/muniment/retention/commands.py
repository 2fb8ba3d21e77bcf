"""The retention schedule at the command line: `schedule import` reads a file as it came, `schedule start` brings the starting schedule."""

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from muniment.operations import server
from muniment.retention import purview_commands

FINE, FOUND, FAILED = 0, 1, 2
SHOWN = 12
LEFT = frozenset({"conflict", "in_force"})


def add_parsers(subparsers: Any) -> None:
    """`muniment schedule import FILE …` and `muniment schedule start`."""
    below = subparsers.add_parser("schedule", help="the retention schedule").add_subparsers(
        required=True, metavar="command"
    )
    importing = below.add_parser(
        "import", help="read a schedule as it came; what is sure comes in as drafts, the rest is told and left out"
    )
    importing.add_argument("file", type=Path, metavar="FILE", help="Word, Excel, CSV, PDF, HTML or text")
    _common(importing, schedule_import)
    starting = below.add_parser("start", help="the schedule that comes with Muniment, as drafts to begin with")
    _common(starting, schedule_start)
    purview_commands.add_commands(below)


def _common(parser: argparse.ArgumentParser, do: Any) -> None:
    parser.add_argument("--dry-run", action="store_true", help="say what would happen, and change nothing")
    parser.add_argument("--json", action="store_true", help="print JSON for scripts")
    parser.set_defaults(do=do)


def schedule_import(chosen: argparse.Namespace) -> int:
    """0 when all of it is in, 1 when rows wait for a person or differ from what is here, 2 when it could not be read or written."""
    from muniment.registers.errors import Invalid  # noqa: PLC0415 - the settings must be there first

    try:
        content = chosen.file.read_bytes()
    except OSError as error:
        raise Invalid(f"{chosen.file} cannot be opened: {error.strerror or error}.") from error
    return _import(chosen, chosen.file.name, content)


def schedule_start(chosen: argparse.Namespace) -> int:
    """The same with the schedule that comes with Muniment; done again, it does nothing."""
    from muniment.retention import schedule_import  # noqa: PLC0415 - the settings must be there first

    return _import(chosen, schedule_import.STARTING, schedule_import.starting_schedule())


def _import(chosen: argparse.Namespace, name: str, content: bytes) -> int:
    from muniment.documents.paper import Unreadable  # noqa: PLC0415 - the settings must be there first
    from muniment.registers import history  # noqa: PLC0415
    from muniment.registers.access import Actor  # noqa: PLC0415
    from muniment.registers.errors import Invalid  # noqa: PLC0415
    from muniment.registers.models import TableImport  # noqa: PLC0415
    from muniment.retention import schedule_import  # noqa: PLC0415

    server.prepare()
    try:
        kept = schedule_import.take_in(Actor.operator(chosen.operator), name, content)
    except Unreadable as error:
        raise Invalid(str(error)) from error
    applied = False
    try:
        seen = history.head().number
        found = schedule_import.compared(kept)
        if found.unit is None and found.counts["new"]:
            raise Invalid(
                "There is no unit yet to which lines could belong: `muniment person add` makes the council and its first person."
            )
        if not chosen.dry_run:
            found = schedule_import.apply(kept, seen)
            kept.refresh_from_db()
            applied = kept.state == TableImport.State.APPLIED
    finally:
        if not applied:
            kept.delete()
    told = {"file": name, "applied": applied, "import": kept.pk if applied else None, **as_json(found)}
    if chosen.json:
        sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.write("".join(f"{line}\n" for line in in_words(told, chosen.dry_run)))
    return FOUND if told["waiting"] or told["left"] else FINE


def as_json(found: Any) -> dict[str, Any]:
    """What an import would do, or did, for scripts."""
    return {
        "columns": [{"heading": heading, "role": role} for heading, role in found.schedule.headings],
        "counts": dict(found.counts), "written": len(found.written),
        "waiting": [line.row.number for line in found.waiting],
        "left": [line.row.number for line in found.lines if line.errors or line.kind in LEFT],
        "lost": list(found.schedule.lost),
        "findings": [each.as_json() for each in found.schedule.every_finding],
        "rows": [_row(line) for line in found.lines],
    }  # fmt: skip


def _row(line: Any) -> dict[str, Any]:
    understood = line.row.understood
    return {
        "row": line.row.number, "place": str(line.row.place), "code": line.code, "series": line.row.series, "source": line.row.source,
        "understood": line.understood_words, "confidence": understood.confidence, "not_understood": list(understood.not_understood),
        "why": list(understood.why), "kind": line.kind, "asks": line.asks, "writes": line.writes, "errors": line.errors,
        "differences": [{"field": field, "here": here, "file": there} for field, here, there in line.told()] if line.differences else [],
    }  # fmt: skip


def in_words(told: dict[str, Any], dry_run: bool) -> Iterable[str]:  # noqa: FBT001 - a word of the command
    """A short account for people: how many, what was found, what to do next."""
    yield f"{told['file']}: {len(told['rows'])} rows."
    words = {
        "new": "new", "changed": "changed", "same": "unchanged", "here": "edited here only: left as they are",
        "conflict": "edited on both sides: left as they are", "in_force": "in force and ruled otherwise: left as they are",
        "repeated": "repeated in the file: left out",
    }  # fmt: skip
    yield from (f"{told['counts'][kind]:>7}  {label}" for kind, label in words.items() if told["counts"].get(kind))
    yield from (f"Not read: {each}" for each in told["lost"])
    findings = [each for each in told["findings"] if each["severity"] != "note"]
    yield from (
        f"  {each['rule']}  {each['place']}: {each['message']} {each['proposal']}".rstrip() for each in findings[:SHOWN]
    )
    if len(findings) > SHOWN:
        yield f"  … and {len(findings) - SHOWN} more (--json has them all)"
    if told["waiting"]:
        yield f"{len(told['waiting'])} rows wait for a person and were left out: import the file at /retention-lines/import/ and decide."
    refused = [(each["place"], message) for each in told["rows"] for message in each["errors"]]
    yield from (f"  not written, {place}: {message}" for place, message in refused[:SHOWN])
    left = [each for each in told["rows"] if each["kind"] in LEFT]
    if left:
        yield f"{len(left)} lines were left as they are: change them on their own pages."
    if dry_run:
        yield f"Nothing was changed: run it without --dry-run to import {told['written']} lines as drafts."
    elif told["applied"]:
        yield f"{told['written']} lines were written as drafts. Import number {told['import']}: `muniment table undo {told['import']}` takes it back."
    else:
        yield "Nothing had to be written."
