"""The tables of what is published, each in its own file."""

from muniment.publication.published_answers import PublishedAnswer

__all__ = ["PublishedAnswer"]
