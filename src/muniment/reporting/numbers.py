"""The figures of a progress report: each is a query with the address of its list, so that none is ever typed."""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from muniment.assurance import figures as plan_figures
from muniment.documents.report.values import Figure
from muniment.registers.figures import Counted
from muniment.reporting.facts import Facts
from muniment.reporting.moments import AsImported

# Other words for the same figures, which templates and texts may use.
ALIASES = {
    "total": "all",
    "done": "said_done",
    "extensions_waiting": "extension_asked",
    "previous_as_at": "last_report",
}


def of_plan(facts: Facts) -> tuple[Figure, ...]:
    """All figures that a template or a text may ask for."""
    return tuple(_all(facts))


def _all(facts: Facts) -> Iterator[Figure]:
    moment = facts.moment
    yield Figure("as_at", _("Date of the figures"), _as_at(facts))
    yield Figure("late_on", _("Day by which lateness is judged"), f"{moment.late_on:%-d %B %Y}")
    yield Figure("last_report", _("Last report"), _last_report(facts))
    for counted in facts.counted.values():
        yield _figure(counted.figure.name, counted)
    yield _open(facts)
    yield _changed(facts, "done_since", _("done since the last report"), "done", len(facts.done_since))
    yield _changed(facts, "verified_since", _("verified since the last report"), "verified", len(facts.verified_since))
    yield _changed(facts, "late_since", _("late since the last report"), "late", len(facts.late_since))
    for counted in facts.before.values():
        yield _figure(f"{counted.figure.name}_before", counted, f"{facts.since:%-d %B %Y}: ")
    yield Figure(
        "contradictions", _("Contradictions still open"), len(facts.findings),
        f"/findings/?plan={facts.plan.pk}&state=open", _("Nobody has decided what they are worth. The list shows those open today."),
    )  # fmt: skip


def _as_at(facts: Facts) -> str:
    moment = facts.moment
    if isinstance(moment, AsImported):
        return _("%(day)s (as the paper %(paper)s has it)") % {
            "day": f"{moment.late_on:%-d %B %Y}",
            "paper": moment.paper,
        }
    return f"{moment.as_at or moment.late_on:%-d %B %Y}"


def _last_report(facts: Facts) -> str:
    if facts.reported:
        return f"{facts.since:%-d %B %Y}"
    return _("%(day)s, when the plan was entered") % {"day": f"{facts.since:%-d %B %Y}"}


def _figure(name: str, counted: Counted, before: str = "") -> Figure:
    return Figure(name, before + counted.figure.title, counted.value, counted.address, counted.figure.explain)


def _open(facts: Facts) -> Figure:
    """Not begun and in progress together."""
    value = facts.counted["in_progress"].value + facts.counted["not_begun"].value
    return Figure("open", _("open"), value, counted_address(facts, "open"), _("Not begun or in progress."))


def _changed(facts: Facts, name: str, title: str, kind: str, value: int) -> Figure:
    note = _("Compared with the end of %(day)s.") % {"day": f"{facts.since:%-d %B %Y}"}
    return Figure(name, title, value, counted_address(facts, kind), note)


def counted_address(facts: Facts, kind: str) -> str:
    """The address of what changed since a day: a comparison of two moments, which no filter of one list can be."""
    moment = facts.moment
    asked = {"since": facts.since.isoformat()}
    if moment.as_at:
        asked["as_at"] = moment.as_at.isoformat()
        if moment.late_on != moment.as_at:
            asked["late_on"] = moment.late_on.isoformat()
    return f"/plans/{facts.plan.pk}/counted/{kind}/?{urlencode(asked)}"


def known_names() -> list[tuple[str, str]]:
    """Name and title of each figure, for those who write texts and templates."""
    names = [(each.name, each.title) for each in plan_figures.FIGURES]
    return [
        ("as_at", _("date of the figures")), ("last_report", _("date of the last report")), *names, ("open", _("open")),
        ("done_since", _("done since the last report")), ("verified_since", _("verified since the last report")),
        ("late_since", _("late since the last report")), ("contradictions", _("contradictions still open")),
        *((f"{name}_before", _("%(title)s at the last report") % {"title": title}) for name, title in names),
    ]  # fmt: skip
