"""The top folders of a scan beside the file plan and the assets, both ways: how they match, and what has no counterpart."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from muniment.assets.information_assets import InformationAsset
from muniment.assets.places import Place
from muniment.discovery import plan_matching
from muniment.discovery.result_views import of_result
from muniment.discovery.results import Result
from muniment.discovery.share_findings import Kind, ShareFinding


@of_result
def page(request: HttpRequest, result: Result) -> HttpResponse:
    """Both ways. A place or an asset that the reader may not see is told without its name."""
    both = plan_matching.matched(result.place, result.connection)
    named = [match.plan.record for _row, match in both.folders if match.plan] + [
        plan.record for plan, _folder in both.missing
    ]
    seen = {(model, pk) for model in (Place, InformationAsset) for pk in _seen(result, model, named)}
    findings = {
        each.folder: each
        for each in ShareFinding.objects.visible_to(result.person).filter(place=result.place.pk, kind__in=[Kind.UNPLANNED, Kind.MISSING])
    }  # fmt: skip
    folders = [
        {"row": row, "how": match.how, "sure": match.sure, "record": _shown(match.plan, seen), "hidden": bool(match.plan) and not _shown(match.plan, seen),
         "finding": findings.get(row["folder"])}
        for row, match in both.folders
    ]  # fmt: skip
    missing = [
        {"record": _shown(plan, seen), "folder": folder, "finding": findings.get(folder)}
        for plan, folder in both.missing
    ]
    return render(request, "discovery/matched.html", {
        "place": result.place, "base": result.address, "folders": folders, "missing": missing, "alone": sum(not each["sure"] for each in folders),
    })  # fmt: skip


def _seen(result: Result, model: Any, named: list[Any]) -> list[int]:
    wanted = [each.pk for each in named if isinstance(each, model)]
    return (
        list(model.objects.visible_to(result.person).filter(pk__in=wanted).values_list("pk", flat=True))
        if wanted
        else []
    )


def _shown(plan: Any, seen: set[tuple[Any, int]]) -> Any:
    return plan.record if plan is not None and (type(plan.record), plan.record.pk) in seen else None
