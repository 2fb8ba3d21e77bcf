"""Files of an answer: each is looked into for what its reader would not see, and goes out only once somebody has decided on that."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db import models, transaction
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from muniment import clock
from muniment.documents.hidden.apart import look_apart
from muniment.documents.hidden.finding import Looked
from muniment.registers import evidence, file_kinds, history
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid
from muniment.registers.record import Beside, Record, versions_of
from muniment.registers.register import Asked
from muniment.registers.scanning import scan
from muniment.registers.services import Change, write
from muniment.requests.asked import OPEN
from muniment.requests.requests import InformationRequest

LARGEST = 60 * evidence.MEGABYTE  # a workbook with macros may be as large, and is what most needs to be looked into
SHOWN = 200


class ResponseFile(Beside, Record):
    """A file that is to go out with an answer, as it will go out."""

    beside = "request"

    class State(models.TextChoices):
        LOOKING = "being_looked_into", _("Being looked into")
        CLEAN = "nothing_hidden", _("Nothing hidden found")
        WAITS = "decision_wanted", _("Somebody has to decide")
        CLEARED = "cleared", _("May go out, decided")
        OUT = "left_out", _("Not sent")

    request = models.ForeignKey(InformationRequest, models.PROTECT, verbose_name=_("request"), related_name="files")
    name = models.CharField(_("file"), max_length=200, editable=False)
    digest = models.CharField(_("digest"), max_length=64, editable=False)
    size = models.PositiveBigIntegerField(_("size in bytes"), editable=False)
    content_type = models.CharField(_("kind"), max_length=100, editable=False)
    looked = models.JSONField(_("what was found"), default=dict, editable=False)
    stops = models.PositiveIntegerField(_("to be decided"), default=0, editable=False)
    looked_on = models.DateField(_("looked into on"), null=True, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.LOOKING, editable=False)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.name


ResponseFileVersion = versions_of(ResponseFile)
State = ResponseFile.State
BEFORE = frozenset({State.LOOKING, State.WAITS})


def add(actor: Actor, request: InformationRequest, name: str, content: bytes) -> ResponseFile:
    """Puts a file into the answer and has it looked into. Invalid where it is empty, too large, or the scanner refuses it."""
    if request.state not in OPEN:
        raise Invalid(said("The request is answered: open it again first."))
    if not content or len(content) > LARGEST:
        told = (
            said("Choose a file that holds something.")
            if not content
            else said("A file of at most 60 MB can be looked into: release it in parts.")
        )
        raise Invalid(told, {"file": [told]})
    scan(content)
    made = ResponseFile(
        request=request, name=evidence.clean_name(name), digest=evidence.keep(content), size=len(content), content_type=file_kinds.kind_of(content)[:100],
    )  # fmt: skip
    with transaction.atomic():
        write(actor, [Change(made, verb="prepare_release")])
        look_into.enqueue(made.pk)
    return made


@task()
def look_into(pk: int) -> None:
    """Looks into one file in a process of its own. One that was decided on meanwhile is left as it is."""
    found = ResponseFile.objects.everything().filter(pk=pk, state=State.LOOKING).select_related("request").first()
    if found is None:
        return
    looked = look_apart(evidence.path_of(found.digest), found.name)
    with transaction.atomic():
        history.take_turn()
        found = ResponseFile.objects.everything().filter(pk=pk, state=State.LOOKING).select_related("request").first()
        if found is not None:
            values = {
                "looked": {**looked.as_json(), "findings": [each.as_json() for each in looked.findings[:SHOWN]]},
                "stops": stopping(looked), "looked_on": clock.today(), "state": State.WAITS if looked.stops else State.CLEAN,
            }  # fmt: skip
            write(Actor.operator("the gate"), [Change(found, values, "look_into", follows=True)])


def stopping(looked: Looked) -> int:
    """How much of what was found somebody has to decide on; what could not be looked into is one."""
    return sum(each.severity == "stops" for each in looked.findings) + len(looked.why)


def clear(actor: Actor, file: Any, data: Mapping[str, Any]) -> None:
    """It goes out as it is, for a reason."""
    write(
        actor, [Change(file, {"state": State.CLEARED}, "decide_release", data.get("why", ""), data.get("seen_version"))]
    )


def leave_out(actor: Actor, file: Any, data: Mapping[str, Any]) -> None:
    """It is not sent: another takes its place, or none."""
    write(actor, [Change(file, {"state": State.OUT}, "prepare_release", data.get("why", ""), data.get("seen_version"))])


def look_again(actor: Actor, file: Any, data: Mapping[str, Any]) -> None:
    """It is looked into anew, with what is looked for today."""
    with transaction.atomic():
        write(
            actor,
            [Change(file, {"state": State.LOOKING}, "prepare_release", data.get("why", ""), data.get("seen_version"))],
        )
        look_into.enqueue(file.pk)


def why_not(case: Any) -> str:
    """Why the answer cannot go out yet: a file of it is not looked into, or not decided on. "" where nothing stands against it."""
    if not isinstance(case, InformationRequest):
        return ""
    left = [each.name for each in case.files.filter(state__in=BEFORE, withdrawn=False)]
    if not left:
        return ""
    return said("What these files hold has to be decided first: %(names)s.") % {"names": ", ".join(left)}


def to_decide(files: Sequence[Any]) -> list[Asked]:
    return [Asked(each, since=each.looked_on) for each in files if each.state == State.WAITS]


def page(_person: Any, file: Any, _moment: Any) -> Mapping[str, Any]:
    """What was found, in the words of the gate."""
    return {"looked": file.looked, "findings": file.looked.get("findings", ()), "unread": file.looked.get("why", ())}
