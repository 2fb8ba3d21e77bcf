"""The figures of a report on holdings: each is a query with the address of its list, and each percentage says of what it is one."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from muniment.documents.report.values import Figure
from muniment.registers.figures import Counted
from muniment.reporting.held.facts import Facts
from muniment.reporting.held.measures import SECTIONS
from muniment.retention.backlog import AGES

# What is counted from tables that know no past, so that it is told of today only.
ONLY_NOW = {
    "posts_vacant": _("vacant posts that answer for records"),
    "disposals_waiting": _("disposals that wait for approval"),
    "disposals_to_carry_out": _("disposals approved and not carried out"),
}
KINDS = {
    "no_line": _("records without a date: no line is set"),
    "waiting": _("records without a date: their period has not begun"),
    "unknown": _("records without a date: it cannot be computed"),
    "lasting": _("records kept for ever"),
}
SHARES = {
    each.share: f"{section.title}: {str(each.label)[:1].lower()}{str(each.label)[1:]}" for section in SECTIONS for each in section.measures
}  # fmt: skip


def of_holdings(facts: Facts) -> tuple[Figure, ...]:
    """All figures that a template or a text may ask for."""
    return tuple(_all(facts))


def _all(facts: Facts) -> Iterator[Figure]:
    yield Figure("as_at", _("Date of the figures"), f"{facts.day:%-d %B %Y}")
    yield Figure("late_on", _("Day by which lateness is judged"), f"{facts.moment.late_on:%-d %B %Y}")
    yield Figure("last_report", _("Last report"), last_report(facts))
    for name, counted in facts.counted.items():
        yield _figure(name, counted)
    rounded = _("Rounded down.")
    for _section, shares in facts.shares:
        for share in shares:
            yield Figure(
                share.measure.share,
                SHARES[share.measure.share],
                share.percent,
                share.without.address,
                f"{share.definition()} {rounded}",
            )
    yield from _disposal(facts)
    yield from _schedule(facts)
    for name, title in ONLY_NOW.items():
        if name not in facts.counted:
            yield Figure(name, title, _("not known"), "", not_known())
    over = [load for load in facts.loads if not load.held]
    yield Figure("owned_by_nobody_in_post", _("records owned by posts that nobody held"), sum(load.number for load in over), "",
                 _("Assets, systems, places, permission groups and processing activities; the table of owners opens each post's."))  # fmt: skip


def last_report(facts: Facts) -> str:
    if facts.reported:
        return f"{facts.since:%-d %B %Y}"
    return _("%(day)s, when the first record was entered") % {"day": f"{facts.since:%-d %B %Y}"}


def not_known() -> str:
    """Why there is no number."""
    return _("What this is counted from keeps no past, so it is known of today only.")


def _figure(name: str, counted: Counted) -> Figure:
    title = counted.figure.title
    return Figure(name, title, counted.value, counted.address, counted.figure.explain)


def _disposal(facts: Facts) -> Iterator[Figure]:
    backlog = facts.backlog
    yield Figure("due", _("records due for disposal"), backlog.due, due_address(facts), computed(facts) or
                 _("Their day under their line of the schedule has come."))  # fmt: skip
    yield Figure("due_held", _("records due and kept by a hold"), backlog.held, due_address(facts, held="yes"), computed(facts) or
                 _("A hold that stands keeps them although their day has come."))  # fmt: skip
    for name, (_from, _to, label) in AGES.items():
        yield Figure(f"due_{name}", _("records due: %(age)s") % {"age": str(label).lower()}, backlog.by_age[name],
                     due_address(facts, age=name), computed(facts) or _("By the whole years since their day."))  # fmt: skip
    for kind, title in KINDS.items():
        yield Figure(
            f"date_{kind}", title, backlog.by_kind[kind], due_address(facts, which=kind), computed(facts) or title
        )
    yield Figure("certificates_since", _("certificates of disposals carried out since the last report"), facts.certificates,
                 facts.counted["disposals_since"].address, _("Each is attached to its disposal."))  # fmt: skip


def _schedule(facts: Facts) -> Iterator[Figure]:
    """Of the whole schedule."""
    told = {
        "lines_in_force": (_("lines in force"), "state=in_force"), "lines_draft": (_("lines still a draft"), "state=draft"),
        "lines_ended": (_("lines that have ended"), "state=ended"), "lines_no_authority": (_("lines that name no authority"), "no_authority=yes"),
    }  # fmt: skip
    for name, (title, asked) in told.items():
        value = sum(row[name].value for row in facts.bands.values())
        day = f"&as_at={facts.moment.as_at.isoformat()}" if facts.moment.as_at else ""
        yield Figure(
            name, title, value, f"/retention-lines/?{asked}{day}", _("Of the whole schedule, not of the unit alone.")
        )


def computed(facts: Facts) -> str:
    """What is said of a date of which no table tells any more."""
    return (
        ""
        if facts.live
        else _(
            "Worked out again from the records, lines and holds as they stood then; the list of disposal shows today only."
        )
    )


def due_address(facts: Facts, **asked: Any) -> str:
    """The list of disposal knows today only, so that of another moment nothing could be opened."""
    if not facts.live:
        return ""
    return "/disposal/?" + urlencode({"which": "due", **facts.scope.parameters, **asked}, doseq=True)


def known_names() -> list[tuple[str, str]]:
    """Name and title of each figure, for those who write texts and templates."""
    found = [("as_at", _("date of the figures")), ("last_report", _("date of the last report"))]
    found += [(each.name, each.title) for section in SECTIONS for each in section.figures()]
    found += list(SHARES.items())
    found += [("handovers_open", _("open handovers")), ("holds_standing", _("holds that stand")), ("waivers_standing", _("exceptions that stand")),
              ("waivers_expired", _("exceptions that have expired")), ("waivers_asked", _("exceptions asked for"))]  # fmt: skip
    found += [("due", _("records due for disposal")), ("due_held", _("records due and kept by a hold"))]
    found += [(f"due_{name}", str(label)) for name, (_from, _to, label) in AGES.items()]
    found += [(f"date_{kind}", title) for kind, title in KINDS.items()]
    found += [("gone_since", _("records disposed of since the last report")), ("disposals_since", _("disposals carried out since the last report")),
              ("certificates_since", _("their certificates"))]  # fmt: skip
    found += [("lines_in_force", _("lines in force")), ("lines_draft", _("lines still a draft")), ("lines_ended", _("lines that have ended")),
              ("lines_no_authority", _("lines that name no authority"))]  # fmt: skip
    return [*found, *ONLY_NOW.items(), ("owned_by_nobody_in_post", _("records owned by posts that nobody held"))]
