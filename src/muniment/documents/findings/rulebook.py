"""All families of rules, entered by being imported here: a new one is one file and one line."""

from muniment.documents.findings import (
    across,
    approval,
    blanks,
    counts,
    dues,
    duplicates,
    frequencies,
    graphics,
    obsolete,
    parts,
    percents,
    progress,
    references,
    sums,
    units,
)
from muniment.documents.findings.registry import RULES, every_rule

FAMILIES = (
    sums,
    counts,
    parts,
    across,
    percents,
    units,
    dues,
    progress,
    duplicates,
    frequencies,
    references,
    blanks,
    approval,
    graphics,
    obsolete,
)

__all__ = ["FAMILIES", "RULES", "every_rule"]
