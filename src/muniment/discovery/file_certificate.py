"""The certificate of files that were deleted: a PDF/UA file, with the two lists whose digests stand in it, attached and kept. It names no file and nobody."""

from pathlib import Path

from django.utils.translation import gettext as _

from muniment import clock
from muniment.discovery.file_disposals import FileDisposal
from muniment.discovery.file_lists import shown
from muniment.documents.report.build import build
from muniment.documents.report.formats import to_pdf
from muniment.documents.report.values import ColumnData, Figure, ReportValues, TableData, TextValue, cells
from muniment.operations.site import site
from muniment.registers import evidence
from muniment.registers.access import Actor
from muniment.registers.models import Evidence, History
from muniment.retention.disposal_records import DisposalItem

TEMPLATE = Path(__file__).parent / "templates_md" / "files.md"
VERBS = ("create", "move_files", "bring_back", "delete_files")
MOST = 40  # reasons that are told; the list has all


def of(disposal: FileDisposal) -> Evidence | None:
    """The certificate that is kept; None where none was made yet."""
    return (
        Evidence.objects.filter(register="file-disposals", record=disposal.pk, name=_name(disposal))
        .order_by("pk")
        .first()
    )


def _name(disposal: FileDisposal) -> str:
    return f"certificate-of-deletion-{disposal.pk}.pdf"


def make(actor: Actor, disposal: FileDisposal) -> Evidence:
    """Makes it and attaches it; once."""
    if (kept := of(disposal)) is not None:
        return kept
    disposal = FileDisposal.objects.select_related("unit__body", "retention_line").get(pk=disposal.pk)
    return evidence.attach(
        actor, disposal, _name(disposal), to_pdf(build(TEMPLATE.read_text(encoding="utf-8"), values(disposal)))
    )


def values(disposal: FileDisposal) -> ReportValues:
    """All that the certificate says."""
    item = (
        DisposalItem.objects.everything()
        .filter(in_register="file-disposals", number=disposal.pk, state=DisposalItem.State.PLANNED)
        .first()
    )
    line = (
        f"{disposal.retention_line.code}, {_('version')} {item.line_version if item else disposal.retention_line.version}"
        if disposal.retention_line
        else ""
    )
    what = (
        (_("Council"), disposal.unit.body.name), (_("Service"), disposal.unit.name), (_("List of files"), str(disposal.pk)), (_("Line of the schedule"), line),
        (_("Disposal that two people approved"), str(item.disposal_id) if item else ""), (_("In the quarantine since"), _day(disposal.quarantined_on)),
        (_("Files approved"), f"{disposal.files_listed:,}"), (_("Deleted"), f"{disposal.files_deleted:,}"), (_("Brought back"), f"{disposal.files_returned:,}"),
        (_("Left where they were"), f"{disposal.files_stayed:,}"), (_("Digest of the list that was approved (SHA-256)"), _broken(disposal.frozen)),
        (_("Digest of the list of what became of each (SHA-256)"), _broken(disposal.outcome)),
    )  # fmt: skip
    reasons: dict[str, int] = {}
    for row in shown(disposal):
        if row["became"] != "deleted":
            why = row["reason"] or str(row["said"])
            reasons[why] = reasons.get(why, 0) + 1
    told = History.objects.filter(register="file-disposals", record=disposal.pk, verb__in=VERBS).order_by("number")
    words = {
        "create": _("Listed"),
        "move_files": _("Into the quarantine"),
        "bring_back": _("Out of the quarantine"),
        "delete_files": _("Deleted"),
    }
    return ReportValues(
        _("Certificate of the deletion of files %(number)s") % {"number": disposal.pk},
        figures=(Figure("number", _("Files deleted"), disposal.files_deleted),),
        tables=(
            TableData("what", _("The files"), _columns("", ""), tuple(cells(label, value) for label, value in what)),
            TableData("left", _("What was not deleted, and why"), _columns(_("Why"), _("Files")),
                      tuple(cells(why, f"{number:,}") for why, number in sorted(reasons.items(), key=lambda each: -each[1])[:MOST]) or (cells(_("All were deleted."), "0"),)),
            TableData("decided", _("The lines of history"), _columns(_("Step"), _("Date"), _("Line"), _("Digest")),
                      tuple(cells(words[row.verb], _day(row.at.date()), str(row.number), _broken(row.digest)) for row in told)),
        ),
        texts=(TextValue("proof", (
            _("The two lists are kept by this installation, each under its digest: which files were approved, with the digest of each content, and what became of each. "
              "Whoever runs it compares them with the command muniment verify."),
        )),),
        site=site(), dated=disposal.quarantined_on or clock.today(),
    )  # fmt: skip


def _columns(*titles: str) -> tuple[ColumnData, ...]:
    return tuple(ColumnData(title) for title in titles)


def _day(day: object) -> str:
    return f"{day:%-d %B %Y}" if day else ""


def _broken(digest: str) -> str:
    """A digest in pieces, which a narrow column can hold."""
    return " ".join(digest[start : start + 16] for start in range(0, len(digest), 16))
