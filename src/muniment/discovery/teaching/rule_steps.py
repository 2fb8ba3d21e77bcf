"""What is done about a rule: brought into force, laid aside, asked earlier or later."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from muniment.discovery.teaching.rule_records import STEP, ClassRule
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid
from muniment.registers.services import Change, write
from muniment.retention.lines import RetentionLine

State = ClassRule.State


def enforce(actor: Actor, rule: ClassRule, data: Mapping[str, Any]) -> None:
    """Brings a rule into force: scans take it from now on. Invalid where its line is not in force itself."""
    if rule.line.state != RetentionLine.State.IN_FORCE:
        raise Invalid(_("Its line %(line)s is not in force, so nothing could be decided by it.") % {"line": rule.line})
    _write(actor, rule, {"state": State.HOLDS}, "enforce", data)


def lay_aside(actor: Actor, rule: ClassRule, data: Mapping[str, Any]) -> None:
    """Takes a rule out of force. What it decided stands until a place is classed again."""
    _write(actor, rule, {"state": State.LAID_ASIDE}, "lay_aside", data)


def sooner(actor: Actor, rule: ClassRule, data: Mapping[str, Any]) -> None:
    """Has a rule asked before the one that is asked before it now."""
    _swap(actor, rule, data, by=-1)


def later(actor: Actor, rule: ClassRule, data: Mapping[str, Any]) -> None:
    """Has a rule asked after the one that is asked after it now."""
    _swap(actor, rule, data, by=1)


def _write(actor: Actor, rule: ClassRule, values: dict[str, Any], verb: str, data: Mapping[str, Any]) -> None:
    write(actor, [Change(rule, values, verb, data.get("why", ""), data.get("seen_version"))])


def _swap(actor: Actor, rule: ClassRule, data: Mapping[str, Any], *, by: int) -> None:
    """Changes places with a neighbour, of the rules of the same unit that are not laid aside.

    Where several have one number they are numbered anew first, so that a place is one again.
    """
    with transaction.atomic():
        rows = ClassRule.objects.everything().filter(unit=rule.unit_id).exclude(state=State.LAID_ASIDE)
        before = list(rows.select_related("line").order_by("precedence", "pk"))
        at = next((n for n, each in enumerate(before) if each.pk == rule.pk), -1)
        if at < 0 or not 0 <= at + by < len(before):
            raise Invalid(_("It is the first already.") if by < 0 else _("It is the last already."))
        after = list(before)
        after[at], after[at + by] = after[at + by], after[at]
        numbers = sorted(each.precedence for each in before)
        if len(set(numbers)) < len(numbers):
            numbers = [STEP * n for n in range(1, len(before) + 1)]
        changes = [
            Change(rule if each.pk == rule.pk else each, {"precedence": number}, "reorder", "", data.get("seen_version") if each.pk == rule.pk else None)
            for each, number in zip(after, numbers, strict=True) if each.precedence != number
        ]  # fmt: skip
        write(actor, changes)
