"""The page where a statutory date is worked out, and another course of events tried: nothing is kept."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from muniment import clock
from muniment.casework.asking import WORDS, Wrong, answer, moment, with_holidays
from muniment.casework.shown import clock_shown
from muniment.clock.holidays import IN_WORDS, Nation
from muniment.clock.regimes import REGIMES, Method, Regime
from muniment.clock.words import length_in_words
from muniment.organisation.holidays import calendar
from muniment.registers.forms import Day

LONGEST = 200


class Days(forms.CharField):
    """Days in ISO 8601 with commas between: an exchange may take place more than once."""

    def __init__(self, label: str) -> None:
        super().__init__(label=label, required=False, max_length=LONGEST)


def form_of(regime: Regime) -> type[forms.Form]:
    """The questions of a clock: when it starts, and each event that it understands."""
    fields: dict[str, Any] = {}
    if regime.method == Method.HOURS:
        fields["aware"] = forms.CharField(
            label=_("Aware since"), max_length=LONGEST, help_text=_("London time, for example 2026-10-23T10:00"),
            error_messages={"required": _("Enter when it became known.")},
        )  # fmt: skip
    else:
        fields["received"] = Day(label=_("Received on"))
        fields["nation"] = forms.ChoiceField(
            label=_("The authority’s own nation"), choices=[(each.value, IN_WORDS[each]) for each in Nation],
            help_text=_("It matters for rights requests and complaints only: the others count the holidays of all nations."),
        )  # fmt: skip
    for name in regime.events:
        fields[name] = Days(WORDS[name])
    if regime.method != Method.HOURS:
        fields["holiday"] = Days(_("And if there were holidays on"))
    first = next((fields[name] for name in regime.events), None)
    if first is not None:
        first.help_text = _("Days such as 2026-06-10, with commas between where it happened more than once.")
    return type("ClockForm", (forms.Form,), fields)


class RegimeForm(forms.Form):
    """Which clock."""

    regime = forms.ChoiceField(
        label=gettext_lazy("Clock"),
        choices=[
            (each.slug, f"{each.name} ({length_in_words(each.method, each.length)})") for each in REGIMES.values()
        ],
    )


@require_safe
def what_if(request: HttpRequest) -> HttpResponse:
    """The clock of what the address says: a course of events may be bookmarked and sent."""
    regime = REGIMES.get(request.GET.get("regime", ""), REGIMES["foi"])
    asked = any(name in request.GET for name in ("received", "aware"))
    start = {"received": clock.today(), "nation": Nation.ENGLAND_AND_WALES}
    form = form_of(regime)(request.GET) if asked else form_of(regime)(initial=start)
    context: dict[str, Any] = {
        "regimes": RegimeForm(initial={"regime": regime.slug}, auto_id="clock_%s"), "regime": regime, "form": form,
    }  # fmt: skip
    if asked and form.is_valid():
        try:
            found = _answer(regime, form.cleaned_data)
        except Wrong as error:
            form.add_error(error.where if error.where in form.fields else None, str(error))
        else:
            context["reckoned"] = clock_shown(found.as_json())
    return render(request, "casework/what_if.html", context, status=422 if form.is_bound and form.errors else 200)


def _answer(regime: Regime, data: dict[str, Any]) -> Any:
    given = [(name, text) for name in regime.events for text in _parts(data.get(name, ""))]
    start = data[regime.counted_from]
    given.append((regime.counted_from, start if isinstance(start, str) else start.isoformat()))
    more = [moment("holiday", text, regime) for text in _parts(data.get("holiday", ""))]
    # Proclaimed today, as a holiday that is news would be.
    table = with_holidays(calendar(), more, clock.today())
    return answer(regime, given, table, Nation(data.get("nation") or Nation.ENGLAND_AND_WALES))


def _parts(text: str) -> list[str]:
    return [part for each in text.split(",") if (part := each.strip())]
