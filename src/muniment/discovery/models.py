"""The registers of what is scanned, each in its own file."""

from muniment.discovery import finding_registers, scan_registers  # noqa: F401 - which declare their own
from muniment.discovery.scanned_places import ScannedPlace, ScannedPlaceVersion
from muniment.discovery.scans import Scan, ScanProgress, ScanVersion
from muniment.discovery.share_findings import ShareFinding, ShareFindingVersion

__all__ = [
    "Scan",
    "ScanProgress",
    "ScanVersion",
    "ScannedPlace",
    "ScannedPlaceVersion",
    "ShareFinding",
    "ShareFindingVersion",
]
