"""What is counted of a quarter in each register, with the definition of each figure. A percentage is made from two of them and says so."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from muniment.registers.figures import Counted, Figure
from muniment.registers.register import Register, registry
from muniment.registers.spans import Span
from muniment.reporting.rules import share_of

Figures = Sequence[Figure]
Parameters = Mapping[str, Any]
OPEN = {"state": ["new_in", "being_answered"]}


@dataclass(frozen=True, slots=True)
class Section:
    """A register of which a quarter is told. `name` begins the names of its figures in a report; its lines are told apart `by` a field.

    `figures` are made for a span, and `outcomes` are what became of the cases. A row is in a span by any of the filters `within`.
    `timed` says what was done in time or late, "" where nothing has a date.
    """

    slug: str
    name: str
    by: str
    within: Sequence[str]
    figures: Callable[[Span], Figures]
    outcomes: Callable[[Span], Figures] = lambda _span: ()
    timed: str = ""

    @property
    def register(self) -> Register:
        found = registry.named(self.slug)
        assert found is not None
        return found

    @property
    def title(self) -> str:
        return str(self.register.title)

    def label(self, value: Any) -> str:
        """A value of the field by which its lines are told apart, in words."""
        labels = dict(self.register.model._meta.get_field(self.by).flatchoices)
        return str(labels.get(value, value))

    def share_said(self) -> str:
        """What the percentage is of what."""
        told = _("In time, of those that were %(done)s in the quarter and had a due date; rounded down.")
        return told % {"done": self.timed} if self.timed else ""


def in_time(counted: Mapping[str, Counted], suffix: str = "") -> tuple[int, int]:
    """How many were in time, and of how many: what had no date is in neither."""
    timely = counted[f"timely{suffix}"].value
    return timely, timely + counted[f"too_late{suffix}"].value


def share_in_time(counted: Mapping[str, Counted], suffix: str = "") -> str:
    """The percentage in time, rounded down, so that all of them is never said of nearly all; "" of none."""
    return share_of(*in_time(counted, suffix))


def at_end() -> Figures:
    """What was open, by a moment that is the end of the quarter."""
    return (
        Figure("still_open", _("Open at the end"), OPEN, _("As it was known at the end of the quarter, or on the day of the figures where it runs.")),
        Figure("open_late", _("Open and late"), {"late": "yes"}, _("Their due date had gone by then. What waits for the requester has none.")),
    )  # fmt: skip


def _of_cases(answered: Parameters, late: str, word: str) -> Callable[[Span], Figures]:
    def figures(span: Span) -> Figures:
        done = {"ended": str(span), **answered}
        return (
            Figure("came", _("Received"), {"received": str(span)}, _("By the day of receipt, whatever became of them.")),
            Figure("answered", word, done, _("By the day on which it was done. What was withdrawn, lapsed or transferred is not among them.")),
            Figure("timely", _("In time"), {**done, "timely": "yes"}, _("By the due date of the law, paused time not counted; or while something was awaited from the requester.")),
            Figure("too_late", _("Late"), {**done, late: "yes"}, _("After the due date of the law.")),
            Figure("otherwise", _("Ended otherwise"), {"ended": str(span), "state": "ended_without"}, _("Withdrawn, lapsed or transferred in the quarter. They are in no percentage.")),
        )  # fmt: skip

    return figures


def _outcomes(slug: str, filter_by: str, answered: Parameters, told: str) -> Callable[[Span], Figures]:
    def figures(span: Span) -> Figures:
        register = registry.named(slug)
        assert register is not None
        model: Any = register.model
        return [
            Figure(str(each.value), str(each.label), {filter_by: str(span), **answered, "outcome": str(each.value)}, told)
            for each in model.answers
        ]  # fmt: skip

    return figures


ANSWERED = {"state": "has_answer"}
# One that was acknowledged and withdrawn later is among what ended otherwise.
ACKNOWLEDGED = {"state": ["being_answered", "has_answer"]}


def sections() -> tuple[Section, ...]:
    """All of them, in the order of a report; their words are in the language of whoever reads."""
    cases, of_answers = ("received", "ended"), _("Of the answers of the quarter.")
    answered = _of_cases(ANSWERED, "answered_late", _("Answered"))
    return (
        Section("requests", "requests", "law", cases, answered, _outcomes("requests", "ended", ANSWERED, of_answers), _("answered")),
        Section("request-exemptions", "exemptions", "code", ("answered_in",), _of_exemptions),
        Section("internal-reviews", "reviews", "under", cases, answered, _outcomes("internal-reviews", "ended", ANSWERED, _("Of the reviews that were answered in the quarter.")), _("answered")),
        Section("rights-requests", "rights", "right", cases, answered, _outcomes("rights-requests", "ended", ANSWERED, of_answers), _("answered")),
        Section("complaints", "complaints", "", cases, _of_cases(ACKNOWLEDGED, "acknowledged_late", _("Acknowledged")),
                _outcomes("complaints", "received", ANSWERED, _("Of the complaints that were received in the quarter, as far as they are answered.")), _("acknowledged")),
        Section("incidents", "incidents", "", ("noticed",), _of_incidents),
        Section("disclosures", "disclosures", "", ("received",), _of_disclosures),
        Section("regulator-cases", "regulators", "", ("received_in", "decided_in"), _of_regulators),
    )  # fmt: skip


def _of_exemptions(span: Span) -> Figures:
    used = {"answered_in": str(span), "used": "yes"}
    told = _("Exemptions that an answer of the quarter relies on. An answer that relies on two is counted under both.")
    return (Figure("used", _("Relied on"), used, told),)


def _of_incidents(span: Span) -> Figures:
    noticed = {"noticed": str(span)}
    return (
        Figure("happened", _("Incidents"), {**noticed, "happened": "yes"}, _("Noticed in the quarter, near misses apart.")),
        Figure("near", _("Near misses"), {**noticed, "was_near_miss": "yes"}, _("Noticed in the quarter, and stopped before they did harm.")),
        Figure("breach", _("Personal data breaches"), {**noticed, "breach": "yes"}, _("Noticed in the quarter, and the council is aware that personal data was compromised.")),
        Figure("told", _("Regulator told"), {**noticed, "ico_told": "yes"}, _("Of these breaches those that the regulator was told of.")),
        Figure("told_late", _("Told after 72 hours"), {**noticed, "ico_told_late": "yes"}, _("Of those told, later than the law allows.")),
        Figure("not_told", _("Decided not to tell"), {**noticed, "ico_not_told": "yes"}, _("Of these breaches those of which it is decided, with the reason, that the regulator is not told.")),
    )  # fmt: skip


def _of_disclosures(span: Span) -> Figures:
    received = {"received": str(span)}
    return (
        Figure("received", _("Received"), received, _("Logged by the day of receipt.")),
        Figure("given", _("Given"), {**received, "anything_given": "yes"}, _("Of these, all or a part was given.")),
        Figure("refused", _("Refused"), {**received, "nothing_given": "yes"}, _("Of these, nothing was given.")),
        Figure("checked", _("Samples checked"), {**received, "checked": "yes"}, _("Of these, looked at by somebody who had no part in them.")),
        Figure("not_sound", _("Check found fault"), {**received, "not_sound": "yes"}, _("Of the samples, those with gaps or that should have been decided otherwise.")),
    )  # fmt: skip


def _of_regulators(span: Span) -> Figures:
    decided = {"decided_in": str(span), "has_decision": "yes"}
    told = _("Of the decisions of the quarter.")
    return (
        Figure("received", _("Received"), {"received_in": str(span)}, _("Cases of regulators, ombudsmen and tribunals that came in.")),
        Figure("decided", _("Decided"), decided, _("Decided in the quarter, whatever the outcome.")),
        Figure("upheld", _("Upheld"), {**decided, "outcome": "upheld"}, told),
        Figure("partly", _("Upheld in part"), {**decided, "outcome": "partly"}, told),
        Figure("not_upheld", _("Not upheld"), {**decided, "outcome": "not_upheld"}, told),
        Figure("not_taken_up", _("Not investigated"), {**decided, "outcome": "not_taken_up"}, told),
        Figure("given_up", _("Given up or settled"), {**decided, "outcome": "given_up"}, told),
    )  # fmt: skip
