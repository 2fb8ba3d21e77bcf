"""The tables of what is published, each in its own file."""

from muniment.publication.offerings import AskedHour, AskedOnce, Offering
from muniment.publication.published_answers import PublishedAnswer
from muniment.publication.scheme_items import PublicationItem, PublicationItemVersion
from muniment.publication.transparency_items import TransparencyItem, TransparencyItemVersion
from muniment.publication.transparency_publications import TransparencyPublication, TransparencyPublicationVersion

__all__ = [
    "AskedHour",
    "AskedOnce",
    "Offering",
    "PublicationItem",
    "PublicationItemVersion",
    "PublishedAnswer",
    "TransparencyItem",
    "TransparencyItemVersion",
    "TransparencyPublication",
    "TransparencyPublicationVersion",
]
