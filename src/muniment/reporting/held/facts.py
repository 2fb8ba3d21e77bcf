"""All that a report on holdings reads, in a number of queries that does not grow with what is held."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from muniment import clock
from muniment.assets.models import FileFormat, InformationAsset, System
from muniment.organisation.models import Handover
from muniment.people.models import Holding, Post, Unit
from muniment.registers import figures
from muniment.registers.figures import Counted, Figure
from muniment.registers.listing import condition
from muniment.registers.record import register_of
from muniment.registers.register import Moment
from muniment.reporting.held.measures import RUNNING, SECTIONS, YES, Share
from muniment.reporting.held.scope import DESCRIBED, about, known_since
from muniment.reporting.models import Edition
from muniment.reporting.moments import last_report_before
from muniment.reporting.within import Scope, Subject
from muniment.retention import backlog, certificate
from muniment.retention.backlog import Backlog
from muniment.retention.models import Disposal, DisposalItem, Hold, RetentionLine, Waiver

Figures = Mapping[str, Counted]
HELD = {"held": YES}
OF_SERVICE = (
    Figure("assets", "", HELD), Figure("assets_incomplete", "", {**HELD, "incomplete": YES}),
    Figure("assets_no_owner", "", {**HELD, "no_owner": YES}), Figure("assets_no_line", "", {**HELD, "no_line": YES}),
    Figure("assets_no_place", "", {**HELD, "no_place": YES}), Figure("assets_not_reviewed", "", {**HELD, "not_reviewed": YES}),
)  # fmt: skip
OF_TIER = (
    Figure("systems", "", RUNNING), Figure("systems_no_owner", "", {**RUNNING, "no_owner": YES}),
    Figure("systems_misses", "", {**RUNNING, "misses": YES}), Figure("systems_out_of_support", "", {**RUNNING, "out_of_support": YES}),
)  # fmt: skip
LINES = (
    Figure("lines_draft", "", {"state": "draft"}), Figure("lines_in_force", "", {"state": "in_force"}),
    Figure("lines_ended", "", {"state": "ended"}), Figure("lines_no_authority", "", {"no_authority": YES}),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Load:
    """What a post owns of each register that describes what is held, and whether anybody held it on the day."""

    post: Post
    number: int
    counts: Sequence[Counted | None]
    held: bool


@dataclass(frozen=True)
class Facts:
    """What is held at a moment. `live` says whether the moment is now: what keeps no past is counted only then."""

    scope: Scope
    moment: Moment
    since: date
    reported: bool
    last: Edition | None
    live: bool
    counted: Figures
    shares: Sequence[tuple[Any, Sequence[Share]]]
    services: Mapping[int, Figures]
    tiers: Mapping[str, Figures]
    bands: Mapping[str, Figures]
    backlog: Backlog
    certificates: int
    loads: Sequence[Load]
    formats: Sequence[Any]
    handovers: Sequence[Any]
    units: Mapping[int, str]

    @property
    def day(self) -> date:
        return self.moment.as_at or clock.today()

    @property
    def owned(self) -> int:
        """All that any post owns."""
        return sum(load.number for load in self.loads)


def gather(subject: Subject, moment: Moment) -> Facts:
    """Reads what is held for the house itself: whoever reads the report was given the right to all of it."""
    scope, last = Scope(subject), last_report_before(about(subject), moment)
    day = moment.as_at or clock.today()
    since = last.as_at if last else known_since() or day
    live = backlog.is_now(moment)
    counted = {**dict(_counted(scope, moment)), **gone(scope, since, day)}
    shares = [
        (section, [Share(each, counted[each.name], counted[each.of]) for each in section.measures])
        for section in SECTIONS
    ]
    services = _by(InformationAsset, "unit", OF_SERVICE, scope, moment, "unit__name")
    tiers = _by(System, "tier", OF_TIER, scope, moment)
    carried_out = scope.rows(Disposal, moment).filter(carried_out_on__gt=since, carried_out_on__lte=day)
    return Facts(
        scope=scope, moment=moment, since=since, reported=last is not None, last=last, live=live, counted=counted, shares=shares,
        services={unit: row for unit, row in services.items() if row["assets"].value},
        tiers={tier: row for tier, row in tiers.items() if row["systems"].value},
        bands=figures.count_by(register_of(RetentionLine), moment.rows(RetentionLine), "band", LINES, moment, {}),
        backlog=backlog.count(moment, scope.units), certificates=certificate.number_of(carried_out), loads=_loads(scope, moment, day),
        formats=_listed(FileFormat, {"at_risk": YES}, scope, moment, "owner", "name"),
        handovers=_listed(Handover, {"unfinished": YES}, scope, moment, "post", "last_day"),
        units=dict(Unit.objects.filter(pk__in=scope.units).values_list("pk", "name")),
    )  # fmt: skip


def _counted(scope: Scope, moment: Moment) -> Iterator[tuple[str, Counted]]:
    """Every figure that is a state of one list; a query for each register."""
    asked: list[tuple[type[Any], list[Figure], Moment]] = [
        (section.model, list(section.figures()), moment) for section in SECTIONS
    ]
    asked += [(Handover, [Figure("handovers_open", _("handovers that are open"), {"unfinished": YES})], moment)]
    asked += [(Hold, [Figure("holds_standing", _("holds that stand"), {"standing": YES})], moment)]
    waivers = [
        Figure("waivers_standing", _("exceptions that stand"), {"standing": YES}, _("Approved, and their day is still to come.")),
        Figure("waivers_expired", _("exceptions that have expired"), {"expired": YES}, _("Approved, and not ended although their day has passed.")),
        Figure("waivers_asked", _("exceptions asked for"), {"asked": YES}, _("Nobody has approved them yet.")),
    ]  # fmt: skip
    asked += [(Waiver, waivers, moment)]
    if backlog.is_now(moment):
        now = Moment(moment.late_on)
        batches = [
            Figure("disposals_waiting", _("disposals that wait for approval"), {"waiting": YES}),
            Figure("disposals_to_carry_out", _("disposals approved and not carried out"), {"to_carry_out": YES}),
        ]
        vacant = Figure("posts_vacant", _("vacant posts that answer for records"), {"vacant_owner": YES},
                        _("Nobody holds them on the day, and a record names them as one that answers for it."))  # fmt: skip
        asked += [(Disposal, batches, now), (Post, [vacant], now)]
    for model, wanted, when in asked:
        rows = scope.rows(model, when)
        yield from figures.count(register_of(model), rows, wanted, when, scope.parameters).items()


def gone(scope: Scope, since: date, day: date) -> dict[str, Counted]:
    """What went between two days, by the day on which it went; two queries."""
    asked = {"gone_since": since.isoformat(), "late_on": day.isoformat()}
    found: dict[str, Counted] = {}
    for model, name, title in (
        (DisposalItem, "gone_since", _("records disposed of since the last report")),
        (Disposal, "disposals_since", _("disposals carried out since the last report")),
    ):
        figure = Figure(name, title, asked, _("By the day on which it was carried out."))
        now = Moment(day)
        found |= figures.count(register_of(model), scope.rows(model, now), [figure], now, scope.parameters)
    return found


def _by(
    model: type[Any], by: str, asked: Sequence[Figure], scope: Scope, moment: Moment, first: str = "pk"
) -> dict[Any, dict[str, Counted]]:
    """The figures of a register for each value of a field, in one query."""
    given = {} if by == "unit" else scope.parameters
    return figures.count_by(register_of(model), scope.rows(model, moment), by, asked, moment, given, first=first)


def _listed(
    model: type[Any], parameters: Mapping[str, str], scope: Scope, moment: Moment, post: str, order: str
) -> list[Any]:
    register = register_of(model)
    rows = scope.rows(model, moment).filter(condition(register, parameters, moment))
    return list(rows.select_related(post).order_by(order, "record_id"))


def _loads(scope: Scope, moment: Moment, day: date) -> list[Load]:
    """The posts that own anything, the most first. Two queries besides one for each register."""
    found: list[dict[Any, dict[str, Counted]]] = []
    for model in DESCRIBED:
        rows = scope.rows(model, moment).exclude(owner=None)
        found.append(figures.count_by(register_of(model), rows, "owner", [Figure("all", "")], moment, scope.parameters))
    owners = {owner for by_owner in found for owner in by_owner}
    held = set(Holding.objects.held_on(day).filter(post__in=owners).values_list("post_id", flat=True))
    loads = []
    for post in Post.objects.filter(pk__in=owners):
        counts = [by_owner.get(post.pk, {}).get("all") for by_owner in found]
        loads.append(Load(post, sum(each.value for each in counts if each), counts, post.pk in held))
    return sorted(loads, key=lambda load: (-load.number, load.post.title))
