"""Text that was pasted into a cell out of a web page: its tags taken off, its lines and the addresses of its links kept."""

import html
import re

_SIGNS = re.compile(
    r"</?(?:p|br|div|ul|ol|li|span|table|tr|td|a)\b[^<>]*>|&(?:#\d{2,6}|#x[0-9a-f]{2,5}|[a-z]{2,8}\d?);", re.IGNORECASE
)
_LINK = re.compile(r"<a\b[^<>]*?href\s*=\s*[\"']?([^\"'<>\s]+)[^<>]*>(.*?)</a\s*>", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(r"<\s*(?:br|/p|/li|/div|/tr)[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")


def looks_pasted(text: str) -> bool:
    """Whether a cell holds marks of a web page; a mere "<" or "&" is its author's."""
    return ("<" in text or "&" in text) and _SIGNS.search(text) is not None


def bare(text: str) -> str:
    """A cell without the tags of a web page, its lines kept."""
    if "<" in text:
        text = _LINK.sub(_linked, text)
        text = _TAG.sub("", _BREAK.sub("\n", text))
    text = html.unescape(text)
    return "\n".join(line for each in text.split("\n") if (line := " ".join(each.split())))


def _linked(found: re.Match[str]) -> str:
    """The words of a link, and its address where they do not say it."""
    address = found[1].removeprefix("mailto:")
    words = _TAG.sub("", found[2]).strip()
    return words if not words or address in words or address.startswith("#") else f"{words} ({address})"
