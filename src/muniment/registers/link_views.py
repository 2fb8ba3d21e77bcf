"""The owner's link: made by who runs the register, used by whoever holds the post, without signing in."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from muniment.people.models import Post
from muniment.registers import evidence, owner_links
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid
from muniment.registers.form_views import do_step, form_of_step
from muniment.registers.views import person_of, record_or_404, register_or_404, steps_for

LONGEST = 18  # digits of a key, which every database can look for


def issue(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The links of a record: one is made for a post that answers for it, or ended; its address is shown to its maker."""
    register = register_or_404(slug)
    person = person_of(request)
    found = record_or_404(register, person, pk)
    actor = Actor.at_page(person)
    owner_links.permit(actor, found)
    posts = list(Post.objects.filter(pk__in=found.answerable_posts()).order_by("title"))
    if request.method == "POST":
        asked = request.POST.get("post", "")
        if post := next((each for each in posts if str(each.pk) == asked), None):
            owner_links.make(actor, found, post)
            messages.success(request, _("The link is made. Copy it into an e-mail to the owner."))
        elif (ended := request.POST.get("end", "")).isdecimal() and len(ended) < LONGEST:
            owner_links.end(actor, found, int(ended))
            messages.success(request, _("The link is ended: it opens nothing any more."))
        return HttpResponseRedirect(request.path)
    rows = list(owner_links.of_record(found))
    for each in rows:
        if each.works and each.person_id == person.pk:
            each.address = request.build_absolute_uri(f"/link/{owner_links.token(each)}/")
    context = {
        "register": register, "record": found, "posts": [(post, post.holders()) for post in posts], "links": rows,
        "days": owner_links.LASTS.days,
    }  # fmt: skip
    return render(request, "registers/link_issue.html", context)


def use(request: HttpRequest, token: str) -> HttpResponse:
    """One page for one action: say how it goes, attach a file, say that it is done."""
    link = owner_links.read(token)
    actor = Actor.by_link(link.post)
    offered = {step.name: step for step, verdict in steps_for(link.register, actor, link.record) if verdict}
    forms: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        name = request.POST.get("step", "")
        if name == "attach":
            if _attach(request, actor, link.record):
                return HttpResponseRedirect(request.path)
            status = 422
        elif name in offered:
            form = form_of_step(offered[name], link.record, request)
            if form.is_valid() and do_step(offered[name], actor, link.record, form):
                messages.success(
                    request, str(offered[name].thanks or _("Saved. Thank you: nothing more is needed from you today."))
                )
                return HttpResponseRedirect(request.path)
            forms[name], status = form, 422
        else:
            messages.warning(request, _("That is not open any more: it has moved on."))
            return HttpResponseRedirect(request.path)
    blank = HttpRequest()
    blank.method = "GET"
    steps = [(step, forms.get(name) or form_of_step(step, link.record, blank)) for name, step in offered.items()]
    for step, form in steps:
        form.auto_id = f"{step.name}-%s"  # several forms stand on one page, and no two fields may share an id
    context = {
        "form": next(iter(forms.values()), None),
        "register": link.register, "record": link.record, "post": link.post, "steps": steps,
        "may_attach": link.register.evidence, "evidence": evidence.of_record(link.register.slug, link.record.pk),
    }  # fmt: skip
    names = [f"registers/{link.register.slug}_link.html", "registers/link_use.html"]
    return render(request, names, context, status=status)


def _attach(request: HttpRequest, actor: Actor, record: Any) -> bool:
    uploaded = request.FILES.get("file")
    try:
        content = evidence.content_of(uploaded)
        evidence.attach(actor, record, getattr(uploaded, "name", None) or "", content)
    except Invalid as error:
        messages.error(request, str(error))
        return False
    messages.success(request, _("Attached."))
    return True
