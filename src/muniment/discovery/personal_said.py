"""What the file plan and the asset register say of personal data in the folders of a scan: where it may lie, and where it should not."""

import duckdb
from django.utils.translation import gettext as _

from muniment.assets.bonds import PLACE_KEEPS
from muniment.assets.information_assets import InformationAsset
from muniment.assets.places import Place
from muniment.discovery import plan_matching
from muniment.discovery.engine import worklists
from muniment.discovery.engine.misplaced import Declared
from muniment.discovery.matching import Plan
from muniment.discovery.scanned_places import ScannedPlace
from muniment.registers.models import Link


def declared(place: ScannedPlace, connection: duckdb.DuckDBPyConnection) -> list[Declared]:
    """The folders of which anything is said. A place of the file plan may hold personal data unless each asset kept there is said to hold none."""
    tops = [each["folder"] for each in worklists.tops(connection)]
    lying = plan_matching.lying(place, tops)
    if place.place:
        lying[""] = [Plan(place.place.pk, place.place.name, place.place.path, place.place)]
    places = {each.key for plans in lying.values() for each in plans if isinstance(each.record, Place)}
    kept = _kept(places)
    return [_of(folder, plans, kept) for folder, plans in lying.items()]


def _of(folder: str, plans: list[Plan], kept: dict[int, list[bool]]) -> Declared:
    """Of one folder: one that may hold personal data is enough."""
    reason = ""
    for each in plans:
        if isinstance(each.record, InformationAsset):
            if each.record.personal_data:
                return Declared(folder, holds=True)
            reason = _("The asset %(name)s is said to be kept there, and to hold none.") % {"name": each.name}
        elif any(holding := kept.get(each.key, [])) or not holding:
            return Declared(folder, holds=True)
        else:
            reason = _("None of the assets kept in %(place)s is said to hold any.") % {"place": each.name}
    return Declared(folder, holds=False, reason=reason)


def _kept(places: set[int]) -> dict[int, list[bool]]:
    """By the place, of each asset that is kept there whether it is said to hold personal data."""
    links = Link.objects.filter(relation=PLACE_KEEPS.relation, from_register="places", from_record__in=places, to_register="assets", removed_at=None)  # fmt: skip
    pairs = list(links.values_list("from_record", "to_record"))
    holding = dict(InformationAsset.objects.everything().filter(pk__in={asset for _place, asset in pairs}).values_list("pk", "personal_data"))  # fmt: skip
    found: dict[int, list[bool]] = {}
    for key, asset in pairs:
        if asset in holding:
            found.setdefault(key, []).append(holding[asset])
    return found
