"""All families of rules, entered by being imported here: a new one is one file and one line."""

from muniment.documents.findings import counts, sums
from muniment.documents.findings.registry import RULES, every_rule

FAMILIES = (sums, counts)

__all__ = ["FAMILIES", "RULES", "every_rule"]
