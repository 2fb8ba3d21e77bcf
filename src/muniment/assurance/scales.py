"""The two rating scales that councils meet most, entered when an installation is new: a start, to be changed like any record."""

from muniment.assurance.models import Rating, RatingScale
from muniment.registers.access import Actor
from muniment.registers.services import Change, write

# The four tiers of the regulator's audits, and the common set of public-sector internal audit (section C of the domain).
STANDARD = {
    "Regulator: assurance": (
        ("High", "Limited scope for improvement; significant further action is not needed.", "green"),
        ("Reasonable", "Some scope for improvement.", "yellow"),
        ("Limited", "Considerable scope for improvement.", "amber"),
        ("Very limited", "A substantial risk that the objective is not achieved; immediate action is needed.", "red"),
    ),
    "Internal audit: assurance": (
        ("Substantial", "A sound system of control that works as it should.", "green"),
        ("Reasonable", "A generally sound system, with some scope for improvement.", "yellow"),
        ("Limited", "Significant gaps or weaknesses: the system needs improvement.", "amber"),
        ("No", "Fundamental gaps or weaknesses: immediate action is needed.", "red"),
    ),
}


def enter_standard(actor: Actor) -> None:
    """Enters the standard scales that are not there yet."""
    for name, ratings in STANDARD.items():
        if RatingScale.objects.filter(name=name).exists():
            continue
        scale = RatingScale(name=name)
        write(actor, [Change(scale, verb="create")])
        rows = [
            Rating(scale=scale, order=order, label=label, definition=definition, colour=colour)
            for order, (label, definition, colour) in enumerate(ratings)
        ]
        write(actor, [Change(row, verb="create") for row in rows])
