"""The figures of a report on the shares. Each opens the list of places that it is counted over, and says what it counts."""

from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muniment.discovery.engine.schema import DECISIONS
from muniment.discovery.engine.tallying import PROPOSED
from muniment.discovery.result_words import DECIDED
from muniment.discovery.templatetags.shares import amount
from muniment.documents.report.values import Figure
from muniment.paper.costs import Cost
from muniment.reporting.shares.costing import boxes_scanned, money, yearly
from muniment.reporting.shares.facts import Facts
from muniment.reporting.tables import day

OLD = 7  # years after which what nobody has changed is called old
# name, where its number stands in a tally, whether it is one of bytes, title, what it counts
PLAIN: tuple[tuple[str, tuple[str, ...], bool, Any, Any], ...] = (
    ("files", ("files",), False, gettext_lazy("files"), gettext_lazy("Every name that is no folder; a file with two names is two.")),
    ("size", ("bytes",), True, gettext_lazy("size of all files"), gettext_lazy("The sizes of all names added up, copies and all.")),
    ("room", ("room", "bytes"), True, gettext_lazy("room on the disk"), gettext_lazy("Each content that has several names once, and of files with holes what they take.")),
    ("folders", ("folders",), False, gettext_lazy("folders"), gettext_lazy("The place itself, and every folder below it.")),
    ("failed", ("failed",), False, gettext_lazy("files that could not be read"), gettext_lazy("Locked, damaged, too large, or not to be opened: they may hold anything.")),
    ("unlisted", ("unlisted",), False, gettext_lazy("folders that could not be listed"), gettext_lazy("What lies in them is in no figure.")),
    ("copies", ("alike", "copies", "files"), False, gettext_lazy("copies"), gettext_lazy("Files whose content another file of the same place has exactly, without the one that is kept.")),
    ("copies_size", ("alike", "copies", "bytes"), True, gettext_lazy("room that copies take"), gettext_lazy("What the copies take besides the one that is kept.")),
    ("versions", ("alike", "versions", "files"), False, gettext_lazy("older versions"), gettext_lazy("Files that look like versions of one document, without the newest.")),
    ("versions_size", ("alike", "versions", "bytes"), True, gettext_lazy("size of older versions"), gettext_lazy("A file that is a copy and a version too is in both.")),
    ("near", ("alike", "near", "files"), False, gettext_lazy("near-duplicates"), gettext_lazy("Texts that differ in a few words only, without the first of each group.")),
    ("near_size", ("alike", "near", "bytes"), True, gettext_lazy("size of near-duplicates"), gettext_lazy("Without the first of each group.")),
    ("mismatches", ("mismatches",), False, gettext_lazy("files that are not what their name says"), gettext_lazy("Their content is of another kind than their extension.")),
    ("orphan_folders", ("orphans", "folders"), False, gettext_lazy("folders that nobody is left to know"), gettext_lazy("The topmost of them: nobody who is still here has left a trace in one.")),
    ("orphan_files", ("orphans", "files"), False, gettext_lazy("files in folders that nobody is left to know"), gettext_lazy("In these folders and in those of their kind below them.")),
    ("orphan_size", ("orphans", "bytes"), True, gettext_lazy("size of folders that nobody is left to know"), gettext_lazy("In these folders and in those of their kind below them.")),
    ("freed", ("room", "freed"), True, gettext_lazy("room that the proposals would free"), gettext_lazy("Of what is redundant, obsolete, trivial or overdue; a content that has other names too frees nothing.")),
)  # fmt: skip
CHANGES = {
    "new": gettext_lazy("new files since the scan before"), "changed": gettext_lazy("changed files since the scan before"),
    "moved": gettext_lazy("moved files since the scan before"), "gone": gettext_lazy("files gone since the scan before"),
}  # fmt: skip
OTHERS = {
    "as_at": gettext_lazy("date of the figures"), "last_report": gettext_lazy("date of the last report"),
    "places": gettext_lazy("scanned places that are counted"), "places_left_out": gettext_lazy("scanned places that are not counted"),
    "oldest_scan": gettext_lazy("day of the oldest scan"), "personal": gettext_lazy("files with personal data"),
    "old": gettext_lazy("files that nobody has changed for long"), "old_size": gettext_lazy("size of what nobody has changed for long"),
    "old_until": gettext_lazy("year until which what was last changed is called old"),
    "risks": gettext_lazy("files in formats at risk"), "proposed": gettext_lazy("files that are proposed to go"), "proposed_size": gettext_lazy("size of what is proposed to go"),
    "soon": gettext_lazy("files due within a year of the scan"), "soon_size": gettext_lazy("size of what is due within a year of the scan"),
    "price": gettext_lazy("price of a terabyte and year"), "cost": gettext_lazy("cost of keeping it all for a year"), "copies_cost": gettext_lazy("cost of keeping copies for a year"),
    "saving": gettext_lazy("saved each year if the proposals are carried out"), "boxes": gettext_lazy("boxes of paper that the saving of a year would pay to scan"),
}  # fmt: skip


def of_shares(facts: Facts) -> tuple[Figure, ...]:
    """All figures that a template or a text may ask for."""
    return tuple(_all(facts))


def list_address(facts: Facts) -> str:
    """The places that all is counted over."""
    asked = {**facts.scope.parameters, "state": "looked_at", "as_at": facts.day.isoformat()}
    return "/scanned-places/?" + urlencode(asked, doseq=True)


def _all(facts: Facts) -> Iterator[Figure]:
    places = list_address(facts)

    def figure(name: str, value: int | str, note: str, address: str = places) -> Figure:
        return Figure(name, str(_titles()[name]), value, address, note)

    def size(name: str, value: int, note: str) -> Figure:
        return figure(name, amount(value), note)

    yield Figure("as_at", str(OTHERS["as_at"]), day(facts.day))
    yield Figure("last_report", str(OTHERS["last_report"]), last_report(facts))
    yield figure("places", len(facts.places), _("Of each the last scan that was finished by then."))
    yield figure(
        "places_left_out",
        len(facts.left_out),
        _("Never scanned at their address by then, or within another place and counted there."),
    )
    days = [each.day for each in facts.places if each.day]
    yield Figure("oldest_scan", str(OTHERS["oldest_scan"]), day(min(days)) if days else _("none"))
    for name, where, room, _title, note in PLAIN:
        value = facts.number(*where)
        yield size(name, value, str(note)) if room else figure(name, value, str(note))
    everybody = facts.personal().all
    yield figure(
        "personal",
        kept_back() if everybody is None else everybody,
        _("Files, not people: those in which, or inside of which, a value was found that is sure enough to count."),
    )
    years = [
        (year, told) for year, told in facts.told.get("years", {}).items() if year and int(year) <= facts.day.year - OLD
    ]
    yield Figure("old_until", str(OTHERS["old_until"]), str(facts.day.year - OLD))
    note = _("Last changed in %(year)s or earlier.") % {"year": facts.day.year - OLD}
    yield figure("old", sum(told["files"] for _year, told in years), note)
    yield size("old_size", sum(told["bytes"] for _year, told in years), note)
    yield figure(
        "risks",
        sum(each["files"] for each in facts.told.get("risks", {}).values()),
        _("Formats that may soon be unreadable; of a place its forty most frequent ones."),
    )
    for name in DECISIONS:
        label, means, _colour = DECIDED[name]
        yield figure(_named(name), facts.number("decisions", name, "files"), str(means))
        yield size(f"{_named(name)}_size", facts.number("decisions", name, "bytes"), f"{label}. {means}")
    note = _("Redundant, obsolete, trivial or overdue. A proposal: nothing is deleted by a scan.")
    yield figure("proposed", sum(facts.number("decisions", name, "files") for name in PROPOSED), note)
    yield size("proposed_size", facts.proposed, note)
    note = _("Their line lets them go within 365 days after the scan.")
    yield figure("soon", sum(each["soon"] for each in facts.told.get("lines", {}).values()), note)
    yield size("soon_size", sum(each["soon_bytes"] for each in facts.told.get("lines", {}).values()), note)
    since = _("Over the places that were scanned before; of each since the scan before its last.")
    for name, title in CHANGES.items():
        yield Figure(f"{name}_since", str(title), facts.number("changes", name, "files"), places, since)
    yield from _costs(facts)


def _costs(facts: Facts) -> Iterator[Figure]:
    rates = facts.rates
    prices = "/cost-assumptions/"
    disk = facts.assumptions.get("disk")
    told = f"{_('Source')}: {disk.source}" if disk else _("Nobody has said it.")
    yield Figure("price", str(OTHERS["price"]), disk.in_words() if disk else not_known(), prices, told)
    for name, cost in costs(facts).items():
        yield Figure(name, str(OTHERS[name]), in_money(cost), prices, working(cost))
    boxes = boxes_scanned(costs(facts)["saving"], rates)
    yield Figure(
        "boxes", str(OTHERS["boxes"]), not_known() if boxes.number is None else boxes.number, prices, boxes.working
    )


def costs(facts: Facts) -> dict[str, Cost]:
    """What is reckoned in money, by the name of its figure."""
    sizes = {
        "cost": facts.number("room", "bytes"),
        "copies_cost": facts.number("alike", "copies", "bytes"),
        "saving": facts.number("room", "freed"),
    }
    return {name: yearly(size, facts.rates) for name, size in sizes.items()}


def in_money(cost: Cost) -> str:
    return money(cost.pence) if cost.known else not_known()


def working(cost: Cost) -> str:
    return (
        ". ".join(cost.working)
        if cost.known
        else _("Cannot be said without %(what)s.") % {"what": ", ".join(cost.wanting)}
    )


def not_known() -> str:
    return _("not known")


def kept_back() -> str:
    """What stands for a number that is not shown."""
    return _("not shown")


def last_report(facts: Facts) -> str:
    if facts.reported:
        return day(facts.since)
    return _("%(day)s, when the first place was entered") % {"day": day(facts.since)}


def _named(decision: str) -> str:
    return decision.replace(" ", "_")


@cache
def _titles() -> dict[str, Any]:
    found: dict[str, Any] = {name: title for name, _where, _room, title, _note in PLAIN}
    for name in DECISIONS:
        label = DECIDED[name][0]
        found[_named(name)] = gettext_lazy("files decided as “%(decision)s”") % {"decision": label}
        found[f"{_named(name)}_size"] = gettext_lazy("size of files decided as “%(decision)s”") % {"decision": label}
    return {**found, **{f"{name}_since": title for name, title in CHANGES.items()}, **OTHERS}


def known_names() -> list[tuple[str, str]]:
    """Name and title of each figure, for those who write texts and templates."""
    return [(name, str(title)) for name, title in _titles().items()]
