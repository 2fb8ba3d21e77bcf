"""A file of a message, whichever programme saved it."""

from muniment.documents.compound import SIGNATURE, Damaged
from muniment.documents.mail import eml, msg, tnef
from muniment.documents.mail.message import MAX_BYTES, Budget, Message
from muniment.documents.mail.names import told_apart
from muniment.documents.paper import Unreadable
from muniment.documents.reading.limits import MEGABYTE


def read(name: str, content: bytes) -> Message:
    """The message in a file: `.eml`, `.msg` of Outlook, or `winmail.dat` by itself, told by its content.

    Raises Unreadable, and nothing else whatever the file is, unless there is no memory left: `read_apart` bears that too.
    """
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise Unreadable("The file is empty.")
    if len(content) > MAX_BYTES:
        raise Unreadable(f"The file is larger than {MAX_BYTES // MEGABYTE} MB: it is not read.")
    try:
        message = _read(content, Budget())
    except (Exception, RecursionError) as broken:  # a stranger wrote it, and the parsers of others raise what they like
        if isinstance(broken, Unreadable) and not isinstance(broken, Damaged):
            raise
        raise Unreadable(
            f"{name[:100]} could not be read as an e-mail: it is damaged, or it is something else."
        ) from broken
    told_apart(message)
    message.compare_days()
    return message


def _read(content: bytes, budget: Budget) -> Message:
    if content.startswith(SIGNATURE):
        return msg.read_msg(content, budget)
    if content.startswith(tnef.SIGNATURE):
        return tnef.read_tnef(content, budget)
    return eml.read_eml(content, budget)
