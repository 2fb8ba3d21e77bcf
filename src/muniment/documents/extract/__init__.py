"""The one text reader of the house: what a file says, of whatever kind it is, for a scan, for searching and as evidence.

`kind_of_file` and `kind_of_bytes` tell the kind, `extract` reads a document, `members` opens an archive, an e-mail
or an Office document, `everything` does both, as deep as the budget lasts. They run where they are called: a stranger's file
is read in a process of its own (`documents.apart`, `discovery.engine.guarded`).
"""

from muniment.documents.extract.archives import Member, everything, members
from muniment.documents.extract.extracted import About, Budget, Extracted, Grid, Locked, Prose, TooLarge
from muniment.documents.extract.kinds import ENDINGS, HAS_TEXT, MIME, OPENED, fits, kind_of, kind_of_bytes, kind_of_file
from muniment.documents.extract.reader import extract

__all__ = [
    "ENDINGS",
    "HAS_TEXT",
    "MIME",
    "OPENED",
    "About",
    "Budget",
    "Extracted",
    "Grid",
    "Locked",
    "Member",
    "Prose",
    "TooLarge",
    "everything",
    "extract",
    "fits",
    "kind_of",
    "kind_of_bytes",
    "kind_of_file",
    "members",
]
