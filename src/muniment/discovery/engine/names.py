"""A path as text, whatever bytes it is made of, and back again."""

import os

MARK = "\ufffd"  # what readers show for a byte that is no text
_MARK = MARK.encode()


def written(path: bytes) -> str:
    """A path as text that every format can hold. A byte that is not UTF-8 becomes U+FFFD and its two hexadecimal digits.

    No two paths are written alike: U+FFFD itself, where a name has it, is written as its three bytes.
    """
    if _MARK not in path:
        try:
            return path.decode()
        except UnicodeDecodeError:
            pass
    pieces = (piece.decode("utf-8", "surrogateescape") for piece in path.split(_MARK))
    told = "".join(f"{MARK}{byte:02x}" for byte in _MARK).join(pieces)
    return "".join(f"{MARK}{ord(sign) - 0xDC00:02x}" if "\udc80" <= sign <= "\udcff" else sign for sign in told)


def bytes_of(text: str) -> bytes:
    """The path that was `written` so."""
    if MARK not in text:
        return text.encode()
    first, *rest = text.split(MARK)
    return first.encode() + b"".join(bytes([int(piece[:2], 16)]) + piece[2:].encode() for piece in rest)


def place(root: str, path: str) -> bytes:
    """Where a file that was `written` relative to a root stands on this machine."""
    return os.path.join(os.fsencode(root), bytes_of(path))


def seen(text: str) -> str:
    """A line for a terminal, in which nothing commands it: a name may hold what clears it, or writes over what was said."""
    return "".join(sign if sign.isprintable() else MARK for sign in text)
