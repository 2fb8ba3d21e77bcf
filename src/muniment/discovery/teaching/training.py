"""A model made by the worker from what people have confirmed, measured on what it did not see, and put in use by a person."""

import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Max, Q
from django.utils.translation import gettext as _
from django_tasks import task

from muniment import clock
from muniment.discovery.scanned_places import ScannedPlace
from muniment.discovery.teaching import scanned
from muniment.discovery.teaching.label_records import FileLabel, LabelledFile
from muniment.discovery.teaching.model_records import ClassModel
from muniment.jobs import work
from muniment.people.models import Unit
from muniment.registers import evidence
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid
from muniment.registers.services import Change, write

HOUSE = Actor.operator("the scan")
State = ClassModel.State
READ = 1_000  # confirmed files that are read again for words
POPULATION = 3_000  # files as they come, by which it is judged how often it would answer


def ask_for(actor: Actor, unit: Unit) -> ClassModel:
    """Has a model learn, from the labels of all scanned places that this person may see. Invalid where there are none, or one learns already."""
    if actor.person is None:
        raise Invalid(_("A person has a model learn: it learns from what they may see."))
    places = labelled_places(actor.person)
    if not places:
        raise Invalid(_("Nothing was confirmed yet in a place that you may see: answer some questions first."))
    with transaction.atomic():
        if ClassModel.objects.everything().filter(unit=unit, state=State.LEARNING).exists():
            raise Invalid(_("A model is learning already."))
        last = ClassModel.objects.standing().aggregate(last=Max("number"))["last"] or 0
        version = ClassModel(number=last + 1, unit=unit, asked_by=actor.person, learnt_in=places)
        write(actor, [Change(version, verb="train")])
        work.ask(
            learn_now,
            version.pk,
            asked_by=actor.person.pk,
            title=str(_("A model learns")),
            address=f"/class-models/{version.pk}/",
        )
    return version


def labelled_places(person: Any) -> list[dict[str, Any]]:
    """The places that somebody may see in which something was confirmed: number, name, and how many labels."""
    rows = FileLabel.objects.visible_to(person).filter(state=FileLabel.State.TOLD)
    rows = rows.values("place", "place__name").annotate(labels=Count("pk")).order_by("place__name", "place")
    return [{"place": each["place"], "name": each["place__name"], "labels": each["labels"]} for each in rows]


@task()
def learn_now(pk: int) -> None:
    """Learns. Killed and begun again it comes to the same: what it learns from was fixed when it was asked for, but for labels given since."""
    from muniment.discovery.engine.classes.learning import NothingLearnt, learn  # noqa: PLC0415 - slow to load, and pages do without it
    from muniment.discovery.engine.classes.model_file import save  # noqa: PLC0415

    version = ClassModel.objects.everything().filter(pk=pk, state=State.LEARNING).first()
    if version is None:
        return
    places = [each["place"] for each in version.learnt_in]
    work.tell(0, 3, _("Gathering labels"))
    table = labels_of(places)
    if table.num_rows == 0:
        _end(
            pk,
            State.NOTHING,
            trouble=_("Of the files that were confirmed none has words that a model could learn from."),
        )
        return
    words, read = _words(table)
    work.tell(1, 3, _("Learning"))
    population = _population(places)
    told = learn(table, words, str(version.number), population=population)
    if isinstance(told, NothingLearnt):
        _end(pk, State.NOTHING, trouble=told.why, figures={"left_out": dict(told.left_out)})
        return
    work.tell(2, 3, _("Keeping it"))
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "model"
        digest = save(told, place)
        kept = evidence.keep(place.read_bytes())
    figures = {
        **asdict(told.measured),
        "left_out": dict(told.left_out),
        "target": told.target,
        "read_for_words": read,
        "words": len(told.words),
        "of_folders": table.column("of_folder").to_pylist().count(True),
        "as_they_come": _answered(told, population),
    }
    _end(
        pk, State.MEASURED, figures=figures, precision=told.measured.precision if any(each["answered"] for each in told.measured.per_line.values()) else None,
        coverage=told.measured.coverage, label_count=told.learnt_from, line_count=len(told.lines), model_file=kept, digest=digest, learnt_at=clock.now(),
    )  # fmt: skip


def _answered(model: Any, population: Any) -> dict[str, int]:
    """Of files as they come, that no rule and no person settles: how many there were, and for how many it would answer."""
    if population is None or not population.num_rows:
        return {"files": 0, "answered": 0}
    lines = model.predict(population).column("line")
    return {"files": population.num_rows, "answered": population.num_rows - lines.null_count}


def _end(pk: int, state: str, **values: Any) -> None:
    with work.step():
        version = ClassModel.objects.everything().filter(pk=pk, state=State.LEARNING).first()
        if version is not None:
            write(HOUSE, [Change(version, {"state": state, **values}, "train", values.get("trouble", ""))])


def labels_of(places: Sequence[int]) -> Any:
    """What was confirmed in these places, as a table for `learn`: a row for each file. A file's own label stands before its folder's."""
    import pyarrow as pa  # noqa: PLC0415

    rows = LabelledFile.objects.filter(
        label__place__in=places, label__state=FileLabel.State.TOLD, label__withdrawn=False
    ).exclude(label__line=None)
    found: dict[tuple[int, str], tuple[tuple[int, int], LabelledFile]] = {}
    for each in rows.select_related("label__line").order_by("pk"):
        key = (each.label.place_id, each.path)
        rank = (0 if each.label.whole_folder else 1, len(each.label.path))
        if key not in found or rank >= found[key][0]:
            found[key] = (rank, each)
    chosen = [(place, row) for (place, _path), (_rank, row) in found.items()]
    return pa.table({
        "path": pa.array([f"{place}/{row.path}" for place, row in chosen], pa.string()),
        "near_group": pa.array([f"{place}/{row.near_group}" if row.near_group else None for place, row in chosen], pa.string()),
        "line": pa.array([row.label.line.code for _place, row in chosen if row.label.line], pa.string()),
        "terms": pa.array([row.words for _place, row in chosen], pa.list_(pa.uint32())),
        "counts": pa.array([row.counts for _place, row in chosen], pa.list_(pa.uint16())),
        "of_folder": pa.array([row.label.whole_folder for _place, row in chosen], pa.bool_()),
    })  # fmt: skip


def _words(table: Any) -> tuple[dict[int, str], int]:
    """The words that stand in several confirmed files, and how many files were read for them. Where a share is away, words of paths alone."""
    from muniment.discovery.engine.classes.wording import SEVERAL, counted_words  # noqa: PLC0415
    from muniment.discovery.engine.guarded import Limits  # noqa: PLC0415
    from muniment.discovery.engine.sources import Unreachable, source_of  # noqa: PLC0415

    by_place: dict[int, list[str]] = {}
    for told in table.column("path").to_pylist()[:READ]:
        number, _slash, path = told.partition("/")
        by_place.setdefault(int(number), []).append(path)
    words: dict[int, str] = {}
    times: Counter[int] = Counter()
    read = 0
    for place in ScannedPlace.objects.everything().filter(pk__in=by_place):
        try:
            source = None if place.fault() or place.depth != ScannedPlace.Depth.TEXTS else source_of(place.address)
        except Unreachable:
            source = None
        found, counted = counted_words(by_place[place.pk], source, Limits(processes=1))
        words |= found
        times += counted
        read += len(by_place[place.pk]) if source is not None else 0
    return {number: word for number, word in words.items() if times[number] >= SEVERAL}, read


def _population(places: Sequence[int]) -> Any:
    """Files as they come, of all these places; None where there are too few."""
    import pyarrow as pa  # noqa: PLC0415

    from muniment.discovery.engine.classes.found import classed_files, population  # noqa: PLC0415
    from muniment.discovery.engine.questions import Unanswerable  # noqa: PLC0415

    tables = []
    for place in ScannedPlace.objects.everything().filter(pk__in=places):
        if scanned.finished(place):
            try:
                with classed_files(place.result) as connection:
                    tables.append(population(connection, max(100, POPULATION // len(places)), unsettled=True))
            except Unanswerable:
                continue
    return pa.concat_tables(tables) if tables else None


def put_in_use(actor: Actor, version: ClassModel, data: Mapping[str, Any]) -> None:
    """Has scans take this version; the one before stands down in the same moment."""
    with transaction.atomic():
        before = ClassModel.objects.everything().filter(unit=version.unit_id, state=State.IN_USE).exclude(pk=version.pk)
        why = data.get("why", "")
        if changes := [Change(each, {"state": State.STOOD_DOWN}, "use_model", why) for each in before]:
            write(actor, changes)
        write(actor, [Change(version, {"state": State.IN_USE}, "use_model", why, data.get("seen_version"))])


def stand_down(actor: Actor, version: ClassModel, data: Mapping[str, Any]) -> None:
    """Has scans take it no more; what no rule fits is then left open."""
    write(
        actor,
        [Change(version, {"state": State.STOOD_DOWN}, "use_model", data.get("why", ""), data.get("seen_version"))],
    )


def since(version: ClassModel) -> Mapping[str, int]:
    """What people have said since of files for which this version answered, and of those where it was not sure enough to. One query."""
    rows = FileLabel.objects.everything().filter(asked_model=version.pk, state=FileLabel.State.TOLD)
    by, right = FileLabel.By, Q(line__code=F("proposed"))
    answered, leant = Q(proposed_by=by.MODEL), Q(proposed_by=by.LEANING)
    return rows.aggregate(
        answered=Count("pk", filter=answered), answered_right=Count("pk", filter=answered & right),
        leant=Count("pk", filter=leant), leant_right=Count("pk", filter=leant & right),
    )  # fmt: skip
