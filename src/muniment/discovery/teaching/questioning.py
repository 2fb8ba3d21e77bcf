"""Which file of a place to ask about next: found by the worker, kept until it is answered."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django_tasks import task

from muniment.discovery.scanned_places import ScannedPlace
from muniment.discovery.teaching import scanned, taught
from muniment.discovery.teaching.label_records import FileLabel, LabelQuestion, digest_of
from muniment.discovery.teaching.model_records import in_use
from muniment.discovery.teaching.rule_records import above
from muniment.jobs import work
from muniment.people.models import Person
from muniment.registers.errors import Invalid

MANY = 30  # questions found at once
LOOKED_AT = 20_000


def ask_for(person: Person, place: ScannedPlace) -> None:
    """Has the next questions found. Invalid where nothing was scanned yet."""
    if not scanned.finished(place):
        raise Invalid(_("No scan of %(place)s has come to its end.") % {"place": place})
    title = _("Questions about %(place)s") % {"place": place}
    work.ask(find, place.pk, asked_by=person.pk, title=title, address=f"/teaching/{place.pk}/")


@task()
def find(pk: int) -> None:
    """Finds the questions of a place anew. Begun again after a kill it finds the same."""
    from muniment.discovery.engine.classes.asking import ask  # noqa: PLC0415 - slow to load, and pages do without it
    from muniment.discovery.engine.classes.found import classed_files, population  # noqa: PLC0415

    place = ScannedPlace.objects.everything().filter(pk=pk).first()
    if place is None or not scanned.finished(place):
        return
    version = in_use(above(place.unit_id))
    with classed_files(place.result) as connection:
        files = population(connection, LOOKED_AT, unsettled=True)
    told = FileLabel.objects.everything().filter(place=pk, state__in=(FileLabel.State.TOLD, FileLabel.State.UNSURE))
    known = [each.path for each in told if not each.whole_folder]
    folders = [each.path for each in told if each.whole_folder]
    if folders:
        known += [
            path
            for path in files.column("path").to_pylist()
            if any(not folder or path.startswith(f"{folder}/") for folder in folders)
        ]
    questions = ask(files, known, taught.loaded(version) if version else None, MANY)
    with work.step():
        LabelQuestion.objects.filter(place=pk).delete()
        LabelQuestion.objects.bulk_create([
            LabelQuestion(place=place, path=each.path, path_digest=digest_of(each.path), rank=rank, leans=each.leans or "", sure=each.sure,
                          like_it=each.like_it, reason=each.why, asked_model=version)
            for rank, each in enumerate(questions)
        ])  # fmt: skip


def next_of(place: ScannedPlace, after: int = -1) -> tuple[LabelQuestion | None, int]:
    """The next question after one of that rank, from the beginning again where that was the last, and how many there are."""
    rows = list(LabelQuestion.objects.filter(place=place.pk).order_by("rank", "pk")[:MANY])
    return next((each for each in rows if each.rank > after), rows[0] if rows else None), len(rows)


def told_words(question: LabelQuestion, found: dict[str, Any], model: Any) -> list[tuple[str, str]]:
    """The words of a file that speak for the lines it may belong to: of each of its first lines, in a sentence."""
    import pyarrow as pa  # noqa: PLC0415

    if model is None or not found["terms"]:
        return []
    batch = pa.RecordBatch.from_pydict(
        {
            "path": [question.path],
            "terms": pa.array([found["terms"]], pa.list_(pa.uint32())),
            "counts": pa.array([found["counts"]], pa.list_(pa.uint16())),
        }
    )
    return speaking(model, batch)


def speaking(model: Any, batch: Any, lines: int = 3, words: int = 4) -> list[tuple[str, str]]:
    """Of one file the lines that a model leans to most, each with the words in it that speak for it."""
    terms = model.matrix(batch)
    if not terms.nnz:
        return []
    margins = (terms @ model.weights + model.bias)[0]
    found = []
    for line in margins.argsort()[::-1][:lines]:
        weighs = sorted(
            (
                (float(value * model.weights[index, line]), int(model.ids[index]))
                for index, value in zip(terms.indices, terms.data, strict=True)
            ),
            reverse=True,
        )
        said = [
            model.words[number].rpartition(":")[2] for weight, number in weighs if weight > 0 and number in model.words
        ]
        found.append((model.lines[line], ", ".join(f"“{word}”" for word in dict.fromkeys(said[: words * 2]))))
    return found


def after_answer(person: Person, place: ScannedPlace) -> None:
    """Has new questions found where few are left."""
    with transaction.atomic():
        if LabelQuestion.objects.filter(place=place.pk).count() == 0:
            ask_for(person, place)
