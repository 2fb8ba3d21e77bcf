"""Office files of before 2007: compound files, opened within the budget."""

from muniment.documents.compound import Compound, Damaged
from muniment.documents.extract.extracted import Budget, Locked
from muniment.documents.extract.gathering import DAMAGED
from muniment.documents.paper import Unreadable


def opened(content: bytes, budget: Budget) -> Compound:
    """The compound file, each stream of which is counted. Raises Locked for what Office encrypted whole."""
    try:
        file = Compound(content, budget.unpack)
    except Damaged as broken:
        raise Unreadable(DAMAGED) from broken
    if file.has("EncryptedPackage") or file.has("EncryptionInfo"):
        raise Locked("It is protected with a password.")
    return file
