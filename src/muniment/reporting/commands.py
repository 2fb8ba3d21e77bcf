"""`muniment report progress`, `holdings`, `quarter` and `shares`: a report as a file, or its figures as JSON."""

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
from muniment.people.models import Body, Unit
from muniment.registers.errors import Invalid
from muniment.registers.register import KEY, Moment
from muniment.reporting import drafting, making
from muniment.reporting.models import Report
from muniment.reporting.moments import as_imported, moment_for
from muniment.reporting.services import draft_for

FORMATS = ("html", "docx", "pdf")


def add_parsers(subparsers: Any) -> None:
    """Adds the reports to the command line."""
    report = subparsers.add_parser("report", help="make a report")
    kinds = report.add_subparsers(required=True, metavar="report")
    one = kinds.add_parser("progress", help="the progress of a plan, for its committee")
    one.add_argument("--plan", required=True, help="the plan: its number or its title")
    _day_and_file(one)
    one.add_argument(
        "--position", type=day, metavar="DATE", help="the plan as its paper had it, lateness judged on that day"
    )
    one.set_defaults(do=report_progress)
    held = kinds.add_parser("holdings", help="the state of what is held, for the governance group")
    _unit_or_body(held)
    _day_and_file(held)
    held.set_defaults(do=report_holdings)
    quarter = kinds.add_parser(
        "quarter", help="a quarter in figures: requests, exemptions, complaints, incidents, disclosures; by default the one that ended last"
    )  # fmt: skip
    _unit_or_body(quarter)
    _day_and_file(quarter)
    quarter.set_defaults(do=report_quarter)
    shares = kinds.add_parser(
        "shares", help="what is on the shares: how much, how often, how old, about whom, what it costs"
    )
    _unit_or_body(shares)
    _day_and_file(shares)
    shares.set_defaults(do=report_shares)


def _unit_or_body(parser: argparse.ArgumentParser) -> None:
    """Of what such a report speaks."""
    parser.add_argument(
        "--unit", metavar="UNIT", help="a unit with all below it, by its number or name (by default the whole council)"
    )
    parser.add_argument(
        "--body", metavar="BODY", help="a body, such as a company that the council owns, by its number or name"
    )


def _day_and_file(parser: argparse.ArgumentParser) -> None:
    """What every report asks: of which day, and where to."""
    parser.add_argument(
        "--as-at", type=day, metavar="DATE", help="what was known at the end of that day (by default today)"
    )
    parser.add_argument(
        "--late-on",
        type=day,
        metavar="DATE",
        help="the day by which lateness is judged (by default the same); of a quarter it says which",
    )
    parser.add_argument("--format", choices=FORMATS, help="by default what the name of the file ends in, else html")
    parser.add_argument("--output", type=Path, metavar="FILE", help="the file to write (by default in the data folder)")
    parser.add_argument(
        "--json", action="store_true", help="print the figures as JSON; without --output no file is written"
    )


def report_progress(arguments: argparse.Namespace) -> int:
    """Writes the report of a plan, prints where it is or its figures, and returns the exit code."""
    server.prepare()
    plan = plan_named(arguments.plan)
    moment = moment_asked(plan, arguments.as_at, arguments.late_on, arguments.position)
    return _made(draft_for(plan, moment.as_at, moment.late_on), moment, arguments)


def report_holdings(arguments: argparse.Namespace) -> int:
    """The same of what is held."""
    server.prepare()
    subject = subject_named(arguments.unit, arguments.body)
    report = draft_for(subject, arguments.as_at, arguments.late_on)
    return _made(report, drafting.moment_of(report), arguments)


def report_quarter(arguments: argparse.Namespace) -> int:
    """The same of the quarter in which the day of lateness lies."""
    server.prepare()
    subject = subject_named(arguments.unit, arguments.body)
    as_at = arguments.as_at or (clock.today() if arguments.late_on else None)
    report = draft_for(subject, as_at, arguments.late_on, Report.Kind.QUARTER)
    return _made(report, drafting.moment_of(report), arguments)


def report_shares(arguments: argparse.Namespace) -> int:
    """The same of what the scans have found."""
    server.prepare()
    subject = subject_named(arguments.unit, arguments.body)
    report = draft_for(subject, arguments.as_at, arguments.late_on, Report.Kind.SHARES)
    return _made(report, drafting.moment_of(report), arguments)


def _made(report: Report, moment: Moment, arguments: argparse.Namespace) -> int:
    draft = drafting.draft_of(report, moment)
    place = None
    if arguments.output or arguments.format or not arguments.json:
        kind = arguments.format or _ending(arguments.output) or "html"
        name = f"{report.kind}-{report.subject.pk}-{report.as_at.isoformat()}.{kind}"
        place = arguments.output or settings.DATA.output / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(making.one_file(draft.document, kind))
    if arguments.json:
        json.dump(as_json(draft, getattr(arguments, "position", None), place), sys.stdout, ensure_ascii=False, indent=2)
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
    found: Plan = _named(Plan.objects.everything(), "title", words, _("plan"))
    return found


def subject_named(unit: str | None, body: str | None) -> Unit | Body:
    """A unit or a body; without either the one body that no other owns."""
    if unit and body:
        raise Invalid(_("Name a unit or a body, not both."))
    found: Unit | Body
    if unit:
        found = _named(Unit.objects.everything(), "name", unit, _("unit"))
    elif body:
        found = _named(Body.objects.everything(), "name", body, _("body"))
    else:
        councils = list(Body.objects.filter(owned_by=None).order_by("pk"))
        if len(councils) != 1:
            raise Invalid(_("Say of which body, with --body: there are %(number)s here.") % {"number": len(councils)})
        found = councils[0]
    return found


def _named(rows: Any, field: str, words: str, what: str) -> Any:
    """A record by its number or its name. Invalid when there is none, or more than one."""
    found = list(rows.filter(**{field: words}).order_by("pk"))
    if not found:
        found = list(rows.filter(**{f"{field}__iexact": words}).order_by("pk"))
    if not found and words.isdecimal() and len(words) <= KEY:
        found = list(rows.filter(pk=int(words)))
    if not found:
        there = "; ".join(f"{pk} {title}" for pk, title in rows.order_by("pk").values_list("pk", field)[:20])
        raise Invalid(
            _("No %(what)s is called “%(words)s”. There are: %(there)s.")
            % {"what": what, "words": words, "there": there or _("none")}
        )
    if len(found) > 1:
        numbers = ", ".join(str(each.pk) for each in found)
        raise Invalid(
            _("More than one %(what)s is called “%(words)s”: give its number (%(numbers)s).")
            % {"what": what, "words": words, "numbers": numbers}
        )
    return found[0]


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


def as_json(draft: drafting.Draft, position: date | None, place: Path | None) -> dict[str, Any]:
    """The figures, with what they count and where they are."""
    facts, how = draft.facts, draft.report.how
    return {
        "kind": how.name,
        "as_at": facts.moment.as_at.isoformat() if facts.moment.as_at else None,
        "late_on": facts.moment.late_on.isoformat(),
        "position": position.isoformat() if position else None,
        "since": facts.since.isoformat(),
        "figures": making.figures_json(draft.values.figures),
        **how.as_json(facts),
        "to_put_right": [problem.message for problem in draft.blocking],
        "output": str(place) if place else None,
    }


def _ending(place: Path | None) -> str:
    ending = place.suffix.lower().removeprefix(".") if place else ""
    return ending if ending in FORMATS else ""
