"""The kind of report on the shares, declared."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muniment.discovery.templatetags.shares import kind_words
from muniment.documents.report.values import TextValue
from muniment.reporting import kinds, within
from muniment.reporting.models import Report
from muniment.reporting.shares import numbers, pictures, scope, tables
from muniment.reporting.shares.facts import Facts, gather


def as_json(facts: Facts) -> Mapping[str, Any]:
    """What a programme gets besides the figures."""
    people = facts.personal()
    return {
        "unit": {"id": facts.scope.subject.pk, "name": str(facts.scope.subject)},
        "places": [
            {
                "id": each.pk, "name": each.name, "scan": each.scan, "scanned_on": each.day.isoformat() if each.day else None, "files": each.number("files"),
                "bytes": each.number("bytes"), "failed": each.number("failed"), "proposed_bytes": each.proposed, "personal_files": people.of(each.pk),
            }
            for each in facts.places
        ],
        "left_out": [{"id": each.pk, "name": each.name, "within": each.inside or None} for each in facts.left_out],
    }  # fmt: skip


def _proper(facts: Facts) -> str:
    """The names of formats, with why they are at risk, of kinds of personal data, places, services, lines and sources."""
    risks = [word for name, each in facts.told.get("risks", {}).items() for word in (name, each["risk"])]
    places = [word for each in facts.every for word in (each.name, each.service)]
    lines = [word for code, (_pk, series) in facts.lines.items() for word in (code, series)]
    return " ".join(
        [
            *risks,
            *map(kind_words, facts.told.get("kinds", {})),
            *places,
            *lines,
            *(each.source for each in facts.assumptions.values()),
        ]
    )


def _texts(report: Report) -> tuple[TextValue, ...]:
    """What the template calls it by."""
    told = [
        _("In an edition for the public a number of files with personal data from one to four is not shown, nor one from which such a number could be worked out.")
    ] if not report.exempt else [_("This report is not for publication: all numbers are shown.")]  # fmt: skip
    return (TextValue("subject", (f"“{report.subject}”",)), TextValue("small_numbers", tuple(told)))


kinds.add(
    kinds.Kind(
        name=Report.Kind.SHARES, template_file="shares.md", subjects=("bodies", "units"),
        title=lambda subject: _("%(subject)s: what is on the shares") % {"subject": subject}, unit_of=within.unit_of,
        lede=lambda report: _("All that was scanned of %(subject)s") % {"subject": report.subject}, moment_for=scope.moment_for,
        gather=gather, figures=numbers.of_shares, offered=numbers.known_names,
        shown=("size", "files", "copies_size", "personal", "overdue", "saving"),
        tables=tables.of_shares_report, charts=lambda facts: (pictures.where(facts), pictures.ages(facts), pictures.decisions(facts)),
        texts=_texts, proper=_proper, implications=("financial", "legal", "risk", "data_protection"), clearances=("director", "data_protection"),
        scope=scope.words, links_note=scope.links_note, why_partial=scope.why_partial, as_json=as_json,
        begun=(
            gettext_lazy("Report on the shares"),
            gettext_lazy("How much lies on them, how often and how old, about whom, what should have gone, and what keeping it costs: counted from what the scans have found."),
        ),
    )
)  # fmt: skip
