"""How letters of a Word document look, by themselves, by their styles and by what they stand on: only what can hide them."""

from dataclasses import dataclass, field

from muniment.documents.hidden.elements import Visitor

AUTO = "AUTO"
WHITE, BLACK = "FFFFFF", "000000"
_MARKERS = {"black": BLACK, "white": WHITE, "yellow": "FFFF00", "green": "00FF00", "cyan": "00FFFF", "magenta": "FF00FF", "blue": "0000FF", "red": "FF0000", "darkBlue": "000080", "darkCyan": "008080", "darkGreen": "008000", "darkMagenta": "800080", "darkRed": "800000", "darkYellow": "808000", "darkGray": "808080", "lightGray": "C0C0C0"}  # fmt: skip
_SMALLEST = 3  # half points


@dataclass(slots=True)
class Format:
    """None: not said here."""

    vanish: bool | None = None
    colour: str | None = None
    marker: str | None = None
    ground: str | None = None
    size: int | None = None

    def take(self, name: str, said: dict[str, str]) -> None:
        """One element of properties."""
        value = said.get("val", "")
        if name in {"vanish", "specVanish"}:
            self.vanish = value not in {"0", "false", "off"}
        elif name == "color":
            self.colour = value.upper()
        elif name == "highlight":
            self.marker = _MARKERS.get(value, "")
        elif name == "shd":
            fill = said.get("color" if value == "solid" else "fill", "auto").upper()
            self.ground = fill if fill != AUTO else ""
        elif name == "sz" and value.isdecimal():
            self.size = int(value)

    def over(self, below: "Format") -> "Format":
        """The same, with what is below it where it says nothing."""
        return Format(
            vanish=below.vanish if self.vanish is None else self.vanish,
            colour=below.colour if self.colour is None else self.colour,
            marker=below.marker if self.marker is None else self.marker,
            ground=below.ground if self.ground is None else self.ground,
            size=below.size if self.size is None else self.size,
        )

    def hides(self, *, on_paper: bool) -> str:
        """The rule that says how text of this format is hidden, "" when it is seen.

        `on_paper` is False where the ground is not known: in boxes, in tables with a shaded style, on a coloured page.
        """
        letters = self.colour or AUTO
        if self.vanish:
            return "hidden-text"
        # Black marking is how people redact; letters in their own colour turn white on it only on some screens.
        if self.marker == BLACK and letters in {AUTO, BLACK}:
            return "blacked-out-text"
        ground = self.marker or self.ground
        if ground and ground == letters:
            return "blacked-out-text" if ground != WHITE else "invisible-text"
        if (on_paper and not ground and letters == WHITE) or (self.size is not None and self.size <= _SMALLEST):
            return "invisible-text"
        return ""


@dataclass(slots=True)
class Styles(Visitor):
    """The styles by their key, each with what it is based on."""

    own: dict[str, Format] = field(default_factory=dict)
    based: dict[str, str] = field(default_factory=dict)
    shaded_tables: set[str] = field(default_factory=set)
    standard: Format = field(default_factory=Format)
    paragraph: str = ""  # the style of paragraphs that name none
    _key: str = ""
    _kind: str = ""
    _changes: int = 0

    def start(self, name: str, said: dict[str, str]) -> None:
        if name == "style":
            self._key, self._kind = said.get("styleId", ""), said.get("type", "")
            self.own[self._key] = Format()
            if self._kind == "paragraph" and said.get("default") in {"1", "true"}:
                self.paragraph = self._key
        elif name == "basedOn":
            self.based[self._key] = said.get("val", "")
        elif name == "docDefaults":
            self._key = ""
        elif name == "shd" and self._kind == "table":
            if said.get("fill", "auto") != "auto":
                self.shaded_tables.add(self._key)
        elif self._kind != "table":
            (self.own[self._key] if self._key else self.standard).take(name, said)

    def of(self, key: str) -> Format:
        """A style with all that it is based on."""
        found = Format()
        for _step in range(20):
            if key not in self.own:
                break
            found = found.over(self.own[key])
            key = self.based.get(key, "")
        return found

    def shades(self, key: str) -> bool:
        """Whether a style of tables sets colours of cells."""
        for _step in range(20):
            if key in self.shaded_tables:
                return True
            key = self.based.get(key, "")
        return False
