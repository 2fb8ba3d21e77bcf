"""Rules that say of files which line of the schedule they fall under, as people write them."""

from collections.abc import Iterable
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from muniment.discovery.engine.classes.rule_text import parse
from muniment.discovery.engine.classes.rules import Rule, explain
from muniment.people.models import Post, Unit
from muniment.registers.record import Record, Reviewed, versions_of
from muniment.retention.lines import RetentionLine

STEP = 10  # between two rules, so that one can be put between them


def rule_of(code: str, text: str, name: str = "", row: int = 0) -> Rule:
    """The rule of these conditions. Raises ValidationError, which says what was expected.

    The text is one rule however many rows it has: what stands in a row of its own does not begin another.
    """
    one = " ".join(text.split())
    if not one:
        raise ValidationError(_('Say when a file belongs there, for example: path contains "invoices"'))
    # The code of a line may have spaces or a colon in it, which the text form has not.
    rules, faults = parse(f"LINE: {one}")
    if faults:
        raise ValidationError(faults[0].why)
    return Rule(code, rules[0].when, rules[0].unless, name, row)


def can_be_read(text: str) -> None:
    """Raises where the conditions are not understood."""
    rule_of("LINE", text)


class RuleWords:
    """What can be said of a rule, now or as it once stood."""

    name: str
    conditions: str
    line: RetentionLine

    def __str__(self) -> str:
        return self.name

    def rule(self, row: int = 0) -> Rule:
        """As the engine takes it."""
        return rule_of(self.line.code, self.conditions, self.name, row)

    def in_words(self) -> str:
        """The rule said back as a sentence."""
        return explain(rule_of(str(self.line), self.conditions))


class ClassRule(RuleWords, Reviewed, Record):
    """One rule. It holds for scanned places of its unit and of all units below; the first that fits gives a file its line."""

    class State(models.TextChoices):
        TRIED = "being_tried", _("Being tried")
        HOLDS = "holding", _("In force")
        LAID_ASIDE = "laid_aside", _("Laid aside")

    name = models.CharField(
        _("name"),
        max_length=200,
        help_text=_("Supplier invoices, say. It stands in the reason of each file that it fits."),
    )
    line = models.ForeignKey(RetentionLine, models.PROTECT, verbose_name=_("line of the schedule"), related_name="+")
    conditions = models.TextField(
        _("conditions"), max_length=3_000, validators=[can_be_read],
        help_text=_(
            'For example: path contains "invoices" and name like "INV-*" unless path contains "template". You may ask of path, folder, name, title, text, kind, owner and author '
            "what they contain, are like or are, and whether a file is older than or newer than 6 years; “and”, “or”, “unless” and brackets join."
        ),
    )  # fmt: skip
    precedence = models.PositiveIntegerField(
        _("place in the order"), default=0,
        help_text=_("Rules are asked by this number, the lowest first, and the first that fits decides. 0 puts it last."),
    )  # fmt: skip
    purpose = models.TextField(
        _("why it is there"), blank=True, max_length=4_000, help_text=_("Who asked for it, and what it settles.")
    )
    owner = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, verbose_name=_("owner"), related_name="+")
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.TRIED, editable=False)

    class Meta:
        ordering: ClassVar = ["precedence", "pk"]
        indexes: ClassVar = [models.Index(fields=["precedence", "id"], name="class_rules_in_order")]

    def answerable_posts(self) -> frozenset[int]:
        return frozenset({self.owner_id} if self.owner_id else ())

    def clean(self) -> None:
        """A rule of which nobody said where it stands comes last."""
        super().clean()
        self.conditions = self.conditions.strip()
        if not self.precedence:
            last = ClassRule.objects.everything().aggregate(last=models.Max("precedence"))["last"] or 0
            self.precedence = last + STEP


ClassRuleVersion = versions_of(ClassRule, RuleWords)


def above(unit: int) -> list[int]:
    """A unit and all that it is part of, the nearest first. One query."""
    parents = dict(Unit.objects.values_list("pk", "parent_id"))
    found: list[int] = []
    at: int | None = unit
    while at is not None and at not in found:
        found.append(at)
        at = parents.get(at)
    return found


def in_order(units: Iterable[int]) -> "list[ClassRule]":
    """The rules in force of these units, in the order in which they are asked."""
    rows = ClassRule.objects.everything().filter(state=ClassRule.State.HOLDS, unit__in=list(units))
    return list(rows.select_related("line").order_by("precedence", "pk"))
