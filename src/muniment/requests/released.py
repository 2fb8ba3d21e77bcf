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
from muniment.registers.record import Beside, Record, register_of, versions_of
from muniment.registers.register import Asked
from muniment.registers.scanning import scan
from muniment.registers.services import Change, write
from muniment.requests.asked import OPEN
from muniment.requests.requests import InformationRequest
from muniment.requests.rights import RightsRequest

LARGEST = 60 * evidence.MEGABYTE  # a workbook with macros may be as large, and is what most needs to be looked into
SHOWN = 200


class AnswerFile(Record):
    """A file that is to go out with an answer, as it will go out."""

    class State(models.TextChoices):
        LOOKING = "being_looked_into", _("Being looked into")
        CLEAN = "nothing_hidden", _("Nothing hidden found")
        WAITS = "decision_wanted", _("Somebody has to decide")
        CLEARED = "cleared", _("May go out, decided")
        OUT = "left_out", _("Not sent")

    name = models.CharField(_("file"), max_length=200, editable=False)
    digest = models.CharField(_("digest"), max_length=64, editable=False)
    size = models.PositiveBigIntegerField(_("size in bytes"), editable=False)
    content_type = models.CharField(_("kind"), max_length=100, editable=False)
    looked = models.JSONField(_("what was found"), default=dict, editable=False)
    stops = models.PositiveIntegerField(_("to be decided"), default=0, editable=False)
    looked_on = models.DateField(_("looked into on"), null=True, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.LOOKING, editable=False)

    class Meta:
        abstract = True
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.name


class ResponseFile(Beside, AnswerFile):
    """A file of the answer to a request for information."""

    beside = "request"

    request = models.ForeignKey(InformationRequest, models.PROTECT, verbose_name=_("request"), related_name="files")

    class Meta(AnswerFile.Meta):
        abstract = False


class RightsFile(Beside, AnswerFile):
    """A file of the answer to somebody about their own data: what it holds of others goes out as surely as what it shows."""

    beside = "request"

    request = models.ForeignKey(RightsRequest, models.PROTECT, verbose_name=_("request"), related_name="files")

    class Meta(AnswerFile.Meta):
        abstract = False


ResponseFileVersion = versions_of(ResponseFile)
RightsFileVersion = versions_of(RightsFile)
State = AnswerFile.State
BEFORE = frozenset({State.LOOKING, State.WAITS})


def model_of(request: Any) -> Any:
    """The register of the files of such a request's answer."""
    return type(request)._meta.get_field("files").related_model


def add(actor: Actor, request: Any, name: str, content: bytes) -> Any:
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
    made = model_of(request)(
        request=request, name=evidence.clean_name(name), digest=evidence.keep(content), size=len(content), content_type=file_kinds.kind_of(content)[:100],
    )  # fmt: skip
    with transaction.atomic():
        write(actor, [Change(made, verb="prepare_release")])
        look_into.enqueue(register_of(type(made)).slug, made.pk)
    return made


@task()
def look_into(slug: str, pk: int) -> None:
    """Looks into one file in a process of its own. One that was decided on meanwhile is left as it is."""
    model = next(each for each in (ResponseFile, RightsFile) if register_of(each).slug == slug)
    found = model.objects.everything().filter(pk=pk, state=State.LOOKING).select_related("request").first()
    if found is None:
        return
    looked = look_apart(evidence.path_of(found.digest), found.name)
    with transaction.atomic():
        history.take_turn()
        found = model.objects.everything().filter(pk=pk, state=State.LOOKING).select_related("request").first()
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
        look_into.enqueue(register_of(type(file)).slug, file.pk)


def before_answer(case: Any, _data: Mapping[str, Any]) -> None:
    """Invalid while a file of the answer is not looked into, or not decided on."""
    left = (
        [each.name for each in case.files.filter(state__in=BEFORE, withdrawn=False)] if hasattr(case, "files") else []
    )
    if left:
        raise Invalid(said("What these files hold has to be decided first: %(names)s.") % {"names": ", ".join(left)})


def to_decide(files: Sequence[Any]) -> list[Asked]:
    return [Asked(each, since=each.looked_on) for each in files if each.state == State.WAITS]


def page(_person: Any, file: Any, _moment: Any) -> Mapping[str, Any]:
    """What was found, in the words of the gate."""
    return {"looked": file.looked, "findings": file.looked.get("findings", ()), "unread": file.looked.get("why", ())}
