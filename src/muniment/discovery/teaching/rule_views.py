"""Where a rule is tried before it is in force, and where all of them are had as text."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from muniment.discovery.teaching import trying
from muniment.discovery.teaching.rule_records import ClassRule, can_be_read
from muniment.people.models import Person
from muniment.registers.access import Actor, may
from muniment.registers.errors import Refused
from muniment.registers.forms import Labelled, Prose
from muniment.registers.record import register_of
from muniment.registers.views import may_create_in, person_of, record_or_404
from muniment.retention.lines import RetentionLine

CHANGES = 20  # rows of a table of changes


class TryForm(forms.Form):
    """Conditions to be tried; nothing is saved."""

    conditions = Prose(
        label=_("When does a file belong there?"), max_length=3_000, validators=[can_be_read],
        help_text=ClassRule._meta.get_field("conditions").help_text,
        error_messages={"required": _('Say when a file belongs there, for example: path contains "invoices"')},
    )  # fmt: skip


class TryNewForm(TryForm):
    """The same of a rule that is not there yet."""

    line = Labelled(
        label=_("Line of the schedule"), queryset=RetentionLine.objects.none(), empty_label=str(_("Choose one")),
        error_messages={"required": _("Choose the line of the schedule.")},
    )  # fmt: skip
    field_order = ("line", "conditions")

    def __init__(self, *given: Any, person: Person, **named: Any) -> None:
        super().__init__(*given, **named)
        chosen: Any = self.fields["line"]
        chosen.queryset = (
            RetentionLine.objects.visible_to(person).filter(state=RetentionLine.State.IN_FORCE).order_by("code")
        )


def try_one(request: HttpRequest, pk: int) -> HttpResponse:
    """A rule on the last scans; with other conditions where some were typed. Nothing is saved."""
    register, person = register_of(ClassRule), person_of(request)
    rule = record_or_404(register, person, pk)
    posted = request.method == "POST"
    form = TryForm(request.POST if posted else None, initial={"conditions": rule.conditions})
    return _tried(request, person, rule, form, {
        "record": rule, "may_edit": bool(may(Actor.at_page(person), "edit", register, rule)), "typed": posted and request.POST.get("conditions", "").strip() != rule.conditions,
    })  # fmt: skip


def try_new(request: HttpRequest) -> HttpResponse:
    """Conditions on the last scans, before there is a rule."""
    register, person = register_of(ClassRule), person_of(request)
    if not may_create_in(register, person):
        raise Refused(_now("None of the posts you hold may write rules."))
    form = TryNewForm(request.POST if request.method == "POST" else None, person=person, initial=request.GET.dict())
    return _tried(request, person, None, form, {"record": None, "may_edit": True})


def _tried(
    request: HttpRequest, person: Person, rule: ClassRule | None, form: TryForm, context: Mapping[str, Any]
) -> HttpResponse:
    shown: dict[str, Any] = {"register": register_of(ClassRule), "form": form, **context}
    if request.method == "POST" and not form.is_valid():
        return render(request, "discovery/teaching/try.html", shown, status=422)
    if rule is None and request.method != "POST":
        return render(request, "discovery/teaching/try.html", shown)
    tried = rule or ClassRule(name="", line=form.cleaned_data["line"])
    conditions = form.cleaned_data["conditions"] if request.method == "POST" else tried.conditions
    asked = ClassRule(
        pk=tried.pk,
        name=tried.name,
        line=tried.line,
        conditions=conditions,
        precedence=tried.precedence,
        unit_id=tried.unit_id,
    )
    try:
        shown |= {
            "in_words": asked.in_words(), "found": trying.try_out(person, asked), "most": CHANGES,
            "unknown": trying.phrases_told(missing) if (missing := trying.unknown_phrases(person, [asked.rule()])) else "",
        }  # fmt: skip
    except ValidationError as error:
        shown["fault"] = " ".join(error.messages)
    return render(request, "discovery/teaching/try.html", shown)


@require_safe
def as_text(request: HttpRequest) -> HttpResponse:
    """The rules in force, in their order, in the form in which `muniment scan --rules` reads them."""
    from muniment.discovery.engine.classes.rules import written  # noqa: PLC0415 - slow to load with its neighbours

    rows = ClassRule.objects.visible_to(person_of(request)).filter(state=ClassRule.State.HOLDS)
    text = []
    for each in rows.select_related("line").order_by("precedence", "pk"):
        text += [f"# {line}" for line in each.purpose.splitlines() if line.strip()]
        text.append(written(each.rule()))
    answer = HttpResponse("\n".join([*text, ""]), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="rules.txt"'
    return answer
