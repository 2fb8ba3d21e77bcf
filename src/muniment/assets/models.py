"""The registers of what the council holds, each in its own file."""

from muniment.assets import publication_registers  # noqa: F401 - which declares its own
from muniment.assets.information_assets import InformationAsset, InformationAssetVersion
from muniment.assets.publishing import AssetPublication, WithheldAsset

__all__ = ["AssetPublication", "InformationAsset", "InformationAssetVersion", "WithheldAsset"]
