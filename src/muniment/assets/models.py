"""The registers of what the council holds, each in its own file."""

from muniment.assets import publication_registers, survey_registers  # noqa: F401 - which declare their own
from muniment.assets.access_requests import AccessRequest
from muniment.assets.access_reviews import AccessReview
from muniment.assets.data_tasks import DataTask, DataTaskVersion
from muniment.assets.formats import FileFormat, FileFormatVersion
from muniment.assets.information_assets import InformationAsset, InformationAssetVersion
from muniment.assets.owner_visits import OwnerVisit
from muniment.assets.permission_groups import PermissionGroup, PermissionGroupVersion
from muniment.assets.places import Place, PlaceVersion
from muniment.assets.publishing import AssetPublication, WithheldAsset
from muniment.assets.surveys import SurveyCampaign, SurveyCampaignVersion, SurveyLine, SurveyReturn, SurveyReturnVersion
from muniment.assets.systems import System, SystemVersion
from muniment.assets.usage_audits import UsageAudit

__all__ = [
    "AccessRequest",
    "AccessReview",
    "AssetPublication",
    "DataTask",
    "DataTaskVersion",
    "FileFormat",
    "FileFormatVersion",
    "InformationAsset",
    "InformationAssetVersion",
    "OwnerVisit",
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
    "UsageAudit",
    "WithheldAsset",
]
