"""The pages of paper in store: how much there is and where it goes, and what it costs; each as a file too."""

import csv
from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from muniment.documents.report import charts
from muniment.paper import costs, trends
from muniment.paper.counting import counted
from muniment.paper.deposits import PaperDeposit
from muniment.paper.pages import TITLES, YEARS, Shown, teams
from muniment.paper.reckoning import Reckoning, reckoned
from muniment.paper.trends import MEASURES, Period
from muniment.registers.cells import harmless
from muniment.registers.listing import address_of, moment_of
from muniment.registers.record import register_of
from muniment.registers.register import KEY
from muniment.registers.views import may_create_in, person_of

SHOWN = 50  # deposits on the page of costs; the file has all


def _asked(request: HttpRequest) -> tuple[Shown, Period | None, list[trends.Team]]:
    """The deposits that an address asks for, the year whose quarters it wants, and the teams to choose from."""
    given = request.GET.dict()
    moment = moment_of(given)
    found = counted(person_of(request), moment)
    unit = given.get("unit", "")
    team = int(unit) if unit.isdecimal() and len(unit) <= KEY else None
    year = Period.read(given.get("year", ""))
    of_team = [each for each in found if team is None or each.team[1] == team]
    return Shown(of_team, moment, team), replace(year, quarter=0) if year else None, teams(found)


@require_safe
def deposits(request: HttpRequest) -> HttpResponse:
    """Boxes asked for, accepted, refused, deposited, gone and standing: by year or quarter, by team, and the backlog by age."""
    shown, year, every_team = _asked(request)
    years = trends.years(shown.deposits, shown.day, YEARS)
    chart = shown.chart(years)
    now = year or Period.of(shown.day)
    asked = {name: value for name, value in request.GET.items() if name in {"unit", "year", "as_at"} and value}
    context: dict[str, Any] = {
        "shown": shown, "moment": shown.moment, "year": year, "now": now, "years": [str(each) for each in reversed(years)], "teams": every_team,
        "periods": shown.by_period(year.quarters() if year else years), "lines": shown.by_team(now), "backlog": shown.backlog(),
        "titles": [TITLES[each] for each in MEASURES], "ages": [*trends.AGES, _("All")], "uncounted": shown.uncounted(),
        "chart": chart, "may_ask": may_create_in(register_of(PaperDeposit), person_of(request)), "query": urlencode(asked),
        # Drawing elements and attributes only: `charts` keeps no others, and the words in it are the numbers' own.
        "picture": mark_safe(charts.svg_for_page(chart.spec, chart.alt)) if chart else "",  # noqa: S308
    }  # fmt: skip
    return render(request, "paper/deposits.html", context)


@require_safe
def deposits_csv(request: HttpRequest) -> HttpResponse:
    """The same as a file: a line for each team and period, years and their quarters."""
    shown, year, _teams = _asked(request)
    head = [
        _("Team"),
        _("Period"),
        *(f"{TITLES[each]}, {kind}" for each in MEASURES for kind in (_("boxes"), _("deposits"))),
        _("Deposits not counted in boxes"),
    ]
    years = [year] if year else trends.years(shown.deposits, shown.day, 100)
    periods = [each for one in years for each in (one, *one.quarters()) if each.first <= shown.day]
    rows = []
    for (name, _pk), lot in trends.by_team(shown.deposits).items():
        for period in periods:
            found = trends.row(lot, period, shown.day)
            numbers = [number for each in MEASURES for number in (found[each].boxes, found[each].deposits)]
            rows.append([name, str(period), *numbers, found["standing"].uncounted])
    return _file("deposits.csv", [head, *rows])


@require_safe
def costs_page(request: HttpRequest) -> HttpResponse:
    """What the stores cost in a year by team and by store, what is overdue costs, and whether scanning would cost less."""
    moment = moment_of(request.GET.dict())
    found = reckoned(person_of(request), moment)
    late = found.late()
    as_at = {"as_at": moment.as_at.isoformat()} if moment.as_at else {}
    unpriced = [each for each in found.deposits if each.wanting]
    context: dict[str, Any] = {
        "found": found, "moment": moment, "total": costs.summed(found.lot("yearly")), "by_team": _sums(found, "team", as_at),
        "by_store": _sums(found, "store", as_at), "late": late, "late_boxes": sum(each.stored.boxes or 0 for each in late),
        "late_since": costs.summed([(each.stored, each.overdue) for each in late]), "late_yearly": costs.summed([(each.stored, each.yearly) for each in late]),
        "late_address": _listed({"counted": trends.words("overdue", found.day), **as_at}), "all_address": _listed({"counted": trends.words("standing", found.day), **as_at}),
        "deposits": found.deposits[:SHOWN], "most": SHOWN, "unpriced": unpriced, "wanting": _wanting(unpriced), "scan": sum(each.verdict.scan for each in found.deposits),
        "query": urlencode(as_at),
    }  # fmt: skip
    return render(request, "paper/costs.html", context)


def _sums(found: Reckoning, by: str, more: dict[str, str]) -> list[tuple[str, costs.Sum, str]]:
    """What each team or store costs in a year, with the list of what it has."""
    parameter = {"team": "unit", "store": "store"}[by]
    standing = {"counted": trends.words("standing", found.day), **more}
    return [
        (name or _("No store named"), cost, _listed({**standing, parameter: str(pk)}) if pk else "")
        for (name, pk), cost in costs.parted(found.lot("yearly"), by).items()
    ]


def _wanting(unpriced: Iterable[Any]) -> list[tuple[str, int]]:
    """What is wanting, and for how many deposits."""
    counts: dict[str, int] = {}
    for each in unpriced:
        for words in each.wanting:
            counts[words] = counts.get(words, 0) + 1
    return sorted(counts.items(), key=lambda each: (-each[1], each[0]))


def _listed(parameters: dict[str, str]) -> str:
    return address_of(register_of(PaperDeposit), parameters)


@require_safe
def costs_csv(request: HttpRequest) -> HttpResponse:
    """Every deposit with its sums in pounds, and how they were reckoned; what could not be is empty, with what is wanting."""
    found = reckoned(person_of(request), moment_of(request.GET.dict()))
    head = [_("Deposit"), _("Team"), _("Store"), _("Boxes"), _("Due"), _("A year"), _("Since it was due"), _("Until it is due"), _("Scan and destroy"),
            _("Which is less"), _("Wanting"), _("Working")]  # fmt: skip
    rows = [
        [each.name, each.stored.team[0], each.stored.store[0], "" if each.stored.boxes is None else each.stored.boxes, each.stored.due or "",
         *(_money(cost) for cost in (each.yearly, each.overdue, each.until_due, each.scanned)), each.verdict.words, "; ".join(each.wanting),
         " | ".join((*each.yearly.working, *each.scanned.working))]
        for each in found.deposits
    ]  # fmt: skip
    return _file("paper-costs.csv", [head, *rows])


def _money(cost: costs.Cost) -> str:
    return f"{float(round(cost.pence)) / 100:.2f}" if cost.known else ""


def _file(name: str, rows: list[list[Any]]) -> HttpResponse:
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    writer = csv.writer(answer)
    for row in rows:
        writer.writerow([harmless(value) if isinstance(value, str) else value for value in row])
    return answer
