"""What the public may know of an information asset, and the three forms of it. The list below is the only door: what is not in it stays in.

A council once published an asset register with the names of people in it. Here owners are posts, contacts are teams with a shared
mailbox, and an asset is left out whole where its marking or its own mark says so.
"""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from muniment.assets.information_assets import InformationAsset
from muniment.registers.cells import harmless
from muniment.retention.lines import RetentionLine

Entry = dict[str, Any]
State = InformationAsset.State


@dataclass(frozen=True, slots=True)
class PublicField:
    """One thing that is told: its name in files, its heading, and how it is had from an asset."""

    name: str
    heading: Any
    of: Callable[[Any], str]


def _retention(asset: Any) -> str:
    """In words, where a line in force rules it."""
    line = asset.retention_line
    return line.in_words() if line is not None and line.state == RetentionLine.State.IN_FORCE else ""


# The allow-list. Never here: location, access, volume, format, restrictions, compliance, sources, recipients, any person.
PUBLIC = (
    PublicField("name", _("Asset"), lambda asset: asset.name),
    PublicField("about", _("What it is"), lambda asset: asset.about),
    PublicField("service", _("Service"), lambda asset: asset.unit.name),
    PublicField("owner", _("Owner"), lambda asset: asset.owner.title if asset.owner else ""),
    PublicField("classification", _("Classification"), lambda asset: str(asset.get_classification_display())),
    PublicField("personal_data", _("Personal data"), lambda asset: "Yes" if asset.personal_data else "No"),
    PublicField("retention", _("How long it is kept"), _retention),
    PublicField("licence", _("Licence"), lambda asset: asset.licence),
    PublicField("published", _("Published as"), lambda asset: asset.published),
)
NAMES = tuple(field.name for field in PUBLIC)
READS = ("unit", "owner", "retention_line")


def why_left_out(asset: Any, withheld: frozenset[int]) -> str:
    """Why an asset is not published, "" where it is."""
    if asset.classification != InformationAsset.Classification.OFFICIAL:
        return "marking"
    if asset.pk in withheld:
        return "withheld"
    if asset.state not in {State.IN_USE, State.CLOSED} or asset.disposed_on is not None:
        return "state"
    return ""


def entry(asset: Any) -> Entry:
    """What is told of an asset, and its number, by which editions are compared."""
    return {"id": asset.pk} | {field.name: field.of(asset) for field in PUBLIC}


def dated(entries: Sequence[Entry], before: Mapping[int, Entry], day: str, number: int) -> list[Entry]:
    """The entries with the day and the edition in which each last changed for the public."""
    found = []
    for each in entries:
        old = before.get(each["id"])
        same = old is not None and all(old.get(name) == each[name] for name in NAMES)
        kept = {"modified": old["modified"], "version": old["version"]} if same and old else {}
        found.append({**each, "modified": day, "version": str(number), **kept})
    return found


def differences(before: Mapping[int, Entry], after: Sequence[Entry]) -> dict[str, list[Any]]:
    """What is new, gone and changed since an edition: names, and of what changed the fields."""
    now = {each["id"]: each for each in after}
    changed = [{"name": each["name"], "fields": _changed(before[pk], each)} for pk, each in now.items() if pk in before]
    return {
        "added": [each["name"] for pk, each in now.items() if pk not in before],
        "removed": [each["name"] for pk, each in before.items() if pk not in now],
        "changed": [each for each in changed if each["fields"]],
    }


def _changed(old: Entry, new: Entry) -> list[list[str]]:
    """The heading of each field that differs, with both values."""
    return [
        [str(field.heading), old.get(field.name, ""), new[field.name]]
        for field in PUBLIC
        if old.get(field.name, "") != new[field.name]
    ]


def as_json(content: Mapping[str, Any]) -> bytes:
    """An edition as it is kept: the same content is the same bytes."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1).encode()


def as_csv(content: Mapping[str, Any]) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow([str(field.heading) for field in PUBLIC])
    writer.writerows([harmless(each[name]) for name in NAMES] for each in content["assets"])
    return ("\ufeff" + buffer.getvalue()).encode()


# The terms of the UK cross-government metadata exchange model, a profile of DCAT, and what each is in it.
CONTEXT: Mapping[str, Any] = {
    "dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#", "freq": "http://purl.org/cld/freq/",
    "ukgov": "https://w3id.org/co-cddo/uk-cross-government-metadata-exchange-model/",
    "dataset": {"@id": "dcat:dataset", "@container": "@set"}, "title": "dct:title", "description": "dct:description",
    "identifier": "dct:identifier", "modified": "dct:modified", "version": "dcat:version", "licence": "dct:license",
    "publisher": {"@id": "dct:publisher", "@type": "@id"}, "creator": {"@id": "dct:creator", "@type": "@id", "@container": "@set"},
    "type": {"@id": "dct:type", "@type": "@id"}, "accessRights": "dct:accessRights",
    "securityClassification": "ukgov:securityClassification", "updateFrequency": {"@id": "dct:accrualPeriodicity", "@type": "@id"},
    "contactPoint": "dcat:contactPoint", "contactName": "vcard:fn", "email": "vcard:hasEmail", "name": "foaf:name",
}  # fmt: skip


def as_jsonld(content: Mapping[str, Any]) -> bytes:
    """The catalogue: each asset with all fields that the model requires.

    A council is in no list of the model's organisations, so it is told by an address of its own. What is open data or in the
    publication scheme is OPEN, all else INTERNAL. How often an asset is brought up to date is not in the register: irregular.
    """
    page = content["address"]
    council = {"@id": f"{page}#publisher", "@type": "foaf:Organization", "name": content["council"]}
    contact = {"@type": "vcard:Kind", "contactName": content["contact"], "email": content["mailbox"]}
    datasets = [
        {
            "@id": f"{page}#asset-{each['id']}", "@type": "dcat:Dataset", "identifier": f"{page}#asset-{each['id']}", "type": "dcat:Dataset",
            "title": each["name"], "description": each["about"] or each["name"], "accessRights": "OPEN" if each["published"] else "INTERNAL",
            "contactPoint": contact, "creator": [council["@id"]], "publisher": council["@id"], "modified": each["modified"],
            "version": each["version"], "licence": each["licence"] or "No licence is recorded", "securityClassification": "OFFICIAL",
            "updateFrequency": "freq:irregular",
        }
        for each in content["assets"]
    ]  # fmt: skip
    catalogue = {
        "@context": CONTEXT, "@id": page, "@type": "dcat:Catalog", "title": f"Information assets of {content['council']}",
        "identifier": page, "modified": content["day"], "version": str(content["number"]), "publisher": council, "contactPoint": contact,
        "dataset": datasets,
    }  # fmt: skip
    return json.dumps(catalogue, ensure_ascii=False, indent=1).encode()
