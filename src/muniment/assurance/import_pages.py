"""What the page of an imported paper shows."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from muniment.assurance.models import PlanFinding, PlanImport
from muniment.people.models import Person
from muniment.registers import evidence
from muniment.registers.register import Moment

KINDS = {
    "new": _("new"),
    "changed": _("changed"),
    "asked": _("changed here as well, left as they were"),
    "same": _("unchanged"),
    "missing": _("not in the paper any more"),
}


def counts_in_words(counts: Mapping[str, int]) -> list[tuple[int, Any]]:
    """How many rows of each kind, without the kinds that there are none of."""
    return [(counts[kind], label) for kind, label in KINDS.items() if counts.get(kind)]


def paper_page(person: Person, paper: PlanImport, _moment: Moment) -> Mapping[str, Any]:
    """What came of it, what was found in it, and what people chose."""
    findings = PlanFinding.objects.visible_to(person).filter(paper=paper)
    severities = dict(findings.order_by().values_list("severity").annotate(Count("pk")))
    return {
        "counts": counts_in_words(paper.counts),
        "severities": [
            (label, severities[value]) for value, label in PlanFinding.Severity.choices if value in severities
        ],
        "statuses": sorted(paper.choices.get("statuses", {}).items()),
        "kept": evidence.path_of(paper.sha256).is_file(),
        "previewed": paper.state == PlanImport.State.PREVIEWED,
    }
