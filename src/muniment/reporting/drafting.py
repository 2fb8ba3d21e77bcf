"""From a report and its moment to its values and document, with all that must be put right before it is frozen."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from muniment import clock
from muniment.documents.report.build import Document, build
from muniment.documents.report.template import ALONE, Template, TemplateError, parse
from muniment.documents.report.typed import typed_figures
from muniment.documents.report.values import ReportValues, TextValue
from muniment.operations.site import site
from muniment.registers.access import Actor
from muniment.registers.errors import Refused
from muniment.registers.register import Moment, Words
from muniment.reporting import front, glossary, rules, weaving
from muniment.reporting.models import Clearance, Report
from muniment.reporting.moments import AsImported, AsKnown
from muniment.reporting.rules import IMPLICATIONS, TEXTS, Problem


@dataclass(frozen=True)
class Draft:
    """A report as it stands: what it reads, its document, and what is still to be put right."""

    report: Report
    facts: Any
    document: Document
    problems: tuple[Problem, ...]

    @property
    def values(self) -> ReportValues:
        return self.document.values

    @property
    def blocking(self) -> list[Problem]:
        return rules.blocking(self.problems)


def moment_of(report: Report) -> Moment:
    """The moment of a report. Invalid for a day to come, or one before anything of its subject was known."""
    return report.how.moment_for(report.subject, report.as_at, report.late_on)


def scope_of(report: Report, moment: Moment) -> dict[str, Any]:
    """What an edition says it counts."""
    return {
        **{name: value for name, value in report.same().items() if value is not None},
        "words": report.how.scope(report.subject, moment),
        "as_at": moment.as_at.isoformat() if moment.as_at else None,
        "late_on": moment.late_on.isoformat(),
    }


def values_of(actor: Actor, report: Report, moment: Moment | None = None) -> ReportValues:
    """Every value of a report. Refused to whoever may not see all that it counts, since its figures depend on no reader."""
    if reason := report.how.why_partial(actor, report):
        raise Refused(reason)
    return draft_of(report, moment).values


def draft_of(report: Report, moment: Moment | None = None, *, frozen: Sequence[str] = ()) -> Draft:
    """The report as a document, for the house itself.

    A draft begins with what is still to be put right; `frozen` are the words of an edition about itself, which has none.
    """
    facts = report.how.gather(report, moment or moment_of(report))
    given = front.given(report)
    marks = [*(() if frozen else (_("Draft"),)), *report.how.marks(facts.moment)]
    values = _values(report, facts, given, frozen or _draft_note(report, facts), marks)
    template, problems = _template(report, values)
    text = _framed(template, [])
    known = glossary.terms()
    lines, missing = glossary.explained(Document(parse(text), values), known)
    proper = glossary.abbreviations(report.how.proper(facts))
    problems += _problems(report, given, values) + rules.undefined(each for each in missing if each not in proper)
    values = replace(values, glossary=lines)
    if not frozen and (blocking := rules.blocking(problems)):
        told = TextValue("problems", tuple(problem.message for problem in blocking), "bulleted")
        values = replace(values, texts=(*values.texts, told))
        text = _framed(template, blocking)
    return Draft(report, facts, build(text, values), tuple(problems))


def _values(
    report: Report, facts: Any, given: Sequence[Clearance], note: Sequence[str], marks: Sequence[Words]
) -> ReportValues:
    if report.exempt:
        marks = [*marks, _("Not for publication: %(why)s") % {"why": report.exempt_reason}]
    return ReportValues(
        report.title,
        figures=report.how.figures(facts),
        tables=(
            front.sheet(report),
            front.clearances(given),
            front.implications(report),
            *report.how.tables(report, facts),
        ),
        charts=report.how.charts(facts),
        texts=(*front.texts(report), *report.how.texts(report), TextValue("edition_note", tuple(note))),
        marks=tuple(map(str, marks)),
        site=site(),
        dated=report.as_at,
    )


def _draft_note(report: Report, facts: Any) -> list[str]:
    found = [
        report.how.scope(report.subject, facts.moment) + ".",
        _(
            "This is a draft: its figures are counted each time it is made, and its words may change until it is frozen."
        ),
    ]
    moment = facts.moment
    if isinstance(moment, AsKnown) and not isinstance(moment, AsImported) and moment.instant:
        told = _(
            "A report of this day was frozen at %(time)s, so the figures are what was known then, not at the end of the day."
        )
        found.append(told % {"time": f"{moment.instant.astimezone(clock.LONDON):%H:%M}"})
    return [*found, report.how.links_note()]


def _template(report: Report, values: ReportValues) -> tuple[str, list[Problem]]:
    """The report's template with its texts woven in; the default one, with the reason, where it cannot be read."""
    known = {*values.by_placeholder, *ALONE}
    names = {each.name for each in values.figures}
    text, unknown = weaving.without_unknown(report.template, known)
    problems = [
        Problem("template", _("The template asks for something that is not known, in %(what)s.") % {"what": each})
        for each in unknown
    ]
    try:
        parse(text)
    except TemplateError as error:
        problems += [
            Problem("template", _("The template cannot be used: %(why)s") % {"why": each}) for each in error.problems
        ]
        text = report.how.template()
    typed = report.texts | report.implications
    return weaving.woven(text, typed, names, numbered=front.NUMBERED), problems


def _framed(template: str, problems: Sequence[Problem]) -> str:
    first = _("Before this can be frozen") if problems else ""
    return weaving.framed(template, first=first, last=_("About this document"))


def _problems(report: Report, given: Sequence[Clearance], values: ReportValues) -> list[Problem]:
    """What is wanting in the words and the clearances, and numbers that somebody typed."""
    labels = {role: str(label) for role, label in Clearance.Role.choices}
    asked = [name for name in TEXTS if f"{{{{text:{name}}}}}" in report.template]
    found = rules.unwritten(name for name in asked if not report.texts.get(name, "").strip())
    found += rules.unanswered(report.implications, report.how.implications) + _front_sheet(report)
    found += rules.uncleared(front.facts_of(report, given), report.required_clearances, labels)
    found += [
        Problem(
            "typed",
            _("The number %(number)s is typed in the template (line %(line)s: “%(quote)s”). Let a figure say it.")
            % {"number": each.number, "line": each.line, "quote": each.quote},
        )
        for each in typed_figures(Template(report.template, (), ()))
    ]
    names = {each.name for each in values.figures}
    for name, text in {**report.texts, **report.implications}.items():
        label = (TEXTS | IMPLICATIONS).get(name, name)  # type: ignore[operator]
        found += _in_text(name, str(label), text, names)
    return found


def _front_sheet(report: Report) -> list[Problem]:
    wanted = {
        "committee": _("the committee"), "meeting_on": _("the date of the meeting"), "author_post": _("the author"),
        "director": _("the director approving"),
    }  # fmt: skip
    missing = [label for name, label in wanted.items() if not getattr(report, name)]
    told = _("The front sheet does not name %(what)s yet.") % {"what": ", ".join(missing)}
    return [Problem("front", told, blocks=False)] if missing else []


def _in_text(name: str, label: str, text: str, figures_known: set[str]) -> list[Problem]:
    found = [
        Problem(
            "text",
            _("“%(label)s” asks for the figure %(name)s, which is not known.") % {"label": label, "name": each},
            name,
        )
        for each in weaving.figures_in(text)
        if each not in figures_known
    ]
    if typed := typed_figures(Template(text, (), ())):
        quotes = ", ".join(f"“{each.quote}”" for each in typed[:3])
        advice = _("“%(label)s” has typed numbers (%(quotes)s): a figure would open its list.") % {
            "label": label, "quotes": quotes,
        }  # fmt: skip
        found.append(Problem("typed", advice, name, blocks=False))
    return found
