"""Files that hold text and no mark: which kind of text, by how it begins, else by the ending of the name."""

import codecs
import re

from muniment.documents.extract.kind_table import TEXT, TEXTS, ending_of, kinds_of_ending

_COMMENTS = rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,4000}?-->\s*)*"
_HTML = re.compile(_COMMENTS + rb"<(?:!doctype\s+html|html|head|body|table|div|script|meta|title|frameset)\b", re.IGNORECASE | re.DOTALL)  # fmt: skip
_XML = re.compile(_COMMENTS + rb"(?:<\?xml\b|<!doctype\b|<[A-Za-z_][\w:.-]{0,80}(?:\s[^<>]{0,4000})?/?>)", re.IGNORECASE | re.DOTALL)  # fmt: skip
_JSON = re.compile(rb"\s*[\[{]\s*(?:[\"\[{\]}]|-?\d|true|false|null)")
_HEADER = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]{1,60}:[ \t]?[^\r\n]*\r?\n)(?:[ \t][^\r\n]*\r?\n)*")
_MAIL = re.compile(rb"^(?:From|To|Received|Return-Path|Message-ID|MIME-Version|Subject|Delivered-To|Date|Sender|Reply-To|Content-Type|X-[\w-]+):", re.IGNORECASE | re.MULTILINE)  # fmt: skip
_MBOX = re.compile(rb"From \S+.{0,100}\d{4}.{0,40}\r?\n(?:>?[A-Za-z][A-Za-z0-9-]{1,60}:|\s)")
_FLAT = {b"opendocument.text": "odt", b"opendocument.spreadsheet": "ods", b"opendocument.presentation": "odp"}
_SAMPLE = 8_192
_STRANGE = bytes(byte for byte in range(0x20) if byte not in b"\t\n\r\f\v\b\x1a\x1b")
_MOST_STRANGE = 0.03
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE)


def kind_of_text(head: bytes, name: str) -> str:
    """The kind of a text that begins so; "" where it is no text."""
    sample = head[:_SAMPLE]
    if sample.startswith(_WIDE) or _is_wide(sample):
        sample = sample.replace(b"\0", b"").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    said = kinds_of_ending(ending_of(name))
    sample = sample.removeprefix(codecs.BOM_UTF8)
    if TEXTS & set(said):  # room that was made for more is no sign of another kind, where the name says text
        sample = sample.rstrip(b"\0")
    strange = len(sample) - len(sample.translate(None, _STRANGE))
    if strange > _MOST_STRANGE * len(sample):
        return ""
    return _by_beginning(sample, said, ending_of(name)) or _by_name(sample, said)


def _by_beginning(sample: bytes, said: tuple[str, ...], ending: str) -> str:
    first = sample.lstrip()[:1]
    if first == b"<" and not {"md", "txt"} & set(said):
        if ending in {"html", "htm", "xhtml"} or _HTML.match(sample):
            return "html"
        if _XML.match(sample):
            return "xml"
    if first == b"{" and sample.lstrip().startswith(b"{\\rtf"):
        return "rtf"
    if first in {b"{", b"["} and (not said or "json" in said) and _JSON.match(sample):
        return "json"
    if sample.startswith(b"From ") and _MBOX.match(sample):
        return "mbox"
    if _HEADER.match(sample) and ("eml" in said or _looks_like_mail(sample, said)):
        return "eml"
    return ""


def _looks_like_mail(sample: bytes, said: tuple[str, ...]) -> bool:
    """Three headers of mail before the first empty line, and no other kind in the name."""
    top = re.split(rb"\r?\n\r?\n", sample, maxsplit=1)[0]
    return (not said or "txt" in said or "html" in said) and len(_MAIL.findall(top)) > 3


def _by_name(sample: bytes, said: tuple[str, ...]) -> str:
    for kind in ("md", "log", "csv", "tsv", "json", "html", "xml", "eml"):
        if kind in said and (kind not in {"json", "html", "xml"} or sample.lstrip()[:1] in {b"{", b"[", b"<"}):
            return kind
    if {"xls", "xlsx"} & set(said):
        return "csv"  # many systems export a text table under this ending
    return TEXT


def _is_wide(sample: bytes) -> bool:
    """English text in UTF-16 has a NUL at every other place."""
    some = sample[:2000]
    half = len(some) / 2
    even, odd = some[0::2].count(0), some[1::2].count(0)
    return len(some) >= 4 and max(even, odd) > 0.6 * half and min(even, odd) < 0.1 * half
