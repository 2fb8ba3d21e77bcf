"""Who may answer for files, as the engine takes it: units, assets and systems by their names, and people by the names they sign in with."""

from collections.abc import Iterator

from muniment import clock
from muniment.assets.information_assets import InformationAsset
from muniment.assets.systems import System
from muniment.discovery.engine.owning import Named
from muniment.discovery.engine.owning import Person as Known
from muniment.people.models import Holding, Person, Unit


def named() -> tuple[Named, ...]:
    """Units, then assets and systems with the unit that answers for each."""
    units = {unit.pk: unit for unit in Unit.objects.all()}
    found = [
        Named(unit.name, str(unit.pk), unit.name, _parts(unit.name))
        for unit in units.values()
        if unit.parent_id is not None
    ]
    for model, what in ((InformationAsset, "asset"), (System, "system")):
        rows = model.objects.everything().values_list("name", "unit_id")
        found += [Named(name, str(unit), units[unit].name, what=what) for name, unit in rows]
    return tuple(found)


def _parts(name: str) -> tuple[str, ...]:
    """By what else a unit is known: each side of “and” is the name of a folder more often than the whole is."""
    parts = [part.strip() for part in name.split(" and ")]
    return tuple(parts) if len(parts) > 1 else ()


def people() -> tuple[Known, ...]:
    """Those who hold a post, and those who held one: the latest tells their unit."""
    return tuple(_people())


def _people() -> Iterator[Known]:
    latest: dict[int, Holding] = {}
    for holding in Holding.objects.select_related("post__unit").order_by("start", "pk"):
        latest[holding.person_id] = holding
    today = clock.today()
    for person in Person.objects.filter(pk__in=latest):
        last = latest[person.pk]
        local = person.email.partition("@")[0]
        here = person.is_active and (last.end is None or last.end >= today)
        logins = tuple(dict.fromkeys((person.email, local, local.replace(".", ""))))
        yield Known(str(person.pk), person.name, str(last.post.unit_id), last.post.unit.name, logins, here)
