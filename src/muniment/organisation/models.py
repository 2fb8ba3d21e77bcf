"""The organisation's own records; bodies, units, posts and people are in `people`."""

from muniment.organisation.groups import GovernanceGroup, GovernanceGroupVersion
from muniment.organisation.handovers import Handover, HandoverItem, HandoverVersion
from muniment.organisation.holidays import Holiday, HolidayVersion
from muniment.organisation.kept import Preference, whole_installation

__all__ = [
    "GovernanceGroup",
    "GovernanceGroupVersion",
    "Handover",
    "HandoverItem",
    "HandoverVersion",
    "Holiday",
    "HolidayVersion",
    "Preference",
    "whole_installation",
]
