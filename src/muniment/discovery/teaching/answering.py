"""What is done with a label: an answer given, put right, taken back."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from muniment import clock
from muniment.discovery.scanned_places import ScannedPlace
from muniment.discovery.teaching import scanned
from muniment.discovery.teaching.label_records import FileLabel, LabelledFile, LabelQuestion, digest_of
from muniment.discovery.teaching.model_records import ClassModel
from muniment.registers.access import Actor
from muniment.registers.errors import Conflict, Invalid
from muniment.registers.services import Change, write
from muniment.retention.lines import RetentionLine

KEPT = 50  # files of a folder of which hashed words are kept
State, By = FileLabel.State, FileLabel.By
STANDING = (State.TOLD, State.UNSURE)


def standing(place: ScannedPlace, path: str, *, whole_folder: bool) -> FileLabel | None:
    """What was answered of it, if anything."""
    rows = FileLabel.objects.everything().filter(
        place=place.pk, path_digest=digest_of(path), whole_folder=whole_folder, state__in=STANDING
    )
    return rows.select_related("line", "told_by", "place").first()


def answer(
    actor: Actor,
    place: ScannedPlace,
    path: str,
    line: RetentionLine | None,
    *,
    whole_folder: bool = False,
    note: str = "",
) -> FileLabel:
    """Keeps what somebody says of a file, or of all in a folder; no line is *it cannot be told*.

    Conflict, with the other answer, where somebody has answered meanwhile: neither is lost. Invalid where the scan knows no such file.
    """
    path = path.strip("/")
    if not path:
        raise Invalid(_("It lies in no folder: answer for this file alone."))
    if (there := standing(place, path, whole_folder=whole_folder)) is not None:
        raise _answered(there)
    values, kept = _known(place, path, whole_folder=whole_folder)
    label = FileLabel(place=place, path=path, whole_folder=whole_folder)
    values |= {
        "line": line, "note": note, "state": State.UNSURE if line is None else State.TOLD, "told_by": actor.person, "told_at": clock.now(),
    }  # fmt: skip
    try:
        with transaction.atomic():
            write(actor, [Change(label, values, "class_file", note)])
            LabelledFile.objects.bulk_create([LabelledFile(label=label, **each) for each in kept])
            _asked_no_more(place, path, whole_folder=whole_folder)
    except Invalid:
        # Both had looked before either had written: the database lets one in.
        if (there := standing(place, path, whole_folder=whole_folder)) is not None:
            raise _answered(there) from None
        raise
    return label


def _answered(there: FileLabel) -> Conflict:
    who = there.told_by.name if there.told_by else _("Somebody")
    said = there.line or _("it cannot be told")
    return Conflict(
        _("%(who)s has answered this meanwhile: %(said)s. Nothing was changed by your answer.")
        % {"who": who, "said": said},
        there,
    )


def _asked_no_more(place: ScannedPlace, path: str, *, whole_folder: bool) -> None:
    rows = LabelQuestion.objects.filter(place=place.pk)
    if whole_folder:
        gone = [each.pk for each in rows.only("path") if not path or each.path.startswith(f"{path}/")]
        rows.filter(pk__in=gone).delete()
    else:
        rows.filter(path_digest=digest_of(path)).delete()


def _known(place: ScannedPlace, path: str, *, whole_folder: bool) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What the last scan knows of it: fields of the label, and rows that a model can learn from."""
    from muniment.discovery.engine.classes.found import classed_files, of_file, of_folder  # noqa: PLC0415 - slow to load, and pages do without it
    from muniment.discovery.engine.questions import Unanswerable  # noqa: PLC0415

    told = scanned.finished(place)
    if not told:
        raise Invalid(_("No scan of %(place)s has come to its end.") % {"place": place})
    try:
        with classed_files(place.result) as connection:
            if whole_folder:
                count, rows = of_folder(connection, path, KEPT)
                if not count:
                    raise Invalid(_("The last scan found no file in this folder."))
                return {"stands_for": count}, _kept(rows)
            found = of_file(connection, path)
    except Unanswerable as error:
        raise Invalid(str(error)) from error
    if found is None:
        raise Invalid(_("The last scan did not find this file: it may have been moved."))
    asked = LabelQuestion.objects.filter(place=place.pk, path_digest=digest_of(path)).first()
    return {"content_digest": found["blake3"] or "", **_proposal(found, told, asked)}, _kept([found])


def _proposal(found: Mapping[str, Any], told: Mapping[str, Any], asked: LabelQuestion | None) -> dict[str, Any]:
    """What had been said of the file before somebody was asked, and by what."""
    by = {"rule": By.RULE, "model": By.MODEL}.get(found["line_by"] or "")
    if by is not None:
        number = told["summary"].get("classed_by", {}).get("model") if by == By.MODEL else None
        model = ClassModel.objects.everything().filter(number=int(number)).first() if number else None
        return {"proposed": found["line"], "proposed_by": by, "proposed_sure": found["line_sure"], "asked_model": model}
    if asked is not None and asked.leans:
        return {
            "proposed": asked.leans,
            "proposed_by": By.LEANING,
            "proposed_sure": asked.sure,
            "asked_model": asked.asked_model,
        }
    return {}


def _kept(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"path": each["path"], "near_group": each["near_group"] or "", "content_digest": each["blake3"] or "", "words": list(each["terms"]), "counts": list(each["counts"] or ())}
        for each in rows if each["terms"]
    ]  # fmt: skip


def correct(actor: Actor, label: FileLabel, data: Mapping[str, Any]) -> None:
    """Puts an answer right; the history keeps the one before. Without a line it cannot be told."""
    line = data.get("line")
    values = {
        "line": line,
        "state": State.UNSURE if line is None else State.TOLD,
        "told_by": actor.person,
        "told_at": clock.now(),
    }
    write(actor, [Change(label, values, "class_file", data.get("why", ""), data.get("seen_version"))])


def take_back(actor: Actor, label: FileLabel, data: Mapping[str, Any]) -> None:
    """Takes an answer back: nothing is learnt from it any more, and the file may be asked about again."""
    write(actor, [Change(label, {"state": State.BACK}, "class_file", data.get("why", ""), data.get("seen_version"))])
