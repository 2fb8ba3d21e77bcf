"""Councils made by chance, for the tests of the report on what is held."""

from datetime import date, timedelta
from random import Random
from typing import Any

from muniment import clock
from muniment.assets.models import FileFormat, InformationAsset, PermissionGroup, Place, System
from muniment.organisation.models import Handover
from muniment.people.models import Person
from muniment.privacy.models import ProcessingActivity
from muniment.registers.models import Link
from muniment.registers.record import register_of
from muniment.registers.services import Change, write
from muniment.retention import changing
from muniment.retention.models import Hold, RetentionLine, Waiver
from tests.cast import HOUSE, Cast
from tests.test_retention_lines import make_line

MODELS: tuple[type[Any], ...] = (
    InformationAsset, System, Place, PermissionGroup, ProcessingActivity, FileFormat, Handover, Waiver, Hold, RetentionLine,
)  # fmt: skip
# The relation, and the registers that it leads from and to.
LINKS = (
    ("keeps", "places", "assets"), ("holds", "systems", "assets"), ("uses", "processing-activities", "assets"),
    ("opens", "permission-groups", "places"), ("holds", "holds", "assets"), ("holds", "holds", "places"),
)  # fmt: skip
WORDS = ("about", "purpose", "access_means", "form", "subjects", "lawful_basis", "compliance")
ARTICLE = (
    "controller",
    "dpo_contact",
    "purposes",
    "subjects",
    "data_categories",
    "recipients",
    "security",
    "time_limits",
    "notice",
    "safeguards",
)
Row = dict[str, Any]


class Council:
    """Invents records of every register that a report on holdings counts, and changes them."""

    def __init__(self, cast: Cast, chance: Random, today: date) -> None:
        self.cast, self.chance, self.today, self.first, self.number = cast, chance, today, today, 0
        self.units = [cast.housing, cast.finance, cast.council]
        self.posts = [cast.posts[name] for name in ("tom", "ruth", "daniel")]
        self.lines = [make_line(cast, f"L{years}", in_force=False, years=years) for years in (1, 3, 7, 9)]
        self.lines.append(make_line(cast, "LP", in_force=False, keep="permanent", trigger="", years=0, action="keep"))
        for line in self.lines:
            changing.approve(HOUSE, line, today, "The governance group.")
        self.lines.append(make_line(cast, "LD", in_force=False))

    def some(self, *values: Any) -> Any:
        return self.chance.choice(values)

    def maybe(self, odds: int) -> bool:
        return self.chance.randrange(100) < odds

    def day(self, back: int = 900, ahead: int = 500) -> date:
        """Some day, never one on which something would fall due on a day that is counted."""
        return (self.today + timedelta(days=self.chance.randint(-back, ahead))).replace(day=14)

    def _common(self, kind: str) -> Row:
        self.number += 1
        return {"name": f"{kind} {self.number}", "unit": self.some(*self.units), "owner": self.some(None, *self.posts)}

    def _reviewed(self) -> Row:
        return {"last_reviewed": self.some(None, self.day(ahead=-5)), "next_review": self.day()}

    def _retained(self) -> Row:
        return {
            "retention_line": self.some(None, *self.lines),
            "closed_on": self.some(None, self.day(4000, -5), self.day(4000, -5)),
        }

    def asset(self) -> InformationAsset:
        personal, common = self.maybe(50), self._common("Asset")
        taken_on = bool(common["owner"]) and self.maybe(50)
        who = next((each for each in ("tom", "ruth", "daniel") if common["owner"] == self.cast.posts[each]), "tom")
        accepted = (
            {"accepted_on": self.today, "accepted_for": common["owner"], "accepted_by": getattr(self.cast, who)}
            if taken_on
            else {}
        )
        return InformationAsset(
            **common, **accepted, **self._reviewed(), **self._retained(), **{name: self.some("", "said", "said", "said") for name in WORDS},
            data_owner=self.some(None, *self.posts), personal_data=personal, restrictions=self.some("", "", "By licence"),
            master_of=self.some("", "", "Customer", "customer", "Property"), state=self.some("draft", "in_use", "in_use", "closed"),
        )  # fmt: skip

    def system(self) -> System:
        yes = {
            name: self.maybe(75)
            for name in ("keeps_audit", "applies_retention", "places_holds", "exports", "destroys", "controls_access")
        }
        return System(**self._common("System"), **self._reviewed(), **yes, support_end=self.some(None, self.day()),
                      tier=self.some("critical", "core", "business"), state=self.some("planned", "in_use", "leaving", "ended"))  # fmt: skip

    def place(self) -> Place:
        return Place(**self._common("Place"), **self._reviewed(), **self._retained(), kind=self.some("site", "share"),
                     state=self.some("in_use", "read_only", "closed"))  # fmt: skip

    def group(self) -> PermissionGroup:
        return PermissionGroup(
            **self._common("Group"), **self._reviewed(), kind="list", state=self.some("in_use", "in_use", "ended")
        )

    def activity(self) -> ProcessingActivity:
        said = {name: self.some("", *["said"] * 9) for name in ARTICLE}
        return ProcessingActivity(**self._common("Activity"), **self._reviewed(), **said, transferred=self.some("", "no", "no", "yes"),
                                  transfers=self.some("", "Norway"), notice_live=self.maybe(67), state=self.some("draft", "in_use", "ended"))  # fmt: skip

    def format(self) -> FileFormat:
        return FileFormat(
            **self._common("Format"),
            risk=self.some("low", "high", "lost"),
            state=self.some("watched", "planned", "carried_over"),
        )

    def waiver(self) -> Waiver:
        return Waiver(**self._common("Waiver"), reason="Needed", instead="Kept", risk_words="Little", expires_on=self.day(),
                      state=self.some("asked_for", "approved", "ended"))  # fmt: skip

    def hold(self) -> Hold:
        common = self._common("Hold")
        wide = self.some(
            {},
            {"line": self.lines[0]},
            {"held_unit": self.cast.finance},
            {"line": self.lines[1], "held_unit": self.cast.council},
        )
        return Hold(**common, **wide, reason="A claim", state=self.some("standing", "standing", "lifted"))

    def handover(self) -> Handover:
        self.number += 1
        return Handover(person=self.cast.tom, post=self.some(*self.posts), unit=self.some(*self.units), last_day=self.day(60, 60),
                        state=self.some("being_handed_over", "handed_over"))  # fmt: skip

    def grow(self, many: int) -> None:
        """More of everything."""
        makers = (self.asset, self.asset, self.asset, self.system, self.place, self.place, self.group, self.activity, self.format,
                  self.waiver, self.hold, self.handover)  # fmt: skip
        made = [make() for make in makers for _n in range(many)]
        for kind in {type(each) for each in made}:
            write(HOUSE, [Change(each, verb="create") for each in made if type(each) is kind])

    def change(self) -> None:
        """Some records change owner, unit, state or line; some lines begin to rule otherwise; some links come and go."""
        for model, names in ((InformationAsset, ("owner", "unit", "retention_line", "about")), (Place, ("owner", "unit", "retention_line")),
                             (System, ("owner", "unit")), (ProcessingActivity, ("owner", "notice"))):  # fmt: skip
            changes = []
            for record in model.objects.order_by("pk"):
                if self.chance.random() < 0.4:
                    values = {"owner": self.some(None, *self.posts), "unit": self.some(*self.units), "retention_line": self.some(None, *self.lines),
                              "about": self.some("", "said"), "notice": self.some("", "said")}  # fmt: skip
                    name = self.some(*names)
                    changes.append(Change(record, {name: values[name]}, "edit"))
            write(HOUSE, changes)
        # A line that ends takes the days of its records with it.
        if self.lines[3].state == "in_force" and self.today > self.first:
            changing.end(HOUSE, self.lines[3], "Another takes its place.")
        write(
            HOUSE,
            [
                Change(hold, {"state": "lifted"}, "edit")
                for hold in Hold.objects.filter(state="standing")
                if self.maybe(40)
            ],
        )
        self.link(6)

    def link(self, many: int) -> None:
        slugs = {register_of(model).slug: model for model in MODELS}
        for relation, start, end in LINKS:
            starts, ends = (list(slugs[slug].objects.values_list("pk", flat=True)) for slug in (start, end))
            for _n in range(many):
                ends_of = {
                    "relation": relation,
                    "from_register": start,
                    "from_record": self.some(*starts),
                    "to_register": end,
                    "to_record": self.some(*ends),
                }
                if not Link.objects.filter(**ends_of, removed_at=None).exists():
                    Link.objects.create(**ends_of, added_at=clock.now())
        for row in Link.objects.filter(removed_at=None).order_by("pk"):
            if self.chance.random() < 0.2:
                row.removed_at = clock.now()
                row.save()


def fresh(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)
