"""What a council holds, counted in plain Python: no query and no condition shared with what is tested."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from muniment.people.models import Holding, Unit
from muniment.registers.models import Link
from muniment.registers.record import register_of
from tests.held_councils import MODELS, Row


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
