"""Which lines of the schedule rule what somebody says in their own words; nothing is set by it."""

from django.utils.translation import gettext as _

from muniment.people.models import Person
from muniment.retention import rules
from muniment.retention.lines import RetentionLine
from muniment.retention.prose import understand

MOST = 5  # lines that a page names


def lines_like(person: Person, wanted: rules.Line) -> list[RetentionLine]:
    """The lines in force, as far as the person may see them, that keep as long, counted from the same; one query. Their action may be another one."""
    first = wanted.periods[0] if wanted.periods else rules.Period(rules.Trigger.CLOSED)
    rows = RetentionLine.objects.visible_to(person).filter(
        state=RetentionLine.State.IN_FORCE, keep=wanted.keep.value, years=first.years, months=first.months
    )  # fmt: skip
    return [line for line in rows.order_by("code") if line.rule().periods == wanted.periods]


def said_in_words(person: Person, text: str) -> str:
    """What a text says of how long something is kept, as a sentence with the lines that rule the same."""
    found = understand(text)
    if found.line is None:
        return _("“%(text)s” was not understood: choose its line.") % {"text": text}
    told = {"text": text, "words": rules.in_words(found.line), "sure": found.confidence}
    sentence = _("“%(text)s” is taken to mean: %(words)s (%(sure)s of 100).") % told
    lines = [f"{line.code} {line.series}".strip() for line in lines_like(person, found.line)[:MOST]]
    if not lines:
        return f"{sentence} {_('No line in force keeps so long from then.')}"
    return f"{sentence} {_('Lines that keep so long: %(lines)s.') % {'lines': '; '.join(lines)}}"
