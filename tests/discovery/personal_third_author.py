"""Papers by somebody who had seen neither the rules nor the other papers: what is found in them says how the rules do elsewhere.

The labels are values as they are written; here they are what a search tells of them.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from muniment.clock import today
from muniment.discovery.engine.personal.dates import DATE, birth
from muniment.discovery.engine.personal.masking import squeezed
from muniment.discovery.engine.personal.plain import plain
from muniment.discovery.engine.personal.searching import gathered
from muniment.documents.extract.extracted import Grid, Prose
from tests.discovery.personal_papers import Paper

PLACE = Path(__file__).parent.parent / "fixtures" / "personal" / "third_author.json"
LOOSE = frozenset({"name", "address"})  # kinds of which there is no one way to say where they begin and end
_TITLE = re.compile(r"^(?:MR|MRS|MS|MISS|DR|CLLR|SIR|MX|REV|PROF) ")
_DIGITS = {"nhs_number", "utr", "payment_card", "bank_account", "uprn", "passport"}
_READ_WRONGLY = str.maketrans("OILS", "0115")


def papers() -> Iterator[Paper]:
    """All of them; one without labels is a trap."""
    for each in json.loads(PLACE.read_text()):
        block = Prose("", each["text"]) if each["kind"] == "prose" else Grid("", tuple(map(tuple, each["rows"])))
        labels = frozenset((kind, key(kind, value)) for kind, value in each["labels"])
        yield Paper(block, labels, trap=not labels)


def key(kind: str, value: str) -> str:
    """What makes two ways of writing a value one."""
    written = plain(value).decode()
    if kind == "email":
        return re.sub(r"\s", "", written).lower()
    if kind == "name":
        return _TITLE.sub("", " ".join(word.strip(".,") for word in written.upper().split()))
    if kind == "date_of_birth":
        found = DATE.search(written.encode())
        day = birth(found, today()) if found else None
        return f"{day:%Y%m%d}" if day else written
    if kind == "phone":
        number = squeezed(re.sub(r"\(0\)|(?:ext|x).*", "", written, flags=re.IGNORECASE))
        return re.sub(r"^(?:00)?44", "", number).removeprefix("0")
    together = squeezed(written)
    together = together.translate(_READ_WRONGLY) if kind in _DIGITS else together
    return {"utr": together.removesuffix("K"), "uprn": together.lstrip("0")}.get(kind, together)


def _same(kind: str, one: str, other: str) -> bool:
    """Whether two are one, where one may say more than the other: "Nair" and "P Nair", a street with and without its town."""
    if kind == "name":
        left, right = set(one.split()), set(other.split())
        return left <= right or right <= left
    return one in other or other in one


def counted(paper: Paper, skip: frozenset[str] = frozenset()) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """By kind: what was found rightly, what wrongly, what was missed."""
    told = {(kind, key(kind, value) if kind == "name" else value) for kind, value in gathered([paper.block]).told()}
    told = {each for each in told if each[0] not in skip | {"sort_code"}}
    labels = {each for each in paper.labels if each[0] not in skip}
    right, missed, wrong = labels & told, labels - told, told - labels
    for kind in LOOSE:
        near = {
            (one, other)
            for one in missed
            for other in told
            if one[0] == other[0] == kind and _same(kind, one[1], other[1])
        }
        found, given = {one for one, _ in near}, {other for _, other in near}
        right, missed, wrong = right | found, missed - found, wrong - given
    return tuple(Counter(kind for kind, _ in each) for each in (right, wrong, missed))  # type: ignore[return-value]
