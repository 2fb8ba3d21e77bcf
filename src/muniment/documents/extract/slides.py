"""Presentations (.pptx): slides in the order in which they are shown, each with its notes, comments, diagrams and charts."""

from muniment.documents.extract.gathering import Gathered
from muniment.documents.extract.package import Element, Package, local
from muniment.documents.extract.word import text_of

_BESIDE = {
    "notesSlide": "notes",
    "comments": "comments",
    "diagramData": "diagram",
    "chart": "chart",
    "chartUserShapes": "chart",
}
_DEEP = 200


def read_slides(package: Package, gathered: Gathered) -> None:
    """Fills in the slides."""
    for number, name in enumerate(_in_order(package), 1):
        if gathered.full:
            return
        _slide(package.xml(name), f"slide {number}", gathered)
        for kind, part in package.relations(name).values():
            if kind in _BESIDE:
                _slide(package.xml(part), f"slide {number}, {_BESIDE[kind]}", gathered)


def _in_order(package: Package) -> list[str]:
    """The slides as the presentation lists them, then those that it does not."""
    there = package.like(r"ppt/slides/slide\d*\.xml")
    root = package.xml("ppt/presentation.xml")
    relations = package.relations("ppt/presentation.xml")
    listed: list[str] = []
    for each in root.iter() if root is not None else ():
        if local(each) == "sldId":
            key = next((value for name, value in each.attrib.items() if name.endswith("}id")), "")
            listed.append(relations.get(key, ("", ""))[1])
    return list(dict.fromkeys([*(name for name in listed if package.has(name)), *there]))


def _slide(root: Element | None, place: str, gathered: Gathered) -> None:
    pieces: list[str] = []

    def walk(element: Element, depth: int) -> None:
        for child in element:
            name = local(child)
            if name == "tbl":
                gathered.prose(place, "".join(pieces))
                pieces.clear()
                rows = (row for row in child if local(row) == "tr")
                gathered.grid(place, [[text_of(cell).strip() for cell in row if local(cell) == "tc"] for row in rows])
            elif name in {"p", "pt"}:
                pieces.append(text_of(child) + "\n")
            elif name in {"t", "v", "text"} and child.text:
                pieces.append(child.text + "\n")
            elif name != "Fallback" and depth < _DEEP:
                walk(child, depth + 1)

    if root is not None:
        walk(root, 0)
        gathered.prose(place, "".join(pieces))
