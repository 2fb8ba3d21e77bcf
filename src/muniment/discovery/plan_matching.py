"""A scan's top folders beside the file plan and the asset register, both ways; what people have matched holds."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from muniment.assets.information_assets import InformationAsset
from muniment.assets.places import HELD, Place
from muniment.discovery import matching
from muniment.discovery.engine import worklists
from muniment.discovery.engine.owner_names import Planned
from muniment.discovery.matching import Match, Plan
from muniment.discovery.scanned_places import ScannedPlace
from muniment.discovery.share_findings import Kind, ShareFinding


@dataclass(frozen=True, slots=True)
class Matched:
    """Both ways: folders (rows of `worklists.tops`) with their counterparts, and what is said to lie here and was not found."""

    folders: Sequence[tuple[Mapping[str, Any], Match]]
    missing: list[tuple[Plan, str]]  # and the folder in which it is said to lie


def matched(place: ScannedPlace, connection: duckdb.DuckDBPyConnection) -> Matched:
    """Looks at all places that are kept, and at assets that say where they are; for whoever acts for the house, so it asks nobody's rights."""
    plans, assets = places_of(), assets_of()
    above = matching.beginnings(place.address, place.place.path if place.place else "")
    said = _said(place)
    tops = worklists.tops(connection)
    found = matching.matched([each["folder"] for each in tops], plans, above, said)
    # An asset that says where it is makes no place of the file plan; but its folder is known.
    of_assets = {each.folder: each for each in matching.matched([each.folder for each in found if not each.sure], assets, above, {})}  # fmt: skip
    pairs = [(row, _better(match, of_assets.get(match.folder))) for row, match in zip(tops, found, strict=True)]
    by_hand = set(said.values())
    lying = [
        (each, "/".join(way))
        for each in (*plans, *assets)
        if not (isinstance(each.record, Place) and each.key in by_hand)
        and (way := matching.below(each, above)) is not None
    ]
    there = worklists.are_there(connection, [folder for _plan, folder in lying])
    return Matched(pairs, [(each, folder) for each, folder in lying if folder not in there])


def lying(place: ScannedPlace, tops: Iterable[str] = ()) -> dict[str, list[Plan]]:
    """By the folder of a scan, in small letters, which assets and then which places of the file plan are said to lie there.

    What somebody said at a finding stands alone. `tops` are folders at the top as a scan has found them: where nothing is said
    to lie in one, its name tells, unless what is called so lies in another.
    """
    above = matching.beginnings(place.address, place.place.path if place.place else "")
    places, assets = places_of(), assets_of()
    found: dict[str, list[Plan]] = defaultdict(list)
    for each in (*assets, *places):
        for folder in sorted(matching.folders_of(each, above) | matching.at_a_drive(each)):
            found[folder].append(each)
    elsewhere = {id(each) for plans in found.values() for each in plans}
    by_name = matching.by_names(each for each in (*places, *assets) if id(each) not in elsewhere)
    for top in tops:
        if top.lower() not in found and (named := by_name.get(matching.words(top))):
            found[top.lower()].append(named)
    of_places = {each.key: each for each in places}
    return found | {folder.lower(): [of_places[key]] for folder, key in _said(place).items() if key in of_places}


def planned(place: ScannedPlace) -> tuple[Planned, ...]:
    """The folders of a scan in which the file plan and the asset register say that something lies; of two that name one folder the place."""
    return tuple(_planned(folder, plans[-1]) for folder, plans in sorted(lying(place).items()))


def _planned(folder: str, plan: Plan) -> Planned:
    unit = plan.record.owner.unit if plan.record.owner else plan.record.unit
    return Planned(folder, plan.name, str(unit.pk), unit.name, "place" if isinstance(plan.record, Place) else "asset")


def _said(place: ScannedPlace) -> dict[str, int]:
    """The folders of which somebody has said which place of the file plan they are, by its key."""
    rows = ShareFinding.objects.everything().filter(place=place.pk, kind=Kind.UNPLANNED, plan_place__isnull=False)
    return dict(rows.values_list("folder", "plan_place"))


def _better(of_place: Match, of_asset: Match | None) -> Match:
    return of_asset if of_asset is not None and (of_asset.sure or of_place.plan is None) else of_place


def places_of() -> list[Plan]:
    rows = Place.objects.everything().filter(state__in=HELD).select_related("owner__unit", "unit").order_by("pk")
    return [Plan(each.pk, each.name, each.path, each) for each in rows]


def assets_of() -> list[Plan]:
    rows = InformationAsset.objects.everything().exclude(location="").filter(disposed_on=None).select_related("owner__unit", "unit")  # fmt: skip
    return [Plan(each.pk, each.name, each.location, each) for each in rows.order_by("pk")]
