"""On what ground personal data is given to whoever asks for it once: each in plain words, with what it asks to be said first.

From Schedules 2 and 3 of the Data Protection Act 2018. Every one of them permits and none of them, but an order, obliges. Pure.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Ground:
    """`plain` is what it means, `asks` what has to be said by the field that says it, and why."""

    source: str
    plain: str
    asks: Mapping[str, str] = field(default_factory=dict)


NECESSARY = {
    "necessity": "Say why they need just this, and why without telling the person first the purpose would be prejudiced.",
}
GROUNDS: Mapping[str, Ground] = {
    "crime": Ground(
        "Schedule 2, paragraph 2",
        "To prevent or detect crime, to catch or prosecute offenders, or to assess or collect tax, where keeping the rules would be likely to prejudice that.",
        {**NECESSARY, "countersigned_by": "A police form is countersigned by an inspector or a senior manager: say by whom, or why this one is not."},
    ),
    "risk": Ground(
        "Schedule 2, paragraph 3",
        "To assess the risk of crime or fraud by a system that a public authority runs for it, where keeping the rules would prevent that.",
        NECESSARY,
    ),
    "public": Ground(
        "Schedule 2, paragraph 5(1)",
        "The council has to make this public by law, so the person need not be told that somebody was shown it.",
        {"ground_detail": "Name the Act and section that makes it public."},
    ),
    "order": Ground(
        "Schedule 2, paragraph 5(2)",
        "An Act, a rule of law, or an order of a court or tribunal requires it.",
        {"ground_detail": "Name the order with its date and number, or the Act and section."},
    ),
    "legal": Ground(
        "Schedule 2, paragraph 5(3)",
        "For legal proceedings, to get legal advice, or to establish, exercise or defend legal rights.",
        {"ground_detail": "Name the proceedings, or the right and who claims it.", "necessity": "Say why they need just this for it."},
    ),
    "care": Ground(
        "Schedule 3",
        "Health, social work, education or child abuse data, as Schedule 3 limits or allows it.",
        {"ground_detail": "Name the paragraph of Schedule 3, and what whoever is qualified to judge said."},
    ),
    "consent": Ground(
        "No exemption: the person agrees",
        "The person said that this may be given to them.",
        {"ground_detail": "Say when and how the person agreed, and to what."},
    ),
    "none": Ground(
        "No exemption: the rules are kept",
        "It is given under a gateway of its own, and the person is told as of any other sharing.",
        {"ground_detail": "Say how and when the person is told."},
    ),
}  # fmt: skip


def missing(values: Mapping[str, str | None], *, gives: bool) -> Iterator[tuple[str, str]]:
    """What has to be said before anything is decided, as the field and the words; `gives` where anything is to be given."""
    if not (values.get("gateway") or "").strip():
        yield "gateway", "Name the law that lets the council give it, or say that there is none."
    if not (values.get("necessity") or "").strip():
        yield "necessity", "Say whether it is necessary and proportionate, and why."
    if not gives:
        return
    ground = GROUNDS.get(values.get("ground") or "")
    if ground is None:
        yield "ground", "Choose the ground on which it is given."
        return
    for name, words in ground.asks.items():
        if name != "necessity" and not (values.get(name) or "").strip():
            yield name, words
