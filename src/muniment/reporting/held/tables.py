"""The tables of a report on holdings. Each number opens its list; each percentage has its definition in the same row."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from muniment.assets.asked import ASKED
from muniment.assets.models import FileFormat, System
from muniment.documents.report.values import CellData, TableData
from muniment.registers.figures import Counted
from muniment.reporting.held.facts import Facts
from muniment.reporting.held.measures import Share
from muniment.reporting.held.numbers import due_address, of_holdings
from muniment.reporting.models import Report
from muniment.reporting.rules import share_of
from muniment.reporting.since_last import changes
from muniment.reporting.tables import Cell, day, table
from muniment.retention.backlog import AGES
from muniment.retention.lines import RetentionLine
from muniment.retention.models import RetentionDate

SHOWN = 20  # posts and reasons that are named; the lists have all
NO_BAND = "none"


def number(counted: Counted) -> Cell:
    return CellData(f"{counted.value:,}", counted.address)


def opened(count: int, address: str) -> Cell:
    return CellData(f"{count:,}", address)


def measures(name: str, caption: str, shares: Sequence[Share]) -> TableData:
    """What is asked of a register, and how much of it has it."""
    return table(
        name, caption, (_("What is asked"), _("#Of"), _("#Without"), _("#Share"), _("What the share is")),
        [(str(each.measure.label), number(each.of), number(each.without), each.percent, each.definition()) for each in shares],
        _("Nothing is asked."),
    )  # fmt: skip


NAMES = ("assets", "systems", "places", "groups", "activities", "formats")


def services(facts: Facts) -> TableData:
    """The assets of each service, with what is wanting."""
    names = (
        "assets",
        "assets_incomplete",
        "assets_no_owner",
        "assets_no_line",
        "assets_no_place",
        "assets_not_reviewed",
    )
    rows = [
        (facts.units.get(unit, ""), *(number(row[name]) for name in names), share_of(row["assets"].value - row["assets_incomplete"].value, row["assets"].value))
        for unit, row in facts.services.items()
    ]  # fmt: skip
    return table(
        "services", _("Assets held, by service"),
        (_("Service"), _("#Held"), _("#Incomplete"), _("#No owner"), _("#No line"), _("#No place"), _("#Not reviewed"), _("#Complete")),
        rows, _("No asset is held."),
    )  # fmt: skip


def wanting(facts: Facts) -> TableData:
    """What assets most often do not say."""
    counted = [(label, facts.counted[f"assets_wanting_{name}"]) for name, (label, _given) in ASKED.items()]
    rows = [
        (str(label)[:1].upper() + str(label)[1:], number(each))
        for label, each in sorted(counted, key=lambda pair: -pair[1].value)
        if each.value
    ]
    return table("wanting", _("What assets most often do not say"), (_("What must be said"), _("#Assets without it")), rows,
                 _("Every asset says all that it must."))  # fmt: skip


def tiers(facts: Facts) -> TableData:
    labels = dict(System.Tier.choices)
    names = ("systems", "systems_no_owner", "systems_misses", "systems_out_of_support")
    rows: list[tuple[Cell, ...]] = [
        (str(labels[tier]), *(number(facts.tiers[tier][name]) for name in names))
        for tier in labels
        if tier in facts.tiers
    ]
    return table("tiers", _("Systems by tier"),
                 (_("Tier"), _("#In use"), _("#No owner"), _("#Misses criteria"), _("#Out of support")), rows, _("No system is in use."))  # fmt: skip


def orphans(facts: Facts) -> TableData:
    """What stands alone, from both ends."""
    told = (
        ("assets_no_place", _("Assets without a place"), _("Linked to no place of the file plan and to no system.")),
        ("places_no_asset", _("Places without an asset"), _("Nobody has said what is kept there.")),
        ("systems_holds_nothing", _("Systems that hold no asset"), _("Nobody has said what lies in them.")),
        (
            "groups_opens_nothing",
            _("Permission groups that open nothing"),
            _("Nobody has said to what they let people in."),
        ),
        (
            "assets_no_activity",
            _("Personal data without an activity"),
            _("No processing activity says what it is used for."),
        ),
        ("activities_no_asset", _("Activities that use no asset"), _("Nobody has said where their data lies.")),
    )
    return table("orphans", _("What stands alone"), (_("What"), _("#How many"), _("What is wanting")),
                 [(label, number(facts.counted[name]), why) for name, label, why in told], "")  # fmt: skip


def owners(facts: Facts) -> TableData:
    """The posts that own the most; those that nobody held are named whatever they own."""
    chosen = [load for at, load in enumerate(facts.loads) if at < SHOWN or not load.held]
    rows = [
        (
            CellData(load.post.title, f"/posts/{load.post.pk}/"), _("Yes") if load.held else _("Nobody"), load.number,
            share_of(load.number, facts.owned), *(number(each) if each else "0" for each in load.counts),
        )
        for load in chosen
    ]  # fmt: skip
    return table(
        "owners", _("Who owns the most, and what nobody in post owns"),
        (_("Post"), _("Held"), _("#Owns"), _("#Share"), _("#Assets"), _("#Systems"), _("#Places"), _("#Groups"), _("#Activities")),
        rows, _("No post owns anything."),
    )  # fmt: skip


def handovers(facts: Facts) -> TableData:
    """Open handovers, the longest open first. They name the post, never the person."""
    rows = []
    for each in facts.handovers:
        since = (facts.day - each.last_day).days
        age = _("%(days)s days since the last day") % {"days": since} if since > 0 else _("Not yet")
        rows.append((CellData(each.post.title, f"/handovers/{each.record_id}/"), day(each.last_day), age))
    return table(
        "handovers",
        _("Handovers that are open"),
        (_("Post"), _("Last day"), _("Waiting for")),
        rows,
        _("No handover is open."),
    )


def schedule(facts: Facts) -> TableData:
    names = ("lines_in_force", "lines_draft", "lines_ended", "lines_no_authority")
    labels = dict(RetentionLine.Band.choices)
    bands = [band for band in labels if band in facts.bands]
    rows: list[tuple[Cell, ...]] = [
        (str(labels[band]), *(number(facts.bands[band][name]) for name in names)) for band in bands
    ]
    return table("schedule", _("Lines of the retention schedule, by band and state"),
                 (_("Band"), _("#In force"), _("#Draft"), _("#Ended"), _("#No authority")), rows, _("The schedule has no line."))  # fmt: skip


def undated(facts: Facts) -> TableData:
    """Records without a date, by the reason, the most first."""
    kinds = dict(RetentionDate.Kind.choices)
    told = sorted(facts.backlog.by_reason.items(), key=lambda pair: (-pair[1], pair[0]))[:SHOWN]
    rows = [
        (str(kinds[kind]), why, opened(count, due_address(facts, which=kind, why=why))) for (kind, why), count in told
    ]
    return table("undated", _("Records without a day, by reason"), (_("How"), _("Reason"), _("#Records")), rows,
                 _("Every record has its day."))  # fmt: skip


def due(facts: Facts) -> Iterator[TableData]:
    """What is due, by band and by service."""
    labels = {**dict(RetentionLine.Band.choices), "": _("No band")}
    by_band = [(str(labels[band]), opened(facts.backlog.by_band[band], due_address(facts, band=band or NO_BAND))) for band in labels
               if facts.backlog.by_band[band]]  # fmt: skip
    yield table(
        "due_bands", _("Due for disposal, by band"), (_("Band"), _("#Records due")), by_band, _("Nothing is due.")
    )
    by_unit = sorted(facts.backlog.by_unit.items(), key=lambda pair: (-pair[1], facts.units.get(pair[0], "")))
    rows = [(facts.units.get(unit, ""), opened(count, _of_unit(facts, unit))) for unit, count in by_unit]
    yield table(
        "due_services", _("Due for disposal, by service"), (_("Service"), _("#Records due")), rows, _("Nothing is due.")
    )


def _of_unit(facts: Facts, unit: int) -> str:
    return f"/disposal/?which=due&unit={unit}" if facts.live else ""


def ages(facts: Facts) -> TableData:
    rows = [
        (str(label), opened(facts.backlog.by_age[name], due_address(facts, age=name)))
        for name, (_from, _to, label) in AGES.items()
    ]
    return table("due_ages", _("Due for disposal, by age"), (_("Due for"), _("#Records")), rows, "")


def formats(facts: Facts) -> TableData:
    risks, states = dict(FileFormat.Risk.choices), dict(FileFormat.State.choices)
    past = f"?as_at={facts.moment.as_at.isoformat()}" if facts.moment.as_at else ""
    rows = [
        (
            CellData(each.name, f"/formats/{each.record_id}/{past}"), str(risks[each.risk]), str(each.owner or _("No owner")),
            str(states[each.state]) + (f", {day(each.due)}" if each.due else ""), each.plan or _("No plan"),
        )
        for each in facts.formats
    ]  # fmt: skip
    return table("formats_listed", _("Formats at risk"), (_("Format"), _("Risk"), _("Owner"), _("What is done"), _("How")), rows,
                 _("No format is at risk."))  # fmt: skip


def next_steps(report: Report) -> TableData:
    steps = [(report.meeting_on, _("This group meets"))] if report.meeting_on else []
    return table(
        "timetable",
        _("Next steps"),
        (_("When"), _("What")),
        [(day(when), what) for when, what in steps],
        _("No date is set."),
    )


def of_holdings_report(report: Report, facts: Facts) -> tuple[TableData, ...]:
    asked = [
        measures(f"measures_{name}", str(section.title), shares)
        for name, (section, shares) in zip(NAMES, facts.shares, strict=True)
    ]
    return (
        next_steps(report), *asked, services(facts), wanting(facts), tiers(facts), orphans(facts), owners(facts), handovers(facts),
        schedule(facts), undated(facts), *due(facts), ages(facts), formats(facts), changes(facts.last, of_holdings(facts)),
    )  # fmt: skip
