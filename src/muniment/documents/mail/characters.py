"""Bytes of a message as characters, whatever it says of them; nothing here raises."""

import codecs
import re
from contextlib import suppress
from email.errors import MessageError
from email.header import decode_header

from lxml import etree
from lxml import html as lxml_html

from muniment.documents.mail.message import MAX_HEADER, MAX_TEXT, Message

# Codecs of Python that are no character sets, or that take quadratic time.
_REFUSED = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"})
_UNSEEN = frozenset({"script", "style", "head", "template", "noscript", "svg", "math", "object", "iframe", "title"})
_BLOCKS = frozenset("address article aside blockquote br center dd div dl dt footer form h1 h2 h3 h4 h5 h6 header hr li main ol p pre section table td th tr ul".split())  # fmt: skip  # noqa: SIM905
_STEERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
_SPACES = re.compile(r"[ \t\u00a0]+")
_EMPTY = re.compile(r"\n\s*\n\s*\n+")
_NESTED = 100


def text_of(content: bytes, charset: str, message: Message) -> str:
    """The characters of a text part: by its own character set, else by the usual ones; what was replaced is said."""
    for name in dict.fromkeys([charset or "utf-8", "utf-8"]):
        if _is_charset(name):
            try:
                return content.decode(name)
            except (UnicodeError, ValueError, LookupError):
                continue
    text = content.decode("cp1252", errors="replace")
    lost = text.count("\ufffd")
    said = (
        f"The text calls itself {_STEERS.sub('', charset)[:40] or 'nothing'}, and is not. It was read as Windows-1252"
    )
    message.notice("charset", f"{said}; {lost:,} letters could not be read." if lost else f"{said}.")
    return text


def _is_charset(name: str) -> bool:
    try:
        return codecs.lookup(name).name.replace("-", "_") not in _REFUSED
    except (LookupError, ValueError, UnicodeError):
        return False


def header_text(value: str) -> str:
    """A header in one line of characters: encoded words decoded as far as they hold together."""
    value = _raw(value[:MAX_HEADER])
    if "=?" in value:
        # What does not hold together stays as it stands in the file.
        with suppress(MessageError, ValueError, LookupError, TypeError, IndexError):
            value = "".join(_chunk(part, charset) for part, charset in decode_header(value))
    return clean_line(value)


def _raw(value: str) -> str:
    """What the parser kept of bytes beyond ASCII."""
    content = value.encode("utf-8", "surrogateescape")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _chunk(part: bytes | str, charset: str | None) -> str:
    if isinstance(part, str):
        return part
    return text_of(part, charset or "latin-1", Message())


def clean_line(value: str) -> str:
    return _SPACES.sub(" ", _STEERS.sub("", re.sub(r"[\r\n\t]+", " ", value))).strip()


def clean_text(text: str, message: Message) -> str:
    """The body as it is kept: without what steers printing, its lines as they were."""
    text = _STEERS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _EMPTY.sub("\n\n", "\n".join(line.rstrip() for line in text.split("\n"))).strip()
    if len(text) > MAX_TEXT:
        message.notice("long", f"The text is longer than {MAX_TEXT:,} letters: the rest stands in the file.")
    return text[:MAX_TEXT]


def text_of_html(page: str, message: Message) -> str:
    """A page as text: blocks as lines, quotations as they stand, the addresses of links left out where the words say them."""
    page = re.sub(r"^\s*<\?xml[^>]*\?>", "", page.replace("\x00", ""))
    parser = lxml_html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    pieces: list[str] = []
    try:
        root = lxml_html.document_fromstring(_STEERS.sub("", page), parser=parser)
        _walk(root, pieces, 0)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        message.notice("html", "The text is a web page that could not be read: open the file.")
        return ""
    lines = (_SPACES.sub(" ", line).strip() for line in "".join(pieces).split("\n"))
    return "\n".join(lines)


def _walk(element: "etree._Element", pieces: list[str], depth: int) -> None:  # fmt: skip
    name = element.tag if isinstance(element.tag, str) else ""
    if not name or name in _UNSEEN:
        return
    if depth > _NESTED:
        pieces.append(" ".join(str(text) for text in element.itertext()))
        return
    block = name in _BLOCKS
    pieces.append("\n" if block else "")
    if element.text:
        pieces.append(element.text if name == "pre" else element.text.replace("\n", " "))
    for child in element:
        _walk(child, pieces, depth + 1)
        if child.tail:
            pieces.append(child.tail if name == "pre" else child.tail.replace("\n", " "))
    pieces.append("\n" if name in {"p", "div", "table", "blockquote", "ul", "ol", "pre"} else "")
    address = (element.get("href") or "").strip()
    if name == "a" and address.startswith(("http://", "https://")) and address not in "".join(map(str, element.itertext())):  # fmt: skip
        pieces.append(f" <{address[:300]}>")
