"""Heading levels and list numbers of a Word document: what a person sees though no text holds it.

Many plans number their recommendations by an automatic list, so that the reference cell itself is empty.
"""

import re
from dataclasses import dataclass, field

from muniment.documents.reading.markup import Element, namespace

_HEADING_NAME = re.compile(r"(?:heading|überschrift|titre|pennawd)\s*([1-9])$", re.IGNORECASE)
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"))
_ROMAN_SMALL = ((9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_MAX_NUMBER = 100_000


@dataclass(slots=True)
class Style:
    """What matters here of a paragraph style."""

    level: int | None = None
    numbering: tuple[str | None, str | None] = (None, None)  # list, level in it
    based_on: str | None = None


@dataclass(slots=True)
class _Level:
    start: int
    kind: str
    pattern: str


@dataclass(slots=True)
class _List:
    abstract: str
    levels: dict[int, _Level]
    overrides: dict[int, int] = field(default_factory=dict)


def value(element: Element | None, name: str, attribute: str = "val") -> str | None:
    """The attribute of a child, both in the element's own namespace."""
    if element is None:
        return None
    space = namespace(element)
    child = element.find(space + name)
    return None if child is None else child.get(space + attribute, "")


def whole(text: str | None, default: int = 0) -> int:
    """A number of the file, or the default where it is none."""
    return int(text) if text and re.fullmatch(r"-?\d{1,9}", text) else default


def read_styles(root: Element) -> dict[str, Style]:
    """The paragraph styles by their identifier, each with what it takes over from the style it is based on."""
    space = namespace(root)
    styles: dict[str, Style] = {}
    for element in root.iterfind(f"{space}style"):
        properties = element.find(f"{space}pPr")
        name = value(element, "name") or ""
        heading = _HEADING_NAME.match(name.strip())
        outline = value(properties, "outlineLvl")
        level = int(heading[1]) if heading else 1 if name.lower() == "title" else None
        if level is None and outline is not None:
            level = whole(outline, 9) + 1 if whole(outline, 9) < 9 else 0
        numbers = properties.find(f"{space}numPr") if properties is not None else None
        listed = (value(numbers, "numId"), value(numbers, "ilvl"))
        styles[element.get(f"{space}styleId", "")] = Style(level, listed, value(element, "basedOn"))
    return {name: _resolved(style, styles) for name, style in styles.items()}


def _resolved(style: Style, styles: dict[str, Style]) -> Style:
    level, (list_id, list_level) = style.level, style.numbering
    seen: set[str] = set()
    above = style.based_on
    while above and above in styles and above not in seen:
        seen.add(above)
        base = styles[above]
        level = base.level if level is None else level
        list_id = base.numbering[0] if list_id is None else list_id
        list_level = base.numbering[1] if list_level is None else list_level
        above = base.based_on
    return Style(level, (list_id, list_level))


class Numbering:
    """Counts the automatic lists of a document while its paragraphs go by."""

    def __init__(self, root: Element | None) -> None:
        self._lists = _read_lists(root) if root is not None else {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[str] = set()

    def label(self, list_id: str | None, level_text: str | None) -> str:
        """The number or bullet before the next paragraph of a list; "" where there is none."""
        found = self._lists.get(list_id or "")
        level = whole(level_text)
        if found is None or level not in found.levels:
            return ""
        counts = self._counts.setdefault(found.abstract, {})
        if list_id and list_id not in self._begun:
            self._begun.add(list_id)
            for at, start in found.overrides.items():
                counts[at] = start - 1
        for deeper in [at for at in counts if at > level]:
            del counts[deeper]
        form = found.levels[level]
        counts[level] = counts.get(level, form.start - 1) + 1
        if form.kind == "none":
            return ""
        if form.kind == "bullet":
            return "•"
        return re.sub(r"%([1-9])", lambda match: self._number(found, counts, int(match[1]) - 1), form.pattern)

    @staticmethod
    def _number(found: _List, counts: dict[int, int], level: int) -> str:
        form = found.levels.get(level)
        if form is None:
            return ""
        return _written(counts.get(level, form.start), form.kind)


def _read_lists(root: Element) -> dict[str, _List]:
    space = namespace(root)
    abstract: dict[str, dict[int, _Level]] = {}
    for element in root.iterfind(f"{space}abstractNum"):
        abstract[element.get(f"{space}abstractNumId", "")] = {
            whole(level.get(f"{space}ilvl")): _Level(
                whole(value(level, "start"), 1), value(level, "numFmt") or "decimal", value(level, "lvlText") or ""
            )
            for level in element.iterfind(f"{space}lvl")
        }
    lists: dict[str, _List] = {}
    for element in root.iterfind(f"{space}num"):
        name = value(element, "abstractNumId") or ""
        overrides = {
            whole(override.get(f"{space}ilvl")): whole(start, 1)
            for override in element.iterfind(f"{space}lvlOverride")
            if (start := value(override, "startOverride")) is not None
        }
        lists[element.get(f"{space}numId", "")] = _List(name, abstract.get(name, {}), overrides)
    return lists


def _written(number: int, kind: str) -> str:
    if not 0 < number < _MAX_NUMBER:
        return str(number)
    if kind in {"lowerLetter", "upperLetter"}:
        # After z Word goes on with aa, bb, cc.
        letter = chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 10)
        return letter.upper() if kind == "upperLetter" else letter
    if kind in {"lowerRoman", "upperRoman"}:
        roman = _roman(number)
        return roman.upper() if kind == "upperRoman" else roman
    return f"{number:02}" if kind == "decimalZero" else str(number)


def _roman(number: int) -> str:
    letters = ""
    for size, sign in (*_ROMAN, *_ROMAN_SMALL):
        count, number = divmod(number, size)
        letters += sign * count
    return letters
