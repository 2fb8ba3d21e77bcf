"""What is counted of a quarter, with the definition of each figure; a percentage is made from two of them and says so."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from muniment import clock
from muniment.people.models import Person, Unit
from muniment.registers.figures import Counted, Figure, count, count_by
from muniment.registers.register import Moment, Register, registry
from muniment.registers.spans import Span

CASES = ("requests", "rights-requests", "complaints", "internal-reviews")
BY = {"requests": "law", "rights-requests": "right", "complaints": "", "internal-reviews": "under"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: `share` is how much was in time of what was answered with a date, "" where nothing was."""

    title: str
    counted: Mapping[str, Counted]
    share: str


@dataclass(frozen=True, slots=True)
class Table:
    """The lines of one register, with the whole last; `figures` are its columns."""

    title: str
    figures: Sequence[Figure]
    lines: Sequence[Line]
    share: str

    def rows(self) -> Iterator[tuple[Line, list[tuple[Figure, Counted | None]]]]:
        """Each line with its cells, one for each figure; None where the line does not count it."""
        for line in self.lines:
            yield line, [(each, line.counted.get(each.name)) for each in self.figures]


def of_cases(span: Span, *, acknowledged: bool) -> tuple[Figure, ...]:
    """The figures of a register of cases; `acknowledged` where its clock is that of the acknowledgement."""
    received, ended = {"received": str(span)}, {"ended": str(span)}
    answered = ended if acknowledged else {**ended, "state": "has_answer"}
    late = "acknowledged_late" if acknowledged else "answered_late"
    word = _("Acknowledged") if acknowledged else _("Answered")
    return (
        Figure("came", _("Received"), received, _("By the day of receipt, whatever became of them.")),
        Figure("answered", word, answered, _("By the day on which it was done. What was withdrawn, lapsed or transferred is not among them.")),
        Figure("timely", _("In time"), {**answered, "timely": "yes"}, _("By the due date of the law, paused time not counted; or while something was awaited from the requester.")),
        Figure("too_late", _("Late"), {**answered, late: "yes"}, _("After the due date of the law.")),
        Figure("otherwise", _("Ended otherwise"), {**received, "state": "ended_without"}, _("Received in the quarter, and withdrawn, lapsed or transferred since. They are in no percentage.")),
    )  # fmt: skip


def at_end(span: Span) -> Moment:
    """The end of the quarter, as it was known then; today where it is not over."""
    last = min(span.days[1] - timedelta(days=1), clock.today())
    return Moment(last, last)


def share_of(counted: Mapping[str, Counted]) -> str:
    """In time, of all that was in time or late: what had no date is in neither."""
    in_time, late = counted["timely"].value, counted["too_late"].value
    return f"{100 * in_time / (in_time + late):.0f} %" if in_time + late else ""


def tables(person: Person, span: Span) -> Iterator[Table]:
    """The tables of a quarter, of what this person may see. Two queries for each register, and one for what was open at its end."""
    for slug in CASES:
        register = _register(slug)
        if not _sees(register, person):
            continue
        figures = of_cases(span, acknowledged=slug == "complaints")
        lines = list(_lines(register, person, figures, BY[slug]))
        word = _("acknowledged") if slug == "complaints" else _("answered")
        share = _("In time, of those that were %(done)s in the quarter and had a due date.") % {"done": word}
        yield Table(str(register.title), (*figures, *_open()), [*lines, _whole(register, person, figures, span)], share)
    for slug, told in OTHERS.items():
        register = _register(slug)
        if _sees(register, person):
            figures = told(span)
            rows = register.model.objects.visible_to(person)
            found = count(register, rows, figures, _now(), {})
            yield Table(str(register.title), figures, [Line(_("All"), found, "")], "")


def by_service(person: Person, span: Span) -> Iterator[Table]:
    """The same of requests by the service that answers them."""
    names: dict[Any, str] = dict(Unit.objects.values_list("pk", "name"))
    for slug in CASES[:2]:
        register = _register(slug)
        if _sees(register, person):
            figures = of_cases(span, acknowledged=False)
            found = count_by(register, register.model.objects.visible_to(person), "unit", figures, _now(), {})
            lines = [
                Line(names.get(unit, ""), each, share_of(each))
                for unit, each in found.items()
                if any(one.value for one in each.values())
            ]
            lines.sort(key=lambda each: each.title)
            title = _("%(register)s, by service") % {"register": register.title}
            yield Table(
                title, figures, lines, _("In time, of those that were answered in the quarter and had a due date.")
            )


def _register(slug: str) -> Register:
    found = registry.named(slug)
    assert found is not None
    return found


def _now() -> Moment:
    return Moment(clock.today())


def _sees(register: Register, person: Person) -> bool:
    return bool(register.model.objects.visible_to(person).exists())


def _lines(register: Register, person: Person, figures: Sequence[Figure], by: str) -> Iterator[Line]:
    if not by:
        return
    labels = dict(register.model._meta.get_field(by).flatchoices)
    found = count_by(register, register.model.objects.visible_to(person), by, figures, _now(), {})
    for value, counted in found.items():
        yield Line(str(labels.get(value, value)), counted, share_of(counted))


def _open() -> tuple[Figure, ...]:
    return (
        Figure("still_open", _("Open at the end"), {"state": ["new_in", "being_answered"]}, _("As it was known at the end of the quarter, or today.")),
        Figure("open_late", _("Of these late"), {"late": "yes"}, _("Their due date had gone by then.")),
    )  # fmt: skip


def _whole(register: Register, person: Person, figures: Sequence[Figure], span: Span) -> Line:
    counted = count(register, register.model.objects.visible_to(person), figures, _now(), {})
    moment = at_end(span)
    past = register.past_of(register.model).objects.as_at(moment.as_at).visible_to(person)
    counted |= count(register, past, _open(), moment, {})
    return Line(_("All"), counted, share_of(counted))


def _of_incidents(span: Span) -> tuple[Figure, ...]:
    noticed = {"noticed": str(span)}
    return (
        Figure("happened", _("Incidents"), {**noticed, "happened": "yes"}, _("Noticed in the quarter, near misses apart.")),
        Figure("near", _("Near misses"), {**noticed, "was_near_miss": "yes"}, _("Stopped before they did harm.")),
        Figure("breach", _("Personal data breaches"), {**noticed, "breach": "yes"}, _("Of these, what the council became aware of as a breach.")),
        Figure("told", _("Regulator told"), {**noticed, "ico_told": "yes"}, _("Breaches that the regulator was told of.")),
        Figure("told_late", _("Told after 72 hours"), {**noticed, "ico_told_late": "yes"}, _("Of these later than the law allows.")),
    )  # fmt: skip


def _of_disclosures(span: Span) -> tuple[Figure, ...]:
    received = {"received": str(span)}
    return (
        Figure("received", _("Received"), received, _("Logged by the day of receipt.")),
        Figure("given", _("Given"), {**received, "anything_given": "yes"}, _("All or a part.")),
        Figure("refused", _("Refused"), {**received, "nothing_given": "yes"}, _("Nothing was given.")),
        Figure("checked", _("Samples checked"), {**received, "checked": "yes"}, _("Looked at by somebody who had no part in them.")),
        Figure("not_sound", _("Check found fault"), {**received, "not_sound": "yes"}, _("Of these with gaps or unsound.")),
    )  # fmt: skip


def _of_regulators(span: Span) -> tuple[Figure, ...]:
    return (
        Figure(
            "received", _("Received"), {"received_in": str(span)}, _("Cases of regulators and ombudsmen that came in.")
        ),
    )


OTHERS = {"incidents": _of_incidents, "disclosures": _of_disclosures, "regulator-cases": _of_regulators}
