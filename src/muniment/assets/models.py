"""The registers of what the council holds, each in its own file."""

from muniment.assets.formats import FileFormat, FileFormatVersion
from muniment.assets.information_assets import InformationAsset, InformationAssetVersion
from muniment.assets.permission_groups import PermissionGroup, PermissionGroupVersion
from muniment.assets.places import Place, PlaceVersion
from muniment.assets.systems import System, SystemVersion

__all__ = [
    "FileFormat",
    "FileFormatVersion",
    "InformationAsset",
    "InformationAssetVersion",
    "PermissionGroup",
    "PermissionGroupVersion",
    "Place",
    "PlaceVersion",
    "System",
    "SystemVersion",
]
