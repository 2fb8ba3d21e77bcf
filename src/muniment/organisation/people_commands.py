"""`muniment people import`: what the page of the same name does, for scripts."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from muniment.operations import server
from muniment.organisation import people_file
from muniment.organisation.people_apply import apply
from muniment.organisation.people_difference import Difference
from muniment.organisation.people_plan import compare
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid

FINE, FOUND = 0, 1


def add_parsers(subparsers: Any) -> None:
    """`muniment people import FILE`."""
    people = subparsers.add_parser("people", help="people read in from a file of your directory")
    below = people.add_subparsers(required=True, metavar="command")
    add = below.add_parser("import", help="say what a file of people would change; with --apply, change it")
    add.add_argument(
        "file", type=Path, metavar="FILE", help="an export of Entra's users, or a CSV with name, e-mail, post, unit"
    )
    add.add_argument("--full", action="store_true", help="the file is of everybody: whoever is not in it has left")
    add.add_argument("--apply", action="store_true", help="write all of it, or nothing where a line is wrong")
    add.add_argument(
        "--end-leavers", action="store_true", help="with --apply: end also what the file proposes to be ended"
    )
    add.add_argument("--json", action="store_true", help="print JSON for scripts")
    add.set_defaults(do=people_import)


def people_import(chosen: argparse.Namespace) -> int:
    """Prints the difference, and applies it where it is asked to; 1 where a line of the file is wrong."""
    server.prepare()
    try:
        content = chosen.file.read_bytes()
    except OSError as error:
        raise Invalid(f"{chosen.file} cannot be read: {error.strerror}.") from error
    table = people_file.read(content)
    found = compare(table.rows, table.problems, full=chosen.full)
    told: dict[str, Any] = {**asdict(found), "not_read": list(table.dropped), "guests": table.guests, "applied": None}
    if chosen.apply and not found.problems:
        ends = [each.holding for each in found.endings] if chosen.end_leavers else []
        told["applied"] = apply(Actor.operator(chosen.operator), found, ends, why=f"Read from {chosen.file.name}")
    text = (
        json.dumps(told, ensure_ascii=False, indent=2, default=str) if chosen.json else "\n".join(_lines(found, told))
    )
    sys.stdout.write(text + "\n")
    return FOUND if found.problems else FINE


def _lines(found: Difference, told: dict[str, Any]) -> list[str]:
    lines = [f"Line {each.line}: {each.message}" for each in found.problems]
    lines += [f"New person: {name} <{email}>" for name, email in found.people]
    lines += [f"Name: {old} becomes {new} <{email}>" for email, old, new in found.renamed]
    lines += [f"New unit: {name}" for name in found.units]
    lines += [f"New post: {title}, {unit}" for title, unit in found.posts]
    lines += [f"Takes up: {email}, {title}, {unit}, from {start}" for email, title, unit, start in found.holdings]
    lines += [f"Role: {role} to {title}, {unit}" for role, title, _unit, unit in found.roles]
    lines += [f"Reports: {title} to {upper}" for title, _unit, upper, _where in found.reports]
    lines += [f"Proposed to be ended: {each.person}, {each.post} ({each.why})" for each in found.endings]
    lines += [
        f"Handover of {each.records} records: {each.person}, {each.post}{'' if each.in_any_case else ', where it is ended'}"
        for each in found.handovers
    ]
    lines += [f"Would be vacant: {post}" for post in found.vacant]
    lines += [f"Not done: {each}" for each in found.not_done]
    if told["not_read"]:
        lines.append(f"Columns not read: {', '.join(told['not_read'])}")
    if told["applied"] is not None:
        lines.append(f"Applied: {', '.join(f'{count} {kind}' for kind, count in told['applied'].items())}.")
    elif found.problems:
        lines.append("Nothing was written: put these lines right first.")
    else:
        lines.append("Nothing was written. To write it, run this again with --apply.")
    return lines
