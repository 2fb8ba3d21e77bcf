"""From which shares files may be taken away: only from those that whoever runs this installation has said so of, and where their quarantine is."""

import os
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _


def quarantine_of(address: str) -> Path | None:
    """The folder in which the quarantine of a scanned address stands; None where nothing may be taken away from there."""
    found = _rule(address)
    return None if found is None else found[1]


def fault(address: str) -> str:
    """Why nothing may be taken away from an address, "" where it may."""
    if not address.startswith("/"):
        return _("Only from folders of this server can files be taken away: their list goes to who runs the store.")
    found = _rule(address)
    if found is None:
        return _("Who runs this installation has not set this share writable (MUNIMENT_SHARES_WRITABLE): the list of files goes to them.")  # fmt: skip
    place, quarantine = Path(os.path.realpath(address)), Path(os.path.realpath(found[1]))
    scanned = [Path(os.path.realpath(each)) for each in settings.SHARES if each.startswith("/")]
    if any(quarantine == each or each in quarantine.parents for each in (place, *scanned)):
        return _(
            "The quarantine would lie within what is scanned: who runs this installation sets another folder for it."
        )
    return ""


def _rule(address: str) -> tuple[Path, Path] | None:
    """The root that is writable at or above an address, and its quarantine: by default beside it."""
    place = Path(os.path.realpath(address))
    for each in settings.SHARES_WRITABLE:
        root, _sign, quarantine = each.partition("=")
        real = Path(os.path.realpath(root))
        if root.startswith("/") and (place == real or real in place.parents):
            return real, Path(quarantine) if quarantine else real.parent / f".{real.name}-quarantine"
    return None
