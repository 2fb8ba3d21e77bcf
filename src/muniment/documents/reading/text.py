"""Text as it is kept: control and direction marks out, spaces single, line breaks of the author in."""

import codecs
import re

from muniment.documents.paper import Unreadable

# Marks that steer printing or reading direction, unseen by a person but fatal to comparing "A02" with "A02".
_UNSEEN = dict.fromkeys(
    code
    for first, last in (
        (0x00, 0x08), (0x0E, 0x1F), (0x7F, 0x84), (0x86, 0x9F), (0xAD, 0xAD),
        (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0xFEFF, 0xFEFF), (0xFFFE, 0xFFFF),
    )
    for code in range(first, last + 1)
)  # fmt: skip
_SEEN_AS = {
    0x0B: "\n",
    0x0C: "\n",
    0x0D: "\n",
    0x85: "\n",
    0x2028: "\n",
    0x2029: "\n",
    0x09: " ",
    0xA0: " ",
} | dict.fromkeys([*range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " ")
_TABLE: dict[int, str | None] = {**_UNSEEN, **_SEEN_AS}
_NEEDS_WORK = re.compile(r"[^\x20-\x7e\xa3\u2010-\u201f\u2022\u2026]| {2}|^ | $")
_SPACES = re.compile(r" +")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BINARY_SHARE = 0.05
_PADDING = "\0\x1a"  # what DOS wrote at the end of a text, and what is left of room that was made for more


def tidy(text: str) -> str:
    """The text without unseen marks, each line trimmed and its spaces single, empty lines left out."""
    if not _NEEDS_WORK.search(text):
        return text
    plain = text.replace("\r\n", "\n").translate(_TABLE)
    lines = (_SPACES.sub(" ", line).strip() for line in plain.split("\n"))
    return "\n".join(line for line in lines if line)


def one_line(text: str) -> str:
    """The text tidied, its lines joined by spaces."""
    return tidy(text).replace("\n", " ")


def decode(content: bytes, *, whole: bool = True) -> str:
    """The characters of a text file in whichever of the usual encodings it was saved.

    Raises Unreadable when it holds no text. What is not `whole` is a beginning, which may be cut in the middle of a letter.
    """
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            try:
                return content.decode(encoding, "strict" if whole else "ignore")
            except UnicodeDecodeError as broken:
                raise Unreadable(
                    "The file is damaged: its text breaks off. Save it again and try once more."
                ) from broken
    guess = _utf16_without_mark(content)
    if guess:
        return content.decode(guess, errors="replace").rstrip(_PADDING)
    content = content.rstrip(_PADDING.encode())
    _refuse_binary(content)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        # Windows-1252 leaves five bytes without meaning; they become a question mark rather than a refusal.
        return content.decode("cp1252", errors="replace")


def _utf16_without_mark(content: bytes) -> str | None:
    """English text in UTF-16 has a NUL at every other place."""
    sample = content[:2000]
    if len(sample) < 4:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) / 2
    if odd > 0.6 * half and even < 0.1 * half:
        return "utf-16-le"
    if even > 0.6 * half and odd < 0.1 * half:
        return "utf-16-be"
    return None


def _refuse_binary(content: bytes) -> None:
    sample = content[:8000]
    strange = sum(byte < 0x20 and byte not in b"\t\n\r\f\v\x1b" for byte in sample)
    if sample and strange > _BINARY_SHARE * len(sample):
        raise Unreadable(
            "This is not a document that can be read here. Save the paper as Word (.docx), Excel (.xlsx), PDF, CSV, "
            "HTML or plain text and try again."
        )
