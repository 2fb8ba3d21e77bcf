"""Telephones, postcodes and addresses of an office, as a letter to everybody has them in its head: by themselves they are data of nobody."""

import re
from dataclasses import replace

from muniment.discovery.engine.personal.judging import Seen

KINDS = frozenset({"phone", "postcode", "email"})
OF_A_MAILBOX = "It is an e-mail address, though of an office and not of one person."
OWN = "office"  # the group of such values
_WHY = " It stands beside an office and beside nobody: it looks like the office's own."
_SCORE = 0.5
_BEFORE, _AFTER = 140, 60  # characters, within the lines that belong together
_OFFICE = re.compile(
    rb" (?:council|town hall|civic (?:centre|offices?)|county hall|city hall|guildhall|switchboard|customer services?|contact centre|call centre|helpline|"
    rb"hotline|reception|opening hours|enquir(?:y|ies)|head office|press office|data protection|cyngor|neuadd) "
)
_SOMEBODY = re.compile(
    rb"\b(?:mrs?|ms|miss|mx|dr|tenant|client|patient|applicant|claimant|borrower|mobile|mob|home|his|her|my|mum|dad|mother|father|son|daughter|wife|husband|"
    rb"neighbour|name|surname|customer (?:is|name)|lives?|living|dob|born|caller|letter to|council (?:tax|house|flat|tenant|tenancy|property|home))\b",
    re.IGNORECASE,
)
MAILBOXES = re.compile(
    r"(?:info|enquir(?:y|ies)|contact(?:us)?|admin|office|no-?reply|do-?not-?reply|support|help(?:desk)?|press|foi|mail|"
    r"customer\.?services?|payments?|hr|sales|reception|postmaster|webmaster|accounts?|complaints?|data\.?protection|dpo|council\.?tax|benefits|planning|"
    r"housing|libraries|library|transport|parking|licensing|elections|registrars|"
    r"[a-z0-9]{2,30}[._\-](?:info|enquir(?:y|ies)|admin|office|support|helpdesk|services?|complaints?|team|reception|protection|governance|applications?))$"
)
_PUBLIC = (".gov.uk", ".gov.scot", ".gov.wales", ".llyw.cymru")
# Small letters, and all else a space.
_LETTERS = bytes(place | 32 if chr(place).isalpha() and place < 128 else 32 for place in range(256))
_MOBILE = "7"  # a telephone is kept without its first 0


def own(text: bytes, seen: Seen) -> Seen | None:
    """A value of one of KINDS, with what speaks against its being somebody's, where it looks like one of the office that wrote the text; else None."""
    if seen.why is OF_A_MAILBOX:
        return seen
    if _beside_an_office(text, seen):
        return replace(seen, score=min(seen.score, _SCORE), why=seen.why + _WHY)
    return None


def _beside_an_office(text: bytes, seen: Seen) -> bool:
    if seen.kind == "email":
        host = seen.value.partition("@")[2]
        if not host.endswith(_PUBLIC):
            return False
    elif seen.kind == "phone" and seen.value.startswith(_MOBILE):
        return False
    before = text[max(0, seen.start - _BEFORE) : seen.start].rpartition(b"\n\n")[2]
    if _OFFICE.search(b" %b " % before.translate(_LETTERS)) is None:
        return False
    return not (_SOMEBODY.search(before) or _SOMEBODY.search(text[seen.end : seen.end + _AFTER].partition(b"\n\n")[0]))
