"""Cells, dates in words, and what a change changed: what the templates of every register ask for."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.db import models
from django.template.loader import get_template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from muniment import clock
from muniment.people.models import Person
from muniment.registers import file_kinds, wording
from muniment.registers.access import Verdict
from muniment.registers.columns import value_of
from muniment.registers.listing import Listing
from muniment.registers.my_duties import Shown
from muniment.registers.register import Column, Step, registry
from muniment.registers.restricted import PeopleField
from muniment.registers.verbs import verbs
from muniment.registers.views import may_create_in

UNSAID = 6  # more than so many stand together in one sentence
register = template.Library()

WEEK, FORTNIGHT, QUARTER = 7, 14, 92
VIA: Mapping[str, Any] = {
    "link": gettext_lazy("by link"),
    "command": gettext_lazy("at the command line"),
    "api": gettext_lazy("by a programme"),
}


@register.filter
def day(value: date | datetime | None) -> str:
    """A long date: 3 December 2026; an instant is told in London."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(clock.LONDON)
    return f"{value.day} {value:%B %Y}"


@register.filter
def weekday(value: date) -> str:
    """The name of the day: Tuesday."""
    return f"{value:%A}"


@register.filter
def moment_of_day(value: datetime) -> str:
    """A long date with its time: 3 December 2026, 14:05."""
    return f"{day(value)}, {value.astimezone(clock.LONDON):%H:%M}"


@register.filter
def due_words(record: Any) -> str:
    """The due date, no more exact than it was given: "December 2026" where the paper named a month."""
    due = record.due
    if due is None:
        return ""
    # A duty is as exact as its record, where its date is that of the record.
    about = record.record if isinstance(record, Shown) else record
    precision = (getattr(about, "due", None) == due and getattr(about, "due_precision", "")) or "day"
    if precision == "month":
        return f"{due:%B %Y}"
    if precision == "quarter":
        return _("by the end of %(month)s") % {"month": f"{due:%B %Y}"}
    return f"{due:%Y}" if precision == "year" else day(due)


@register.filter
def days(due: date, on: date) -> str:
    """How far off a day is, where it is near: "in 11 days", "today", "53 days late"; "" where it is far."""
    away = (due - on).days
    if away < 0:
        return _late(-away)
    if away <= 1:
        return _("tomorrow") if away else _("today")
    if away <= FORTNIGHT:
        return _("in %(days)s days") % {"days": away}
    if away <= QUARTER:
        return _("in %(weeks)s weeks") % {"weeks": round(away / WEEK)}
    return ""


def _late(passed: int) -> str:
    if passed <= QUARTER:
        return ngettext("%(days)s day late", "%(days)s days late", passed) % {"days": passed}
    months = round(passed / 30.4)
    return (
        _("%(months)s months late") % {"months": months}
        if months < 24
        else _("%(years)s years late") % {"years": months // 12}
    )


@register.simple_tag(takes_context=True)
def nearness(context: Mapping[str, Any], record: Any) -> dict[str, str]:
    """The words and the colour of how near the date of an open action or of a duty is, judged by the day that the page speaks of."""
    due = getattr(record, "due", None)
    if due is None or (
        not isinstance(record, Shown) and getattr(record, "state", "") not in registry.of(type(record)).open_states
    ):
        return {}
    on = day_of(context)
    away = (due - on).days
    colour = "red" if away < 0 else "amber" if away <= FORTNIGHT else ""
    return {"words": days(due, on), "colour": colour}


def day_of(context: Mapping[str, Any]) -> date:
    """The day by which a page judges lateness."""
    listing = context.get("listing")
    moment = listing.moment if isinstance(listing, Listing) else context.get("moment")
    return getattr(moment, "late_on", None) or clock.today()


@register.filter
def plain(value: Any) -> Any:
    """A value as a person reads it: long dates, yes and no, nothing for what is not there."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return moment_of_day(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, list | tuple):
        return ", ".join(str(each) for each in value)
    return value


@register.simple_tag(takes_context=True)
def may_enter(context: Mapping[str, Any]) -> bool:
    """Whether the reader of a list may enter records in its register, also where that has a page of its own."""
    return bool(may_create_in(context["register"], context["request"].user))


@register.simple_tag
def unsaid(summary: Sequence[tuple[Any, Any]]) -> list[Any]:
    """The names of what a record does not say, where that is so much that it would hide what it does say."""
    found = [label for label, value in summary if plain(value) == ""]
    return found if len(found) > UNSAID else []


@register.simple_tag(takes_context=True)
def cell(context: template.Context, record: Any, column: Column) -> SafeString:
    """A column of a record: by its template if it has one, else its plain value."""
    value = value_of(record, column)
    if column.template:
        with context.push(record=record, value=value):
            shown: SafeString = get_template(column.template).template.render(context)  # type: ignore[attr-defined]
        return shown
    return conditional_escape(plain(value))


@register.filter
def address(record: Any) -> str:
    """The address of a record, live or past."""
    pk = getattr(record, "record_id", None) or record.pk
    return f"/{registry.of(type(record)).slug}/{pk}/"


@register.filter
def allowed(steps: list[tuple[Step, Verdict]]) -> dict[str, list[Step]]:
    """The steps that may be taken, as a page shows them: the main ones, those at hand, and those that are seldom taken."""
    mine = [step for step, verdict in steps if verdict]
    return {
        "main": [step for step in mine if step.main],
        "first": [step for step in mine if not step.main and not verbs.named(step.verb).seldom],
        "more": [step for step in mine if not step.main and verbs.named(step.verb).seldom],
    }


@register.filter
def colour(record: Any) -> str:
    """The colour of the tag of a record's state, which always has its words too; grey where it has none."""
    return registry.of(type(record)).colour(record)


@register.filter
def caution(record: Any) -> str:
    """What somebody should read before they link, share or rely on this; "" where there is nothing."""
    return registry.of(type(record)).caution(record)


@register.filter
def said(verb: str) -> str:
    """A verb of the history in words."""
    return str(verbs.named(verb).said)


@register.filter
def by_way(via: str) -> str:
    """How a change came, where it did not come by a page."""
    return str(VIA.get(via, ""))


@register.filter
def versions(conflict: list[tuple[str, Any]], form: Any) -> list[tuple[str, Any, str, bool]]:
    """Field by field: what the other person saved, what was typed here, and whether they differ."""
    rows = []
    for (label, theirs), field in zip(conflict, form.visible_fields(), strict=False):
        mine = form.cleaned_data.get(field.name) if hasattr(form, "cleaned_data") else field.value()
        choices = dict(getattr(field.field, "choices", None) or ()) if isinstance(mine, str | int) else {}
        mine = choices.get(mine, mine)
        # A browser ends its lines otherwise than most who write by other ways; that is no difference.
        theirs_text, mine_text = ("\n".join(str(plain(each)).splitlines()) for each in (theirs, mine))
        rows.append((label, theirs_text, mine_text, theirs_text != mine_text))
    return rows


@register.simple_tag(takes_context=True)
def differences(context: Mapping[str, Any], row: Any) -> list[tuple[str, str, str]]:
    """What a line of the history changed: the field's name, before and after, in words that this reader may see."""
    payload = getattr(row, "payload", None)
    told = registry.named(row.register)
    if payload is None or told is None:
        return []
    names = _names(context)
    found = []
    for field in told.model._meta.concrete_fields:
        if field.name in payload.after and field.name not in told.untold:
            before, after = (_in_words(field, side.get(field.name), names) for side in (payload.before, payload.after))
            if before != after:
                found.append((field.verbose_name, before, after))
    return found


@register.filter
def pieces(before: str, after: str) -> list[wording.Piece]:
    """What a change of a long text changed, in pieces; [] where the two stand better beside each other."""
    return wording.pieces(before, after)


@register.filter
def at(mapping: Mapping[Any, Any], key: Any) -> Any:
    """What a mapping has at a key; nothing where it has none."""
    return mapping.get(key) if mapping else None


@register.filter
def register_title(slug: str) -> str:
    """The title of a register by its slug."""
    found = registry.named(slug)
    return found.title if found else slug


@register.filter
def kind(content_type: str) -> str:
    """What a file is, in a word."""
    return file_kinds.in_words(content_type)


@register.filter
def not_what_it_says(file: Any) -> bool:
    """Whether the content of a file is something else than its name promises."""
    return not file_kinds.is_what_it_says(file.name, file.content_type)


@register.simple_tag
def stream(told: Any, comments: Sequence[Any]) -> list[dict[str, Any]]:
    """Changes that are news, and comments, in one line of time, the newest first."""
    entries = [{"at": row.at, "row": row, "words": words} for row, words in told or ()]
    entries += [{"at": each.said_at, "comment": each} for each in comments or ()]
    return sorted(entries, key=lambda entry: entry["at"], reverse=True)


def _names(context: Mapping[str, Any]) -> dict[tuple[Any, Any], str]:
    """What the lines of this page point to, by model and key, as far as the reader may see it: one query for each model."""
    request = context["request"]
    if not hasattr(request, "names_in_history"):
        wanted: dict[Any, set[Any]] = defaultdict(set)
        for row in context["history"]:
            told, payload = registry.named(row.register), getattr(row, "payload", None)
            if told is None or payload is None:
                continue
            for field in told.model._meta.concrete_fields:
                if isinstance(field, PeopleField):
                    for side in (payload.before, payload.after):
                        wanted[Person] |= set(side.get(field.name) or ())
                if field.is_relation:
                    wanted[field.related_model] |= {side.get(field.name) for side in (payload.before, payload.after)}
        names: dict[tuple[Any, Any], str] = {}
        for model, keys in wanted.items():
            rows = model._default_manager
            seen = rows.visible_to(request.user) if hasattr(rows.all(), "visible_to") else rows
            names |= {(model, each.pk): str(each) for each in seen.filter(pk__in=keys - {None})}
        request.names_in_history = names
    found: dict[tuple[Any, Any], str] = request.names_in_history
    return found


def _in_words(field: "models.Field[Any, Any]", value: Any, names: Mapping[tuple[Any, Any], str]) -> str:
    if value in (None, "", []):
        return ""
    if isinstance(field, PeopleField):
        return ", ".join(sorted(names.get((Person, each)) or _("somebody who is gone") for each in value))
    if field.is_relation:
        return names.get((field.related_model, value)) or _("something you may not see")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.DateTimeField):
        return moment_of_day(datetime.fromisoformat(value))
    if isinstance(field, models.DateField):
        return day(date.fromisoformat(value))
    return str(plain(value))
