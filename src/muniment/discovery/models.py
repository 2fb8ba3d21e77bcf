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
from muniment.discovery.teaching import label_register  # noqa: F401 - which declares its own
from muniment.discovery.teaching.label_records import FileLabel, FileLabelVersion, LabelledFile, LabelQuestion
from muniment.discovery.teaching.model_records import ClassModel, ClassModelVersion
from muniment.discovery.teaching.rule_records import ClassRule, ClassRuleVersion

__all__ = [
    "ClassModel", "ClassModelVersion", "ClassRule", "ClassRuleVersion", "FileDisposal", "FileDisposalVersion", "FileLabel", "FileLabelVersion", "HeldFolder", "HeldFolderVersion", "LabelQuestion",
    "LabelledFile", "Scan", "ScanProgress", "ScanVersion", "ScannedPlace", "ScannedPlaceVersion", "ShareFinding", "ShareFindingVersion",
]  # fmt: skip
