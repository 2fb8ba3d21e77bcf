"""E-mail files: what a message says, what hangs on it, and whether a person sent it."""

from muniment.documents.mail.message import Address, Attachment, Kind, Message, Noticed
from muniment.documents.mail.opening import read

__all__ = ["Address", "Attachment", "Kind", "Message", "Noticed", "read"]
