"""What the name of a post, a group or a person looks like in an owner cell."""

import re
from functools import lru_cache

from muniment.documents.plan.words import plain, squash, word_set

POST_ENDINGS = word_set("manager officer director lead leader head auditor coordinator co-ordinator team board group committee executive adviser advisor "
    "administrator analyst architect assistant clerk solicitor accountant guardian steward owner specialist partner partners "
    "managers officers directors leads heads leaders owners service services secretary treasurer chair controller supervisor "
    "engineer consultant champion councillor councillors cabinet panel forum unit office portfolio-holder holder lawyer deputy "
    "planner surveyor trainer registrar archivist desk mgr technician developer custodian custodians staff coordinators assessor inspector")  # fmt: skip
_FRONTED = re.compile(
    r"(?:(?:assistant|deputy|interim|acting|strategic|group|corporate|senior|service|executive|joint|associate|managing)\s+)*"
    r"(?:heads?|directors?|chiefs?|chair|leaders?|managers?|leads?|vice[- ]chair|portfolio holder|cabinet member)\s*(?:of|for|,|-)\s+\S",
)
_CHIEF = re.compile(
    r"(?:(?:deputy|interim|assistant|acting)\s+)*chief\s+\S|^all\s+\S|monitoring\b|s(?:ection)?\.? ?151\b"
)
_ACRONYM = re.compile(r"[A-Z][A-Z0-9]{1,6}s?")
_NAME_WORD = r"(?:[A-Z]\.?|[A-Z][a-z]+(?:['’-][A-Z]?[a-z]+)*|Mc[A-Z][a-z]+|Mac[A-Z][a-z]+|O['’][A-Z][a-z]+)"
_NAME = re.compile(rf"(?:(?:Mr|Mrs|Ms|Miss|Dr|Cllr|Councillor)\.? )?{_NAME_WORD}(?:[ .]+{_NAME_WORD}){{1,2}}")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_INITIALS = re.compile(r"[A-Z]{2,3}|[A-Z]\.? ?[A-Z]\.?")
# Capital letters that stand for a field of work, not for a post: "HR/Payroll Manager" is one post.
_FIELDS_OF_WORK = word_set("IT ICT HR IG FOI DP GDPR PR QA BI IS IM EIR SAR CCTV GIS PMO H&S AI UK EU PC NHS NOW SOON LATER YES NO HIGH LOW RED AMBER GREEN BLUE TBC TBA TBD NA WIP RAG BRAG DONE OPEN CLOSED ALL NEW END ASAP NONE TRUE FALSE MET")  # fmt: skip
_NOT_A_NAME = word_set("information data digital finance legal housing property policy training internal external communication communications corporate "
    "business human resources adult adults children childrens social care public health risk audit security asset assets records "
    "transformation programme project services service council head director manager officer all strategic democratic high low the "
    "governance protection planning customer delivery design environment education people place commercial procurement")  # fmt: skip


@lru_cache(maxsize=20_000)
def looks_like_post(text: str) -> bool:
    """Whether a text may name who answers: a post, a group, an acronym in capitals, or a person's name."""
    text = squash(text).strip(" .,;:/")
    if not text or len(text) > 120:
        return False
    return is_post(text) or _has_post_inside(text)


def is_post(text: str) -> bool:
    """Whether a text names who answers and nothing else."""
    return bool(
        ends_like_post(text) or is_fronted(text) or is_acronym(text) or is_name(text) or _MAIL.fullmatch(text.strip())
    )


def ends_like_post(text: str) -> bool:
    """`Training Manager`, `Audit Committee`: the last word says that it is a post or a group."""
    words = plain(re.sub(r"\([^)]*\)", " ", text)).strip(" .,;:").split()
    return bool(words) and words[-1] in POST_ENDINGS and len(words) <= 9


def is_fronted(text: str) -> bool:
    """`Head of Housing`, `Director of Place`, `Chief Executive`: what follows may itself contain `and`."""
    lower = plain(text)
    return bool(_FRONTED.match(lower) or _CHIEF.match(lower))


def is_acronym(text: str) -> bool:
    return bool(_ACRONYM.fullmatch(text)) and text not in _FIELDS_OF_WORK


def is_name(text: str) -> bool:
    """`Jane Smith`, `J. Smith`, `Cllr A Brown`; words of council work are no names."""
    words = plain(text).split()
    return bool(_NAME.fullmatch(text)) and not any(word in _NOT_A_NAME or word in POST_ENDINGS for word in words)


def is_short_name(text: str) -> bool:
    """Initials: `JS`, `J.S.`"""
    return bool(_INITIALS.fullmatch(text)) and text not in _FIELDS_OF_WORK


def _has_post_inside(text: str) -> bool:
    words = re.findall(r"[a-z-]+", plain(text))
    return (
        len(words) <= 14
        and any(word in POST_ENDINGS for word in words)
        and not re.search(r"\b(?:to|will|has|been)\b", plain(text))
    )
