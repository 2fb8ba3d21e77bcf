"""What is asked of each register of what is held: each measure is two states of its list, those of which it is asked and those without it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from muniment.assets.asked import ASKED
from muniment.assets.models import FileFormat, InformationAsset, PermissionGroup, Place, System
from muniment.privacy.models import ProcessingActivity
from muniment.registers.figures import Counted, Figure
from muniment.registers.register import Words
from muniment.reporting.rules import share_of

Parameters = Mapping[str, Any]
YES = "yes"


@dataclass(frozen=True, slots=True)
class Measure:
    """`name` is the figure of those without it, `share` that of the percentage; `of` names the figure of those it is asked of."""

    name: str
    share: str
    label: Words
    without: Parameters
    of: str
    explain: Words


@dataclass(frozen=True, slots=True)
class Section:
    """A register with the populations that it is measured by, its measures, and what else is counted of it."""

    model: type[Any]
    title: Words
    populations: Mapping[str, tuple[Words, Parameters, Words]]
    measures: tuple[Measure, ...]
    also: Mapping[str, tuple[Words, Parameters]]

    def figures(self) -> Iterator[Figure]:
        for name, (label, parameters, explain) in self.populations.items():
            yield Figure(name, str(label), parameters, str(explain))
        for name, (label, parameters) in self.also.items():
            yield Figure(name, str(label), parameters, str(label))
        for each in self.measures:
            population = self.populations[each.of][1]
            yield Figure(each.name, str(each.explain), {**population, **each.without}, str(each.explain))


@dataclass(frozen=True, slots=True)
class Share:
    """A measure at a moment."""

    measure: Measure
    without: Counted
    of: Counted

    @property
    def having(self) -> int:
        return self.of.value - self.without.value

    @property
    def percent(self) -> str:
        """Rounded down, so that all of them is never said of nearly all."""
        return share_of(self.having, self.of.value) or str(_("none asked"))

    def definition(self) -> str:
        """What the percentage is of what: stands beside it wherever it stands."""
        told = _("%(having)s of %(all)s %(what)s. Without it: %(without)s.")
        return str(told) % {
            "having": f"{self.having:,}", "all": f"{self.of.value:,}", "what": self.of.figure.title, "without": self.without.figure.explain,
        }  # fmt: skip


def _measure(section: str, name: str, label: Words, explain: Words, of: str = "", **without: str) -> Measure:
    flag = next(iter(without))
    return Measure(f"{section}_{flag}", f"{section}_{name}_percent", label, without, of or section, explain)


RUNNING = {"state": ["in_use", "leaving"]}
PLACES = {"state": ["in_use", "read_only", "closed"]}
ENTERED = {"state": ["in_use", "read_only"]}
USED = {"state": ["draft", "in_use"]}

SECTIONS: tuple[Section, ...] = (
    Section(
        InformationAsset, _("Information assets"),
        {"assets": (_("assets held"), {"held": YES}, _("In use or closed, and not disposed of.")),
         "assets_in_use_owned": (_("assets in use that have an owner"), {"state": "in_use", "owned": YES}, _("Only the owner of what is in use is asked to accept the role.")),
         "assets_personal": (_("assets held with personal data"), {"held": YES, "personal": YES}, _("In use or closed, and not disposed of."))},
        (
            _measure("assets", "owner", _("Have an owner"), _("assets that no post owns"), no_owner=YES),
            _measure("assets", "accepted", _("Owner has accepted"), _("assets whose owner, as the post was held then, has not accepted the role"), "assets_in_use_owned", not_accepted=YES),
            _measure("assets", "reviewed", _("Reviewed within the year"), _("assets never reviewed, or last reviewed more than a year before"), not_reviewed=YES),
            _measure("assets", "line", _("Have a retention line"), _("assets without a line of the schedule"), no_line=YES),
            _measure("assets", "place", _("Have a place"), _("assets linked to no place of the file plan and no system"), no_place=YES),
            _measure("assets", "activity", _("Personal data has its activity"), _("assets with personal data that no processing activity uses"), "assets_personal", no_activity=YES),
            _measure("assets", "complete", _("Complete"), _("assets of which something is not said that must be"), incomplete=YES),
        ),
        {"assets_restricted": (_("assets whose use is restricted"), {"held": YES, "restricted": YES}),
         "assets_two_masters": (_("master sources of something that has another master source too"), {"two_masters": YES}),
         **{f"assets_wanting_{name}": (label, {"held": YES, "wanting": name}) for name, (label, _given) in ASKED.items()}},
    ),
    Section(
        System, _("Systems"),
        {"systems": (_("systems in use"), RUNNING, _("In use, or being replaced and still in use.")), "systems_owned": (_("systems in use that have an owner"), {**RUNNING, "owned": YES}, _("In use, or being replaced and still in use."))},
        (
            _measure("systems", "owner", _("Have an owner"), _("systems that no post owns"), no_owner=YES),
            _measure("systems", "accepted", _("Owner has accepted"), _("systems whose owner, as the post was held then, has not accepted the role"), "systems_owned", not_accepted=YES),
            _measure("systems", "attested", _("Review is not late"), _("systems whose review is late"), review_late=YES),
            _measure("systems", "criteria", _("Meet all criteria for keeping records"), _("systems that miss at least one criterion"), misses=YES),
            _measure("systems", "support", _("Are supported"), _("systems whose support has ended"), out_of_support=YES),
            _measure("systems", "asset", _("Hold an asset"), _("systems of which no asset is said to lie in them"), holds_nothing=YES),
        ),
        {},
    ),
    Section(
        Place, _("Places of the file plan"),
        {"places": (_("places"), PLACES, _("In use, read only, or closed and not disposed of.")), "places_open": (_("places that are not closed"), ENTERED, _("In use or read only."))},
        (
            _measure("places", "owner", _("Have an owner"), _("places that no post owns"), no_owner=YES),
            _measure("places", "attested", _("Attestation is not late"), _("places whose attestation is late"), "places_open", not_attested=YES),
            _measure("places", "line", _("Have a retention line"), _("places without a line of the schedule"), no_line=YES),
            _measure("places", "asset", _("Keep an asset"), _("places that no asset is said to lie in"), no_asset=YES),
        ),
        {},
    ),
    Section(
        PermissionGroup, _("Permission groups"),
        {"groups": (_("permission groups"), {"state": "in_use"}, _("In use."))},
        (
            _measure("groups", "owner", _("Have an owner"), _("groups that no post owns"), no_owner=YES),
            _measure("groups", "attested", _("Attestation is not late"), _("groups whose attestation is late"), not_attested=YES),
            _measure("groups", "opens", _("Open something known"), _("groups of which nobody has said what they open"), opens_nothing=YES),
        ),
        {},
    ),
    Section(
        ProcessingActivity, _("Processing activities"),
        {"activities": (_("processing activities"), USED, _("In use or still a draft: what has ended is not counted."))},
        (
            _measure("activities", "owner", _("Have an owner"), _("activities that no post owns"), no_owner=YES),
            _measure("activities", "attested", _("Review is not late"), _("activities whose review is late"), review_late=YES),
            _measure("activities", "complete", _("Say all that Article 30 asks"), _("activities that do not say all of it, or have no live privacy notice"), incomplete=YES),
            _measure("activities", "asset", _("Use a known asset"), _("activities of which no asset is said to be used"), no_asset=YES),
        ),
        {},
    ),
    Section(
        FileFormat, _("Formats"),
        {"formats_at_risk": (_("formats at risk"), {"at_risk": YES}, _("Their risk is high, or they are lost, and they were not carried over."))},
        (_measure("formats", "plan", _("There is a plan"), _("formats at risk that nobody plans to carry over"), "formats_at_risk", no_plan=YES),),
        {},
    ),
)  # fmt: skip
