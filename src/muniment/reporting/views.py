"""The pages on which a draft is read: the report with what is wanting, its files, and the rows behind its comparisons."""

from functools import lru_cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from muniment.actions.rules import OPEN
from muniment.assurance import figures
from muniment.assurance.models import Plan
from muniment.documents import report as engine
from muniment.registers import links, page
from muniment.registers.access import Actor, may
from muniment.registers.errors import Invalid
from muniment.registers.listing import moment_of
from muniment.registers.record import register_of
from muniment.registers.views import person_of, record_or_404
from muniment.reporting import drafting, front, making
from muniment.reporting.drafting import Draft
from muniment.reporting.facts import DONE
from muniment.reporting.models import Clearance, Edition, Report
from muniment.reporting.rules import IMPLICATIONS, TEXTS


def report(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft: what is wanting, its words, its clearances, and the report itself as it would be now."""
    register = register_of(Report)
    person = person_of(request)
    found: Report = record_or_404(register, person, pk)
    if found.state == Report.State.FROZEN:
        edition = Edition.objects.visible_to(person).filter(report=found).first()
        if edition is not None:
            return HttpResponseRedirect(f"/editions/{edition.pk}/")
    actor = Actor.at_page(person)
    draft = drafting.draft_of(found)
    context = {
        "register": register,
        "report": found,
        "draft": draft,
        "figures": [draft.values.by_placeholder[f"figure:{name}"] for name in found.how.shown],
        "texts": _words(draft, found.texts, TEXTS),
        "implications": _words(
            draft, found.implications, {name: IMPLICATIONS[name] for name in found.how.implications}
        ),
        "clearances": _clearances(found, actor),
        "required": [label for role, label in Clearance.Role.choices if role in found.required_clearances],
        "may_edit": bool(may(actor, "edit", register, found)),
        "may_send": bool(may(actor, "send", register_of(Clearance), Clearance(unit_id=found.unit_id, report=found))),
        "freezing": may(actor, "freeze", register, found),
        "preview": mark_safe(making.preview(draft.document)),  # noqa: S308 - cleaned by an allow-list where it is made
        "links_note": found.how.links_note(),
        "subject": found.subject,
        "lede": found.how.lede(found),
        "marks": found.how.marks(draft.facts.moment),
        "editions": "/editions/?" + urlencode({name: value for name, value in found.same().items() if value}),
        "live": found,
        **page.hanging(person, register, found, moment_of({}), links.of_record(person, register.slug, pk)),
    }
    return render(request, "reporting/report.html", context)


def _words(draft: Draft, typed: dict[str, str], labels: Any) -> list[dict[str, Any]]:
    """Each text with its label, its first words, and what is wrong with it."""
    kinds = {"text", "implication", "typed"}
    return [
        {
            "name": name,
            "label": label,
            "text": typed.get(name, "").strip(),
            "asked": name in IMPLICATIONS or f"{{{{text:{name}}}}}" in draft.report.template,
            "problems": [each for each in draft.problems if each.name == name and each.kind in kinds],
        }
        for name, label in labels.items()
    ]


def _clearances(found: Report, actor: Actor) -> list[tuple[Clearance, Any]]:
    register = register_of(Clearance)
    return [(each, may(actor, "clear", register, each)) for each in front.given(found)]


def download(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The draft as a file; its first section says what is still to be put right."""
    found = record_or_404(register_of(Report), person_of(request), pk)
    if kind not in making.TYPES:
        raise Http404
    content = making.one_file(drafting.draft_of(found).document, kind)
    return as_file(content, kind, f"draft-{found.pk}-{found.as_at.isoformat()}")


def as_file(content: bytes, kind: str, name: str) -> HttpResponse:
    """Always as an attachment: whatever it is, it never runs as a page of this house."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    return HttpResponse(content, content_type=making.TYPES[kind], headers=headers)


def counted(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The rows behind a figure that compares two moments: of these rows, the ones that this reader may see."""
    person = person_of(request)
    plan: Plan = record_or_404(register_of(Plan), person, pk)
    asked = moment_of(request.GET.dict())
    moment = figures.moment_for(plan, asked.as_at, asked.late_on)
    since = moment_of({"as_at": request.GET.get("since", "")}).as_at
    if since is None and kind != "open":
        raise Invalid(_("Say since which day."))
    if kind == "open":
        rows = figures.rows_of(plan, moment, person).filter(state__in=OPEN).select_related("owner")
    elif kind in {"done", "verified"}:
        rows = figures.ended_since(plan, since, moment, DONE if kind == "done" else DONE[:1], person)  # type: ignore[arg-type]
    elif kind == "late":
        rows = figures.became_late(plan, since, moment, person)  # type: ignore[arg-type]
    else:
        raise Http404
    titles = {
        "open": _("Open: not begun or in progress"), "done": _("Done since the last report"),
        "verified": _("Verified since the last report"), "late": _("Late since the last report"),
    }  # fmt: skip
    shown = list(rows.order_by("position", "reference"))
    context = {"plan": plan, "rows": shown, "moment": moment, "since": since, "heading": titles[kind], "kind": kind}
    return render(request, "reporting/counted.html", context)


@lru_cache(maxsize=1)
def _style() -> str:
    """The style of a report within a page: the engine's own, without what it says of a page that stands alone."""
    text = files(engine).joinpath("data/report.css").read_text(encoding="utf-8")
    return "\n".join(line for line in text.splitlines() if not line.strip().startswith(("body", ":root")))


def look(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(_style(), content_type="text/css; charset=utf-8", headers={"Cache-Control": "max-age=3600"})
