"""All families of rules, entered by being imported here: a new one is one file and one line."""

from muniment.documents.findings import (
    acronyms,
    across,
    aliases,
    approval,
    blanks,
    counts,
    dues,
    duplicates,
    entities,
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
    acronyms,
    aliases,
    entities,
)

__all__ = ["FAMILIES", "RULES", "every_rule"]
