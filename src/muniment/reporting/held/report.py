"""The kind of report on holdings, declared."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muniment.documents.report.values import TextValue
from muniment.reporting import kinds, within
from muniment.reporting.held import numbers, pictures, scope, tables
from muniment.reporting.held.facts import Facts, gather
from muniment.reporting.models import Report


def as_json(facts: Facts) -> Mapping[str, Any]:
    """What a programme gets besides the figures."""
    return {
        "unit": {"id": facts.scope.subject.pk, "name": str(facts.scope.subject)},
        "services": [
            {"service": facts.units.get(unit, ""), **{name: each.value for name, each in row.items()}}
            for unit, row in facts.services.items()
        ],
    }


def _texts(report: Report) -> tuple[TextValue, ...]:
    """What the template calls it by."""
    return (TextValue("subject", (f"“{report.subject}”",)),)


kinds.add(
    kinds.Kind(
        name=Report.Kind.HOLDINGS, template_file="holdings.md", subjects=("bodies", "units"),
        title=lambda subject: _("%(subject)s: the state of what is held") % {"subject": subject}, unit_of=within.unit_of,
        lede=lambda report: _("All that %(subject)s holds") % {"subject": report.subject}, moment_for=scope.moment_for,
        gather=lambda report, moment: gather(report.subject, moment), figures=numbers.of_holdings, offered=numbers.known_names,
        shown=("assets", "assets_complete_percent", "assets_no_owner", "assets_no_place", "due", "waivers_expired"),
        tables=tables.of_holdings_report, charts=lambda facts: (pictures.completeness(facts), pictures.backlog(facts)),
        texts=_texts, implications=("financial", "legal", "risk", "data_protection"), clearances=("director", "data_protection"),
        scope=scope.words, links_note=scope.links_note, why_partial=scope.why_partial, as_json=as_json,
        begun=(
            gettext_lazy("Report on what is held"),
            gettext_lazy("Who answers for what, what is not said that must be, what stands alone, and what is due to go: counted from the registers, for the governance group."),
        ),
    )
)  # fmt: skip
