"""The registers of what is scanned, each in its own file."""

from muniment.discovery import (  # noqa: F401 - which declare their own
    disposal_registers,
    finding_registers,
    scan_registers,
)
from muniment.discovery.file_disposals import FileDisposal, FileDisposalVersion
from muniment.discovery.held_folders import HeldFolder, HeldFolderVersion
from muniment.discovery.scanned_places import ScannedPlace, ScannedPlaceVersion
from muniment.discovery.scans import Scan, ScanProgress, ScanVersion
from muniment.discovery.share_findings import ShareFinding, ShareFindingVersion

__all__ = [
    "FileDisposal",
    "FileDisposalVersion",
    "HeldFolder",
    "HeldFolderVersion",
    "Scan",
    "ScanProgress",
    "ScanVersion",
    "ScannedPlace",
    "ScannedPlaceVersion",
    "ShareFinding",
    "ShareFindingVersion",
]
