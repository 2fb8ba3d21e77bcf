"""FOREIGN_ENTITY: the name of another body where this one should stand, as a template leaves it behind."""

import re
from collections import Counter
from collections.abc import Iterator

from muniment.documents.findings.finding import Finding
from muniment.documents.findings.registry import rule
from muniment.documents.findings.subject import Subject, Utterance
from muniment.documents.findings.words import quote

NAME = "FOREIGN_ENTITY"
_KIND = r"(?:City|County|Borough|District|Metropolitan|Metropolitan Borough|City and County|Unitary|Combined)"
_COUNCIL = re.compile(
    rf"\b(?P<name>(?:(?:Royal |London )?Borough of )?[A-Z][a-z’']+(?:(?: and| upon| on| with| of|-| the)? ?[A-Z][a-z]+){{0,3}}?) (?:{_KIND} )*(?:Borough )?Council\b"
)
_NOT_NAMES = frozenset(
    re.findall(
        r"\w+",
        "The This Our Each Any Every Full A An County City Borough District Town Parish Local Other Another Lead Host Joint "
        "No If All And Of For Both Neighbouring Metropolitan Shadow Old New Privy Health Safeguarding General Research",
    )
)
_OWNING = r"(?:(?:[a-z-]+ ){0,2}(?:objectives?|vision|priorit(?:y|ies)|values|mission|strateg(?:y|ies)|staff|employees|policy|policies|corporate plan|business plan|intranet|customers|residents|workforce|managers|directors))"
_POSSESSIVE = re.compile(rf"(?<![\w’'])(?P<name>[A-Z][a-z]+(?: [A-Z][a-z]+){{1,3}})(?:['’]s|s['’]) {_OWNING}\b")
_ORDINARY = re.compile(
    r"\b(?:Council|Service|Services|Government|Children|Adult|Member|Minister|Office|Commissioner|Group|Board|Committee|Team|"
    r"Department|Directorate|State|Cabinet|Executive|Director|Manager|Officer|Auditor|Authority|Police|Trust|Partnership|"
    r"Ombudsman|Owner|Leader|Mayor|Chief|Unit|Programme|Project|Plan|Strategy|Report|Agency|Region|County|City|Public)s?\b"
)
_SPEAKS_AS_ITS_OWN = re.compile(
    r"^(?:['’]s)? (?:is committed|will (?:ensure|continue|maintain|work)|must|recogni[sz]es|aims|has (?:adopted|a duty|developed)|staff|employees|"
    r"policy|policies|intranet|residents|corporate plan|vision|priorities)"
)
_WITH_OTHERS = re.compile(
    r"\b(?:with|from|by|at|between|including|such as|e\.g\.|and|or|other|neighbouring|partners?|against)\W*(?:the )?$",
    re.IGNORECASE,
)
_OWN_SHARE = 2


@rule(NAME)
def another_council(subject: Subject) -> Iterator[Finding]:
    """Another council's name, once or twice, in a sentence that speaks of this council's own affairs."""
    names: Counter[str] = Counter()
    places: dict[str, list[tuple[Utterance, re.Match[str]]]] = {}
    for said in subject.utterances:
        if "Council" in said.text:
            for found in _COUNCIL.finditer(said.text):
                name = re.sub(r"^(?:The|At|In|For|To|By|With|From|And|Of) ", "", found["name"])
                if name.split()[0] not in _NOT_NAMES:
                    names[name] += 1
                    places.setdefault(name, []).append((said, found))
    if not names:
        return
    own = names.most_common(1)[0]
    for name, count in names.items():
        if name == own[0] or own[1] <= count * _OWN_SHARE or name in own[0] or own[0] in name:
            continue
        for said, found in places[name]:
            if _SPEAKS_AS_ITS_OWN.match(said.text[found.end() :]) and not _WITH_OTHERS.search(
                said.text[: found.start()]
            ):
                yield _finding(said, found[0], f"{own[0]} {_rest(places[own[0]][0][1])}")
                break


def _rest(found: re.Match[str]) -> str:
    return found[0][len(found["name"]) :].strip()


def _finding(said: Utterance, name: str, own: str) -> Finding:
    return Finding(
        NAME,
        "warning",
        said.place,
        f"“{name}” speaks here of its own affairs in a paper{f' of {own}' if own else ''}: perhaps left over from a template.",
        quote(said.text, name),
        name,
        own,
        "Replace the name, if this body is meant.",
        (said.ref,) if said.ref else (),
    )


@rule(NAME)
def another_owner(subject: Subject) -> Iterator[Finding]:
    """`Northern Care's objectives`: a body that is named only here, as if the paper were its own."""
    for said in subject.utterances:
        if "’s " not in said.text and "'s " not in said.text:
            continue
        for found in _POSSESSIVE.finditer(said.text):
            name = found["name"]
            if _ORDINARY.search(name) or len(re.findall(rf"\b{re.escape(name)}\b", subject.text)) > 1:
                continue
            words = name.split()
            if any(subject.text.count(word) > _ORDINARY_USE for word in words[:1]) or found.start() == 0:
                continue
            yield _finding(said, name, "")


_ORDINARY_USE = 3
