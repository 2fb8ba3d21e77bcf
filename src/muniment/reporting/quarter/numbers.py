"""The figures of a report on a quarter: each is a query with the address of its list; each percentage says of what it is one."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from muniment import clock
from muniment.documents.report.values import Figure
from muniment.registers.figures import Counted
from muniment.registers.spans import around
from muniment.reporting.quarter.counting import BEFORE
from muniment.reporting.quarter.facts import Facts
from muniment.reporting.quarter.scope import told
from muniment.reporting.quarter.sections import Section, at_end, in_time, sections, share_in_time

SHARE = "in_time_percent"


def of_quarter(facts: Facts) -> tuple[Figure, ...]:
    """All figures that a template or a text may ask for."""
    return tuple(_all(facts))


def _all(facts: Facts) -> Iterator[Figure]:
    yield Figure("as_at", _("Date of the figures"), f"{facts.day:%-d %B %Y}")
    yield Figure("quarter", _("Quarter"), facts.span.words)
    yield Figure("quarter_in_words", _("Quarter, and how far it is"), told(facts.moment))
    yield Figure("quarter_before", _("Quarter before"), facts.before.words)
    for found in facts.found.values():
        yield from _of(found.section.name, found.section.title, found.section, found.of(), facts)
        if found.section.name == "requests":
            for law, counted in found.along("law").items():
                yield from _of(str(law), found.section.label(law), found.section, counted, facts)


def _of(name: str, title: str, section: Section, counted: Mapping[str, Counted], facts: Facts) -> Iterator[Figure]:
    for key, each in counted.items():
        then = f"{facts.before.words}: " if key.endswith(BEFORE) else ""
        yield Figure(
            f"{name}_{key}",
            f"{then}{title}: {_small(each.figure.title)}",
            each.value,
            each.address,
            each.figure.explain,
        )
    if section.timed:
        for suffix in ("", BEFORE):
            then = f"{facts.before.words}: " if suffix else ""
            yield Figure(
                f"{name}_{SHARE}{suffix}", f"{then}{title}: {_('share in time')}", share_in_time(counted, suffix) or _("none"),
                counted[f"answered{suffix}"].address, f"{share_of_what(counted, suffix)} {section.share_said()}",
            )  # fmt: skip


def share_of_what(counted: Mapping[str, Counted], suffix: str = "") -> str:
    """The numerator and the denominator of a share."""
    timely, dated = in_time(counted, suffix)
    if (answered := counted[f"answered{suffix}"].value) and not dated:
        return _("None of %(all)s had a due date.") % {"all": f"{answered:,}"}
    return _("%(timely)s of %(dated)s.") % {"timely": f"{timely:,}", "dated": f"{dated:,}"}


def _small(title: str) -> str:
    return title[:1].lower() + title[1:]


def known_names() -> list[tuple[str, str]]:
    """Name and title of each figure, for those who write texts and templates."""
    found = [("as_at", _("date of the figures")), ("quarter", _("the quarter")), ("quarter_in_words", _("the quarter, and how far it is")),
             ("quarter_before", _("the quarter before"))]  # fmt: skip
    span = around(clock.today(), 3)
    for section in sections():
        told_of = [(section.name, section.title)]
        if section.name == "requests":
            told_of += [(str(law), section.label(law)) for law in ("foi", "eir", "rpsi")]
        figures = [(each.name, each.title) for each in (*section.figures(span), *section.outcomes(span))]
        if section.timed:
            figures += [*((each.name, each.title) for each in at_end()), (SHARE, _("share in time"))]
        for suffix, then in (("", ""), (BEFORE, _("the quarter before: "))):
            found += [
                (f"{name}_{key}{suffix}", f"{then}{_small(title)}: {_small(str(what))}")
                for name, title in told_of
                for key, what in figures
            ]
    return found
