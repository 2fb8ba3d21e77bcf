"""What a scan of a place is given beside the files: the schedule, what is on hold, rules, whose it may be; and a folder that is its own."""

import json
import shutil
from typing import TYPE_CHECKING, Any

from muniment.discovery.scanned_places import ScannedPlace

if TYPE_CHECKING:
    from muniment.discovery.engine.given import Given


def given(place: ScannedPlace) -> "Given":
    """All of it. The engine is loaded here and not with the registers: pages of other registers do without it."""
    from muniment.discovery import owners_for, plan_matching, rulings_for  # noqa: PLC0415
    from muniment.discovery.engine.given import Given  # noqa: PLC0415
    from muniment.discovery.teaching import taught  # noqa: PLC0415 - its records point to places

    plan = place.place
    return Given(
        rulings=rulings_for.rulings(place), named=owners_for.named(), people=owners_for.people(), otherwise=plan.retention_line.code if plan and plan.retention_line else "",
        places=plan_matching.planned(place), **taught.given(place),
    )  # fmt: skip


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
