"""Who answers for how much: the posts that own records, those that nobody holds, and the one that has too much."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Q

from muniment import clock
from muniment.people.models import Holding, Person, Post
from muniment.registers.models import Answerable, Duty
from muniment.registers.register import Moment, Register, registry

# A post is said to have too much when it answers for so many, and for so large a part of all.
MANY, SHARE = 10, 0.25


def vacant(moment: Moment) -> Q:
    """Posts that answer for something and that nobody holds on the day."""
    held = Holding.objects.held_on(moment.late_on).values("post")
    return Q(pk__in=Answerable.objects.values("post")) & ~Q(pk__in=held)


@dataclass(slots=True)
class Load:
    """What one post answers for, among the records that the reader may see."""

    post: Post
    counts: list[tuple[Register, int]] = field(default_factory=list)
    holders: list[str] = field(default_factory=list)
    late: int = 0
    share: float = 0.0

    @property
    def number(self) -> int:
        return sum(number for _register, number in self.counts)

    @property
    def too_much(self) -> bool:
        return self.number >= MANY and self.share >= SHARE

    @property
    def percent(self) -> int:
        return round(100 * self.share)


def loads(person: Person) -> list[Load]:
    """The posts that answer for anything the person may see, the most first. A query for each register with owners, and three."""
    counts: dict[int, list[tuple[Register, int]]] = defaultdict(list)
    for register in registry:
        if register.in_menu and hasattr(register.model, "answerable_posts"):
            seen = register.model._default_manager.visible_to(person).values("pk")
            rows = Answerable.objects.filter(register=register.slug, record__in=seen).values_list("post")
            for post, number in rows.annotate(Count("pk")).order_by():
                counts[post].append((register, number))
    today = clock.today()
    holders: dict[int, list[str]] = defaultdict(list)
    for held in Holding.objects.held_on(today).filter(post__in=counts).select_related("person"):
        holders[held.post_id].append(held.person.name)
    late = dict(
        Duty.objects.filter(Q(due__lt=today), post__in=counts).order_by().values_list("post").annotate(Count("pk"))
    )
    whole = sum(number for told in counts.values() for _register, number in told) or 1
    found = [
        Load(post, counts[post.pk], holders[post.pk], late.get(post.pk, 0), sum(n for _r, n in counts[post.pk]) / whole)
        for post in Post.objects.filter(pk__in=counts).select_related("unit")
    ]
    return sorted(found, key=lambda load: (-load.number, load.post.title))
