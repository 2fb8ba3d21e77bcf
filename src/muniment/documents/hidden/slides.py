"""Presentations (.pptx): notes, hidden slides, comments, objects beside the slide; workbooks behind charts as everywhere."""

import re

from muniment.documents.hidden.elements import Visitor
from muniment.documents.hidden.gathering import Gathering, counted, names_of
from muniment.documents.hidden.office import Comments, Drawings, LookInto, look_at_common, tell_comments
from muniment.documents.hidden.parts import Parts

_APART = re.compile(r"ppt/(?:notesSlides|comments)/[^/]+\.xml$", re.IGNORECASE)
_FIELDS = {"sldNum", "dt", "hdr", "ftr", "sldImg"}  # places of a page that the program fills


class _Show(Visitor):
    """The order of the slides, and their size."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        self.size = (0, 0)

    def start(self, name: str, said: dict[str, str]) -> None:
        if name == "sldId":
            # Two attributes are named id; that of the relation has a prefix.
            self.keys.append(next((value for key, value in said.items() if key.endswith(":id")), ""))
        elif name == "sldSz":
            self.size = _whole(said.get("cx")), _whole(said.get("cy"))


def look_at_slides(parts: Parts, gathering: Gathering, look_into: LookInto) -> None:
    """Everything in a presentation that the show does not show."""
    main = next(iter(parts.like("presentationml.presentation.main+xml", "presentation.macroenabled.main", "slideshow.main+xml", "slideshow.macroenabled.main", "template.main+xml", "ppt/presentation.xml")), "")  # fmt: skip
    show = _Show()
    if main:
        parts.visit(main, show)
    else:
        gathering.missed("The list of slides is missing: the file is damaged.")
    places = {each.key: each.target for each in parts.relations(main)}
    slides = [places[key] for key in show.keys if key in places]
    # A slide that the list leaves out is in the file all the same.
    slides += [name for name in parts.names if re.fullmatch(r"ppt/slides/[^/]+\.xml", name, re.IGNORECASE) and name not in slides]  # fmt: skip
    people = Comments()
    for name in parts.like("ppt/commentAuthors.xml", "ppt/authors.xml"):
        parts.visit(name, people)
    for number, name in enumerate(slides, start=1):
        where = f"slide {number}" if name in places.values() else f"a slide that is not in the show ({name})"
        if parts.has(name):
            _slide(parts, gathering, name, where, show, people.authors)
        else:
            gathering.missed(f"Slide {number} is missing: the file is damaged.")
    reached = {each.target for name in slides for each in parts.relations(name)}
    for name in parts.names:
        if name not in reached and _APART.match(name):
            _beside(parts, gathering, name, f"no slide ({name})", people.authors)
    if people.authors:
        what = f"The file lists who commented: {names_of(people.authors)}."
        gathering.found("commenters", what, "the file", len(people.authors))
    look_at_common(parts, gathering, look_into)


def _slide(parts: Parts, gathering: Gathering, name: str, where: str, show: _Show, people: list[str]) -> None:
    slide, drawings = _Slide(show.size), Drawings()
    parts.visit(name, slide)
    parts.visit(name, drawings)
    if slide.hidden or "not in the show" in where:
        gathering.found("hidden-slide", "The show leaves this slide out.", where, 1, " ".join(slide.texts))
    if slide.beside:
        gathering.found("off-slide", "Text or pictures stand wholly outside the slide.", where, len(slide.beside), slide.beside[0])  # fmt: skip
    drawings.tell(gathering, where)
    for each in parts.relations(name):
        if not each.external and parts.has(each.target) and _APART.match(each.target):
            _beside(parts, gathering, each.target, where, people)


def _beside(parts: Parts, gathering: Gathering, name: str, where: str, people: list[str]) -> None:
    """The notes or the comments of a slide."""
    if "notesslides" not in name.lower():
        tell_comments(parts, gathering, name, where, people)
        return
    notes = _Slide((0, 0))
    parts.visit(name, notes)
    words = " ".join(notes.texts).strip()
    if words:
        what = f"The slide has notes ({counted(len(words.split()), 'word')})."
        gathering.found("speaker-notes", what, where, 1, words)


class _Slide(Visitor):
    """The text of one slide, and what stands outside of it."""

    def __init__(self, size: tuple[int, int]) -> None:
        self.hidden = False
        self.texts: list[str] = []
        self.beside: list[str] = []
        self._size = size
        self._groups = 0
        self._shape: list[str] = []
        self._picture = False
        self._box: tuple[int, int, int, int] | None = None
        self._corner = (0, 0)
        self._path: list[str] = []
        self._field = False

    def start(self, name: str, said: dict[str, str]) -> None:
        self._path.append(name)
        if name == "sld":
            self.hidden = said.get("show") in {"0", "false"}
        elif name == "grpSp":
            self._groups += 1
        elif name in {"sp", "pic", "graphicFrame", "cxnSp"}:
            self._shape, self._box, self._field, self._picture = [], None, False, name in {"pic", "graphicFrame"}
        elif name == "ph":
            self._field = said.get("type") in _FIELDS
        elif name == "off" and self._path[-2] == "xfrm":
            self._corner = _whole(said.get("x")), _whole(said.get("y"))
        elif name == "ext" and self._path[-2] == "xfrm" and "cx" in said:
            self._box = (*self._corner, _whole(said["cx"]), _whole(said.get("cy")))

    def end(self, name: str) -> None:
        self._path.pop()
        if name == "grpSp":
            self._groups -= 1
        elif name in {"sp", "pic", "graphicFrame"}:
            text = " ".join(self._shape).strip()
            if text and not self._field:
                self.texts.append(text)
            # Shapes of a group have places of their own measure, so they are not judged.
            if self._outside() and not self._groups and (text or self._picture):
                self.beside.append(text or "a picture or a chart")

    def text(self, text: str) -> None:
        if self._path and self._path[-1] == "t":
            self._shape.append(text)

    def _outside(self) -> bool:
        if self._box is None or not all(self._size):
            return False
        left, top, wide, high = self._box
        return left >= self._size[0] or top >= self._size[1] or left + wide <= 0 or top + high <= 0


def _whole(text: str | None) -> int:
    try:
        return int(text or 0)
    except ValueError:
        return 0
