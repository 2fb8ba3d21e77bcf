"""OpenDocument files (.ods, .odt, .odp): hidden sheets, rows and text, changes, annotations, notes, versions, properties."""

import re

from muniment.documents.hidden.elements import Visitor
from muniment.documents.hidden.gathering import Gathering, counted, names_of
from muniment.documents.hidden.office import LookInto
from muniment.documents.hidden.open_content import Content
from muniment.documents.hidden.parts import Parts
from muniment.documents.hidden.pictures import MOST_PICTURE, look_at_picture
from muniment.documents.paper import Unreadable

_TOLD = {"initial-creator": "author", "creator": "last saved by", "printed-by": "printed by", "title": "title", "subject": "subject", "description": "description", "keyword": "keywords"}  # fmt: skip


class _Manifest(Visitor):
    """The list of parts with their kinds, and whether they are encrypted."""

    def __init__(self) -> None:
        self.kinds: dict[str, str] = {}
        self.locked = False

    def start(self, name: str, said: dict[str, str]) -> None:
        if name == "file-entry":
            self.kinds[said.get("full-path", "")] = said.get("media-type", "")
        self.locked |= name == "encryption-data"


class _Meta(Visitor):
    def __init__(self) -> None:
        self.told: list[str] = []
        self.own: list[tuple[str, str]] = []
        self.printer = ""
        self._name = self._property = ""

    def start(self, name: str, said: dict[str, str]) -> None:
        self._name, self._property = name, said.get("name", "")
        if name == "template":
            self.told.append(f"template: {said.get('title') or said.get('href', '')}")

    def end(self, _name: str) -> None:
        self._name = ""

    def text(self, text: str) -> None:
        if not text.strip():
            return
        if self._name in _TOLD:
            self.told.append(f"{_TOLD[self._name]}: {text}")
        elif self._name == "user-defined":
            self.own.append((self._property, text))
        elif self._name == "config-item" and self._property == "PrinterName":
            self.printer = text


def look_at_opendocument(parts: Parts, gathering: Gathering, look_into: LookInto) -> None:
    """Everything in an OpenDocument file that is not seen at once."""
    manifest = _Manifest()
    if parts.has("META-INF/manifest.xml"):
        parts.visit("META-INF/manifest.xml", manifest)
    if manifest.locked:
        raise Unreadable("it is encrypted with a password. Save a copy without a password and look into that.")
    if not parts.has("content.xml"):
        raise Unreadable("its content is missing: it is damaged.")
    content = Content()
    # Styles that hide may stand in either part.
    for name in filter(parts.has, ("styles.xml", "content.xml")):
        parts.visit(name, content)
    content.tell(gathering)
    _properties(parts, gathering)
    _kept(parts, gathering)
    _objects(parts, gathering, manifest, look_into)


def _properties(parts: Parts, gathering: Gathering) -> None:
    meta = _Meta()
    for name in filter(parts.has, ("meta.xml", "settings.xml")):
        parts.visit(name, meta)
    if meta.told:
        what = f"The properties name {names_of((one.partition(':')[0] for one in meta.told), 12)}."
        gathering.found("properties", what, "properties of the file", len(meta.told), "; ".join(meta.told))
    if meta.own:
        what = f"The file has properties of its own: {names_of(key for key, _value in meta.own)}."
        gathering.found("custom-properties", what, "properties of the file", len(meta.own), meta.own[0][1])
    if meta.printer:
        gathering.found("printer-settings", "The name of a printer is kept.", "the settings", 1, meta.printer)


def _kept(parts: Parts, gathering: Gathering) -> None:
    """Programs, versions and pictures inside the file."""
    macros = [
        name
        for name in parts.names
        if re.match(r"(?:Basic|Scripts)/", name) and not re.search(r"script-l[bc]\.xml$", name)
    ]
    if macros:
        gathering.found("macros", "The file holds macros.", "the file", len(macros))
    if versions := [name for name in parts.names if name.startswith("Versions/")]:
        gathering.found("earlier-version", "Earlier versions of the file are kept in it.", "the file", len(versions))
    for name in parts.names:
        if re.search(r"\.(?:jpe?g|png|tiff?|webp)$", name, re.IGNORECASE):
            with gathering.part(f"The picture {name[:80]}"):
                look_at_picture(parts.read(name, MOST_PICTURE), name, gathering)


def _objects(parts: Parts, gathering: Gathering, manifest: _Manifest, look_into: LookInto) -> None:
    """Charts, documents and other files inside the file."""
    workbook = "spreadsheet" in manifest.kinds.get("/", "")
    for name in parts.names:
        if not re.match(r"(?:\./)?Object[^/]*(?:/content\.xml)?$", name):
            continue
        folder = name.removesuffix("content.xml")
        kind = manifest.kinds.get(folder, "")
        if folder == name:
            with gathering.part(f"The embedded file {name}"):
                inside = gathering.inside(name, parts.read(name), look_into)
                gathering.found("embedded-file", f"A file is embedded.{inside.doubt}", name)
        elif "formula" not in kind and not (workbook and "chart" in kind):
            # In a workbook the points of a chart are those of its sheets.
            inner = Content()
            parts.visit(name, inner)
            if "chart" in kind:
                what = f"The table from which a chart was made is kept behind it ({counted(inner.cells, 'cell')})."
                gathering.found("embedded-workbook", what, folder, max(inner.cells, 1))
            else:
                gathering.found("embedded-file", f"A document is embedded ({counted(inner.cells, 'cell')}).", folder)
                inner.tell(gathering, folder.rstrip("/"))
