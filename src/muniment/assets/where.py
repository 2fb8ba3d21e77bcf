"""Where something is kept: the retention lines that fit a few words, and for each the repositories that may hold it, the best first.

The order is the council's: a business system, else Teams or SharePoint, else a file share while there are any, and paper only
where the line is for it or the law asks for it. E-mail is no repository at all.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from muniment.assets import information_assets, places, systems
from muniment.assets.bonds import HOLDS
from muniment.assets.information_assets import InformationAsset
from muniment.assets.places import Place
from muniment.assets.systems import System
from muniment.people.models import Person, Post, RoleGiven
from muniment.people.standing import standing_of
from muniment.registers.links import known_on
from muniment.registers.models import Link
from muniment.registers.register import registry
from muniment.registers.searching import search
from muniment.retention.lines import Medium, RetentionLine

LINES, NAMED, ASKED = 8, 5, 8  # lines and repositories that are shown, words that are looked for
PHYSICAL = frozenset({Medium.PAPER, Medium.FILM})
Kind = Place.Kind
SITES, SHARES, STORES = (Kind.TEAM, Kind.SITE), (Kind.SHARE,), (Kind.PAPER, Kind.BOXES)
# Words that tell nothing of what a record is.
EMPTY = frozenset(
    "a about all an and are at by do for from in is it keep kept my of on or our store that the this to we what where with".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Repository:
    """A kind of repository for what a line is about: what it is called, what holds of it, and those that there are; `more` are not named."""

    title: str
    told: str
    named: Sequence[Any] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """A line with the repositories allowed for it, in the order of preference."""

    line: RetentionLine
    allowed: Sequence[Repository]


def answers(person: Person, text: str) -> list[Answer]:
    """What may be kept where, for the lines in force that fit these words best; a few queries, however much there is."""
    lines = matching(person, text)
    if not lines:
        return []
    in_systems = _systems(person, lines)
    near = _places(person)
    return [Answer(line, _allowed(line, in_systems[line.pk], near)) for line in lines]


def matching(person: Person, text: str) -> list[RetentionLine]:
    """The lines in force that hold all the words, else those that hold most of them, the best first."""
    words = [
        word for word in dict.fromkeys(_bare(each) for each in text.casefold().split()) if word and word not in EMPTY
    ]
    words = words[:ASKED]
    found = _found(person, [" ".join(words)]) or (_found(person, words) if len(words) > 1 else [])
    rows = RetentionLine.objects.visible_to(person).select_related("owner").filter(pk__in=found)
    lines = rows.filter(state=RetentionLine.State.IN_FORCE).in_bulk()
    return [lines[pk] for pk in found if pk in lines][:LINES]


def _bare(word: str) -> str:
    """A word as it begins in any number: of "complaints" what "complaint" begins with too."""
    word = "".join(letter for letter in word if letter.isalnum() or letter in "-'/").strip("-'/")
    return word[:-1] if len(word) > 4 and word.endswith("s") and not word.endswith("ss") else word


def _found(person: Person, questions: Iterable[str]) -> list[int]:
    """The keys of the lines that answer most of the questions."""
    register = registry.named("retention-lines")
    assert register is not None
    score: Counter[int] = Counter()
    for question in questions:
        for group in search(person, question, only=register).groups:
            score.update({hit.pk: 1000 - at for at, hit in enumerate(group.hits)})
    return [pk for pk, _score in score.most_common()]


def _systems(person: Person, lines: Sequence[RetentionLine]) -> dict[int, list[System]]:
    """The systems in use that hold assets under each line, as far as the person may see the systems; those that can keep records first."""
    under = InformationAsset.objects.everything().filter(retention_line__in=lines, state__in=information_assets.HELD)
    line = Subquery(InformationAsset.objects.filter(pk=OuterRef("to_record")).order_by().values("retention_line")[:1])
    holding = Link.objects.filter(relation=HOLDS, from_register="systems", to_register="assets").filter(known_on(None))
    rows = holding.filter(to_record__in=under.order_by().values("pk"))
    pairs = set(rows.annotate(line=line).order_by().values_list("from_record", "line").distinct())
    seen = (
        System.objects.visible_to(person)
        .filter(pk__in={pk for pk, _line in pairs}, state__in=systems.RUNNING)
        .in_bulk()
    )
    found: dict[int, list[System]] = defaultdict(list)
    for pk, of in pairs:
        if pk in seen:
            found[of].append(seen[pk])
    for held in found.values():
        held.sort(key=lambda each: (-each.met(), each.name))
    return found


def _places(person: Person) -> list[Place]:
    """The places in use of the units in which the person holds or acts for a post."""
    units = Post.objects.filter(pk__in=standing_of(person).posts).values("unit")
    wanted = (*SITES, *SHARES, *STORES)
    rows = Place.objects.visible_to(person).filter(unit__in=units, kind__in=wanted, state=places.State.IN_USE)
    return list(rows.order_by("name")[:500])


def _allowed(line: RetentionLine, in_systems: Sequence[System], near: Sequence[Place]) -> list[Repository]:
    def of(kinds: Sequence[str]) -> tuple[Sequence[Place], int]:
        fitting = sorted(
            (each for each in near if each.kind in kinds),
            key=lambda each: (each.retention_line_id != line.pk, each.name),
        )
        return fitting[:NAMED], max(0, len(fitting) - NAMED)

    if line.medium in PHYSICAL:
        told = _(
            "This line is for what is kept on paper, film or tape: in a store of the council, and off site once it is closed."
        )
        return [Repository(_("A paper store"), told, *of(STORES))]
    told = (
        _("First choice.")
        if in_systems
        else _("First choice, where one holds such records: none that you may see is known to.")
    )
    allowed = [
        Repository(_("A business system"), told, in_systems[:NAMED], max(0, len(in_systems) - NAMED)),
        Repository(_("Teams or SharePoint"), _("Where no business system does it."), *of(SITES)),
        Repository(_("A file share"), _("Only what is there already: the shares are being retired."), *of(SHARES)),
    ]
    if line.medium != Medium.ELECTRONIC:
        told = _("Only where the law asks for the paper itself, a sealed deed say. Deposit it when it is closed.")
        if line.authority:
            told += " " + _("This line rests on: %(authority)s.") % {"authority": line.authority}
        allowed.append(Repository(_("Paper"), told, *of(STORES)))
    return allowed


def whom_to_ask() -> list[Post]:
    """The posts of the records managers, whom everybody may ask."""
    given = RoleGiven.objects.filter(role=RoleGiven.Role.RECORDS_MANAGER).values("post")
    return list(Post.objects.filter(pk__in=given).order_by("title")[:NAMED])
