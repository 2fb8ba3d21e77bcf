"""The registers of what is scanned, each in its own file."""

from muniment.discovery import scan_registers  # noqa: F401 - which declares its own
from muniment.discovery.held_folders import HeldFolder, HeldFolderVersion
from muniment.discovery.scanned_places import ScannedPlace, ScannedPlaceVersion
from muniment.discovery.scans import Scan, ScanProgress, ScanVersion

__all__ = [
    "HeldFolder",
    "HeldFolderVersion",
    "Scan",
    "ScanProgress",
    "ScanVersion",
    "ScannedPlace",
    "ScannedPlaceVersion",
]
