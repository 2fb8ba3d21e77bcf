"""What a person is called upon to do, as the home page sorts it: by date, and what needs a key, a decision or an owner."""

from dataclasses import dataclass

from muniment.organisation import preferences
from muniment.people.models import Person
from muniment.registers.my_duties import SHOWN, Mine, Shown, duties_of
from muniment.web.escalation import escalated_to

# The rules whose duties stand under a heading of their own; any other stands by its date.
APART = ("decide", "clear", "verify", "no_owner")


@dataclass(frozen=True)
class Home:
    """The duties of a person, sorted."""

    late: list[Shown]
    soon: list[Shown]
    later: list[Shown]
    undated: list[Shown]
    to_decide: list[Shown]
    to_clear: list[Shown]
    to_verify: list[Shown]
    to_own: list[Shown]
    waiting: list[Shown]
    escalated: list[Shown]

    @property
    def more_to_verify(self) -> bool:
        """Whether there may be more than were looked at: a page that does not know a number does not state it."""
        return len(self.to_verify) >= SHOWN

    @property
    def more_to_decide(self) -> bool:
        return len(self.to_decide) >= SHOWN

    @property
    def none(self) -> bool:
        mine = (self.late, self.soon, self.later, self.undated, self.waiting, self.escalated)
        return not any((*mine, self.to_decide, self.to_clear, self.to_verify, self.to_own))


def home_of(person: Person) -> Home:
    """The duties of a person today; a fixed number of queries, whatever their number, but for the rule of two keys."""
    found: Mine = duties_of(person)
    apart = {name: [each for each in found.undated if each.rule.name == name] for name in APART}
    return Home(
        late=found.late,
        soon=found.week,
        later=found.later,
        undated=[each for each in found.undated if each.rule.name not in APART],
        to_decide=apart["decide"],
        to_clear=apart["clear"],
        to_verify=apart["verify"],
        to_own=apart["no_owner"],
        waiting=found.waiting,
        escalated=escalated_to(person, preferences.value_of("escalation_days")),
    )
