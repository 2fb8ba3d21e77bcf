"""The registers of what the council holds, each in its own file."""

from muniment.assets.formats import FileFormat, FileFormatVersion
from muniment.assets.information_assets import InformationAsset, InformationAssetVersion

__all__ = ["FileFormat", "FileFormatVersion", "InformationAsset", "InformationAssetVersion"]
