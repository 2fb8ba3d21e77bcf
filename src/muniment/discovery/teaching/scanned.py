"""The places whose last scan somebody may look into."""

import json
from typing import Any

from muniment.discovery.scanned_places import ScannedPlace
from muniment.people.models import Person

AT_ONCE = 20  # places that a page looks into


def places(person: Person) -> list[ScannedPlace]:
    """Those that this person may see and whose scan has come to an end, by name."""
    rows = ScannedPlace.objects.visible_to(person).select_related("unit", "owner").order_by("name", "pk")
    return [each for each in rows if finished(each)][:AT_ONCE]


def finished(place: ScannedPlace) -> dict[str, Any]:
    """What the engine says of the last scan of a place's own address; {} where none has come to an end."""
    found = told(place)
    return found if found.get("root") == place.address and "summary" in found else {}


def told(place: ScannedPlace) -> dict[str, Any]:
    """What the engine wrote of the result in a place's folder; {} where there is none, or it cannot be read."""
    try:
        found = json.loads((place.result / "scan.json").read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
