"""Colours as text and as light: whether words in one can be read on white, as WCAG reckons it."""

import re

WRITTEN = re.compile(r"#[0-9a-f]{6}")
ENOUGH = 4.5  # WCAG 2.2, 1.4.3: the contrast of text with what it stands on
LINEAR_BELOW = 0.04045


def channels(colour: str) -> tuple[int, int, int]:
    """Red, green and blue, 0 to 255, of a colour written as #0f5c5c."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def contrast_with_white(colour: str) -> float:
    """From 1 (white itself) to 21 (black)."""
    parts = [value / 255 for value in channels(colour)]
    light = [part / 12.92 if part <= LINEAR_BELOW else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    luminance = 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]
    return 1.05 / (luminance + 0.05)


def why_not_readable(colour: str) -> str:
    """Why a colour cannot be a council's; "" where white words on it, and words of it on white, can be read."""
    if not WRITTEN.fullmatch(colour):
        return "Write the colour as # and six digits or letters from a to f, for example #0f5c5c."
    found = contrast_with_white(colour)
    if found >= ENOUGH:
        return ""
    return (
        f"White words on {colour} have a contrast of {found:.1f} to 1, and people with poor sight need 4.5 to 1. "
        "Choose a darker one."
    )


def deeper(colour: str) -> str:
    """The same colour with little more than half its light, for what lies below or is pressed."""
    return "#" + "".join(f"{round(value * 0.55):02x}" for value in channels(colour))
