"""The headings of a table: which row they are, and of what kind each says that its column is."""

import re
from functools import lru_cache

from muniment.discovery.engine.personal import rules
from muniment.discovery.engine.personal.plain import plain
from muniment.discovery.engine.personal.special import LABELS

_LOOKED_AT = 12  # rows
_LONGEST = 60  # characters of a heading

NAME = re.compile(
    r"\b(?:full|first|last|family|given|middle|maiden|preferred|client|patient|tenant|applicant|child|pupil|student|employee|customer|"
    r"claimant|carer|contact|resident|staff|owner|keeper|payee|account holder|service user|next of kin|parent|guardian|your|person|officer)'?s? ?names?\b"
    r"|^(?:f|l|s)?names?$|\bsurname|\bforename|\bname of (?:client|child|patient|applicant|pupil|tenant)|\bcyfenw\b|^enw(?: llawn| cyntaf)?$|^nm$|^ee$|^who$|^persons?$"
    r"|^(?:main |lead |joint |named |registered )?(?:client|patient|tenant|applicant|child|pupil|student|employee|claimant|resident|service user|next of kin|holder|payee|ratepayer|taxpayer"
    r"|occupier|keeper|driver|licensee|borrower|member|worker|customer|debtor|complainant|requester|appellant|objector|elector|landlord|carer|guardian|parent"
    r"|card ?holder|account ?holder|deceased|learner|candidate|beneficiary|owner|contact|officer|informant|deputy|attendee)s?(?: \d)?$"
)
# Headings under which nothing but a name of a person stands, however rare it is.
OF_PEOPLE = re.compile(
    r"\bsurname|\bforename|\b(?:first|last|family|given|middle|maiden|preferred)'?s? ?names?\b|^(?:f|l|s)names?$|\bcyfenw\b|^enw cyntaf$"
)
ADDRESS = re.compile(
    r"\baddress(?: ?line)?(?: ?\d)?\b(?! ip)|\bstreet\b|^addr|^adr\b|^add \d$|^(?:line|addr) 1$|^prop(?:erty)?$|\bproperty address|\bpremises$|^where$|\bresidence\b|\blives at\b|\bcyfeiriad\b"
)
BORN = re.compile(
    r"^(?!.*\b(?:build|built|construction|completion)\b).*(?:\bdob\b|\bdo b\b|\bbirth\b(?! (?:place|weight|country|town|cert|reg|parent))|\bbirth ?da|\bborn\b|\bd o b\b|^bd$|\bb day\b|\bdyddiad geni\b)"
)
EMAIL = re.compile(r"\be ?(?:mail|bost)")
SORT_CODE = re.compile(r"\bsort ?codes?\b|^sort$|^s ?c(?:ode)?$|\bs code\b")
ACCOUNT = re.compile(
    r"\bac(?:c(?:oun)?t)? ?(?:no|num|#)|\bbank ac|\ba c (?:no|num)|^acc(?:oun)?t$|^a c$|\baccount number"
)
IBAN = re.compile(r"\biban\b")
STAFF = re.compile(
    r"\bjob title|\bpost title|\bdepartment\b|\bdirectorate\b|\bextension\b|\bline manager|\bjob role|\bgrade\b|\bposition\b|\bteam\b|\bservice area"
)
SERVED = re.compile(
    r"\bclients?\b|\bpatients?\b|\bpupils?\b|\btenants?\b|\bclaimants?\b|\bservice users?\b|\bcase\b|\bapplicants?\b|\bnhs\b|\bdob\b|\bbirth\b"
)
BOOKS = re.compile(r"\bisbn|\bauthor|\bpublisher|\btitle\b")
_OTHERWISE = re.compile(
    "|".join(
        (
            *rules.OTHERWISE,
            r"\bamount\b",
            r"\bfile ?name",
            r"\bquantity\b",
            r"\bbeneficiary id\b",
            r"\bcode$",
            r"^id$",
            r"\burn\b",
            r"\bobject ?id\b",
        )
    )
)
_KINDS = tuple((rule, re.compile(rule.heading)) for rule in (*rules.RULES, *rules.NAMED) if rule.heading)


@lru_cache(maxsize=4096)
def said(heading: str) -> str:
    """A heading in small letters and single words: "NHSNumber", "nhs_no.", "VRM2" and "D.O.B." are "nhs number", "nhs no", "vrm 2", "dob"."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", plain(heading).decode())
    apart = re.sub(r"\b(?:[a-z]\.){2,}[a-z]?\b", lambda found: found[0].replace(".", ""), apart.lower())
    apart = re.sub(r"(?<=[a-z]{2})(?=\d{1,2}\b)", " ", apart)
    return " ".join(re.sub(r"[^a-z0-9#]+", " ", apart).split())


@lru_cache(maxsize=4096)
def rule_of(heading: str) -> rules.Rule | None:
    """The rule whose values a column with this heading holds."""
    words = said(heading)
    return next((rule for rule, named in _KINDS if named.search(words)), None)


@lru_cache(maxsize=4096)
def speaks_of_else(heading: str) -> bool:
    """Whether it names something that is no personal data: an order, an amount."""
    return _OTHERWISE.search(said(heading)) is not None


@lru_cache(maxsize=4096)
def known(cell: str) -> bool:
    """Whether a cell reads like a heading that names something."""
    if not cell or len(cell) > _LONGEST or sum(sign.isdigit() for sign in cell) > 3:
        return False
    words = said(cell)
    return (
        any(each.search(words) for each in (NAME, ADDRESS, BORN, EMAIL, SORT_CODE, ACCOUNT, IBAN))
        or rule_of(cell) is not None
        or LABELS.fullmatch(words) is not None
        or speaks_of_else(cell)
    )


def row_of(rows: tuple[tuple[str, ...], ...]) -> int:
    """Which row holds the headings; -1 where none does.

    The one among the first dozen with most cells that name something known; else the first whose cells are all words, where
    there are rows with figures below it.
    """
    counts = [sum(map(known, row)) for row in rows[:_LOOKED_AT]]
    most = max(counts, default=0)
    if most >= 1:
        place = counts.index(most)
        filled = sum(1 for cell in rows[place] if cell.strip())
        if most * 2 >= filled or most > 1 or place == 0:
            return place
    for place, row in enumerate(rows[:3]):
        cells = [cell for cell in row if cell.strip()]
        if len(cells) > 1 and all(len(cell) <= _LONGEST and not any(sign.isdigit() for sign in cell) for cell in cells):
            return place
    return -1
