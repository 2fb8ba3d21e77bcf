"""What a scan of a place is given of all that people have taught: rules in force, the model in use, what was confirmed there."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from muniment import clock
from muniment.discovery.scanned_places import ScannedPlace
from muniment.discovery.teaching.label_records import FileLabel
from muniment.discovery.teaching.model_records import ClassModel, in_use
from muniment.discovery.teaching.rule_records import ClassRule, above, in_order
from muniment.registers import evidence


class Untaught(Exception):
    """Why what was taught cannot be used, as a sentence."""


def given(place: ScannedPlace) -> dict[str, Any]:
    """Values of `engine.given.Given`. Raises Untaught: a scan that left out what people have said would say otherwise in silence."""
    units = above(place.unit_id)
    return {"rules": _rules(in_order(units)), "model": _model(in_use(units)), "confirmed": _confirmed(place)}


def _rules(rules: list[ClassRule]) -> tuple[Any, ...]:
    try:
        return tuple(each.rule() for each in rules)
    except ValidationError as error:
        wrong = next(each for each in rules if _fault(each))
        raise Untaught(
            _("The classification rule “%(rule)s” cannot be read: %(why)s Change it, or lay it aside.")
            % {"rule": wrong, "why": " ".join(error.messages)}
        ) from error


def _fault(rule: ClassRule) -> bool:
    try:
        rule.rule()
    except ValidationError:
        return True
    return False


def _model(version: ClassModel | None) -> Any:
    if version is None:
        return None
    return loaded(version)


def loaded(version: ClassModel) -> Any:
    """The model of a version, as `engine.classes.model.Model`. Raises Untaught."""
    from muniment.discovery.engine.classes.model_file import Untrusted, load  # noqa: PLC0415 - slow to load, and pages do without it

    try:
        return load(evidence.path_of(version.model_file), version.digest)
    except Untrusted as error:
        raise Untaught(
            _("%(model)s cannot be used: %(why)s Put another version in use, or stand it down.")
            % {"model": version, "why": error}
        ) from error


def _confirmed(place: ScannedPlace) -> tuple[Any, ...]:
    from muniment.discovery.engine.classes.confirmed import Confirmed  # noqa: PLC0415

    rows = FileLabel.objects.everything().filter(place=place.pk, state=FileLabel.State.TOLD).exclude(line=None)
    return tuple(
        Confirmed(each.path, each.whole_folder, each.line.code, _why(each), each.content_digest)
        for each in rows.select_related("line", "told_by").order_by("pk")
    )


def _why(label: FileLabel) -> str:
    """Without a name: what a scan leaves is shown to all who may see the place, and kept."""
    day = f"{label.told_at.astimezone(clock.LONDON):%-d %B %Y}"
    if label.whole_folder:
        return _("Confirmed of all in %(folder)s on %(day)s (label %(number)s).") % {
            "folder": label.path or label.place,
            "day": day,
            "number": label.pk,
        }
    return _("Confirmed on %(day)s (label %(number)s).") % {"day": day, "number": label.pk}
