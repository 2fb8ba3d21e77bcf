"""Word documents (.docx, .docm): tracked changes, comments, hidden and blacked out text, sources of merges, variables."""

import re

from muniment.documents.hidden.elements import Visitor
from muniment.documents.hidden.gathering import Gathering, names_of
from muniment.documents.hidden.office import Drawings, LookInto, look_at_common, tell_comments
from muniment.documents.hidden.parts import Parts
from muniment.documents.hidden.word_formats import Styles
from muniment.documents.hidden.word_text import Text

_TEXTS = re.compile(r"^word/(document\d*|header\d+|footer\d+|footnotes|endnotes)\.xml$", re.IGNORECASE)
_SAID = {
    "tracked-deletion": "Deleted text is still there", "tracked-insertion": "Text was inserted with tracking on",
    "tracked-move": "Text was moved with tracking on, and stands where it was as well", "tracked-formatting": "Changes of format were tracked",
    "hidden-text": "Text is formatted as hidden", "blacked-out-text": "Text is marked black, or has the colour of its shading; it can be copied out",
    "invisible-text": "Text is white on white, or too small to be read",
}  # fmt: skip


def look_at_word(parts: Parts, gathering: Gathering, look_into: LookInto) -> None:
    """Everything in a Word document that is not seen at once."""
    styles = Styles()
    for name in parts.like("wordprocessingml.styles+xml", "word/styles.xml"):
        parts.visit(name, styles)
    main = [*parts.like("wordprocessingml.document.main+xml", "document.macroenabledtemplate.main", "document.macroenabled.main", "template.main+xml")]  # fmt: skip
    texts = list(dict.fromkeys([*main, *(name for name in parts.names if _TEXTS.match(name))]))
    if not any("document" in name or name in main for name in texts):
        gathering.missed("The text is missing: the file is damaged.")
    for name in texts:
        _text(parts, gathering, name, styles)
    for name in parts.names:
        if re.fullmatch(r"word/comments\.xml", name, re.IGNORECASE) or (
            name in parts.like("wordprocessingml.comments+xml")
        ):
            tell_comments(parts, gathering, name, "the text", [])
    people = _People()
    for name in parts.like("word/people.xml", "wordprocessingml.people+xml"):
        parts.visit(name, people)
    if people.names:
        gathering.found(
            "commenters", f"The file lists who worked on it: {names_of(people.names)}.", "the file", len(people.names)
        )
    _settings(parts, gathering)
    blocks = _Blocks()
    for name in parts.like("word/glossary/document.xml"):
        parts.visit(name, blocks)
    if blocks.pieces:
        gathering.found(
            "building-blocks", "Pieces of text are kept for reuse.", "the file", blocks.pieces, blocks.example
        )
    look_at_common(parts, gathering, look_into)


def _text(parts: Parts, gathering: Gathering, name: str, styles: Styles) -> None:
    leaf = re.sub(r"\.xml$", "", name.rpartition("/")[2], flags=re.IGNORECASE)
    where = "the text" if leaf.startswith("document") else re.sub(r"(\d+)$", r" \1", leaf)
    text, drawings = Text(styles), Drawings()
    parts.visit(name, text)
    parts.visit(name, drawings)
    for rule, kept in text.kept.items():
        by = f" by {names_of(kept.authors)}" if kept.authors else ""
        place = f"{where}, paragraph {kept.paragraph}" if kept.paragraph else where
        gathering.found(rule, f"{_SAID[rule]}{by}.", place, kept.count, kept.example)
    drawings.tell(gathering, where)


class _People(Visitor):
    def __init__(self) -> None:
        self.names: list[str] = []

    def start(self, name: str, said: dict[str, str]) -> None:
        if name == "person":
            self.names.append(said.get("author", ""))


class _Settings(Visitor):
    def __init__(self) -> None:
        self.variables: dict[str, str] = {}
        self.merge: list[str] = []
        self.merges = False
        self._inside = False

    def start(self, name: str, said: dict[str, str]) -> None:
        if name == "docVar":
            self.variables[said.get("name", "")] = said.get("val", "")
        elif name == "mailMerge":
            self._inside = self.merges = True
        elif self._inside and name in {"query", "connectString", "dataSource", "src"}:
            self.merge.append(said.get("val", ""))

    def end(self, name: str) -> None:
        if name == "mailMerge":
            self._inside = False


def _settings(parts: Parts, gathering: Gathering) -> None:
    reader = _Settings()
    for name in parts.like("wordprocessingml.settings+xml", "word/settings.xml"):
        parts.visit(name, reader)
    if reader.variables:
        what = f"The document keeps values that its text does not show: {names_of(reader.variables)}."
        gathering.found(
            "document-variables", what, "the settings", len(reader.variables), next(iter(reader.variables.values()))
        )
    if reader.merges:
        statement = next((each for each in reader.merge if each), "")
        gathering.found(
            "mail-merge",
            "The document names the list of recipients that it was merged with.",
            "the settings",
            1,
            statement,
        )


class _Blocks(Visitor):
    """Pieces of text kept for reuse; the prompts of empty fields are none."""

    def __init__(self) -> None:
        self.pieces = 0
        self.example = ""
        self._prompt = self._new = self._in_text = False

    def start(self, name: str, said: dict[str, str]) -> None:
        if name == "docPart":
            self._new, self._prompt = True, False
        elif name == "gallery":
            self._prompt = said.get("val") == "placeholder"
        self._in_text = name == "t"

    def end(self, _name: str) -> None:
        self._in_text = False

    def text(self, text: str) -> None:
        if self._in_text and not self._prompt and text.strip():
            self.pieces += self._new
            self._new = False
            self.example = self.example or text
