"""The text of one part of a Word document, run by run: what was tracked, and what its format hides."""

from dataclasses import dataclass, field

from muniment.documents.hidden.elements import Visitor
from muniment.documents.hidden.word_formats import Format, Styles

_TRACKED = {
    "del": "tracked-deletion", "cellDel": "tracked-deletion", "ins": "tracked-insertion", "cellIns": "tracked-insertion",
    "cellMerge": "tracked-formatting", "moveFrom": "tracked-move", "moveTo": "tracked-move",
}  # fmt: skip
_ENOUGH = 200  # letters of an example


@dataclass(slots=True)
class Kept:
    """All that is kept under one rule: how many pieces, by whom, and where the first stands."""

    count: int = 0
    paragraph: int = 0
    example: str = ""
    authors: list[str] = field(default_factory=list)


class Text(Visitor):
    """Follows the text through paragraphs, cells, boxes and runs."""

    def __init__(self, styles: Styles) -> None:
        self.kept: dict[str, Kept] = {}
        self._styles = styles
        self._path: list[str] = []
        self._changing: list[str] = []  # the tracked elements around this place
        self._old = 0  # inside properties as they were before a change
        self._twice = 0  # inside the form of a drawing for older versions
        self._boxes = 0
        self._coloured_page = False
        self._paragraph = 0
        self._paragraphs: list[Format] = []
        self._cells: list[str] = []
        self._tables: list[bool] = []  # whether their style shades cells
        self._run = Format()
        self._run_text: list[str] = []
        self._was_hidden = ""

    def start(self, name: str, said: dict[str, str]) -> None:
        above = self._path[-1] if self._path else ""
        self._path.append(name)
        if name == "Fallback":
            self._twice += 1
        elif name.endswith("Change") and not self._twice:
            self._old += 1
            self._track("tracked-formatting", said)
        if self._twice or self._old:
            return
        if name in _TRACKED:
            # Inside mathematics and fields the same names mean other things, and have no author.
            if "author" in said or "id" in said:
                self._track(_TRACKED[name], said)
            self._changing.append(_TRACKED[name])
        elif above in {"rPr", "pPr", "tcPr", "tblPr"}:
            self._property(name, above, said)
        else:
            self._place(name)

    def _place(self, name: str) -> None:
        if name == "p":
            self._paragraph += 1
            self._paragraphs.append(self._styles.of(self._styles.paragraph))
            self._was_hidden = ""
        elif name == "r":
            self._run, self._run_text = Format(), []
        elif name == "tbl":
            self._tables.append(False)
        elif name == "tc":
            self._cells.append("")
        elif name == "txbxContent":
            self._boxes += 1
        elif name == "background":
            self._coloured_page = True

    def _property(self, name: str, above: str, said: dict[str, str]) -> None:
        value = said.get("val", "")
        if above == "tblPr":
            shaded = name == "shd" and said.get("fill", "auto") != "auto"
            if self._tables and (shaded or (name == "tblStyle" and self._styles.shades(value))):
                self._tables[-1] = True
        elif above == "tcPr" and self._cells:
            shade = Format()
            shade.take(name, said)
            self._cells[-1] = shade.ground or self._cells[-1]
        elif above == "pPr" and self._paragraphs:
            if name == "pStyle":
                self._paragraphs[-1] = self._styles.of(value)
            elif name == "shd":
                self._paragraphs[-1].take(name, said)
        elif above == "rPr" and "pPr" not in self._path[-4:]:
            if name == "rStyle":
                self._run = self._run.over(self._styles.of(value))
            else:
                self._run.take(name, said)

    def end(self, name: str) -> None:
        self._path.pop()
        if name == "Fallback":
            self._twice -= 1
        elif name.endswith("Change") and not self._twice:
            self._old -= 1
        if self._twice or self._old:
            return
        if name in _TRACKED and self._changing:
            self._changing.pop()
        elif name == "r":
            self._judge()
        elif name == "p" and self._paragraphs:
            self._paragraphs.pop()
        elif name == "tbl" and self._tables:
            self._tables.pop()
        elif name == "tc" and self._cells:
            self._cells.pop()
        elif name == "txbxContent":
            self._boxes -= 1

    def text(self, text: str) -> None:
        if self._twice or self._old or not self._path:
            return
        if self._path[-1] == "t":
            self._run_text.append(text)
        elif self._path[-1] != "delText":
            return
        for rule in self._changing:
            self._quote(self.kept[rule], text)

    def _track(self, rule: str, said: dict[str, str]) -> None:
        kept = self._keep(rule)
        kept.count += 1
        if len(kept.authors) < _ENOUGH:
            kept.authors.append(said.get("author", ""))

    def _judge(self) -> None:
        """At the end of a run: whether its format lets its text be seen."""
        text = "".join(self._run_text)
        if not any(map(str.isalnum, text)):
            return
        paragraph = self._paragraphs[-1] if self._paragraphs else Format()
        cell = Format(ground=self._cells[-1] or None) if self._cells else Format()
        look = self._run.over(paragraph).over(cell).over(self._styles.standard)
        shaded = any(self._tables) or self._boxes > 0 or self._coloured_page
        rule = look.hides(on_paper=not shaded)
        if rule:
            kept = self._keep(rule)
            # Runs that follow one another are one piece to a reader.
            kept.count += rule != self._was_hidden
            self._quote(kept, text)
        self._was_hidden = rule

    def _keep(self, rule: str) -> Kept:
        if rule not in self.kept:
            self.kept[rule] = Kept(paragraph=max(self._paragraph, 1))
        return self.kept[rule]

    def _quote(self, kept: Kept, text: str) -> None:
        if len(kept.example) < _ENOUGH:
            kept.example += text
