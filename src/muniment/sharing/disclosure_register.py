"""The register of one-off disclosures, declared."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from muniment.assets.models import InformationAsset
from muniment.people.models import Person
from muniment.registers import restricting
from muniment.registers.access import Access, Actor
from muniment.registers.filters import by_choice, by_post, by_span, by_unit, gone_by
from muniment.registers.forms import WhyForm
from muniment.registers.history import had_part
from muniment.registers.models import Link
from muniment.registers.register import (
    Asked,
    Column,
    Deadline,
    DutyRule,
    Flag,
    Moment,
    Register,
    Relation,
    Step,
    registry,
)
from muniment.registers.unlinked import Bond, unlinked
from muniment.registers.verbs import Verb, verbs
from muniment.retention import dates
from muniment.retention.due_duty import when_due
from muniment.retention.shown import kept
from muniment.sharing import disclosing
from muniment.sharing.disclosures import OPEN, OVER, WRITTEN_WITHIN, Disclosure, DisclosureVersion, State

verbs.add(
    Verb("verify_identity", _("Who asks was verified"), key=True),
    Verb("record_written", _("The writing came"), seldom=True),
    Verb("decide_disclosure", _("Decided"), key=True),
    Verb("give_out", _("Given"), key=True),
    Verb("take_off", _("Called off"), seldom=True),
    Verb("pick_sample", _("Taken as a sample"), seldom=True),
    Verb("check_disclosure", _("Quality checked"), key=True),
)
SLUG = "disclosures"
WITHIN, CHECK_WITHIN = timedelta(days=7), timedelta(days=28)
FROM = Bond(SLUG, "discloses", SLUG)
UNWRITTEN = Q(how=Disclosure.How.ORAL, written_on=None)
TO_CHECK = Q(sampled_on__isnull=False, quality="")


def _refuse(actor: Actor, verb: str, record: Any) -> str:
    """Who logged it does not decide it; who had a part in it does not check it; what was decided is changed by no edit."""
    if verb == "decide_disclosure" and had_part(actor.person, SLUG, record.pk, ("create",)):
        return str(_("Who logged it does not decide it: somebody else who may decide does."))
    if verb == "check_disclosure" and had_part(actor.person, SLUG, record.pk, ("create", "verify_identity", "decide_disclosure", "give_out")):  # fmt: skip
        return str(_("Who had a part in it does not check it."))
    if verb == "edit" and record.state not in OPEN | {""} and actor.person:
        return str(_("It is over: what was asked and decided stays as it is."))
    if verb == "edit" and record.state == State.TO_RELEASE and actor.person:
        return str(_("It was decided as it stands. Call it off and log it anew if something else is asked for."))
    return ""


def _by(record: Any) -> Any:
    return record.needed_by or record.received_on + WITHIN


def _in(state: str) -> Any:
    return lambda rows: [Asked(each, None, _by(each), each.received_on) for each in rows if each.state == state]


def _write_down(rows: Any) -> list[Asked]:
    return [
        Asked(each, each.owner_id, each.received_on + WRITTEN_WITHIN, each.received_on)
        for each in rows if each.how == Disclosure.How.ORAL and each.written_on is None and each.state != State.CALLED_OFF
    ]  # fmt: skip


def _check(rows: Any) -> list[Asked]:
    return [
        Asked(each, None, each.sampled_on + CHECK_WITHIN, each.sampled_on)
        for each in rows if each.sampled_on and not each.quality
    ]  # fmt: skip


def _page(person: Person, record: Any, moment: Moment) -> Mapping[str, Any]:
    """What somebody reads before they share: what restricts the assets it comes from, and what is still open of it."""
    notes = []
    if moment.as_at is None and record.state in OPEN:
        to = Link.objects.filter(relation=FROM.relation, from_register=SLUG, from_record=record.pk, removed_at=None)
        for asset in InformationAsset.objects.visible_to(person).filter(pk__in=to.values("to_record")).order_by("pk"):
            if told := registry.of(InformationAsset).caution(asset):
                notes.append((said("Before it is shared, of %(asset)s:") % {"asset": asset}, told))
    if record.how == Disclosure.How.ORAL and record.written_on is None:
        notes.append((said("Not in writing yet."), record.emergency))
    # What is open is disposed of under no line yet.
    return {"notes": notes, **(kept(person, record, moment) if record.state in OVER else {})}


KEEPER = "read create edit verify_identity record_written decide_disclosure give_out take_off pick_sample check_disclosure restrict name_readers unrestrict attach comment link"
FULL = (
    "received_on", "how", "emergency", "needed_by", "requester_org", "requester_name", "requester_post", "requester_contact", "their_reference",
    "subjects", "asked_for", "purpose", "gateway", "ground", "ground_detail", "countersigned_by", "necessity", "agreement", "owner",
    "retention_line", "unit",
)  # fmt: skip
disclosures = registry.add(
    Register(
        slug=SLUG, model=Disclosure, title="One-off disclosures", one="disclosure", section="Sharing",
        access=Access.of(
            own="read create edit verify_identity record_written give_out take_off restrict name_readers unrestrict attach comment link",
            ig_manager=f"{KEEPER} dispose", ig_officer=KEEPER,
            asset_owner="read decide_disclosure comment attach", data_owner="read create comment",
            siro="read comment", dpo="read comment", caldicott="read comment", auditor="read check_disclosure",
        ),
        about="What somebody outside asked to be told of a person, once: who they are, on what ground, what was decided, and what was given.",
        columns=(
            Column("reference", "Reference", "reference"), Column("requester_org", "Who asks", "requester_org"),
            Column("received_on", "Received", "received_on"), Column("ground_in_short", "Ground", "ground,reference", reads=("ground",)),
            Column("get_decision_display", "Decision", "decision,reference", reads=("decision",)),
            Column("get_state_display", "State", "state,reference", reads=("state",)), Column("needed_by", "Needed by", "needed_by"),
            Column("requester_name", "Name", "requester_name", shown=False), Column("requester_post", "Rank or post", "requester_post", shown=False),
            Column("unit", "Service", "unit__name", shown=False), Column("owner", "Who sees to it", "owner__title", shown=False),
            Column("released_on", "Given", "released_on", shown=False), Column("get_channel_display", "Channel", "channel,reference", reads=("channel",), shown=False),
            Column("decided_on", "Decided", "decided_on", shown=False), Column("get_quality_display", "Check", "quality,reference", reads=("quality",), shown=False),
        ),
        sort="-received_on",
        search=("reference", "requester_org", "requester_name", "their_reference", "subjects", "asked_for", "purpose", "gateway"),
        related=("owner", "unit", "retention_line", "identified_by", "decided_by"),
        filters=(
            by_span("received", "Received in", "received_on"), by_choice(Disclosure, "state"), by_choice(Disclosure, "decision"),
            by_choice(Disclosure, "ground"), by_choice(Disclosure, "how"), by_post("owner", "Who sees to it"), *by_unit(),
        ),
        flags=(
            Flag("open_now", "Open", lambda _m: Q(state__in=OPEN), "Requests that are neither given nor refused nor called off."),
            Flag("to_identify", "To be identified", lambda _m: Q(state=State.LOGGED), "Nobody has verified who asks."),
            Flag("to_decide", "To be decided", lambda _m: Q(state=State.IDENTIFIED), "Who asks is verified, and nothing is decided."),
            gone_by("after_wish", "Later than needed", "needed_by", "Open after the day by which it was needed.", among=Q(state__in=OPEN)),
            Flag("anything_given", "Given", lambda _m: Q(state=State.RELEASED), "Something was given, all or a part."),
            Flag("nothing_given", "Refused", lambda _m: Q(state=State.DECLINED), "Refused."),
            Flag("spoken", "Spoken in an emergency", lambda _m: Q(how=Disclosure.How.ORAL), "Came by word of mouth."),
            Flag("unwritten", "Writing outstanding", lambda _m: UNWRITTEN & ~Q(state=State.CALLED_OFF), "Spoken, and the writing has not come."),
            Flag("no_agreement", "Agreement not looked at", lambda _m: Q(agreement="") & ~Q(state=State.CALLED_OFF), "Nobody has said whether a sharing agreement covers it."),
            Flag("no_asset", "From no asset", lambda moment: unlinked(FROM)(moment) & ~Q(state=State.CALLED_OFF), "No information asset is said to be what it comes from."),
            Flag("to_check", "Sample to be checked", lambda _m: TO_CHECK, "Samples whose check is outstanding."),
            Flag("checked", "Sample checked", lambda _m: ~Q(quality=""), "Samples that somebody else has checked."),
            Flag("not_sound", "Check found fault", lambda _m: Q(quality__in=[Disclosure.Quality.GAPS, Disclosure.Quality.UNSOUND]), "Samples with gaps, or that should have been decided otherwise."),
            Flag("closed_to_others", "Known only to those named", lambda _m: Q(restricted=True), "Of these nobody may know who is not on their list."),
        ),
        fields=FULL, create_fields=(*FULL[:12], "restricted", *FULL[12:]),
        steps=(
            Step("verify-identity", "verify_identity", _("Verify who asks"), frozenset({State.LOGGED}), disclosing.IdentityForm, disclosing.verify_identity, main=True,
                 explain=_("Call back by the switchboard, look at the domain, or see the warrant card. It comes before any decision.")),
            Step("decide", "decide_disclosure", _("Decide"), frozenset({State.IDENTIFIED}), disclosing.DecisionForm, disclosing.decide, main=True,
                 explain=_("By somebody with authority who did not log it. Give no more than is necessary.")),
            Step("give", "give_out", _("Say what was given"), frozenset({State.TO_RELEASE}), disclosing.ReleaseForm, disclosing.release, main=True),
            Step("written", "record_written", _("The writing came"), OPEN | {State.RELEASED, State.DECLINED}, disclosing.WrittenForm, disclosing.written,
                 when=lambda record: record.how == Disclosure.How.ORAL and record.written_on is None),
            Step("call-off", "take_off", _("They called it off"), OPEN, WhyForm, disclosing.call_off),
            Step("sample", "pick_sample", _("Take it as a sample"), frozenset({State.RELEASED, State.DECLINED}), WhyForm, disclosing.sample, when=lambda record: record.sampled_on is None),
            Step("check", "check_disclosure", _("Check its quality"), frozenset({State.RELEASED, State.DECLINED}), disclosing.QualityForm, disclosing.check,
                 when=lambda record: bool(record.sampled_on and not record.quality), main=True),
            *restricting.steps(OPEN | OVER),
        ),
        deadlines=(Deadline("needed_day", _("Needed"), "needed_by", Q(state__in=OPEN)),),
        duties=(
            DutyRule("identify", _("Verify who asks"), "verify_identity", _in(State.LOGGED), "verify-identity"),
            DutyRule("decide", _("Decide"), "decide_disclosure", _in(State.IDENTIFIED), "decide", others=_("The decision")),
            DutyRule("give", _("Give what was decided"), "give_out", _in(State.TO_RELEASE), "give"),
            DutyRule("writing", _("Have the request put in writing"), "record_written", _write_down, "written"),
            DutyRule("check", _("Check the sample"), "check_disclosure", _check, "check", others=_("The check of a sample")),
            when_due(_("Rehearse its disposal"), OVER),
        ),
        past=DisclosureVersion, evidence=True, comments=True, derives=(dates.derive,), refuse=_refuse, page=_page, open_states=OPEN,
        colour=lambda each: {State.LOGGED: "amber", State.IDENTIFIED: "amber", State.TO_RELEASE: "blue", State.RELEASED: "green", State.DECLINED: "red"}.get(each.state, ""),
        relations=(Relation("discloses", _("Discloses from"), _("Disclosed in"), ("assets",)),),
    )
)  # fmt: skip
