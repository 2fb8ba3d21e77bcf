"""Which roles one person may not hold together, and which they should not: section D of the domain, as pure functions."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext_lazy as _

# Refused: the law and the hard rules of separation leave no choice.
NEVER: tuple[tuple[frozenset[str], Any], ...] = (
    (frozenset({"siro", "dpo"}),
     _("The data protection officer may not be the SIRO: whoever owns the risk does not advise on it (Article 38(6), UK GDPR).")),
    (frozenset({"dpo", "asset_owner"}),
     _("The data protection officer advises and never approves: an information asset owner approves assessments and risks.")),
)  # fmt: skip
# Told, and left to the council: guidance advises against it, or a small council has no other way.
BETTER_NOT: tuple[tuple[frozenset[str], Any], ...] = (
    (frozenset({"siro", "caldicott"}),
     _("The National Data Guardian advises that the Caldicott Guardian is not also the SIRO.")),
    (frozenset({"dpo", "ig_manager"}),
     _("The data protection officer has no tasks that conflict: who runs the registers is monitored by who runs them.")),
    *((frozenset({"auditor", role}), _("An auditor writes verifications and opinions only, and audits nothing of their own."))
      for role in ("siro", "dpo", "ig_manager", "ig_officer", "asset_owner", "data_owner", "admin")),
)  # fmt: skip


def why_never(roles: Collection[str]) -> list[Any]:
    """The reasons for which one person may not have these roles; none where they may."""
    return _reasons(NEVER, roles)


def why_better_not(roles: Collection[str]) -> list[Any]:
    """The reasons against it that are advice."""
    return _reasons(BETTER_NOT, roles)


def _reasons(rules: tuple[tuple[frozenset[str], Any], ...], roles: Collection[str]) -> list[Any]:
    return list(dict.fromkeys(reason for pair, reason in rules if pair <= set(roles)))
