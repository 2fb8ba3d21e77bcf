"""The one text reader of the house: what a file says, of whatever kind it is, for a scan, for searching and as evidence.

`extract` reads a document, `members` opens an archive or an e-mail, `everything` does both, as deep as the budget lasts.
They run where they are called. A stranger's file is read in a process of its own (`documents.apart`, `discovery.engine.guarded`).
"""

from muniment.documents.extract.extracted import About, Budget, Extracted, Grid, Locked, Prose, TooLarge

__all__ = ["About", "Budget", "Extracted", "Grid", "Locked", "Prose", "TooLarge"]
