"""The tables of requests, each in its own file."""

from muniment.requests.requests import InformationRequest, InformationRequestVersion
from muniment.requests.tasks import RequestTask, RequestTaskVersion

__all__ = ["InformationRequest", "InformationRequestVersion", "RequestTask", "RequestTaskVersion"]
