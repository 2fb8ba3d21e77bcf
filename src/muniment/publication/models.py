"""The registers of what is published, each in its own file."""

from muniment.publication.scheme_items import PublicationItem, PublicationItemVersion
from muniment.publication.transparency_items import TransparencyItem, TransparencyItemVersion
from muniment.publication.transparency_publications import TransparencyPublication, TransparencyPublicationVersion

__all__ = [
    "PublicationItem",
    "PublicationItemVersion",
    "TransparencyItem",
    "TransparencyItemVersion",
    "TransparencyPublication",
    "TransparencyPublicationVersion",
]
