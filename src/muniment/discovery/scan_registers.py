"""The registers of scanned places and of their scans."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muniment.discovery import given_for, running
from muniment.discovery.scanned_places import OPEN, ScannedPlace, ScannedPlaceVersion
from muniment.discovery.scans import OPEN as RUNNING
from muniment.discovery.scans import Scan, ScanProgress, ScanVersion
from muniment.people.models import Person
from muniment.registers.access import Access
from muniment.registers.duty_rules import no_owner
from muniment.registers.filters import by_choice, by_post, by_record, by_unit
from muniment.registers.register import Asked, Column, DutyRule, Flag, Moment, Register, Step, registry
from muniment.registers.verbs import Verb, verbs

verbs.add(
    Verb("scan", _("Scan")),
    # What was found of a value is shown masked, and even so only to who may.
    Verb("see_masks", _("Masked values shown")),
)
State, Run = ScannedPlace.State, Scan.State


class AtOnceForm(forms.Form):
    """Nothing needs to be asked."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)


def _place_page(_person: Person, place: Any, moment: Moment) -> Mapping[str, Any]:
    """How the last scan went, whether there is something to see, and why it may not be scanned; one query."""
    if moment.as_at is not None:
        return {}
    told = given_for.told_of(place)
    last = Scan.objects.everything().filter(place=place).order_by("-asked_at", "-pk").first()
    return {
        "last": last,
        "found": told.get("root") == place.address and "told" in told.get("summary", {}),
        "may_not": place.fault() if place.state in OPEN else "",
    }


def _scan_page(_person: Person, scan: Any, _moment: Moment) -> Mapping[str, Any]:
    """How far it is."""
    is_open = scan.state in RUNNING
    return {"told": ScanProgress.objects.filter(scan=scan.pk).first() if is_open else None, "is_open": is_open}


scanned_places = registry.add(
    Register(
        slug="scanned-places", model=ScannedPlace, title="Scanned places", one="scanned place", section="Shares",
        access=Access.of(
            own="read comment attach see_masks", records_manager="read create edit scan see_masks link attach comment import undo",
            ig_manager="read create edit scan see_masks link attach comment import undo", ig_officer="read scan comment",
            dpo="read see_masks comment", siro="read", auditor="read",
        ),
        about="Shares, folders and stores that are looked through, and what was found there. Nothing in them is ever changed by a scan.",
        columns=(
            Column("name", "Scanned place", "name"), Column("address", "Address", "address"), Column("owner", "Answers for it", "owner__title"),
            Column("place", "File plan", "place__name"), Column("get_repeats_display", "Scanned", "repeats,name", reads=("repeats",)),
            Column("unit", "Service", "unit__name"), Column("get_state_display", "State", "state,name", reads=("state",), template="registers/cells/state.html"),
            Column("get_depth_display", "What is looked at", "depth,name", reads=("depth",), shown=False),
        ),
        sort="name", key=("name",), search=("name", "address", "owner__title"), related=("owner", "place", "unit"),
        filters=(by_choice(ScannedPlace, "repeats"), by_post("owner", "Answers for it"), by_record("place", "File plan"), by_choice(ScannedPlace, "state"), *by_unit()),
        flags=(
            Flag("no_owner", "Nobody answers", lambda _m: Q(owner=None, state__in=OPEN), "Scanned places that nobody answers for."),
            Flag("not_in_plan", "Not in the file plan", lambda _m: Q(place=None, state__in=OPEN), "Scanned places that are no place of the file plan."),
        ),
        fields=("name", "address", "owner", "place", "depth", "repeats", "state", "unit"),
        aliases={"address": ("path", "share", "unc path"), "repeats": ("schedule",), "owner": ("data owner",)},
        steps=(
            Step("scan_now", "scan", _("Scan it now"), OPEN, AtOnceForm, running.scan_now, main=True,
                 explain=_("It is read and never written to. What has not changed since the last scan is not read again.")),
            Step("class_again", "scan", _("Class it again"), OPEN, AtOnceForm, running.class_again,
                 explain=_("What the last scan found is decided anew, by the rules, the model, the labels and the schedule of today. No file is read: what a rule asks of texts, and was not asked before, is known after the next scan.")),
        ),
        duties=(no_owner(OPEN),), page=_place_page, past=ScannedPlaceVersion, evidence=True, comments=True, open_states=OPEN,
        colour=lambda place: "green" if place.state == State.SCANNED else "",
    )
)  # fmt: skip


def _failed(scans: Sequence[Scan]) -> list[Asked]:
    """A scan that failed asks until it goes on, or another of its place was asked for."""
    wrong = [each for each in scans if each.state == Run.FAILED]
    newer: dict[int, int] = {}
    rows = (
        Scan.objects.everything().filter(place__in={each.place_id for each in wrong}) if wrong else Scan.objects.none()
    )
    for place, pk in rows.values_list("place", "pk"):
        newer[place] = max(pk, newer.get(place, 0))
    return [Asked(each) for each in wrong if newer.get(each.place_id) == each.pk]


scans = registry.add(
    Register(
        slug="scans", model=Scan, title="Scans", one="scan", section="Shares",
        access=Access.of(records_manager="read scan comment", ig_manager="read scan comment", ig_officer="read scan comment", dpo="read", siro="read", auditor="read"),
        about="Each run over a scanned place: who asked for it, how it went, and what it counted.",
        columns=(
            Column("place", "Scanned place", "place__name"), Column("asked_at", "Asked for", "asked_at"), Column("asked_by", "By", "asked_by__name"),
            Column("files", "Files", "files", numeric=True), Column("files_unread", "Not read", "files_unread", numeric=True),
            Column("ended_at", "Ended", "ended_at"), Column("get_state_display", "State", "state,asked_at", reads=("state",), template="registers/cells/state.html"),
            Column("size_bytes", "Bytes", "size_bytes", numeric=True, shown=False), Column("began_at", "Began", "began_at", shown=False),
            Column("trouble", "What went wrong", shown=False), Column("unit", "Service", "unit__name", shown=False),
        ),
        sort="-asked_at", search=("place__name", "trouble"), related=("place", "asked_by", "unit"), creatable=False, seen_with="place",
        filters=(by_record("place", "Scanned place"), by_choice(Scan, "state"), *by_unit()),
        flags=(Flag("not_over", "Not over", lambda _m: Q(state__in=[Run.WAITING, Run.RUNNING]), "Scans that wait or run."),),
        steps=(
            Step("halt", "scan", _("Stop it"), frozenset({Run.WAITING, Run.RUNNING}), AtOnceForm, running.halt,
                 explain=_("What it has done is kept: it goes on from there when somebody wants it to.")),
            Step("go_on", "scan", _("Go on with it"), frozenset({Run.HALTED, Run.FAILED}), AtOnceForm, running.go_on, main=True),
        ),
        duties=(DutyRule("failed", _("See why it failed"), "scan", _failed, "go_on"),), page=_scan_page, past=ScanVersion, comments=True,
        asks_with=lambda some: [Scan.objects.filter(place__in={each.place_id for each in some}, state=Run.FAILED)],
        colour=lambda scan: {Run.DONE: "green", Run.RUNNING: "blue", Run.HALTED: "amber", Run.FAILED: "red"}.get(scan.state, ""),
    )
)  # fmt: skip
