"""Which addresses may be scanned: those at or below what the operator set, and never what this installation keeps itself.

A person at a page could otherwise have any folder of the server listed, or the server's own name and password sent to a
machine of their choice.
"""

import os
import re
from collections.abc import Sequence
from pathlib import Path

SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
STORES = {"s3", "smb"}
NONE_SET = "Nothing can be scanned from here yet: who runs this installation sets MUNIMENT_SHARES to the folders and stores that may be."


def fault(address: str, roots: Sequence[str], own: Path) -> str:
    """Why an address may not be scanned, "" where it may. `own` is the data folder; a root within it may be scanned, but nothing around it.

    Links are followed: an address is where it leads.
    """
    if "\0" in address or any(part == ".." for part in re.split(r"[/\\]", address)):
        return "The address has “..” or a sign in it that no address has: name the folder itself."
    scheme = SCHEME.match(address)
    if scheme:
        return _of_store(address, scheme[1].lower(), roots)
    if not address.startswith("/"):
        return "Name a folder from the root of the server, as in /srv/shares/housing, or a store, as in smb://server/share or s3://bucket/folder."
    if not roots:
        return NONE_SET
    place = Path(os.path.realpath(address))
    local = [Path(os.path.realpath(root)) for root in roots if not SCHEME.match(root)]
    within = next((root for root in local if place == root or root in place.parents), None)
    if within is None:
        return f"Only what is below {_listed(roots)} may be scanned: who runs this installation set that."
    kept = Path(os.path.realpath(own))
    if place == kept or place in kept.parents or (kept in place.parents and kept not in within.parents):
        return "This installation keeps its own data there: it is not scanned."
    return ""


def _of_store(address: str, scheme: str, roots: Sequence[str]) -> str:
    if scheme not in STORES:
        return f"{scheme}:// is not known here: smb:// and s3:// are."
    if "@" in address.partition("://")[2].partition("/")[0] or "::" in address or "?" in address or "#" in address:
        return "No name and password, and nothing else than the place, stands in an address: the server has those in its environment."
    if not roots:
        return NONE_SET
    asked = _parts(address)
    if not any(asked[: len(root)] == root for root in map(_parts, roots)):
        return f"Only what is below {_listed(roots)} may be scanned: who runs this installation set that."
    return ""


def _parts(address: str) -> list[str]:
    """Server or bucket without regard to case, then the folders, so that /srv/a is not taken to be above /srv/ab."""
    scheme, _sign, rest = address.partition("://")
    server, *folders = [part for part in rest.split("/") if part] or [""]
    return [scheme.lower(), server.lower(), *folders]


def _listed(roots: Sequence[str]) -> str:
    return ", ".join(roots)
