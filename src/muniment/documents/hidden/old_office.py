"""What old files of Office have in common: properties, macros, files inside them; and those that are not looked into further."""

from collections.abc import Sequence

from muniment.documents.compound import Compound
from muniment.documents.hidden.gathering import Gathering, counted, names_of
from muniment.documents.hidden.office import NO_NEWS, LookInto
from muniment.documents.hidden.property_sets import property_sets
from muniment.documents.packed import file_in, objects_in
from muniment.documents.paper import Unreadable

_SUMMARY, _MORE = "\x05SummaryInformation", "\x05DocumentSummaryInformation"
_TOLD = {
    _SUMMARY: {2: "title", 3: "subject", 4: "author", 5: "keywords", 6: "description", 7: "template", 8: "last saved by"},
    _MORE: {2: "category", 14: "manager", 15: "company"},
}  # fmt: skip


def look_at_common(compound: Compound, gathering: Gathering, look_into: LookInto, more: Sequence[str] = ()) -> None:
    """Everything that does not depend on which program made the file. `more` are properties that stand elsewhere."""
    with gathering.part("The properties of the file"):
        _properties(compound, gathering, more)
    programs = [
        place for place in compound.places if place[-1].casefold() in {"_vba_project", "dir"} and len(place) > 1
    ]
    if programs:
        gathering.found("macros", "The file holds macros or controls.", "the file")
    _embedded(compound, gathering, look_into)


def _properties(compound: Compound, gathering: Gathering, more: Sequence[str]) -> None:
    sets = {stream: property_sets(compound.read(stream)) for stream in _TOLD}
    told = [f"{word}: {value}" for stream, names in _TOLD.items() for each in sets[stream][:1] for key, word in names.items() if (value := each.texts.get(key, "")).lower() not in NO_NEWS]  # fmt: skip
    told += more
    if told:
        what = f"The properties name {names_of((one.partition(':')[0] for one in told), 12)}."
        gathering.found("properties", what, "properties of the file", len(told), "; ".join(told))
    if any(each.has_thumbnail for each in sets[_SUMMARY]):
        gathering.found("thumbnail", "A picture of the first page is kept, as it was at some earlier save.", "the file")
    for each in sets[_MORE][1:]:
        # The names of one's own properties, and the page of their letters, are two more.
        if (own := each.number - 2) > 0:
            what = f"The file has {counted(own, 'value')} of its own among its properties."
            gathering.found(
                "custom-properties", what, "properties of the file", own, next(iter(each.texts.values()), "")
            )


def _embedded(compound: Compound, gathering: Gathering, look_into: LookInto) -> None:
    """Files inside the file. Those that other programs keep as folders of streams are told, and not looked into."""
    for folder in objects_in(compound):
        with gathering.part(f"The embedded file {folder[-1]}"):
            name, content = file_in(compound, folder)
            name = name or folder[-1]
            if content:
                inside = gathering.inside(name, content, look_into)
                gathering.found(
                    "embedded-file", f"A file is embedded ({len(content) / 1024:,.0f} KB).{inside.doubt}", name
                )
            else:
                gathering.found("embedded-file", "An object of another program is embedded.", folder[-1])
                raise Unreadable("it is an object of another program. Save it by itself and look into that.")


def look_at_old_document(kind: str, ending: str, compound: Compound, gathering: Gathering, look_into: LookInto) -> None:
    """An old text document or presentation: what it shares with others. Raises Unreadable, since its text is not looked into."""
    look_at_common(compound, gathering, look_into)
    raise Unreadable(
        f"of an old {kind} only its properties, macros and embedded files were looked into. Save it as .{ending} and look into that."
    )
