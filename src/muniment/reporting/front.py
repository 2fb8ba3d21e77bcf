"""The parts of a report that come from its draft: front sheet, texts, clearances. Posts are named, people are not."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from muniment import clock
from muniment.documents.report.values import TableData, TextValue
from muniment.people.models import Delegation, Holding
from muniment.reporting import weaving
from muniment.reporting.models import Clearance, Report
from muniment.reporting.rules import IMPLICATIONS, TEXTS, ClearanceFacts
from muniment.reporting.tables import day, table

NUMBERED = ("recommendations",)


def sheet(report: Report) -> TableData:
    """The front sheet."""
    yes, no = _("Yes"), _("No")
    meeting = f", {day(report.meeting_on)}" if report.meeting_on else ""
    author = str(report.author_post or _("Not named yet")) + (f", {report.contact}" if report.contact else "")
    exempt = _("Exempt: %(why)s") % {"why": report.exempt_reason} if report.exempt else _("Public")
    rows = (
        (_("Committee and date"), (report.committee or _("Not named yet")) + meeting),
        (_("Cabinet member's portfolio"), report.portfolio_member or _("None")),
        (_("Director approving"), str(report.director or _("Not named yet"))),
        (_("Author"), author),
        (_("Wards affected"), report.wards or _("None")),
        (_("Key decision"), yes if report.key_decision else no),
        (_("Urgent"), yes if report.urgent else no),
        (_("Public or exempt"), exempt),
        (_("Background papers"), report.background_papers or _("None")),
    )
    return table("front_sheet", _("Front sheet"), (_("Item"), _("Details")), rows, "")


def clearances(given: Sequence[Clearance]) -> TableData:
    """Who was asked, and when it came back."""
    return table(
        "clearances", _("Clearances"), (_("For"), _("Post"), _("Sent"), _("Received"), _("Comments")),
        [
            (each.get_role_display(), str(each.post), day(each.sent_on), day(each.received_on) or _("Waiting"), each.comments)
            for each in given
        ],
        _("Nobody has been asked yet."),
    )  # fmt: skip


def implications(report: Report) -> TableData:
    """The headings with their answers, for templates that want them as one table."""
    return table(
        "implications", _("Implications"), (_("Heading"), _("Answer")),
        [(str(label), report.implications.get(name, "").strip() or _("[Not yet answered.]")) for name, label in IMPLICATIONS.items() if name in report.how.implications],
        "",
    )  # fmt: skip


def texts(report: Report) -> tuple[TextValue, ...]:
    """What was typed: texts, then implications. A list of recommendations is numbered."""
    found = []
    for name in TEXTS:
        text = report.texts.get(name, "")
        if name in NUMBERED:
            found.append(TextValue(name, weaving.items(text), "numbered"))
        else:
            found.append(TextValue(name, weaving.paragraphs(text)))
    found += [TextValue(name, weaving.paragraphs(report.implications.get(name, ""))) for name in IMPLICATIONS]
    return tuple(found)


def given(report: Report) -> list[Clearance]:
    """The clearances of a report, in the order in which they were sent; none for a report that is not kept."""
    if report.pk is None:
        return []
    rows = Clearance.objects.everything().filter(report=report.pk).select_related("post")
    return list(rows.order_by("sent_on", "pk"))


def facts_of(report: Report, rows: Sequence[Clearance]) -> list[ClearanceFacts]:
    """The clearances as the rules see them; one query finds the posts that the author holds."""
    authors: set[Any] = {report.author_post_id} - {None}
    acts_for: set[int] = set()
    if report.author_id:
        held = Holding.objects.held_on(clock.today()).filter(person=report.author_id)
        authors |= set(held.values_list("post_id", flat=True))
        acted = Delegation.objects.held_on(clock.today()).filter(to=report.author_id)
        acts_for = set(acted.values_list("post_id", flat=True))
    return [
        ClearanceFacts(
            each.role, each.get_role_display(), str(each.post), each.sent_on, each.received_on,
            # What nobody signed for (it was entered by hand) may be the author's own, who acts for that post.
            by_author=each.post_id in authors
            or (each.person_id == report.author_id if each.person_id is not None else each.received_on is not None and each.post_id in acts_for),
        )
        for each in rows
    ]  # fmt: skip
