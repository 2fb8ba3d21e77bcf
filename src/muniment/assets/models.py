"""The registers of what the council holds, each in its own file."""

from muniment.assets import publication_registers, survey_registers  # noqa: F401 - which declare their own
from muniment.assets.formats import FileFormat, FileFormatVersion
from muniment.assets.information_assets import InformationAsset, InformationAssetVersion
from muniment.assets.permission_groups import PermissionGroup, PermissionGroupVersion
from muniment.assets.places import Place, PlaceVersion
from muniment.assets.publishing import AssetPublication, WithheldAsset
from muniment.assets.surveys import SurveyCampaign, SurveyCampaignVersion, SurveyLine, SurveyReturn, SurveyReturnVersion
from muniment.assets.systems import System, SystemVersion

__all__ = [
    "AssetPublication",
    "FileFormat",
    "FileFormatVersion",
    "InformationAsset",
    "InformationAssetVersion",
    "PermissionGroup",
    "PermissionGroupVersion",
    "Place",
    "PlaceVersion",
    "SurveyCampaign",
    "SurveyCampaignVersion",
    "SurveyLine",
    "SurveyReturn",
    "SurveyReturnVersion",
    "System",
    "SystemVersion",
    "WithheldAsset",
]
