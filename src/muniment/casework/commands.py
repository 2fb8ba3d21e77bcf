"""`muniment clock`: a statutory date with its working, at the command line."""

import argparse
import json
from typing import Any

from django.conf import settings
from django.db import DatabaseError

from muniment.casework.asking import Wrong, answer
from muniment.clock.answers import Clock, State, in_words
from muniment.clock.holidays import Calendar, Nation, packaged
from muniment.clock.regimes import REGIMES
from muniment.operations import environment
from muniment.organisation import holidays
from muniment.registers.errors import Invalid

FINE, WITHOUT = 0, 1


def add_parsers(subparsers: Any) -> None:
    """`muniment clock REGIME --received DAY`."""
    asked = subparsers.add_parser(
        "clock",
        help="when the law wants an answer, with the working",
        description="Events: " + "; ".join(f"{each.slug}: {', '.join(each.events)}" for each in REGIMES.values()) + ".",
    )
    asked.add_argument("regime", choices=list(REGIMES), metavar="REGIME", help=", ".join(REGIMES))
    start = asked.add_mutually_exclusive_group(required=True)
    start.add_argument("--received", metavar="DAY", help="the day of receipt, as 2026-06-05")
    start.add_argument(
        "--aware", metavar="TIME", help="for a breach: when it became known, as 2026-10-23T10:00 in London"
    )
    asked.add_argument(
        "--event", action="append", default=[], metavar="NAME=DAY", help="what happened since; may be repeated"
    )
    asked.add_argument(
        "--nation",
        choices=[each.value for each in Nation],
        default=Nation.ENGLAND_AND_WALES.value,
        help="the authority's own, for the clocks that roll over its holidays",
    )
    asked.add_argument("--json", action="store_true", help="print JSON for scripts")
    asked.set_defaults(do=do_clock)


def do_clock(chosen: argparse.Namespace) -> int:
    """Prints the date and how it came about; 1 where the law, or the table of holidays, gives none."""
    regime = REGIMES[chosen.regime]
    if (chosen.aware is None) == (regime.counted_from == "aware"):
        raise Invalid(f"This clock starts with --{regime.counted_from}.")
    given = [(regime.counted_from, chosen.aware or chosen.received)]
    for each in chosen.event:
        name, equals, text = each.partition("=")
        if not equals:
            raise Invalid(f"“{each}” is no event: write it as fees-notice=2026-06-10.")
        given.append((name.strip(), text))
    try:
        found = answer(regime, given, table(), Nation(chosen.nation))
    except Wrong as error:
        raise Invalid(f"{error.where}: {error}" if error.where else str(error)) from error
    print(json.dumps(found.as_json(), ensure_ascii=False, indent=1) if chosen.json else told(found))  # noqa: T201
    return FINE if found.due is not None or found.state in {State.WAITING, State.ENDED} else WITHOUT


def table() -> Calendar:
    """The holidays of the register, where there is one: the command answers without an installation too, and begins none."""
    if not environment.DATABASE.given and not settings.DATA.database.exists():
        return Calendar(packaged())
    try:
        return holidays.calendar()
    except DatabaseError:
        return Calendar(packaged())


def told(found: Clock) -> str:
    """The answer for people."""
    lines = [found.summary()]
    if found.safe is not None and found.safe != found.due:
        lines.append(f"Work to {in_words(found.safe)}.")
    lines += ["", *found.working.steps]
    lines += [
        f"Not counted: {each.day} {each.why}"
        for each in found.working.skipped
        if each.why not in {"Saturday", "Sunday"}
    ]
    lines += [f"{each.says}: {in_words(each.by)} ({each.law})." for each in found.notices]
    lines += [f"Note: {each}" for each in found.working.warnings]
    lines += [
        "",
        f"Law: {found.law_version}.",
        f"Bank holidays: table {found.calendar.version}, to the end of {found.calendar.last_year}.",
    ]
    return "\n".join(lines)
