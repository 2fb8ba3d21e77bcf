"""The registers of incidents, each in its own file."""

from muniment.incidents import registers  # noqa: F401 - which declares the register of incidents itself
from muniment.incidents.cases import Incident, IncidentVersion
from muniment.incidents.causes import IncidentCause
from muniment.incidents.notices import IncidentNotice, IncidentNoticeVersion
from muniment.incidents.staff_matters import StaffMatter
from muniment.incidents.tasks import (
    IncidentAction,
    IncidentActionExtension,
    IncidentActionExtensionVersion,
    IncidentActionVersion,
)

__all__ = [
    "Incident", "IncidentAction", "IncidentActionExtension", "IncidentActionExtensionVersion", "IncidentActionVersion", "IncidentCause",
    "IncidentNotice", "IncidentNoticeVersion", "IncidentVersion", "StaffMatter",
]  # fmt: skip
