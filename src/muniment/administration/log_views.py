"""The pages of the audit log. Reading them is itself no history."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from muniment.administration import log
from muniment.administration.models import Verification
from muniment.people.models import Person
from muniment.registers import history
from muniment.registers.models import History
from muniment.registers.register import registry
from muniment.registers.restricted import Counting
from muniment.registers.verbs import verbs
from muniment.registers.views import person_of

# What the history tells of beside the registers, by the name under which it does.
HANGING = [
    ("evidence", _("Evidence")),
    ("comments", _("Comments")),
    ("links", _("Links")),
    ("owner_links", _("Owners' links")),
    ("readings", _("Readings of closed records")),
]
FILTERS = ("register", "verb", "person", "record", "since", "until")


def shown(request: HttpRequest) -> HttpResponse:
    """The lines asked for, fifty a page, by number."""
    person = person_of(request)
    log.permit(person)
    wanted = log.asked(request.GET.dict())
    lines, later = log.page(person, wanted)
    counting, verified = Counting(person), Verification.objects.order_by("-at", "-pk").first()
    kept = {name: wanted.given[name] for name in FILTERS if name in wanted.given}
    context: dict[str, Any] = {
        "lines": lines, "history": lines, "given": wanted.given, "filtered": bool(kept), "first": wanted.before is None,
        "later": f"?{urlencode({**kept, 'before': later})}" if later is not None else "",
        "newest": f"?{urlencode(kept)}", "csv": f"export.csv?{urlencode(kept)}",
        "registers": [(each.slug, each.title) for each in registry] + HANGING,
        "verbs": sorted(((each.name, str(each.said)) for each in verbs if each.said), key=lambda each: each[1]),
        "people": Person.objects.order_by("name").only("name"),
        "chain": counting.upto(history.head().number),
        "verified": verified, **(_verified(verified, counting) if verified else {}),
    }  # fmt: skip
    return render(request, "administration/log.html", context)


def _verified(verified: Verification, counting: Counting) -> dict[str, Any]:
    """Up to which line it was verified, and the digest of that line, as this reader counts them."""
    last = History.objects.filter(number=counting.last(verified.lines)).values_list("digest", flat=True).first()
    return {
        "verified_lines": counting.upto(verified.lines),
        "verified_head": last if last and counting.unseen else verified.head,
    }


def export(request: HttpRequest) -> StreamingHttpResponse:
    """The same lines, all of them, as a file."""
    person = person_of(request)
    log.permit(person)
    lines = log.as_csv(person, log.asked(request.GET.dict()))
    headers = {"Content-Disposition": 'attachment; filename="audit-log.csv"'}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)
