"""Councils made by chance, and what they hold counted in plain Python: no query and no condition shared with what is tested."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from muniment import clock
from muniment.assets.models import FileFormat, InformationAsset, PermissionGroup, Place, System
from muniment.organisation.models import Handover
from muniment.people.models import Holding, Person, Unit
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
        self.cast, self.chance, self.today, self.number = cast, chance, today, 0
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
        if self.lines[3].state == "in_force":
            changing.end(HOUSE, self.lines[3], "Another takes its place.")
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


@dataclass
class Photograph:
    """Every row as it is now, as plain values."""

    rows: dict[str, list[Row]]
    links: set[tuple[str, str, int, str, int]]
    holding: set[tuple[int, int]]
    parents: dict[int, int | None]
    bodies: dict[int, int] = field(default_factory=dict)

    @classmethod
    def taken(cls, day: date) -> "Photograph":
        rows = {
            register_of(model).slug: [row for row in model.objects.values() if not row["withdrawn"]] for model in MODELS
        }
        names = ("relation", "from_register", "from_record", "to_register", "to_record")
        links = set(Link.objects.filter(removed_at=None).values_list(*names))
        held = {
            (each.person_id, each.post_id)
            for each in Holding.objects.all()
            if each.start <= day and (each.end is None or each.end >= day)
        }
        units = list(Unit.objects.values_list("pk", "parent", "body"))
        return cls(
            rows, links, held, {pk: parent for pk, parent, _body in units}, {pk: body for pk, _parent, body in units}
        )

    def below(self, root: int) -> set[int]:
        def above(pk: int | None) -> bool:
            return pk is not None and (pk == root or above(self.parents[pk]))

        return {pk for pk in self.parents if above(pk)}


def due_of(row: Row, line: Row) -> tuple[str, date | None]:
    """What the schedule of these councils says: so many years from closing, or for ever."""
    if line["state"] != "in_force":
        return "unknown", None
    if line["keep"] == "permanent":
        return "lasting", None
    closed = row["closed_on"]
    return ("dated", closed.replace(year=closed.year + line["years"])) if closed else ("waiting", None)


def recount(photo: Photograph, unit: int, day: date) -> dict[str, int]:
    """What the figures must be."""
    units = photo.below(unit)
    of = {slug: [row for row in rows if row["unit_id"] in units] for slug, rows in photo.rows.items()}
    ends = {(relation, start, a, "from") for relation, start, a, _end, _b in photo.links}
    ends |= {(f"{start}:{relation}", end, b, "to") for relation, start, _a, end, b in photo.links}

    def linked(slug: str, row: Row, *ways: str) -> bool:
        return any((way, slug, row["id"], "to" if ":" in way else "from") in ends for way in ways)

    def accepted(row: Row) -> bool:
        return row["accepted_for_id"] == row["owner_id"] and (row["accepted_by_id"], row["owner_id"]) in photo.holding

    found: dict[str, int] = {}
    held = [row for row in of["assets"] if row["state"] in ("in_use", "closed") and row["disposed_on"] is None]
    in_use = [row for row in held if row["state"] == "in_use" and row["owner_id"]]
    personal = [row for row in held if row["personal_data"]]
    found["assets"], found["assets_in_use_owned"], found["assets_personal"] = len(held), len(in_use), len(personal)
    found["assets_no_owner"] = sum(not row["owner_id"] for row in held)
    found["assets_not_accepted"] = sum(not accepted(row) for row in in_use)
    found["assets_not_reviewed"] = sum(
        row["last_reviewed"] is None or (day - row["last_reviewed"]).days > 365 for row in held
    )
    found["assets_no_line"] = sum(not row["retention_line_id"] for row in held)
    found["assets_no_place"] = sum(not linked("assets", row, "places:keeps", "systems:holds") for row in held)
    found["assets_no_activity"] = sum(not linked("assets", row, "processing-activities:uses") for row in personal)
    asked = {name: [row for row in held if not row[name]] for name in ("about", "purpose", "access_means", "form")}
    asked |= {
        name: [row for row in held if not row[f"{name}_id"]] for name in ("owner", "data_owner", "retention_line")
    }
    asked |= {name: [row for row in personal if not row[name]] for name in ("subjects", "lawful_basis", "compliance")}
    found |= {f"assets_wanting_{name}": len(rows) for name, rows in asked.items()}
    found["assets_incomplete"] = len({row["id"] for rows in asked.values() for row in rows})
    found["assets_restricted"] = sum(bool(row["restrictions"]) for row in held)
    masters = Counter((photo.bodies[row["unit_id"]], row["master_of"].lower()) for row in photo.rows["assets"]
                      if row["master_of"] and row["state"] in ("draft", "in_use"))  # fmt: skip
    found["assets_two_masters"] = sum(
        masters[photo.bodies[row["unit_id"]], row["master_of"].lower()] > 1
        for row in of["assets"]
        if row["master_of"] and row["state"] in ("draft", "in_use")
    )

    running = [row for row in of["systems"] if row["state"] in ("in_use", "leaving")]
    found["systems"], found["systems_owned"] = len(running), sum(bool(row["owner_id"]) for row in running)
    found["systems_no_owner"] = sum(not row["owner_id"] for row in running)
    found["systems_not_accepted"] = sum(bool(row["owner_id"]) and not accepted(row) for row in running)
    found["systems_review_late"] = sum(row["next_review"] is not None and row["next_review"] < day for row in running)
    criteria = ("keeps_audit", "applies_retention", "places_holds", "exports", "destroys", "controls_access")
    found["systems_misses"] = sum(not all(row[name] for name in criteria) for row in running)
    found["systems_out_of_support"] = sum(
        row["support_end"] is not None and row["support_end"] < day for row in running
    )
    found["systems_holds_nothing"] = sum(not linked("systems", row, "holds") for row in running)

    places = of["places"]
    entered = [row for row in places if row["state"] in ("in_use", "read_only")]
    found["places"], found["places_open"] = len(places), len(entered)
    found["places_no_owner"] = sum(not row["owner_id"] for row in places)
    found["places_no_line"] = sum(not row["retention_line_id"] for row in places)
    found["places_no_asset"] = sum(not linked("places", row, "keeps") for row in places)
    found["places_not_attested"] = sum(row["next_review"] is not None and row["next_review"] < day for row in entered)

    groups = [row for row in of["permission-groups"] if row["state"] == "in_use"]
    found["groups"], found["groups_no_owner"] = len(groups), sum(not row["owner_id"] for row in groups)
    found["groups_not_attested"] = sum(row["next_review"] is not None and row["next_review"] < day for row in groups)
    found["groups_opens_nothing"] = sum(not linked("permission-groups", row, "opens") for row in groups)

    activities = [row for row in of["processing-activities"] if row["state"] != "ended"]
    found["activities"], found["activities_no_owner"] = len(activities), sum(not row["owner_id"] for row in activities)
    found["activities_review_late"] = sum(
        row["next_review"] is not None and row["next_review"] < day for row in activities
    )
    found["activities_no_asset"] = sum(not linked("processing-activities", row, "uses") for row in activities)
    found["activities_incomplete"] = sum(not told_all(row) for row in activities)

    risky = [row for row in of["formats"] if row["risk"] in ("high", "lost") and row["state"] != "carried_over"]
    found["formats_at_risk"], found["formats_no_plan"] = len(risky), sum(row["state"] == "watched" for row in risky)
    found["handovers_open"] = sum(row["state"] == "being_handed_over" for row in of["handovers"])
    found["holds_standing"] = sum(row["state"] == "standing" for row in of["holds"])
    found["waivers_standing"] = sum(row["state"] == "approved" and row["expires_on"] > day for row in of["waivers"])
    found["waivers_expired"] = sum(row["state"] == "approved" and row["expires_on"] <= day for row in of["waivers"])
    found["waivers_asked"] = sum(row["state"] == "asked_for" for row in of["waivers"])
    lines = photo.rows["retention-lines"]
    found["lines_in_force"], found["lines_draft"] = (
        sum(row["state"] == state for row in lines) for state in ("in_force", "draft")
    )
    return found | _dates(photo, of, day)


def told_all(row: Row) -> bool:
    """All that article 30(1) asks, and a live notice."""
    words = ("controller", "dpo_contact", "purposes", "subjects", "data_categories", "recipients", "security")
    abroad = row["transferred"] == "no" or (row["transferred"] == "yes" and row["transfers"])
    safe = row["transferred"] == "no" or row["safeguards"]
    until = row["time_limits"] or row["retention_line_id"]
    return bool(all(row[name] for name in words) and abroad and safe and until and row["notice_live"] and row["notice"])


def _dates(photo: Photograph, of: dict[str, list[Row]], day: date) -> dict[str, int]:
    lines = {row["id"]: row for row in photo.rows["retention-lines"]}
    standing = [row for row in photo.rows["holds"] if row["state"] == "standing"]
    found = Counter[str]()
    for slug in ("assets", "places"):
        for row in (each for each in of[slug] if each["disposed_on"] is None):
            line = lines.get(row["retention_line_id"])
            kind, due = due_of(row, line) if line else ("no_line", None)
            found[f"date_{kind}"] += kind != "dated"
            if due and due <= day:
                age = (day - due).days / 365.25
                found["due"] += 1
                found["due_" + ("under1" if age < 1 else "one" if age < 3 else "three" if age < 6 else "six")] += 1
                found["due_held"] += any(
                    ("holds", "holds", hold["id"], slug, row["id"]) in photo.links
                    or ((hold["line_id"] or hold["held_unit_id"]) and hold["line_id"] in (None, line["id"])
                        and (hold["held_unit_id"] is None or row["unit_id"] in photo.below(hold["held_unit_id"])))
                    for hold in standing
                )  # fmt: skip
    names = (
        "due",
        "due_held",
        "due_under1",
        "due_one",
        "due_three",
        "due_six",
        "date_no_line",
        "date_waiting",
        "date_unknown",
        "date_lasting",
    )
    return {name: found[name] for name in names}


def fresh(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)
