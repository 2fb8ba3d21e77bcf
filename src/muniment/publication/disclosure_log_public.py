"""The disclosure log as everybody reads it: list, one answer with its files, feed and table. Nobody is asked who they are."""

from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from muniment.organisation import public
from muniment.publication import disclosure_log, disclosure_log_feed, disclosure_log_index, public_feed, public_files
from muniment.publication.published_answers import PAGE, PublishedAnswer, Topic
from muniment.registers.evidence_views import handed_out

ON_A_PAGE = 20
LONGEST = 200


@require_safe
def listed(request: HttpRequest) -> HttpResponseBase:
    """What is published, looked for by words, topic and year."""
    index = disclosure_log_index.current()
    asked = {name: request.GET.get(name, "").strip()[:LONGEST] for name in ("q", "topic", "year")}
    found = index.find(asked["q"], asked["topic"], asked["year"])
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    counts = index.topics()
    context = {
        "answers": disclosure_log_index.in_order(list(page)), "page": page, "asked": asked, "any": bool(index.entries),
        "topics": [(value, label, counts[value]) for value, label in Topic.choices if counts[value]], "years": [str(each) for each in index.years()],
        "same": urlencode({name: value for name, value in asked.items() if value}),
    }  # fmt: skip
    return public.page(request, "publication/answers.html", context)


@require_safe
def one(request: HttpRequest, number: str) -> HttpResponseBase:
    """One answer. What was public once and is no more says so."""
    found = disclosure_log_index.rows().filter(request=number).first()
    if found is None:
        return _gone(number)
    context = {"answer": found, "files": disclosure_log.files_of(found)}
    return public.page(request, "publication/answer.html", context)


def _gone(number: str) -> HttpResponse:
    """410 for what was taken down, 404 for what was never there: a proposal is as nothing."""
    if not PublishedAnswer.objects.everything().filter(request=number, approved_at__isnull=False).exists():
        raise Http404
    text = render_to_string("publication/gone.html", {"made": public.look()})
    return HttpResponse(text, status=410, content_type=public.HTML, headers={"Cache-Control": public.ASKED_AGAIN})


@require_safe
def file(request: HttpRequest, number: str, pk: str) -> HttpResponseBase:
    """A file of a published answer; only while both may be given out."""
    found = disclosure_log_index.rows().filter(request=number).first()
    if found is None:
        return _gone(number)
    wanted = next((each for each in disclosure_log.files_of(found) if each.pk == int(pk)), None)
    if wanted is None:
        raise Http404
    tag = f'"{wanted.digest}"'
    if isinstance(get_conditional_response(request, etag=tag), HttpResponseNotModified):
        return _for_all(HttpResponseNotModified(), tag)
    return _for_all(handed_out(wanted.digest, wanted.name, wanted.content_type), tag)


def _for_all(answer: Any, tag: str) -> FileResponse | HttpResponse:
    answer["ETag"], answer["Cache-Control"] = tag, public.ASKED_AGAIN
    answer["X-Content-Type-Options"] = "nosniff"
    return answer  # type: ignore[no-any-return]


@require_safe
def feed(request: HttpRequest) -> HttpResponseBase:
    """The latest, as a feed."""
    latest = disclosure_log_index.rows().order_by("-approved_at", "-pk")[: public_feed.LATEST]
    entries = disclosure_log_feed.entries(latest)
    return public_feed.answer(
        request, _("Answers to requests for information"), PAGE, disclosure_log_feed.FEED, entries
    )


@require_safe
def table(request: HttpRequest) -> HttpResponseBase:
    """All of them as a table."""
    return public_files.answer(request, "answers.csv", _table(disclosure_log_index.current().mark))


@lru_cache(maxsize=1)
def _table(_mark: object) -> bytes:
    """The table of what is published now; made once in each process until that changes, since anybody may ask for it."""
    rows = disclosure_log_index.rows().order_by("-answered_on", "-pk")
    return public_files.table(disclosure_log_feed.HEADINGS, disclosure_log_feed.lines(rows))


def entries() -> int | None:
    """How many there are, for the door; None where there is none."""
    return len(disclosure_log_index.current().entries) or None
