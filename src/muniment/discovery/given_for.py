"""What a scan of a place is given beside the files: the schedule, what is on hold, whose it is; and a folder that is its own.

Rules and a model that say which line a file falls under come in here too, as do owners.
"""

import json
import shutil
from typing import Any

from muniment.discovery.scanned_places import ScannedPlace
from muniment.retention.lines import RetentionLine


def given(place: ScannedPlace) -> Any:
    """All of it, as `engine.given.Given`."""
    from muniment.discovery.engine.given import Given  # noqa: PLC0415 - slow to load, and pages do without it

    return Given(rulings=rulings(place))


def rulings(_place: ScannedPlace) -> Any:
    """The lines in force and what is on hold there, as `engine.rulings.Rulings`."""
    from muniment.discovery.engine.rulings import Rulings, ScheduleLine  # noqa: PLC0415

    lines = RetentionLine.objects.everything().filter(state=RetentionLine.State.IN_FORCE).order_by("code")
    return Rulings(lines=tuple(ScheduleLine(each.code, each.series, each.rule()) for each in lines))


def make_ready(place: ScannedPlace) -> None:
    """Makes the folder of a place's result, and takes away what another address left there: a place may get another one."""
    result = place.result
    if told_of(place).get("root", place.address) != place.address:
        shutil.rmtree(result)
    result.mkdir(mode=0o700, parents=True, exist_ok=True)


def told_of(place: ScannedPlace) -> dict[str, Any]:
    """What the engine wrote of the result in a place's folder: of which address it is, when it was finished, its figures. {} without one."""
    try:
        told = json.loads((place.result / "scan.json").read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}
