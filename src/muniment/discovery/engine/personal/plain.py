"""Text as bytes, one for each character, so that a place in the one is the same place in the other."""

import codecs
import unicodedata
from functools import lru_cache

_DASHES = "\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_QUOTES = {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'}
_UNSEEN = "\u200b\u200c\u200d\u2060\ufeff"  # characters without width, which stand where a space might
MONEY = "$"  # what a pound or euro sign becomes


@lru_cache(maxsize=4096)
def _near(sign: str) -> str:
    """The ASCII character that reads most like it: its base letter, its digit, a space, a dash."""
    if sign in _DASHES:
        return "-"
    if sign in _QUOTES:
        return _QUOTES[sign]
    if sign.isspace() or sign in _UNSEEN:
        return " "
    if sign in "£€":
        return MONEY
    digit = unicodedata.digit(sign, None)
    if digit is not None:
        return str(digit)
    if sign.isalpha():
        base = unicodedata.normalize("NFKD", sign)[0]
        return base if base.isascii() and base.isalpha() else "X" if sign.isupper() else "x"
    return "?"


def _handler(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    if error.end - error.start == 1:  # mostly it is a quotation mark or a dash
        return _near(error.object[error.start]), error.end
    return "".join(map(_near, error.object[error.start : error.end])), error.end


codecs.register_error("muniment-plain", _handler)


def plain(text: str) -> bytes:
    """The text in ASCII, as many bytes as it has characters."""
    return text.encode("ascii", "muniment-plain")
