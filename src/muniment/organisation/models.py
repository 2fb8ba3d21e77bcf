"""The organisation's own records; bodies, units, posts and people are in `people`."""

from muniment.organisation.groups import GovernanceGroup, GovernanceGroupVersion

__all__ = ["GovernanceGroup", "GovernanceGroupVersion"]
