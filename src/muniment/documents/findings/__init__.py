"""The contradiction finder: what a paper says against its own rows. It quotes, computes and proposes; it corrects nothing."""

from muniment.documents.findings.checking import check
from muniment.documents.findings.finding import Finding, Severity
from muniment.documents.findings.registry import RULES

__all__ = ["RULES", "Finding", "Severity", "check"]
