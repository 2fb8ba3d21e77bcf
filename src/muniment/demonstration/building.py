"""Puts the demonstration council into an empty data folder, through the same services as everybody: its history is a real one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from muniment import clock
from muniment.assurance import models, services
from muniment.assurance.models import Audit, Part, Plan, Rating, RatingScale, Recommendation, ScopeArea
from muniment.committees.models import Term
from muniment.demonstration import content, papers, reports, scanned, shapes, taught
from muniment.demonstration.asked import Asked
from muniment.demonstration.content import on_day
from muniment.demonstration.governed import Governed
from muniment.demonstration.held import Held
from muniment.demonstration.incidents import Incidents
from muniment.demonstration.logged import Logged
from muniment.demonstration.owners import Owners
from muniment.demonstration.paper import Paper
from muniment.demonstration.published import Published
from muniment.demonstration.shared import Shared
from muniment.demonstration.surveyed import Surveyed
from muniment.organisation.holidays import enter_packaged
from muniment.organisation.models import GovernanceGroup
from muniment.people.models import Body, Holding, Person, Post, RoleGiven, Unit
from muniment.registers import evidence
from muniment.registers.access import Actor
from muniment.registers.services import Change, write

PASSWORD = "ambleworth-demo"  # noqa: S105 - known to all, and of use in a demonstration's folder only
HOUSE = Actor.operator("demonstration")
FIRST_DAY = -280
PAPER_DAY = -40
ACCEPTANCE = {"accepted": "accepted", "partly": "partly", "rejected": "rejected"}


def build() -> None:
    """Makes the council once, whole or not at all; a folder that has it already is left as it is."""
    if not Body.objects.exists():
        with transaction.atomic():
            Builder(clock.today(), content.load()).build()
            reports.build()
    reports.leave_files()
    papers.leave_files()
    scanned.leave_files()
    taught.leave()
    scanned.look_again()


def welcome(port: int) -> str:
    """What `muniment demo` says: where it is, and as whom one may sign in."""
    lines = [
        f"Ambleworth City Council is at http://127.0.0.1:{port}/ (a council that does not exist)",
        f"Its data and its committee report are in {settings.DATA.path}",
        f"Sign in with the password {PASSWORD} as",
    ]
    for post, does in SIGN_INS.items():
        person = Post.objects.get(title=post).holders()[0]
        lines.append(f"  {person.email:<38} {post}: {does}")
    return "\n".join(lines)


SIGN_INS = {
    "Head of Information Governance": "runs the plan",
    "Director of Resources": "SIRO: decides on later dates",
    "Principal Auditor": "verifies what is said to be done",
    "Head of Digital and Technology": "owns actions",
    "Records Manager": "owns actions, one of them late",
}


class Builder:
    """The story, told day by day. `made` finds what was made by its code."""

    def __init__(self, today: date, told: shapes.Content) -> None:
        self.today = today
        self.told = told
        self.units: dict[str, Unit] = {}
        self.posts: dict[str, Post] = {}
        self.people: dict[str, Person] = {}
        self.moments: dict[int, int] = {}

    def build(self) -> None:
        with self.on(FIRST_DAY):
            self.organisation()
            self.glossary()
            self.groups()
            enter_packaged(HOUSE)
            self.audits()
        script: list[tuple[int, Callable[[], None]]] = [
            (event.day, partial(self.happen, event, plan)) for plan in self.told.plans for event in plan.script()
        ]
        script.append((PAPER_DAY, partial(self.whole, PAPER_DAY, papers.import_first)))
        held = Held(self.today, self.units, self.posts)
        script += [(day, partial(self.whole, day, tell)) for day, tell in Governed(held).script()]
        for part in (Surveyed(self.today, held), Owners(self.today, held)):
            script += [(day, partial(self.whole, day, partial(part.on, day))) for day in part.days()]
        asked = Asked(held)
        for more in (Paper(held), asked, Incidents(held), Shared(held), Published(held), Logged(asked)):
            script += [(day, partial(self.whole, day, tell)) for day, tell in more.script()]
        # Of one day the plans' events come first, as they were added.
        for _day, tell in sorted(script, key=lambda each: each[0]):
            tell()

    def whole(self, day: int, tell: Callable[[], None]) -> None:
        """What is told of a day all at once."""
        with self.on(day):
            tell()

    def happen(self, event: shapes.Event, plan: shapes.Plan) -> None:
        """An event of a plan, on its day."""
        if event.kind == "imported":
            self.begin(plan)
            return
        with self.on(event.day):
            self.tell(event, plan)

    @contextmanager
    def on(self, day: int) -> Iterator[None]:
        """The day `day` from today, each time a second later. Today's story is told at its first minutes, so that it is past."""
        self.moments[day] = self.moments.get(day, 0) + 1
        hour = time(0, 0) if day == 0 else time(10, 0)
        start = datetime.combine(self.today + timedelta(days=day), hour, clock.LONDON)
        with clock.at(start + timedelta(seconds=self.moments[day])):
            yield

    def make(self, model: type[Any], **values: Any) -> Any:
        record = model(**values)
        write(HOUSE, [Change(record, verb="create")])
        return record

    def organisation(self) -> None:
        bodies: dict[str, Body] = {}
        for body in self.told.bodies:
            bodies[body.code] = self.make(Body, name=body.name, owned_by=bodies.get(body.owned_by))
        for unit in self.told.units:
            values = {"body": bodies[unit.body], "name": unit.name, "parent": self.units.get(unit.parent)}
            self.units[unit.code] = self.make(Unit, **values)
        for post in self.told.posts:
            self.posts[post.code] = self.make(Post, unit=self.units[post.unit], title=post.title)
        bosses = [post for post in self.told.posts if post.reports_to]
        write(HOUSE, [Change(self.posts[p.code], {"reports_to": self.posts[p.reports_to]}, "edit") for p in bosses])
        password = make_password(PASSWORD, hasher="demonstration")
        for person in self.told.people:
            self.people[person.code] = self.make(Person, name=person.name, email=person.email, password=password)
        for held in self.told.holdings:
            end = on_day(self.today, held.until) if held.until is not None else None
            start = on_day(self.today, held.since)
            self.make(Holding, person=self.people[held.person], post=self.posts[held.post], start=start, end=end)
        for role in self.told.roles:
            self.make(RoleGiven, post=self.posts[role.post], role=role.role, unit=self.units[role.unit])

    def glossary(self) -> None:
        whole = self.units[self.told.units[0].code]
        terms = [
            Term(term=t.term, expansion=t.expansion, definition=t.definition, replaced_by=t.replaced_by, unit=whole)
            for t in self.told.terms
        ]
        write(HOUSE, [Change(term, verb="create") for term in terms])

    def groups(self) -> None:
        groups = [
            GovernanceGroup(
                name=g.name, purpose=g.purpose, chair=self.posts[g.chair], unit=self.units[g.unit], meets=g.meets,
                terms_of_reference=g.terms, next_review=on_day(self.today, g.review),
            )
            for g in self.told.groups
        ]  # fmt: skip
        write(HOUSE, [Change(group, verb="create") for group in groups])

    def audits(self) -> None:
        whole = self.units[self.told.units[0].code]
        self.ratings: dict[str, Rating] = {}
        for scale in self.told.scales:
            made = self.make(RatingScale, name=scale.name)
            for order, rating in enumerate(scale.ratings):
                self.ratings[f"{scale.code}/{rating.code}"] = self.make(
                    Rating, scale=made, order=order, label=rating.name, definition=rating.definition, colour=rating.colour
                )  # fmt: skip
        self.audit: dict[str, Audit] = {}
        for audit in self.told.audits:
            overall = self.ratings[f"{audit.scale}/{audit.opinion}"]
            self.audit[audit.code] = self.make(
                Audit, unit=whole, title=audit.title, auditor=audit.auditor, scale=overall.scale, opinion=overall,
                reported_on=on_day(self.today, audit.report), follow_up_on=on_day(self.today, audit.follow_up, "month"),
                summary=audit.opinion_text,
            )  # fmt: skip
            names = {
                theme.code: theme.name for plan in self.told.plans if plan.audit == audit.code for theme in plan.themes
            }
            for opinion in audit.opinions:
                self.make(
                    ScopeArea, unit=whole, audit=self.audit[audit.code], name=names.get(opinion.theme, opinion.theme),
                    opinion=self.ratings[f"{audit.scale}/{opinion.rating}"],
                )  # fmt: skip

    def begin(self, plan: shapes.Plan) -> None:
        """The plan as it was imported, before anything happened."""
        imported = next(event for event in plan.events if event.kind == "imported")
        with self.on(imported.day):
            unit = self.units[plan.unit]
            made = self.make(
                Plan, unit=unit, title=plan.title, audit=self.audit[plan.audit], owner=self.posts[plan.owner],
                about=imported.text,
            )  # fmt: skip
            themes = {theme.code: theme.name for theme in plan.themes}
            rows = [self.recommendation(rec, made, themes[rec.theme], n) for n, rec in enumerate(plan.recommendations)]
            write(HOUSE, [Change(row, verb="create", why=imported.text) for row in rows])
            by_ref = {row.reference: row for row in rows}
            parts = [
                self.part(part, by_ref[rec.ref]) for rec in plan.recommendations for part in rec.parts
            ]  # fmt: skip
            write(HOUSE, [Change(part, verb="create", why=imported.text) for part in parts])
            links = [
                models.Dependency(unit=unit, recommendation=by_ref[rec.ref], needs=by_ref[needed])
                for rec in plan.recommendations
                for needed in rec.depends_on
            ]
            write(HOUSE, [Change(link, verb="depend") for link in links])

    def recommendation(self, rec: shapes.Recommendation, plan: Plan, theme: str, position: int) -> Recommendation:
        rejected = rec.acceptance == "rejected"
        owners = self.owners(rec.owners)
        part_owners = sorted({self.posts[code].pk for part in rec.parts for code in part.owners})
        return Recommendation(
            unit=plan.unit, plan=plan, reference=rec.ref, position=position, theme=theme, title=rec.title,
            recommendation=rec.recommendation, agreed_action=rec.action, priority=rec.priority,
            acceptance=ACCEPTANCE[rec.acceptance], acceptance_reason=rec.reason, part_owners=part_owners,
            state="not_accepted" if rejected else "not_begun", ended_reason=rec.reason if rejected else "",
            **owners, **self.due(rec.due, rec.precision),
        )  # fmt: skip

    def part(self, part: shapes.Part, whole: Recommendation) -> Part:
        return Part(
            unit=whole.unit, recommendation=whole, label=part.label, agreed_action=part.action,
            **self.owners(part.owners), **self.due(part.due, part.precision),
        )  # fmt: skip

    def owners(self, codes: tuple[str, ...]) -> dict[str, Any]:
        posts = [self.posts[code] for code in codes]
        return {"owner": posts[0] if posts else None, "joint_owners": [post.pk for post in posts[1:]]}

    def due(self, offset: int, precision: shapes.Precision) -> dict[str, Any]:
        day = on_day(self.today, offset, precision)
        return {"due": day, "first_due": day, "due_precision": precision}

    def tell(self, event: shapes.Event, plan: shapes.Plan) -> None:
        """One event, by the person who held the post that day; the post that nobody held acts by its link."""
        made = Plan.objects.get(title=plan.title)
        person = Person.objects.get(pk=self.people[event.person].pk) if event.person else None
        actor = Actor.at_page(person) if person else Actor.by_link(self.posts[event.by])
        if event.kind == "agreed":
            write(HOUSE, [Change(made, {"agreed_on": clock.today()}, "edit", event.text)])
        if not event.ref:
            return
        whole = Recommendation.objects.select_related("plan").get(plan=made, reference=event.ref)
        action = Part.objects.get(recommendation=whole, label=event.part) if event.part else whole
        getattr(self, f"_{event.kind}")(actor, action, event)

    def _update(self, actor: Actor, action: services.Action, event: shapes.Event) -> None:
        begun = event.status != "not begun"
        services.update(actor, action, {"progress": event.text, "begun": begun, "approval_pending": ""})

    _said_back = _update

    def _awaiting_approval(self, actor: Actor, action: services.Action, event: shapes.Event) -> None:
        services.update(actor, action, {"progress": event.text, "approval_pending": event.approver or event.text})

    def _evidence(self, actor: Actor, action: services.Action, event: shapes.Event) -> None:
        evidence.attach(actor, action, event.file, event.content.encode())
        if action.state == "not_begun":
            services.update(actor, action, {"progress": event.text or f"Attached {event.file}."})

    def _done(self, actor: Actor, action: services.Action, event: shapes.Event) -> None:
        if action.approval_pending:
            services.update(actor, action, {"progress": event.text, "approval_pending": ""})
        services.say_done(actor, action, {"progress": event.text})

    def _verified(self, actor: Actor, action: services.Action, event: shapes.Event) -> None:
        services.verify(actor, action, {"note": event.text})

    def _verification_refused(self, actor: Actor, action: services.Action, event: shapes.Event) -> None:
        services.give_back(actor, action, {"why": event.text})

    def _extension_asked(self, actor: Actor, action: services.Action, event: shapes.Event) -> None:
        to = on_day(self.today, event.to or 0, event.precision)
        # A second request is written as one text: its first sentence is the reason, the rest explains the second slip.
        first, _full_stop, rest = event.text.removeprefix("Second request. ").partition(". ")
        reason, explanation = (f"{first}.", rest or event.text) if action.slips else (event.text, "")
        services.ask_extension(actor, action, {"to_date": to, "reason": reason, "explanation": explanation})

    def _decided(self, decision: str) -> Callable[[Actor, services.Action, shapes.Event], None]:
        def decide(actor: Actor, action: services.Action, event: shapes.Event) -> None:
            whole = services.recommendation_of(action)
            asked = models.RecommendationExtension.objects.get(recommendation=whole.pk, state="asked")
            services.decide_extension(actor, asked, {"decision": decision, "why": event.text})

        return decide

    @property
    def _extension_approved(self) -> Any:
        return self._decided("approve")

    @property
    def _extension_refused(self) -> Any:
        return self._decided("refuse")

    def _owner_changed(self, actor: Actor, action: services.Action, event: shapes.Event) -> None:
        write(HOUSE if actor.person is None else actor, [Change(action, self.owners(event.owners), "edit", event.text)])

    def _superseded(self, actor: Actor, action: services.Action, event: shapes.Event) -> None:
        services.supersede(actor, action, {"why": event.text})
