"""The certificate of a disposal: a PDF/UA file and a list of digests, attached to it and kept for ever. They name nobody."""

import csv
import io
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from muniment.documents.report.build import build
from muniment.documents.report.formats import to_pdf
from muniment.documents.report.values import ColumnData, Figure, ReportValues, TableData, TextValue, cells
from muniment.operations.site import site
from muniment.registers import evidence
from muniment.registers.access import Actor
from muniment.registers.cells import harmless
from muniment.registers.gathering import gathered
from muniment.registers.models import Evidence, History
from muniment.retention.disposal_records import Disposal, DisposalItem

TEMPLATE = Path(__file__).parent / "templates_md" / "certificate.md"
NAME = "certificate-of-disposal-"
VERBS = ("create", "approve_disposal", "carry_out")


def of(disposal: Disposal) -> Evidence | None:
    """The certificate that is kept; None where none was made yet."""
    rows = Evidence.objects.filter(register="disposals", record=disposal.pk, name=f"{_name(disposal)}.pdf")
    return rows.order_by("pk").first()


def number_of(disposals: Any) -> int:
    """How many of these disposals have their certificate; one query."""
    rows = Evidence.objects.filter(register="disposals", record__in=disposals.values("pk"))
    return rows.filter(name__startswith=NAME, name__endswith=".pdf").values("record").distinct().count()


def _name(disposal: Disposal) -> str:
    return f"{NAME}{disposal.pk}"


def make(actor: Actor, disposal: Disposal) -> Evidence:
    """Makes the certificate of a disposal that was carried out and attaches it, with the list of digests; once."""
    if (kept := of(disposal)) is not None:
        return kept
    disposal = Disposal.objects.select_related("unit", "unit__body").get(pk=disposal.pk)
    gone = items(disposal)
    content = to_pdf(build(TEMPLATE.read_text(encoding="utf-8"), values(disposal, gone)))
    evidence.attach(actor, disposal, f"{_name(disposal)}.csv", digests(gone))
    return evidence.attach(actor, disposal, f"{_name(disposal)}.pdf", content)


def items(disposal: Disposal) -> list[DisposalItem]:
    """What went."""
    rows = DisposalItem.objects.everything().filter(disposal=disposal.pk, state=DisposalItem.State.GONE)
    return list(rows.select_related("line").order_by("in_register", "number"))


def values(disposal: Disposal, gone: list[DisposalItem]) -> ReportValues:
    """All that the certificate says."""
    what = (
        (_("Council"), disposal.unit.body.name), (_("Service"), disposal.unit.name), (_("What was done"), str(disposal.get_disposition_display())),
        (_("How"), str(disposal.get_method_display())), (_("Carried out on"), _day(disposal.carried_out_on)),
        (_("How much"), how_much(disposal, gone) or _("Not said")),
    )  # fmt: skip
    records = gathered(item.key for item in gone)
    what += tuple((f"{item}, {label}", value) for item in gone if item.key in records for label, value in records[item.key].proofs())  # fmt: skip
    told = History.objects.filter(register="disposals", record=disposal.pk, verb__in=VERBS).order_by("number")
    words = {"create": _("Proposed"), "approve_disposal": _("Approved"), "carry_out": _("Carried out")}
    return ReportValues(
        _("Certificate of disposal %(number)s") % {"number": disposal.pk},
        figures=(Figure("number", _("Records disposed of"), len(gone)),),
        tables=(
            TableData("what", _("The disposal"), _columns("", ""), tuple(cells(label, value) for label, value in what)),
            TableData("items", _("The records"), _columns(_("Record"), _("Line"), _("Counted from"), _("Due"), _("Gone"), _("Digest")),
                      tuple(_row(item) for item in gone)),
            TableData("decided", _("The lines of history"), _columns(_("Step"), _("Date"), _("Line"), _("Digest")),
                      tuple(cells(words[row.verb], _day(row.at.date()), str(row.number), _broken(row.digest)) for row in told)),
        ),
        texts=(TextValue("proof", (
            _("Each digest is that of a line in the history of this installation, in which every line holds the digest of the one before it. "
              "Whoever runs it compares all of them with the command muniment verify; a record, a date or an approval that was changed "
              "afterwards would show."),
            _("The list of digests is kept beside this certificate as a file."),
        )),),
        site=site(), dated=disposal.carried_out_on or disposal.proposed_on,
    )  # fmt: skip


def how_much(disposal: Disposal, gone: list[DisposalItem]) -> str:
    """What went in all, "" where nobody said; an older disposal keeps it at its items alone."""
    return disposal.quantity or next((item.quantity for item in gone if item.quantity), "")


def _columns(*titles: str) -> tuple[ColumnData, ...]:
    return tuple(ColumnData(title) for title in titles)


def _row(item: DisposalItem) -> Any:
    line = f"{item.line.code}, {_('version')} {item.line_version}"
    return cells(
        str(item),
        line,
        _day(item.trigger),
        _day(item.due),
        _day(item.gone_on),
        _broken(item.digest),
    )


def _day(day: Any) -> str:
    return f"{day:%-d %B %Y}" if day else ""


def _broken(digest: str) -> str:
    """A digest in pieces, which a narrow column can hold."""
    return " ".join(digest[start : start + 16] for start in range(0, len(digest), 16))


def digests(gone: list[DisposalItem]) -> bytes:
    """The list of digests as a CSV file."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(
        ["register", "record", "line", "line version", "counted from", "due", "gone on", "method", "quantity", "digest"]
    )
    for item in gone:
        row = (
            item.in_register,
            item.number,
            item.line.code,
            item.line_version,
            item.trigger or "",
            item.due,
            item.gone_on,
            item.method,
            item.quantity,
            item.digest,
        )
        writer.writerow([harmless(value) if isinstance(value, str) else value for value in row])
    return buffer.getvalue().encode("utf-8")
