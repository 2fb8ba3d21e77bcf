"""What the council has ruled of the files of a scanned place, as the engine takes it: the lines in force, and what is on hold there."""

from muniment.discovery.engine.rulings import Hold as EngineHold
from muniment.discovery.engine.rulings import Rulings, ScheduleLine
from muniment.discovery.held_folders import HeldFolder
from muniment.discovery.scanned_places import ScannedPlace
from muniment.people.models import Unit
from muniment.registers.models import Link
from muniment.retention.holds import HOLDS, Hold
from muniment.retention.lines import RetentionLine

WHOLE = ("",)  # the folder at and below which all of a place lies


def rulings(place: ScannedPlace) -> Rulings:
    """All of it. A draft line and a lifted hold rule nothing."""
    return Rulings(lines=lines(), holds=holds(place))


def lines() -> tuple[ScheduleLine, ...]:
    """The lines that rule, and those of which a change is planned as they rule today."""
    rows = RetentionLine.objects.everything().filter(state=RetentionLine.State.IN_FORCE).order_by("code")
    return tuple(ScheduleLine(each.code, each.series, each.rule()) for each in rows)


def holds(place: ScannedPlace) -> tuple[EngineHold, ...]:
    """What is held there: by folders and words, by a hold of its place in the file plan, of a unit with all below it, or of a line.

    A hold of a line, or of what is of a line within a unit, keeps only files of that line.
    """
    standing = list(Hold.objects.everything().filter(state=Hold.State.STANDING).select_related("line"))
    if not standing:
        return ()
    named = HeldFolder.objects.everything().filter(place=place, state=HeldFolder.State.HELD)
    folders: dict[int, list[HeldFolder]] = {}
    for each in named:
        folders.setdefault(each.hold_id, []).append(each)
    linked = set()
    if place.place_id:
        links = Link.objects.filter(
            relation=HOLDS, from_register=HOLDS, to_register="places", to_record=place.place_id, removed_at=None
        )
        linked = set(links.values_list("from_record", flat=True))
    reach = Unit.objects.subtrees([frozenset({hold.held_unit_id}) for hold in standing if hold.held_unit_id])
    found = []
    for hold in standing:
        some = folders.get(hold.pk, [])
        held = [each.folder for each in some if not each.words.strip()]
        words = tuple(each.words.strip() for each in some if each.words.strip())
        if hold.pk in linked:
            held.append("")
        of_unit = bool(hold.held_unit_id) and place.unit_id in reach[frozenset({hold.held_unit_id})]
        if of_unit and not hold.line_id:
            held.append("")
        of_line = (hold.line.code,) if hold.line_id and (of_unit or not hold.held_unit_id) else ()
        if held or words or of_line:
            found.append(
                EngineHold(
                    hold.name,
                    hold.reason.strip().split("\n")[0][:200].rstrip("."),
                    WHOLE if "" in held else tuple(held),
                    words,
                    of_line,
                )
            )
    return tuple(found)
