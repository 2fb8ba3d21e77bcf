"""The tables of what is published, each in its own file."""

from muniment.publication.offerings import AskedHour, AskedOnce, Offering
from muniment.publication.published_answers import PublishedAnswer

__all__ = ["AskedHour", "AskedOnce", "Offering", "PublishedAnswer"]
