"""The kind of report on a quarter, declared."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muniment.documents.report.values import TextValue
from muniment.reporting import forms, kinds, within
from muniment.reporting.models import Report
from muniment.reporting.quarter import numbers, pictures, scope, tables
from muniment.reporting.quarter.facts import Facts, gather


def as_json(facts: Facts) -> Mapping[str, Any]:
    """What a programme gets besides the figures."""
    return {
        "unit": {"id": facts.scope.subject.pk, "name": str(facts.scope.subject)},
        "quarter": {"span": str(facts.span), "words": facts.span.words, "over": scope.is_over(facts.moment)},
        "lines": [
            {"register": found.section.slug, "by": by, "value": str(value), **{name: each.value for name, each in line.items()}}
            for found in facts.found.values()
            for by in filter(None, (found.section.by, "unit"))
            for value, line in found.along(by).items()
        ],
    }  # fmt: skip


def _texts(report: Report) -> tuple[TextValue, ...]:
    """What the template calls it by."""
    return (TextValue("subject", (f"“{report.subject}”",)),)


kinds.add(
    kinds.Kind(
        name=Report.Kind.QUARTER, template_file="quarter.md", subjects=("bodies", "units"),
        title=lambda subject: _("%(subject)s: requests and incidents of a quarter") % {"subject": subject}, unit_of=within.unit_of,
        lede=scope.lede, moment_for=scope.moment_for,
        gather=lambda report, moment: gather(report.subject, moment), figures=numbers.of_quarter, offered=numbers.known_names,
        shown=("requests_came", "requests_in_time_percent", "requests_open_late", "exemptions_used", "rights_in_time_percent", "incidents_breach"),
        tables=tables.of_quarter_report, charts=lambda facts: (pictures.timeliness(facts), pictures.still_open(facts)),
        texts=_texts, implications=("financial", "legal", "risk", "data_protection"), clearances=("director", "data_protection"),
        scope=scope.words, links_note=scope.links_note, why_partial=scope.why_partial, as_json=as_json,
        marks=scope.marks, days=scope.days, form=forms.BeginQuarter,
        begun=(
            gettext_lazy("Report on a quarter"),
            gettext_lazy("What was asked of the council by right and what became of it, what was in time, what was withheld and why, and what went wrong: counted from the registers, with the definition of each figure."),
        ),
    )
)  # fmt: skip
