"""What an exemption is, and the questions that many of them ask. Without Django. Every question is put so that *yes* is what has to be shown."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Weighing(StrEnum):
    """Whether the public interest is weighed."""

    ABSOLUTE = "absolute"
    QUALIFIED = "qualified"  # withheld only where the public interest in withholding is the greater
    CONDITIONAL = "conditional"  # holds under conditions of its own, which are among its questions
    DUTY = "no duty to comply"  # not about the content: cost, vexatious, repeated


class Basis(StrEnum):
    """What has to be shown of the information."""

    CLASS = "class"  # that it is of a kind
    PREJUDICE = "prejudice"  # that giving it would harm, or would be likely to
    NEED = "need"  # that withholding it is required for a purpose
    OPINION = "opinion"  # that a qualified person reasonably thinks so
    ADVERSE = "adverse effect"  # that giving it would harm: the lower likelihood does not do


LIKELY = {"would": "would", "likely": "would be likely to"}
HARMS = frozenset({Basis.PREJUDICE, Basis.NEED, Basis.OPINION, Basis.ADVERSE})


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to be shown. `must`: nothing goes out without it. `words`: a bare yes does not do. `may_not_apply`: it may be none of the case."""

    name: str
    text: str
    must: bool = True
    words: bool = False
    may_not_apply: bool = False


@dataclass(frozen=True, slots=True)
class Exemption:
    """One exemption, exception or ground: `law` is that of the request, `section` as lawyers cite it."""

    code: str
    section: str
    name: str
    law: str
    weighing: Weighing
    basis: Basis
    questions: tuple[Question, ...]

    @property
    def label(self) -> str:
        return f"{self.section}: {self.name}"

    @property
    def harms(self) -> bool:
        """Whether a harm is to be named."""
        return self.basis in HARMS

    @property
    def how_likely(self) -> frozenset[str]:
        """The likelihoods that do; empty where none is asked."""
        if self.basis == Basis.ADVERSE:
            return frozenset({"would"})
        return frozenset({"would", "likely"}) if self.basis in {Basis.PREJUDICE, Basis.OPINION} else frozenset()

    def in_words(self) -> str:
        """What is asked for besides the questions."""
        wanted = ["to which part it applies"]
        wanted += ["the harm"] if self.harms else []
        wanted += (
            [" or ".join(f"“{LIKELY[each]}”" for each in sorted(self.how_likely, reverse=True))]
            if self.how_likely
            else []
        )
        wanted += ["the public interest on both sides, and which prevails"] if self.weighed else []
        return f"Said in words: {'; '.join(wanted)}."

    @property
    def weighed(self) -> bool:
        """Whether the public interest is weighed."""
        return self.weighing == Weighing.QUALIFIED


CAUGHT = Question("caught", "Has somebody read what is withheld, and does all of it fall under the words of this exemption?", words=True)  # fmt: skip
PART_ONLY = Question("part_only", "Was it tried to give the rest, with only this taken out?")
KNOWN = Question("known", "Was it looked for in public already, and is what is withheld not there?", may_not_apply=True)
CONFIRMED = Question(
    "confirmed", "Is the requester told whether it is held? Or is it shown that saying only that would itself do the harm?"
)  # fmt: skip
AS_IT_WAS = Question("as_it_was", "Is it judged as things stand now, and not as they were for an older request?", must=False)  # fmt: skip
WHOSE = Question(
    "whose", "Is it named whose interest would be harmed, and is that an interest which this exemption protects?", words=True
)  # fmt: skip
CAUSE = Question("cause", "Is it told how this very information leads to the harm, step by step?", words=True)
REAL = Question("real", "Is the harm real and of substance, more than embarrassment or work?")
EVIDENCE = Question(
    "evidence",
    "Is there something to show the likelihood that is claimed? “Would” is more probable than not; “would be likely” is a real and weighty chance, not a mere possibility.",
    words=True,
)
SPECIFIC = Question(
    "specific", "Are the arguments on both sides about this information at this time, and not of a general kind?", must=False
)  # fmt: skip
STRONGER = Question("stronger", "Is the harm itself not counted twice, as exemption and again as argument?", must=False)
PRESUMPTION = Question(
    "presumption", "Was it begun from the presumption that environmental information is given (regulation 12(2)), and is the exception read narrowly?"
)  # fmt: skip
EMISSIONS = Question(
    "emissions", "Is none of it about emissions? To those this exception does not apply (regulation 12(9)).", words=True
)
CONSULTED = Question(
    "consulted", "Was the third party asked, and are its own reasons at hand? Nobody may guess them.", words=True, may_not_apply=True
)  # fmt: skip


def code_of(law: str, section: str) -> str:
    """The code under which an exemption is kept: `foi-43-2` for section 43(2)."""
    return f"{law}-{re.sub('[^0-9a-z]+', '-', section.lower()).strip('-')}"


def checklist(
    test: Weighing, basis: Basis, own: tuple[Question, ...], *, deny: bool = True, eir: bool = False
) -> tuple[Question, ...]:
    """The questions of an exemption of content: what it is, its own, the harm, what can be given, the public interest."""
    begins = (PRESUMPTION, CAUGHT) if eir else (CAUGHT,)
    harm = {
        Basis.PREJUDICE: (WHOSE, CAUSE, REAL, EVIDENCE),
        Basis.ADVERSE: (WHOSE, CAUSE, REAL, EVIDENCE),
        Basis.NEED: (WHOSE, CAUSE),
    }
    public: tuple[Question, ...] = ()
    if test == Weighing.QUALIFIED:
        public = (SPECIFIC,) if basis == Basis.CLASS else (SPECIFIC, STRONGER)
    return (*begins, *own, *harm.get(basis, ()), PART_ONLY, KNOWN, *((CONFIRMED,) if deny else ()), *public, AS_IT_WAS)
