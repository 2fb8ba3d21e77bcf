"""Which formats of a workbook show nothing: by a number format, or by letters in the colour of their ground."""

import re
from dataclasses import dataclass, field

from muniment.documents.hidden.elements import Visitor

WHITE, BLACK = "FFFFFF", "000000"
_INDEXED = {0: BLACK, 1: WHITE, 2: "FF0000", 3: "00FF00", 4: "0000FF", 5: "FFFF00", 6: "FF00FF", 7: "00FFFF", 8: BLACK, 9: WHITE, 64: BLACK, 65: WHITE}  # fmt: skip
_SHOWN = re.compile(r'\[[^\]]*\]|""|[_\\*].|\s')


@dataclass(slots=True)
class Shades(Visitor):
    """The formats of cells by their number. `empty` show nothing, `empty_numbers` no number, `same` have one colour."""

    empty: set[int] = field(default_factory=set)
    empty_numbers: set[int] = field(default_factory=set)
    same: set[int] = field(default_factory=set)
    _codes: dict[str, str] = field(default_factory=dict)
    _letters: list[str] = field(default_factory=list)
    _grounds: list[str] = field(default_factory=list)
    _formats: int = 0
    _path: list[str] = field(default_factory=list)

    def start(self, name: str, said: dict[str, str]) -> None:
        above = self._path[-1] if self._path else ""
        self._path.append(name)
        if name == "numFmt" and above == "numFmts":
            self._codes[said.get("numFmtId", "")] = shown_by(said.get("formatCode", ""))
        elif name == "font" and above == "fonts":
            self._letters.append(BLACK)
        elif name == "color" and self._path[-3:-1] == ["fonts", "font"]:
            self._letters[-1] = _colour(said, BLACK)
        elif name == "fill" and above == "fills":
            self._grounds.append("")
        elif name == "patternFill" and self._path[-3:-1] == ["fills", "fill"]:
            # A pattern other than a plain one is of two colours, and hides nothing.
            plain = {"none": WHITE, "solid": "solid"}
            self._grounds[-1] = plain.get(said.get("patternType", "none"), "")
        elif name == "fgColor" and self._path[-4:-2] == ["fills", "fill"] and self._grounds[-1] == "solid":
            self._grounds[-1] = _colour(said, "")
        elif name == "xf" and above == "cellXfs":
            self._format(said)

    def end(self, _name: str) -> None:
        self._path.pop()

    def _format(self, said: dict[str, str]) -> None:
        code = self._codes.get(said.get("numFmtId", ""), "")
        self.add(code, _at(self._letters, said.get("fontId")), _at(self._grounds, said.get("fillId")))

    def add(self, code: str, letters: str, ground: str) -> None:
        """The next format: what its code shows (`shown_by`), and its two colours by words."""
        number = self._formats
        self._formats += 1
        if code == ";;;":
            self.empty.add(number)
        elif code == ";;":
            self.empty_numbers.add(number)
        if letters and letters == ground:
            self.same.add(number)


def shown_by(code: str) -> str:
    """The parts of a number format that show something of a value: `;;;` shows nothing."""
    return _SHOWN.sub("", code)


def _at(values: list[str], number: str | None) -> str:
    place = int(number) if number and number.isdecimal() else 0
    return values[place] if place < len(values) else ""


def _colour(said: dict[str, str], otherwise: str) -> str:
    """A colour as a word by which two are compared; theme 0 is the window, theme 1 its text."""
    tint = said.get("tint", "0").rstrip("0.") or ""
    if "rgb" in said:
        word = said["rgb"][-6:].upper()
    elif "theme" in said:
        word = {"0": WHITE, "1": BLACK}.get(said["theme"], f"theme {said['theme']}")
    elif said.get("indexed", "").isdecimal():
        word = _INDEXED.get(int(said["indexed"]), f"indexed {said['indexed']}")
    else:
        return otherwise
    return f"{word} {tint}" if tint else word
