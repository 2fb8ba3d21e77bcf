"""Every dependency has its line of reason, and a licence that MIT code may be built upon."""

import re
import tomllib
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

REASONS = Path("docs/dependencies.md")
# Whole words of licences that would bind what imports them. LGPL binds only changes to the library itself.
BINDING = re.compile(r"(?<![L\w])A?GPL", re.IGNORECASE)


def check() -> int:
    """Compares pyproject.toml with docs/dependencies.md, and reads the licence of all that the runtime lock names."""
    table = tomllib.loads(Path("pyproject.toml").read_text())
    wanted = [*table["project"]["dependencies"], *table["dependency-groups"]["dev"]]
    named = {canonicalize_name(Requirement(line).name) for line in wanted}
    explained = {canonicalize_name(name) for name in re.findall(r"^\| `([^`]+)`", REASONS.read_text(), re.MULTILINE)}
    faults = [f"{name} has no line in {REASONS}" for name in sorted(named - explained)]
    faults += [f"{REASONS} explains {name}, which is no dependency" for name in sorted(explained - named)]
    for name in re.findall(r"^([\w.-]+)==", Path("requirements.lock").read_text(), re.MULTILINE):
        licence = licence_of(name)
        if licence and BINDING.search(licence):
            faults.append(f"{name} is under {licence}")
    print("\n".join(faults) or f"{len(named)} dependencies, each with its reason.")
    return 1 if faults else 0


def licence_of(name: str) -> str:
    """What a package says of its licence; "" for one that is not installed here (it is for another system)."""
    from importlib.metadata import PackageNotFoundError

    try:
        told = distribution(name).metadata
    except PackageNotFoundError:
        return ""
    classifiers = [line for line in told.get_all("Classifier") or [] if line.startswith("License ::")]
    short = told.get("License-Expression") or ""
    return "; ".join([short, *classifiers] if short or classifiers else [(told.get("License") or "").split("\n")[0]])
