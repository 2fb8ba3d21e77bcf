"""Headers of a message, read so that none of them can stop it."""

from datetime import UTC, datetime
from email.message import Message as Parsed
from email.utils import getaddresses, parsedate_to_datetime

from muniment.documents.mail.characters import clean_line, header_text
from muniment.documents.mail.message import MAX_HEADER, Address

_MOST = 500  # headers that are looked at, and addresses in one


def headers_of(part: "Parsed[str, str]") -> dict[str, list[str]]:
    """The headers as they stand in the file, by name in small letters; encoded words are not decoded yet."""
    found: dict[str, list[str]] = {}
    for name, value in list(part.raw_items())[:_MOST]:
        found.setdefault(str(name).lower(), []).append(str(value)[:MAX_HEADER].replace("\r", " ").replace("\n", " "))
    return found


def addresses(values: list[str]) -> tuple[Address, ...]:
    """Who a header names. The addresses are told apart before the names are decoded, which may hold commas."""
    found = []
    for value in values:
        try:
            pairs = getaddresses([value])
        except (ValueError, IndexError, TypeError, AttributeError, RecursionError):
            pairs = []
        # What breaks the rules for addresses is kept as its words.
        pairs = [pair for pair in pairs if any(pair)] or [(value, "")]
        found += [Address(header_text(name), header_text(address)[:320]) for name, address in pairs[:_MOST]]
    return tuple(each for each in found if each.name or each.address)[:_MOST]


def moment(value: str) -> datetime | None:
    """An instant with its offset; None where it is none. What names no zone is in UTC, as the standard has it."""
    try:
        found = parsedate_to_datetime(clean_line(value)[:200])
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    # Beyond these years no day can be worked out in another zone, and no e-mail was sent.
    return found if 1980 <= found.year <= 9000 else None


def received(headers: dict[str, list[str]]) -> datetime | None:
    """When our own server had it: each server puts its line above those that are there."""
    top = next(iter(headers.get("received", ())), "")
    return moment(top.rpartition(";")[2]) if ";" in top else None
