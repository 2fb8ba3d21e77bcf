"""The command line of assurance: `plan import` and `paper check`, for people and, with --json, for machines."""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from muniment.documents.findings import Finding, check
from muniment.documents.paper import Unreadable
from muniment.documents.plan import understand
from muniment.documents.reading import read_file

FINE, FOUND, FAILED = 0, 1, 2
SEVERITIES = {"error": "Cannot hold", "warning": "Probably wrong", "note": "To be known"}
SHOWN = 12


def add_parsers(subparsers: Any) -> None:
    """`muniment plan import FILE …` and `muniment paper check FILE …`."""
    plan = subparsers.add_parser("plan", help="action plans").add_subparsers(required=True, metavar="command")
    importing = plan.add_parser("import", help="read a plan from the file as it came, and keep it up from newer ones")
    importing.add_argument("file", type=Path, metavar="FILE", help="Word, Excel, PDF, HTML, Markdown, CSV or text")
    importing.add_argument(
        "--title", metavar="T", help="the title of the plan; one that is there already is brought up to date"
    )
    importing.add_argument("--plan", type=int, metavar="ID", help="the number of the plan to bring up to date")
    importing.add_argument(
        "--position", type=day, metavar="DATE", help="the day that the paper speaks for, as 2016-07-25"
    )
    importing.add_argument("--dry-run", action="store_true", help="say what would happen, and change nothing")
    importing.add_argument(
        "--accept-proposals", action="store_true",
        help="you have looked at the rows whose status is in doubt, and take what is proposed (else they stay marked)",
    )  # fmt: skip
    _common(importing, plan_import)
    paper = subparsers.add_parser("paper", help="papers of any kind").add_subparsers(required=True, metavar="command")
    checking = paper.add_parser("check", help="find what a paper says against itself")
    checking.add_argument("file", type=Path, metavar="FILE", help="any paper, a plan in it or not")
    checking.add_argument("--position", type=day, metavar="DATE", help="the day that the paper speaks for")
    _common(checking, paper_check)


def _common(parser: argparse.ArgumentParser, do: Callable[[argparse.Namespace], int]) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON for scripts")
    parser.add_argument(
        "--as", dest="operator", default=argparse.SUPPRESS, metavar="NAME", help="the operator that the history names"
    )
    parser.set_defaults(do=do)


def day(text: str) -> date:
    """A day as an option of a command gives it."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no date; write it as 2016-07-25") from error


def say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))


def fail(arguments: argparse.Namespace, message: str, kept: dict[str, Any] | None = None) -> int:
    """Says what went wrong where people look for it; a script gets it as JSON too."""
    if arguments.json:
        say(json.dumps({**(kept or {}), "error": message}, ensure_ascii=False, indent=2))
    sys.stderr.write(f"muniment: {message}\n")
    return FAILED


def paper_check(arguments: argparse.Namespace) -> int:
    """Runs the finder alone. 0 when nothing in the paper is against itself, 1 when something cannot hold, 2 unreadable."""
    try:
        paper = read_file(arguments.file)
    except (Unreadable, OSError) as error:
        return fail(arguments, _why(error, arguments.file))
    reading = understand(paper)
    found = check(paper, reading, arguments.position)
    if arguments.json:
        kept = {
            "file": paper.name, "kind": paper.kind, "sha256": paper.sha256, "lost": list(paper.lost),
            "actions": len(reading.actions), "findings": [each.as_json() for each in found],
        }  # fmt: skip
        say(json.dumps(kept, ensure_ascii=False, indent=2))
    else:
        tables = sum(1 for _table in paper.tables)
        rows = f", a plan of {len(reading.actions)} actions" if reading.actions else ""
        say(f"{paper.name}: {tables} tables{rows}.", *(f"Not read: {each}" for each in paper.lost))
        say(*findings_in_words(found, most=None))
    return FOUND if any(each.severity == "error" for each in found) else FINE


def plan_import(arguments: argparse.Namespace) -> int:
    """Imports a plan, or with --dry-run says what an import would do. 0 done, 2 unreadable, no plan in it, or not possible."""
    from muniment.assurance import importing  # noqa: PLC0415 - `paper check` needs no database
    from muniment.operations import server  # noqa: PLC0415
    from muniment.registers.access import Actor  # noqa: PLC0415
    from muniment.registers.errors import Conflict, Invalid, Refused  # noqa: PLC0415
    from muniment.registers.evidence import keep  # noqa: PLC0415

    began = time.monotonic()
    try:
        content = arguments.file.read_bytes()
    except OSError as error:
        return fail(arguments, _why(error, arguments.file))
    server.prepare()
    kept: dict[str, Any] = {}
    try:
        plan = _plan(arguments)
        title = arguments.title or ""
        shown = importing.preview(content, arguments.file.name, plan=plan, title=title, position=arguments.position)
        if not arguments.title and plan is None:
            plan = _plan_titled(shown.title)
            shown = shown.once_more(plan=plan) if plan else shown
        if arguments.accept_proposals:
            shown = shown.with_proposals()
        kept = as_json(shown)
        if not shown.lines:
            return fail(arguments, f"No action plan was found in {arguments.file.name}.", kept)
        paper = None
        if not arguments.dry_run:
            keep(content)
            paper = importing.apply(Actor.operator(arguments.operator), shown, open_choices="mark")
            kept |= {"plan": paper.plan_id, "import": paper.pk}
    except (Unreadable, Invalid, Refused, Conflict) as error:
        return fail(arguments, str(error), kept)
    if arguments.json:
        say(json.dumps(kept, ensure_ascii=False, indent=2))
    else:
        say(*in_words(shown, paper, time.monotonic() - began))
    return FINE


def _plan(arguments: argparse.Namespace) -> Any:
    """The plan that is meant: by its number, or by its title where there is one of that title."""
    from muniment.assurance.models import Plan  # noqa: PLC0415
    from muniment.registers.errors import Invalid  # noqa: PLC0415

    if arguments.plan is None:
        return _plan_titled(arguments.title) if arguments.title else None
    plan = Plan.objects.everything().filter(pk=arguments.plan).first()
    if plan is None:
        raise Invalid(f"There is no plan number {arguments.plan}.")
    return plan


def _plan_titled(title: str) -> Any:
    from muniment.assurance.models import Plan  # noqa: PLC0415
    from muniment.registers.errors import Invalid  # noqa: PLC0415

    found = list(Plan.objects.everything().filter(title=title[:200].strip()).order_by("pk")[:3])
    if len(found) > 1:
        numbers = ", ".join(str(each.pk) for each in found)
        raise Invalid(f"There are several plans of the title “{title}” ({numbers}): say which with --plan.")
    return found[0] if found else None


def as_json(shown: Any) -> dict[str, Any]:
    """What was understood and what it would change."""
    reading = shown.reading.as_json()
    for action, line in zip(reading["actions"], shown.lines, strict=True):
        action |= {"reference": line.reference, "chosen": line.chosen}
    return {
        "file": shown.name, "sha256": shown.sha256, "title": shown.title, "position": shown.position and shown.position.isoformat(),
        **reading, "findings": [each.as_json() for each in shown.findings], "lost": list(shown.paper.lost),
        "counts": shown.counts, "plan": shown.plan.pk if shown.plan else None,
        "differences": [_difference(row) for row in shown.rows if row.kind != "same" and shown.plan is not None],
    }  # fmt: skip


def _difference(row: Any) -> dict[str, Any]:
    fields = [
        {
            "key": each.key,
            "field": each.group,
            "here": dict(each.here),
            "paper": dict(each.paper),
            "why": each.why,
            "taken": each.taken,
        }
        for each in row.every_field
    ]
    return {"reference": row.reference, "kind": row.kind, "fields": fields, "parts_missing": list(row.parts_missing)}


def in_words(shown: Any, paper: Any, seconds: float) -> Iterable[str]:
    """A short account for people: counts, findings by severity, what to do next."""
    counts = shown.counts
    done = f"{'Imported' if paper else 'Would be imported'}: {shown.name} → {shown.title}"
    yield f"{done} ({seconds:.1f} s)"
    words = {
        "new": "new", "changed": "changed", "asked": "changed here as well: left as they are", "same": "unchanged",
        "missing": "not in this paper any more: left as they are",
    }  # fmt: skip
    yield from (f"{counts[kind]:>7}  {label}" for kind, label in words.items() if counts[kind])
    if paper and not counts["new"] and not counts["changed"]:
        yield "Nothing in the plan changed."
    states = Counter(line.status for line in shown.lines)
    yield "Status:  " + ", ".join(f"{number} {status}" for status, number in states.most_common())
    yield ""
    yield from findings_in_words(shown.findings)
    yield from _next(shown, paper)


def findings_in_words(found: Sequence[Finding], most: int | None = SHOWN) -> Iterable[str]:
    """Findings under their severity; of a long list of notes the first few."""
    if not found:
        yield "Nothing was found against this paper."
    for severity, label in SEVERITIES.items():
        every = [each for each in found if each.severity == severity]
        if every:
            yield f"{label} ({len(every)}):"
        for each in every[:most]:
            yield f"  {each.rule}  {each.place}: {each.message}"
            if each.proposal:
                yield f"      {each.proposal}"
        if most and len(every) > most:
            yield f"  … and {len(every) - most} more (--json has them all)"


def _next(shown: Any, paper: Any) -> Iterable[str]:
    yield ""
    if shown.open_lines:
        names = ", ".join(line.reference for line in shown.open_lines)
        yield f"Take a person's choice of status: {names}. As proposed until then, and marked."
    if shown.unknown:
        yield f"{len(shown.unknown)} owners match no post: give the posts these names, or set the owners, then import again."
    yield f"Plan number {paper.plan_id}." if paper else "Nothing was changed: run it without --dry-run to import."


def _why(error: Exception, file: Path) -> str:
    if isinstance(error, OSError):
        return f"{file} cannot be opened: {error.strerror or error}."
    return str(error)
