"""Bars, the burn-up and the owner's line: what the pages of plans and recommendations ask for."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import template

from muniment.actions.rules import OPEN
from muniment.assurance import finding_words
from muniment.assurance.figures import Point
from muniment.assurance.models import PlanFinding
from muniment.people.models import Holding, Post
from muniment.registers.figures import Counted
from muniment.registers.listing import Listing, query
from muniment.registers.templatetags.registers import day_of

register = template.Library()

# From the best to the least, as bars show them.
SHARES = ("verified", "said_done", "in_progress", "not_begun")
ENDED_OTHERWISE = ("superseded", "not_accepted")
NEWS = frozenset({"update", "say_done", "verify", "return", "supersede", "reopen", "set_date", "ask_extension", "decide",
                  "attach", "import"})  # fmt: skip


@register.filter
def severity_colour(name: str) -> str:
    """The colour of a severity of findings by its name."""
    return {"error": "red", "warning": "amber", "note": "blue"}.get(name, "")


@register.filter
def shares(counted: Mapping[str, Counted]) -> list[dict[str, Any]]:
    """The parts of a bar of one hundred: name, title, value, where it begins and how wide it is."""
    values = [(name, counted[name].figure.title, counted[name].value) for name in SHARES]
    ended = sum(counted[name].value for name in ENDED_OTHERWISE)
    values.append(("ended", "superseded or not accepted", ended))
    whole = sum(value for _name, _title, value in values) or 1
    found, at = [], 0.0
    for name, title, value in values:
        width = 100 * value / whole
        if value:
            found.append({"name": name, "title": title, "value": value, "x": f"{at:.2f}", "width": f"{width:.2f}"})
        at += width
    return found


@register.filter
def course(points: Sequence[Point]) -> dict[str, Any]:
    """The lines of a burn-up in a box of 100 by 100: what there was, what was done, what was verified."""
    top = max((point.all for point in points), default=0) or 1
    first, last = (points[0].day, points[-1].day) if points else (date.min, date.min)
    span = (last - first).days or 1

    def line(name: str) -> str:
        return " ".join(
            f"{100 * (point.day - first).days / span:.2f},{100 - 100 * getattr(point, name) / top:.2f}"
            for point in points
        )

    def area(name: str) -> str:
        return f"0,100 {line(name)} 100,100"

    return {
        "all": line("all"), "done": area("done"), "verified": area("verified"), "top": top, "first": first, "last": last,
        "now": points[-1] if points else None, "only_said": points[-1].done - points[-1].verified if points else 0,
    }  # fmt: skip


@register.simple_tag(takes_context=True)
def holdings(context: Mapping[str, Any], post: Post | None) -> list[Holding]:
    """Who holds a post on the day that the page speaks of, and since when."""
    if post is None:
        return []
    return list(Holding.objects.held_on(day_of(context)).filter(post=post).select_related("person").order_by("start"))


@register.simple_tag
def kinds(listing: Listing) -> list[tuple[str, Any, list[dict[str, Any]]]]:
    """The findings of a list by severity and rule, whichever rule is chosen in it: each with its number and where it leads."""
    others = {name: value for name, value in listing.parameters.items() if name != "rule"}
    chosen = listing.parameters.get("rule", "")
    found: dict[str, list[dict[str, Any]]] = {}
    for kind in finding_words.kinds_of(query(listing.register, listing.base, others, listing.moment)):
        address = listing.address(rule=None if kind.rule == chosen else kind.rule)
        told = {"rule": kind.rule, "title": kind.title, "number": kind.number, "address": address}
        found.setdefault(kind.severity, []).append(told)
    return [(value, label, found[value]) for value, label in PlanFinding.Severity.choices if value in found]


@register.filter
def by_rule(findings: Sequence[Any]) -> list[tuple[str, list[Any]]]:
    """Findings under the words of their rules."""
    return finding_words.grouped(findings)


@register.filter
def joint(record: Any) -> list[Post]:
    """The posts that answer for an action besides its owner."""
    return list(Post.objects.filter(pk__in=record.joint_owners)) if record.joint_owners else []


@register.filter
def news(history: Sequence[Any]) -> list[tuple[Any, str]]:
    """The changes that a reader of an action wants to hear of, each with its words."""
    found = []
    for row in history:
        if row.verb in NEWS:
            after = getattr(getattr(row, "payload", None), "after", {})
            words = after.get("said_done_note") or after.get("progress") or row.why or after.get("name", "")
            if words or row.verb != "import":
                found.append((row, words))
    return found


@register.filter
def still_open(waits_for: Sequence[tuple[Any, str]] | None) -> list[Any]:
    """Of what an action waits for, what is still open; a part waits for nothing."""
    return [row for row, _words in waits_for or () if row.state in OPEN]
