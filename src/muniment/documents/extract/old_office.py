"""Old Office files: documents of Word and presentations, whose text the second reader reads."""

from muniment.documents.compound import Compound, Damaged
from muniment.documents.extract import about
from muniment.documents.extract.extracted import Budget, Locked
from muniment.documents.extract.gathering import DAMAGED, Gathered
from muniment.documents.extract.sheets import read_workbook
from muniment.documents.paper import Unreadable

_ENCRYPTED = 0x0100  # in the flags of a document of Word


def opened(content: bytes, budget: Budget) -> Compound:
    """The compound file, each stream of which is counted. Raises Locked for what Office encrypted whole."""
    try:
        file = Compound(content, budget.unpack)
    except Damaged as broken:
        raise Unreadable(DAMAGED) from broken
    if file.has("EncryptedPackage") or file.has("EncryptionInfo"):
        raise Locked("It is protected with a password.")
    return file


def look_at(content: bytes, gathered: Gathered) -> None:
    """Fills in what an old file says of itself, where it does."""
    gathered.about = about.of_compound(opened(content, gathered.budget))


def read_old_workbook(content: bytes, gathered: Gathered) -> None:
    """An old workbook. One of before 1993 is no compound file."""
    if content.startswith(b"\xd0\xcf"):
        look_at(content, gathered)
    read_workbook(content, gathered)
