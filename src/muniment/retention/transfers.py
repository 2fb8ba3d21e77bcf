"""What goes to the archives with a disposal that was carried out: a bag of the records' files, and the accession as AtoM reads it."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from muniment import clock
from muniment.people.models import Person
from muniment.registers import evidence
from muniment.registers.access import Actor, may
from muniment.registers.cells import harmless
from muniment.registers.errors import Invalid, Refused
from muniment.registers.models import Evidence
from muniment.registers.record import register_of
from muniment.retention import bags, certificate, disposing
from muniment.retention.disposal_records import Disposal, DisposalItem

WAYS = frozenset({Disposal.Disposition.TRANSFER, Disposal.Disposition.OFFER})
# The columns of an accession as AtoM imports it; those of donors and events are left away: a council's service is no donor.
ACCESSION = (
    "accessionNumber", "acquisitionDate", "sourceOfAcquisition", "locationInformation", "acquisitionType", "resourceType", "title",
    "archivalHistory", "scopeAndContent", "appraisal", "physicalCondition", "receivedExtentUnits", "processingStatus",
    "processingPriority", "physicalObjectName", "physicalObjectLocation", "physicalObjectType", "creators", "culture",
)  # fmt: skip
RECORDS = ("register", "number", "title", "description", "unit", "line", "line version", "series", "authority", "begun on", "closed on",
           "counted from", "due", "gone on", "digest")  # fmt: skip
FILES = ("path", "register", "number", "name", "type", "bytes", "sha256", "attached on")


def goes(disposal: Disposal) -> bool:
    """Whether there is anything to hand over: it went to the archives."""
    return disposal.state == Disposal.State.CARRIED_OUT and disposal.disposition in WAYS


def may_hand_over(person: Person, disposal: Disposal) -> bool:
    """Whether the page offers it; the records are asked for when it is made."""
    return goes(disposal) and bool(may(Actor.at_page(person), "carry_out", register_of(Disposal), disposal))


@dataclass(frozen=True, slots=True)
class Gone:
    """A record that went, with its item and its files."""

    item: DisposalItem
    record: Any
    files: tuple[Evidence, ...]

    @property
    def folder(self) -> str:
        return f"{self.item.in_register}-{self.item.number}"

    def path_of(self, file: Evidence) -> str:
        """Below data/. The number before its name keeps two files of one name apart, and each within its folder."""
        return f"{self.folder}/{file.pk}-{bags.file_name(file.name)}"


def gone(person: Person, disposal: Disposal) -> list[Gone]:
    """All records of a transfer. Invalid where it is none, Refused to who does not carry disposals out or see all of its records."""
    if not goes(disposal):
        raise Invalid(_("Only what was transferred or offered, and has gone, is handed over."))
    if not (verdict := may(Actor.at_page(person), "carry_out", register_of(Disposal), disposal)):
        raise Refused(verdict.reason)
    shown = [each for each in disposing.items_of(person, disposal) if each.item.state == DisposalItem.State.GONE]
    if any(each.record is None for each in shown):
        raise Refused(_("You may not see every record of it, so you cannot hand over all of it."))
    files: dict[tuple[str, int], list[Evidence]] = {}
    for slug in {each.item.in_register for each in shown}:
        ids = [each.item.number for each in shown if each.item.in_register == slug]
        for file in Evidence.objects.filter(register=slug, record__in=ids).order_by("pk"):
            files.setdefault((slug, file.record), []).append(file)
    return [Gone(each.item, each.record, tuple(files.get(each.item.key, ()))) for each in shown]


def name_of(disposal: Disposal) -> str:
    return f"disposal-{disposal.pk}"


def bag(person: Person, disposal: Disposal) -> Iterator[bytes]:
    """The bag of a transfer, block by block. What stands against it is raised here, before the first of them."""
    disposal = Disposal.objects.select_related("unit", "unit__body", "owner").get(pk=disposal.pk)
    found = gone(person, disposal)
    payloads = [*_metadata(found), *(_payload(each, file) for each in found for file in each.files)]
    info = [
        ("Source-Organization", disposal.unit.body.name), ("Bagging-Date", clock.today().isoformat()),
        ("External-Identifier", name_of(disposal)), ("External-Description", disposal.name),
    ]  # fmt: skip
    more = {"accession.csv": accession(disposal, found)}
    return bags.stream(name_of(disposal), payloads, info, more, clock.now().astimezone(clock.LONDON))


def _payload(each: Gone, file: Evidence) -> bags.Payload:
    place = evidence.path_of(file.sha256)
    if not place.is_file() or place.stat().st_size != file.size:
        raise Invalid(
            _("The file %(name)s of %(record)s is not there, or not what it was: run muniment verify, and restore it.")
            % {"name": file.name, "record": each.item}
        )
    return bags.Payload(each.path_of(file), file.size, file.sha256, lambda: _blocks(place))


def _blocks(place: Path) -> Iterator[bytes]:
    with place.open("rb") as file:
        while block := file.read(bags.BLOCK):
            yield block


def _metadata(found: Sequence[Gone]) -> Iterator[bags.Payload]:
    """What the records were, and which file is of which: two tables. They name nobody."""
    rows = [
        (each.item.in_register, each.item.number, str(each.record), getattr(each.record, "about", ""), each.record.unit, each.item.line.code,
         each.item.line_version, each.item.line.series, each.item.line.authority, getattr(each.record, "created_on", None),
         getattr(each.record, "closed_on", None), each.item.trigger, each.item.due, each.item.gone_on, each.item.digest)
        for each in found
    ]  # fmt: skip
    yield bags.Payload.of("records.csv", _csv(RECORDS, rows))
    files = [
        (f"data/{each.path_of(file)}", each.item.in_register, each.item.number, file.name, file.content_type, file.size, file.sha256,
         file.added_at.astimezone(clock.LONDON).date())
        for each in found for file in each.files
    ]  # fmt: skip
    yield bags.Payload.of("files.csv", _csv(FILES, files))


def accession(disposal: Disposal, found: Sequence[Gone]) -> bytes:
    """The accession as one row. Its number is ours until the archive gives its own."""
    lines = {each.item.line.code: each.item.line for each in found}
    files = [file for each in found for file in each.files]
    quantity = certificate.how_much(disposal, [each.item for each in found])
    extent = [
        quantity,
        _("%(n)s records") % {"n": len(found)},
        _("%(n)s files, %(b)s bytes") % {"n": len(files), "b": sum(file.size for file in files)},
    ]
    council = disposal.unit.body.name
    told = {
        "accessionNumber": name_of(disposal), "acquisitionDate": disposal.carried_out_on, "sourceOfAcquisition": f"{council}, {disposal.unit.name}",
        "acquisitionType": "Transfer", "title": disposal.name, "scopeAndContent": "\n".join(str(each.record) for each in found),
        "archivalHistory": _("Kept by %(owner)s, %(council)s, until %(day)s.")
        % {"owner": disposal.owner.title, "council": council, "day": f"{disposal.carried_out_on:%-d %B %Y}"},
        "appraisal": "\n".join(f"{code}: {line.series}. {line.in_words()}. {line.authority}".strip() for code, line in sorted(lines.items())),
        "receivedExtentUnits": "; ".join(filter(None, extent)), "creators": council, "culture": "en",
    }  # fmt: skip
    return _csv(ACCESSION, [[told.get(column, "") for column in ACCESSION]])


def accession_of(person: Person, disposal: Disposal) -> bytes:
    """The same as a file of its own."""
    disposal = Disposal.objects.select_related("unit", "unit__body", "owner").get(pk=disposal.pk)
    return accession(disposal, gone(person, disposal))


def _csv(head: Iterable[str], rows: Iterable[Iterable[Any]]) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(head)
    for row in rows:
        writer.writerow(
            [value if isinstance(value, int) else harmless("" if value is None else str(value)) for value in row]
        )
    return buffer.getvalue().encode(errors="replace")
