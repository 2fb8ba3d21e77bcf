"""What is late for long, or asked of a post that nobody holds, goes to the next post up."""

from collections.abc import Collection, Mapping

from muniment import clock
from muniment.people.models import Delegation, Holding, Person, Post, below
from muniment.people.standing import standing_of
from muniment.registers.models import Duty
from muniment.registers.my_duties import Shown, shown

LOOKED_AT = 200


def reached(
    post: int, days_late: int, after: int, reports_to: Mapping[int, int | None], filled: Collection[int]
) -> list[int]:
    """The posts above this one that should know of a duty so many days late, the next one first.

    One post further up for each `after` days. A post that nobody holds passes it on at once: what nobody reads nobody does.
    Chains that lead back into themselves end there.
    """
    found: list[int] = []
    seen = {post}
    steps = days_late // after if after > 0 else 0
    if post not in filled and days_late > 0:
        steps = max(steps, 1)
    at = reports_to.get(post)
    while at is not None and at not in seen and steps > 0:
        seen.add(at)
        if at in filled:
            found.append(at)
            steps -= 1
        at = reports_to.get(at)
    return found


def escalated_to(person: Person, after: int) -> list[Shown]:
    """The late duties of posts below that have come up to a post of this person, the latest first; a fixed number of queries."""
    mine = standing_of(person).posts
    if not mine:
        return []
    today = clock.today()
    reports_to = dict(Post.objects.values_list("pk", "reports_to_id"))
    reports: dict[int | None, list[int]] = {}
    for post, above in reports_to.items():
        reports.setdefault(above, []).append(post)
    late = (
        Duty.objects.filter(post__in=below(mine, reports) - mine, due__lt=today)
        .select_related("post")
        .order_by("due", "pk")
    )
    filled = _filled()
    rows = [
        row
        for row in late[:LOOKED_AT]
        if row.post_id and row.due
        and mine & set(reached(row.post_id, (today - row.due).days, after, reports_to, filled))
    ]  # fmt: skip
    once = {(row.register, row.record, row.rule): row for row in rows}
    return shown(person, once.values(), ask=False)


def _filled() -> frozenset[int]:
    """The posts that somebody holds today, or acts for."""
    today = clock.today()
    held = Holding.objects.held_on(today).filter(person__is_active=True).values_list("post_id", flat=True)
    acted = Delegation.objects.held_on(today).filter(to__is_active=True).values_list("post_id", flat=True)
    return frozenset(held) | frozenset(acted)
