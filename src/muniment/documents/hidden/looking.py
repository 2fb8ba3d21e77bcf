"""Looks into one file, whatever it is: by its content, not by its name."""

from muniment.documents.hidden import kinds
from muniment.documents.hidden.finding import Looked
from muniment.documents.hidden.gathering import Budget, Gathering
from muniment.documents.paper import Unreadable
from muniment.documents.reading.limits import MAX_FILE_BYTES, MEGABYTE


def look(name: str, content: bytes) -> Looked:
    """What a file holds that its reader would not see at once. Never an error, whatever the file is.

    A hostile PDF can still bring down the process that looks into it: `look_apart` looks in a process of its own.
    """
    gathering = Gathering(name, Budget())
    return gathering.looked(look_into(gathering, content))


def look_into(gathering: Gathering, content: bytes) -> str:
    """Looks into the content of a file, or of one inside it, and returns its kind in words."""
    kind = "unknown"
    try:
        with gathering.part("The file"):
            _refuse_size(len(content))
            kind, how = kinds.reader_of(content, gathering.name)
            kinds.tell_other_kind(gathering, kind)
            how(content, gathering, look_into)
    except Unreadable as limit:
        gathering.missed(str(limit))
    return kind


def _refuse_size(size: int) -> None:
    if size == 0:
        raise Unreadable("it is empty.")
    if size > MAX_FILE_BYTES:
        raise Unreadable(f"it is larger than {MAX_FILE_BYTES // MEGABYTE} MB, more than is looked into.")
