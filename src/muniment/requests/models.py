"""The tables of requests, each in its own file."""

from muniment.requests.complaints import Complaint, ComplaintVersion
from muniment.requests.exemptions import (
    RequestExemption,
    RequestExemptionVersion,
    RightsExemption,
    RightsExemptionVersion,
)
from muniment.requests.mails import MailTaken
from muniment.requests.redactions import Redaction, RedactionVersion
from muniment.requests.released import ResponseFile, ResponseFileVersion, RightsFile, RightsFileVersion
from muniment.requests.requests import InformationRequest, InformationRequestVersion
from muniment.requests.reviews import InternalReview, InternalReviewVersion
from muniment.requests.rights import RightsRequest, RightsRequestVersion
from muniment.requests.tasks import RequestTask, RequestTaskVersion, RightsTask, RightsTaskVersion

__all__ = [
    "Complaint",
    "ComplaintVersion",
    "InformationRequest",
    "InformationRequestVersion",
    "InternalReview",
    "InternalReviewVersion",
    "MailTaken",
    "Redaction",
    "RedactionVersion",
    "RequestExemption",
    "RequestExemptionVersion",
    "RequestTask",
    "RequestTaskVersion",
    "ResponseFile",
    "ResponseFileVersion",
    "RightsExemption",
    "RightsExemptionVersion",
    "RightsFile",
    "RightsFileVersion",
    "RightsRequest",
    "RightsRequestVersion",
    "RightsTask",
    "RightsTaskVersion",
]
