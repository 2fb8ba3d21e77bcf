"""Comments at a record's page: written there, and withdrawn by who wrote them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from muniment.registers import comments
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid
from muniment.registers.models import Comment
from muniment.registers.views import address_of, person_of, record_or_404, register_or_404


def add(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    register = register_or_404(slug)
    person = person_of(request)
    found = record_or_404(register, person, pk)
    context = {"register": register, "record": found, "longest": comments.LONGEST}
    if request.method == "POST":
        try:
            comments.add(Actor.at_page(person), found, request.POST.get("text", ""))
        except Invalid as error:
            # What was typed is kept, on a page of its own with what is wrong with it.
            return render(request, "registers/comment.html", {**context, "wrong": str(error)}, status=422)
        messages.success(request, _("Your comment is there."))
        return HttpResponseRedirect(address_of(register, pk) + "#said")
    if not register.comments:
        raise Http404
    return render(request, "registers/comment.html", context)


def withdraw(request: HttpRequest, slug: str, pk: int, comment_pk: int) -> HttpResponse:
    register = register_or_404(slug)
    person = person_of(request)
    record_or_404(register, person, pk)
    comment = Comment.objects.filter(pk=comment_pk, register=slug, record=pk).first()
    if comment is None:
        raise Http404
    if request.method == "POST":
        try:
            comments.withdraw(Actor.at_page(person), comment)
            messages.success(request, _("Your comment is withdrawn. The history keeps that there was one."))
        except Invalid as error:
            messages.warning(request, str(error))
    return HttpResponseRedirect(address_of(register, pk) + "#said")
