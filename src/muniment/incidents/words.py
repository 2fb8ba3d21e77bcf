"""The words of incidents: the answers and decisions that there are, and what can be said of an incident, now or as it once stood."""

from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.incidents import rules

TELL, NOT_TELL = "tell", "do_not_tell"
DECISIONS = [(TELL, _("Tell them")), (NOT_TELL, _("Do not tell them"))]
ABOUT = ("regulator", "individuals")
KINDS = ("confidentiality", "integrity", "availability")


class Known(models.TextChoices):
    """An answer of which nobody knowing is one."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Not known")


class Counted(models.TextChoices):
    """How many people are affected, as far as that is known."""

    COUNTED = "exact", _("Counted")
    ESTIMATED = "about", _("Estimated")
    UNKNOWN = "unknown", _("Not known")


class IncidentWords:
    """What can be said of an incident, now or as it once stood."""

    def __str__(self) -> str:
        told: Any = self
        return f"{self.reference()} {told.title}"

    def reference(self) -> str:
        """Its number, which it keeps."""
        told: Any = self
        return f"INC-{getattr(told, 'record_id', None) or told.pk}"

    def kinds(self) -> str:
        """What was broken: "Confidentiality, availability"."""
        told: Any = self
        names = [str(told._meta.get_field(name).verbose_name) for name in KINDS if getattr(told, name)]
        return ", ".join(names).capitalize()

    def affected_people(self) -> str:
        """How many people, in words."""
        told: Any = self
        if told.subjects is not None and told.subjects_known in {Counted.COUNTED, Counted.ESTIMATED}:
            return (
                f"{told.subjects:,}" if told.subjects_known == Counted.COUNTED else _("about %s") % f"{told.subjects:,}"
            )
        return str(Counted.UNKNOWN.label) if told.subjects_known else ""

    def data_affected(self) -> str:
        """Which data, of how many people, in how many records: for the log of article 33(5)."""
        told: Any = self
        parts = [told.data_categories]
        if told.special_category == Known.YES:
            parts.append(str(_("special categories of data")))
        if people := self.affected_people():
            parts.append(str(_("people: %s")) % people)
        if told.records is not None:
            parts.append(str(_("records: %s")) % f"{told.records:,}")
        return "; ".join(part for part in parts if part)

    def steps_taken(self) -> str:
        """What was done about it, and who was told when: for the log of article 33(5)."""
        told: Any = self
        parts = [told.containment]
        for label, at in ((_("ICO told"), told.ico_notified_at), (_("People told"), told.individuals_notified_at)):
            if at:
                parts.append(f"{label} {at.astimezone(clock.LONDON):%-d %B %Y, %H:%M}")
        return " ".join(f"{part.rstrip('.')}." for part in parts if part)

    def reasons(self) -> str:
        """Why the ICO and the people were told or not: for the log of article 33(5)."""
        told: Any = self
        found = []
        for name, label in (("regulator", _("ICO")), ("individuals", _("People"))):
            if decision := getattr(told, f"get_{name}_display")():
                found.append(f"{label}: {decision}. {getattr(told, f'{name}_reason')}")
        return " ".join(found) or (str(_("Not decided.")) if told.aware_at else "")

    def departed(self) -> bool:
        """Whether something stands decided otherwise than the DPO advises, and nobody said why."""
        told: Any = self
        return any(
            getattr(told, f"advised_{name}") and getattr(told, name)
            and getattr(told, f"advised_{name}") != getattr(told, name) and not getattr(told, f"{name}_departing")
            for name in ABOUT
        )  # fmt: skip

    def standing(self) -> rules.Standing:
        """What is known of it, for the rule of closing."""
        told: Any = self
        return rules.Standing(
            personal=told.personal, near_miss=told.near_miss, aware=told.aware_at is not None, regulator=told.regulator,
            individuals=told.individuals, regulator_told=told.ico_notified_at is not None,
            individuals_told=told.individuals_notified_at is not None, advice_departed=self.departed(),
            caused=told.cause_id is not None and bool(told.root_cause.strip()), learnt=bool(told.lessons.strip()),
        )  # fmt: skip

    def suggestion(self) -> rules.Suggestion | None:
        """What the grid says; None until both of its sides are given."""
        told: Any = self
        if not told.near_miss and not (told.likelihood and told.severity):
            return None
        vulnerable = Known.YES in {told.vulnerable, told.special_category}
        return rules.suggest(told.likelihood or 1, told.severity or 1, near_miss=told.near_miss, vulnerable=vulnerable)

    def day_of_deadline(self) -> date | None:
        """The day in London on which the 72 hours end."""
        told: Any = self
        return told.notify_by.astimezone(clock.LONDON).date() if told.notify_by else None

    def clock_runs(self) -> bool:
        """Whether the 72 hours matter still: we are aware, the ICO has not been told, and nobody decided that it is not."""
        told: Any = self
        return told.notify_by is not None and told.ico_notified_at is None and told.regulator != NOT_TELL
