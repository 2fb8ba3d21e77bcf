"""A rule tried on the last scans of the places that somebody may see, before it is in force."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muniment.discovery import given_for
from muniment.discovery.scanned_places import ScannedPlace
from muniment.discovery.teaching import scanned
from muniment.discovery.teaching.rule_records import ClassRule, above
from muniment.discovery.teaching.rule_records import in_order as rules_in_order
from muniment.people.models import Person


@dataclass(frozen=True, slots=True)
class OfPlace:
    """What a rule does in one place; `fault` says why that cannot be told."""

    place: ScannedPlace
    holds_there: bool  # whether the place is of the rule's unit, or below
    trial: Any = None  # engine.classes.trial.Trial
    others: Sequence[tuple[ClassRule, int]] = ()  # rules that fit these files too, and how many
    fault: str = ""


def try_out(person: Person, rule: ClassRule, conditions: str = "") -> list[OfPlace]:
    """The rule, or other conditions in its place, on the last scan of each place that this person may see.

    Raises ValidationError where the conditions cannot be read.
    """
    from muniment.discovery.engine.classes.trial import tried  # noqa: PLC0415 - slow to load, and pages do without it
    from muniment.discovery.engine.questions import Unanswerable  # noqa: PLC0415

    tried_rule = ClassRule(name=rule.name, line=rule.line, conditions=conditions or rule.conditions).rule()
    found = []
    for place in scanned.places(person):
        units = above(place.unit_id)
        others = [each for each in rules_in_order(units) if each.pk != rule.pk]
        key = (rule.precedence or float("inf"), rule.pk or float("inf"))
        at = sum((each.precedence, each.pk) < key for each in others)
        given = given_for.given(place)
        try:
            trial = tried(place.result, tried_rule, at, [each.rule() for each in others], given)
        except Unanswerable as error:
            found.append(OfPlace(place, rule.unit_id in units, fault=str(error)))
            continue
        found.append(OfPlace(place, rule.unit_id in units, trial, [(others[n], count) for n, count in trial.others]))
    return found


def unknown_phrases(person: Person, rules: Iterable[Any]) -> dict[str, list[str]]:
    """The phrases of these rules that have not been looked for, each with the places where that is so: the next scan there reads all texts again."""
    from muniment.discovery.engine.classes.rules import phrases  # noqa: PLC0415

    wanted = phrases(rules)
    if not wanted:
        return {}
    missing: dict[str, list[str]] = {}
    for place in scanned.places(person):
        known = set(scanned.told(place).get("phrases", ()))
        for phrase in wanted:
            if phrase not in known:
                missing.setdefault(phrase, []).append(str(place))
    return missing


def phrases_told(missing: dict[str, list[str]]) -> str:
    """That in words."""
    named = ", ".join(f"“{phrase}”" for phrase in missing)
    places = sorted({place for some in missing.values() for place in some})
    begins = ngettext(
        "The phrase %(named)s has not been looked for yet.",
        "The phrases %(named)s have not been looked for yet.",
        len(missing),
    ) % {"named": named}
    return f"{begins} " + _(
        "Texts are not kept, so the next scan of %(places)s reads all of them again, once the rule is in force. Until then it fits none there by its text."
    ) % {"places": ", ".join(places[:5]) + (_(" and others") if len(places) > 5 else "")}
