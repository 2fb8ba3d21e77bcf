"""Every dependency has its line of reason, and a licence that MIT code may be built upon."""

import re
import tomllib
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

REASONS = Path("docs/dependencies.md")
# Licences that would bind what imports them, by their letters or in full. LGPL binds only changes to the library itself.
BINDING = re.compile(r"(?<![L\w])A?GPL|(?<!Lesser )(?<!Library )General Public Licen[cs]e", re.IGNORECASE)


def check() -> int:
    """Compares pyproject.toml with docs/dependencies.md, and reads the licence of all that the runtime lock names."""
    table = tomllib.loads(Path("pyproject.toml").read_text())
    wanted = [*table["project"]["dependencies"], *table["dependency-groups"]["dev"]]
    named = {canonicalize_name(Requirement(line).name) for line in wanted}
    explained = {canonicalize_name(name) for name in re.findall(r"^\| `([^`]+)`", REASONS.read_text(), re.MULTILINE)}
    faults = [f"{name} has no line in {REASONS}" for name in sorted(named - explained)]
    faults += [f"{REASONS} explains {name}, which is no dependency" for name in sorted(explained - named)]
    for name in re.findall(r"^([\w.-]+)==", Path("requirements.lock").read_text(), re.MULTILINE):
        if why := why_not(licence_of(name)):
            faults.append(f"{name} {why}")
    print("\n".join(faults) or f"{len(named)} dependencies, each with its reason.")
    return 1 if faults else 0


def why_not(licence: str | None) -> str:
    """Why MIT code may not be built upon this licence; "" when it may, and for None: what is not installed here."""
    if licence == "":
        return "says nothing of its licence: read it, and say here what it is"
    return f"is under {licence}" if licence and BINDING.search(licence) else ""


def licence_of(name: str) -> str | None:
    """What a package says of its licence; None for one that is not installed here (it is for another system)."""
    from importlib.metadata import PackageNotFoundError

    try:
        told = distribution(name).metadata
    except PackageNotFoundError:
        return None
    classifiers = [line for line in told.get_all("Classifier") or [] if line.startswith("License ::")]
    # The field License holds the whole text of a licence in some packages: its first line names it.
    said = [told.get("License-Expression") or "", (told.get("License") or "").strip().split("\n")[0], *classifiers]
    return "; ".join(filter(None, said))
