"""`muniment report progress`: the committee report of a plan as a file, or its figures as JSON."""

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from muniment import clock
from muniment.assurance.commands import day
from muniment.assurance.models import Plan
from muniment.operations import server
from muniment.registers.errors import Invalid
from muniment.registers.register import Moment
from muniment.reporting import making, progress
from muniment.reporting.moments import as_imported, moment_for
from muniment.reporting.services import draft_for

FORMATS = ("html", "docx", "pdf")


def add_parsers(subparsers: Any) -> None:
    """Adds `report progress` to the command line."""
    report = subparsers.add_parser("report", help="make a report")
    kinds = report.add_subparsers(required=True, metavar="report")
    one = kinds.add_parser("progress", help="the progress of a plan, for its committee")
    one.add_argument("--plan", required=True, help="the plan: its number or its title")
    one.add_argument(
        "--as-at", type=day, metavar="DATE", help="what was known at the end of that day (by default today)"
    )
    one.add_argument(
        "--late-on", type=day, metavar="DATE", help="the day by which lateness is judged (by default the same)"
    )
    one.add_argument(
        "--position", type=day, metavar="DATE", help="the plan as its paper had it, lateness judged on that day"
    )
    one.add_argument("--format", choices=FORMATS, help="by default what the name of the file ends in, else html")
    one.add_argument("--output", type=Path, metavar="FILE", help="the file to write (by default in the data folder)")
    one.add_argument(
        "--json", action="store_true", help="print the figures as JSON; without --output no file is written"
    )
    one.set_defaults(do=report_progress)


def report_progress(arguments: argparse.Namespace) -> int:
    """Writes the report, prints where it is or its figures, and returns the exit code."""
    server.prepare()
    plan = plan_named(arguments.plan)
    moment = moment_asked(plan, arguments.as_at, arguments.late_on, arguments.position)
    report = draft_for(plan, moment.as_at, moment.late_on)
    draft = progress.draft_of(report, moment)
    place = None
    if arguments.output or arguments.format or not arguments.json:
        kind = arguments.format or _ending(arguments.output) or "html"
        place = arguments.output or settings.DATA.output / f"progress-{plan.pk}-{report.as_at.isoformat()}.{kind}"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(making.one_file(draft.document, kind))
    if arguments.json:
        json.dump(as_json(draft, arguments.position, place), sys.stdout, ensure_ascii=False, indent=2)
        sys.stdout.write("\n")
    else:
        sys.stdout.write(f"{place}\n")
        if draft.blocking:
            told = _(
                "A draft: %(number)s things are to be put right before it can be frozen; its first section lists them."
            )
            sys.stderr.write(told % {"number": len(draft.blocking)} + "\n")
    return 0


def plan_named(words: str) -> Plan:
    """A plan by its number or its title. Invalid when there is none, or more than one."""
    plans = list(Plan.objects.everything().filter(title=words).order_by("pk"))
    if not plans:
        plans = list(Plan.objects.everything().filter(title__iexact=words).order_by("pk"))
    if not plans and words.isdecimal():
        plans = list(Plan.objects.everything().filter(pk=int(words)))
    if not plans:
        there = "; ".join(
            f"{pk} {title}" for pk, title in Plan.objects.everything().order_by("pk").values_list("pk", "title")[:20]
        )
        raise Invalid(
            _("No plan is called “%(words)s”. There are: %(there)s.") % {"words": words, "there": there or _("none")}
        )
    if len(plans) > 1:
        numbers = ", ".join(str(plan.pk) for plan in plans)
        raise Invalid(
            _("More than one plan is called “%(words)s”: give its number (%(numbers)s).")
            % {"words": words, "numbers": numbers}
        )
    found: Plan = plans[0]
    return found


def moment_asked(plan: Plan, as_at: date | None, late_on: date | None, position: date | None) -> Moment:
    """The moment that the options ask for. Invalid for a day to come, and for one on which nothing was known yet."""
    if position is None:
        try:
            return moment_for(plan, as_at or clock.today(), late_on)
        except Invalid as error:
            if as_at and as_at <= clock.today():
                hint = _("To have a paper's own position on a day before it was entered, use --position.")
                raise Invalid(f"{error} {hint}") from error
            raise
    if as_at is not None:
        moment_for(plan, as_at)
    return as_imported(plan, late_on or position)


def as_json(draft: progress.Draft, position: date | None, place: Path | None) -> dict[str, Any]:
    """The figures, with what they count and where they are."""
    facts = draft.facts
    return {
        "plan": {"id": facts.plan.pk, "title": facts.plan.title},
        "as_at": facts.moment.as_at.isoformat() if facts.moment.as_at else None,
        "late_on": facts.moment.late_on.isoformat(),
        "position": position.isoformat() if position else None,
        "since": facts.since.isoformat(),
        "figures": making.figures_json(draft.values),
        "themes": [
            {"theme": theme, **{name: each.value for name, each in counted.items()}}
            for theme, counted in facts.themes.items()
        ],
        "to_put_right": [problem.message for problem in draft.blocking],
        "output": str(place) if place else None,
    }


def _ending(place: Path | None) -> str:
    ending = place.suffix.lower().removeprefix(".") if place else ""
    return ending if ending in FORMATS else ""
