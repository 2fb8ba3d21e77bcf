"""The text of a Word paragraph as a person sees it: insertions in, deletions and hidden text out, list numbers before it."""

from dataclasses import dataclass, field

from muniment.documents.reading.building import PaperBuilder
from muniment.documents.reading.markup import Element, local_name, namespace
from muniment.documents.reading.word_lists import Numbering, Style, value

_DELETED = {"del", "moveFrom"}
_AS_TEXT = {"tab": " ", "ptab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_PROPERTIES = {"pPr", "rPr", "sectPr", "tblPr", "sdtPr", "instrText", "Fallback"}
_OFF = {"0", "false", "off", "none"}


@dataclass(slots=True)
class WordText:
    """Reads paragraphs one after another, since list numbers and pages count through the document."""

    builder: PaperBuilder
    styles: dict[str, Style]
    numbering: Numbering
    page: int | None
    boxes: list[Element] = field(default_factory=list)  # text boxes met on the way, read after their paragraph

    def level(self, paragraph: Element) -> int:
        """The heading level of a paragraph, 0 for running text."""
        properties = paragraph.find(namespace(paragraph) + "pPr")
        outline = value(properties, "outlineLvl")
        if outline and outline.isdecimal():
            return int(outline) + 1 if int(outline) < 9 else 0
        return self._style(properties).level or 0

    def text(self, paragraph: Element) -> str:
        """The text with its list number; line breaks of the author as newlines."""
        properties = paragraph.find(namespace(paragraph) + "pPr")
        pieces: list[str] = []
        self._collect(paragraph, pieces)
        text = "".join(pieces).strip()
        label = self._label(properties)
        # An empty bullet says nothing, but an empty paragraph with a number may be the reference of a row.
        if label == "•" and not text:
            return ""
        return f"{label} {text}".strip() if label else text

    def is_deleted_row(self, row: Element) -> bool:
        """Whether a tracked change takes the whole row away."""
        space = namespace(row)
        properties = row.find(f"{space}trPr")
        if properties is None or properties.find(f"{space}del") is None:
            return False
        self._note_deletion()
        return True

    def _style(self, properties: Element | None) -> Style:
        return self.styles.get(value(properties, "pStyle") or "", Style())

    def _label(self, properties: Element | None) -> str:
        if properties is None:
            return ""
        numbers = properties.find(namespace(properties) + "numPr")
        list_id, level = self._style(properties).numbering
        if numbers is not None:
            list_id = value(numbers, "numId") or list_id
            level = value(numbers, "ilvl") or level
        return self.numbering.label(list_id, level)

    def _collect(self, element: Element, pieces: list[str]) -> None:
        for child in element:
            name = local_name(child)
            if name == "t":
                pieces.append(child.text or "")
            elif name in _AS_TEXT:
                pieces.append(_AS_TEXT[name])
            elif name in _DELETED:
                self._note_deletion()
            elif name == "txbxContent":
                self.boxes.append(child)
            elif name == "r" and self._is_hidden(child):
                self.builder.lose("Hidden text was not read.")
            elif name == "lastRenderedPageBreak" and self.page is not None:
                self.page += 1
            elif name not in _PROPERTIES:
                self._note(name)
                self._collect(child, pieces)

    @staticmethod
    def _is_hidden(run: Element) -> bool:
        space = namespace(run)
        properties = run.find(f"{space}rPr")
        hidden = value(properties, "vanish")
        return hidden is not None and hidden not in _OFF

    def _note_deletion(self) -> None:
        self.builder.lose(
            "The document has tracked changes: what they insert was read, what they delete was not. Accept or reject "
            "the changes to be sure."
        )

    def _note(self, name: str) -> None:
        if name == "blip":
            self.builder.lose("Pictures were not read.")
        elif name in {"footnoteReference", "endnoteReference"}:
            self.builder.lose("Footnotes were not read.")
        elif name == "commentReference":
            self.builder.lose("Comments in the margin were not read.")
