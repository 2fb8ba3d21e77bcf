"""Whether some bytes are a picture that may stand on a page: PNG or JPEG by what they are, not by what they are called."""

import struct

LARGEST = 100 * 1024
SIDE = 4000
PNG, PNG_END = b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"
JPEG, JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"
TYPES = {"png": "image/png", "jpeg": "image/jpeg"}


def kind_of(content: bytes) -> str:
    """png, jpeg or "": from its first bytes to its last, so that nothing else hides behind a picture."""
    if content.startswith(PNG) and content.endswith(PNG_END) and content[12:16] == b"IHDR":
        return "png"
    return "jpeg" if content.startswith(JPEG) and content.endswith(JPEG_END) else ""


def why_not(content: bytes) -> str:
    """Why this is no logo; "" where it can be one."""
    if len(content) > LARGEST:
        return f"The picture has {len(content) // 1024} KB; it may have 100."
    kind = kind_of(content)
    if not kind:
        return "This is no PNG or JPEG picture. An SVG can carry a script, so it is not taken: save it as PNG."
    if kind == "png":
        width, height = struct.unpack(">II", content[16:24])
        if not (0 < width <= SIDE and 0 < height <= SIDE):
            return f"The picture is {width} by {height} pixels; each side may have from 1 to {SIDE}."
    return ""
