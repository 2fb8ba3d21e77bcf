"""`muniment schedule purview` and `purview-import`: the schedule as a Purview file plan, out and in."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from muniment.operations import server

FINE, FOUND = 0, 1


def add_commands(below: Any) -> None:
    """The two commands, into the group `schedule`."""
    out = below.add_parser("purview", help="write the lines in force as a file plan for Microsoft Purview")
    out.add_argument("--out", type=Path, required=True, metavar="FILE", help="the CSV file to write")
    out.add_argument("--json", action="store_true", help="print JSON for scripts")
    out.set_defaults(do=schedule_purview)
    into = below.add_parser("purview-import", help="read a file plan of Purview: new labels become draft lines")
    into.add_argument("file", type=Path, metavar="FILE", help="CSV or Excel")
    into.add_argument("--dry-run", action="store_true", help="only say what it would do")
    into.add_argument("--json", action="store_true", help="print JSON for scripts")
    into.set_defaults(do=purview_import)


def schedule_purview(chosen: argparse.Namespace) -> int:
    """0 when every line in force is in the file, 1 when some are left out, 2 when it could not be written."""
    from muniment.registers.errors import Invalid  # noqa: PLC0415 - the settings must be there first
    from muniment.retention import purview_plan  # noqa: PLC0415
    from muniment.retention.lines import RetentionLine  # noqa: PLC0415

    server.prepare()
    plan = purview_plan.plan_of(RetentionLine.objects.everything().select_related("owner").order_by("code"))
    try:
        text = purview_plan.as_csv(plan)
        # As it is: the file has its own line ends.
        chosen.out.write_text(text, encoding="utf-8", newline="")
    except Invalid as error:
        raise Invalid(" ".join([str(error), *error.errors.get("", [])])) from error
    except OSError as error:
        raise Invalid(f"{chosen.out} cannot be written: {error.strerror}.") from error
    told: dict[str, Any] = {
        "file": str(chosen.out), "labels": len(plan.rows), "event_types": plan.event_types,
        "left_out": [{"line": code, "why": why} for code, why in plan.left_out],
        "notes": [{"line": code, "note": note} for code, note in plan.notes],
    }  # fmt: skip
    lines = [f"{told['labels']} labels are in {chosen.out}, {len(plan.left_out)} lines are left out."]
    lines += [f"Left out: {code}: {why}" for code, why in plan.left_out]
    lines += [f"Make these event types in Purview first: {', '.join(plan.event_types)}."] if plan.event_types else []
    _say(told, lines, as_json=chosen.json)
    return FOUND if plan.left_out else FINE


def purview_import(chosen: argparse.Namespace) -> int:
    """0 when all of it was read, 1 when something is left out, ruled otherwise or wrong, 2 when nothing could be read."""
    from muniment.documents.paper import Unreadable  # noqa: PLC0415 - the settings must be there first
    from muniment.registers import history  # noqa: PLC0415
    from muniment.registers.access import Actor  # noqa: PLC0415
    from muniment.registers.errors import Invalid  # noqa: PLC0415
    from muniment.registers.models import TableImport  # noqa: PLC0415
    from muniment.retention import purview_plan  # noqa: PLC0415
    from muniment.tables import applying  # noqa: PLC0415
    from muniment.tables.commands import as_json, in_words  # noqa: PLC0415
    from muniment.tables.lines import WRONG  # noqa: PLC0415

    server.prepare()
    try:
        content = chosen.file.read_bytes()
        kept, proposal = purview_plan.take_in(Actor.operator(chosen.operator), chosen.file.name, content)
    except Unreadable as error:
        raise Invalid(str(error)) from error
    except Invalid as error:
        more = [message for message in error.errors.get("", []) if message != str(error)]
        raise Invalid("\n".join([str(error), *more])) from error
    except OSError as error:
        raise Invalid(f"{chosen.file} cannot be read: {error.strerror}.") from error
    seen = history.head().number
    found = applying.compared(kept)
    told = as_json(found) | proposal.kept()
    if not chosen.dry_run and not found.problem and not found.counts[WRONG]:
        applying.start_and_wait(kept, seen)
        kept.refresh_from_db()
        told |= {"import": kept.pk, "applied": kept.state == TableImport.State.APPLIED}
    else:
        kept.delete()
    if problem := found.problem or kept.result.get("error", ""):
        told["error"] = problem
    words = [line.replace("--apply writes it", "without --dry-run it is written") for line in in_words(told)]
    for name, label in (("ruled", "Rules otherwise, not changed"), ("left_out", "Left out"), ("notes", "Note")):
        words += [f"{label}: row {each['row']}, {each['code']}: {each['message']}" for each in told[name]]
    _say(told, words, as_json=chosen.json)
    if problem:
        return 2
    return FOUND if found.counts[WRONG] or proposal.left_out or proposal.ruled else FINE


def _say(told: dict[str, Any], lines: list[str], *, as_json: bool) -> None:
    sys.stdout.write(
        json.dumps(told, ensure_ascii=False, indent=2) + "\n" if as_json else "".join(f"{line}\n" for line in lines)
    )
