"""Muniment: the system of record with which a council governs its information."""

__version__ = "0.1.0"
