"""What is looked for, as data that people can read and change: the form of each kind, the words that speak for it, the scores.

A `form` is a regular expression over ASCII in the few constructs that hyperscan and `re` understand alike: classes, groups
without capture, repeats, alternatives. It stands between word boundaries, and from its end its beginning is certain (a fixed
number of letters and digits), so that both engines find the same. What needs looking around is asked afterwards.

Scores, 0 to 1: `bare` for a valid value with nothing around it that says what it is; `kin` where words of its field or of a
person stand near; `own` where it is named, by words beside it or by the heading of its column.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from muniment.discovery.engine.personal import people_words, validators

_GAP = r"[ .\t\r\n\-]{0,3}"  # what may stand between the groups of a number: "943 476\n5919"
_THIN = r"[ \-]{0,2}"
_DIGIT = "[0-9OoIl]"  # and the letters that a scan reads for digits
_PHONE_GAP = r"[ .\-()/\t]{0,2}"
_OTHER_GAPS = (r"[ \-]{0,2}", r"[ \-]?", r"[ .\-()\t]{0,3}", r"[ .\-()\t]{0,2}", r"[ \t\r\n]{0,3}", " ?")


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of value. `words` and `kin` are regular expressions for lower-case text; `heading` is one for a column's heading."""

    kind: str
    said: str  # what it is, in a sentence: "an NHS number"
    form: str  # "" where only a word beside it makes it one
    valid: Callable[[str], bool]
    proof: str  # what `valid` tells, in a sentence: "its check digit is right"
    bare: float
    near: float
    own: float
    words: tuple[str, ...]  # its own names
    kin: tuple[str, ...]  # words of its field
    heading: str
    loose: str = ""  # its form right after its own name, where that makes a looser one certain
    digits: bool = False  # whether it is all digits, so that letters read for digits are put right
    by_chance: float = 1.0  # of values of that form by chance, how many are valid

    @property
    def squeezed(self) -> re.Pattern[str]:
        """Its form without what may stand between its groups."""
        return _squeezed(self.form)


@cache
def _squeezed(form: str) -> re.Pattern[str]:
    for gap in (_GAP, _THIN, _PHONE_GAP, *_OTHER_GAPS):
        form = form.replace(gap, "")
    return re.compile(form)


RULES: tuple[Rule, ...] = (
    Rule(
        "nhs_number", "an NHS number", rf"{_DIGIT}{{3}}{_GAP}{_DIGIT}{{3}}{_GAP}{_DIGIT}{{4}}",
        validators.nhs_number, "its check digit is right", 0.25, 0.65, 0.98,
        words=(r"\bnhs\b", r"\bnhs(?:nos?\b|num|number|id)\b", r"\bhealth service n", r"\brhif gig\b"),
        kin=(r"\bpatients?\b", r"\bhospital\b", r"\bclinic", r"\bgp\b", r"\bsurgery\b", r"\bward\b", r"\bdiagnos", r"\bchi\b", r"\bcarer?\b"),
        heading=r"\bnhs\b|\bnhs(?:nos?\b|num|number|id)|\brhif gig\b|^gig$",
        loose=r"[0-9OoIlSB](?:[ .\-]{0,2}[0-9OoIlSB]){9}", digits=True, by_chance=1 / 11,
    ),
    Rule(
        "nino", "a National Insurance number", rf"[A-Za-z]{{2}}{_GAP}{_DIGIT}{{2}}{_GAP}{_DIGIT}{{2}}{_GAP}{_DIGIT}{{2}}{_GAP}[A-Da-d]",
        validators.nino, "its letters are among those that are given out", 0.45, 0.7, 0.98,
        words=(r"\bnational insurance\b", r"\bnat ins", r"\bninos?\b", r"\bn i\b", r"\bni\b", r"\bninumber\b", r"\byswiriant gwladol\b"),
        kin=(r"\bhmrc\b", r"\bpayroll\b", r"\bbenefits?\b", r"\bpension", r"\bemployee", r"\btax\b", r"\bwages?\b", r"\bsalary\b", r"\bdwp\b", r"\buniversal credit\b"),
        heading=r"\bnational ins|\bnino\b|\bn ?i ?(?:nos?\b|num)|\bnat ins|\bni$|^n i$|\byswiriant gwladol|\binsurance (?:nos?\b|num)",
        loose=rf"[A-Za-z][ \-]?[A-Za-z](?:[ \-]?{_DIGIT}){{6}}(?:[ \-]?[A-Da-d])?", by_chance=0.09,
    ),
    Rule(
        "utr", "a Unique Taxpayer Reference", rf"{_DIGIT}{{5}}{_GAP}{_DIGIT}{{5}}",
        validators.utr, "its check digit is right", 0.15, 0.6, 0.97,
        words=(r"\butrs?\b", r"\bunique tax", r"\btaxpayers?\b", r"\btax ?payer", r"\btax ref", r"\bassessment (?:ref|no|num|utr)"),
        kin=(r"\bself assessment\b", r"\btax return", r"\bself employed\b"),
        heading=r"\butr\b|\bunique tax|\btax ?payer|\btax ref",
        loose=r"[0-9](?:[ .\-]?[0-9]){9}K?", digits=True, by_chance=1 / 11,
    ),
    Rule(
        "upn", "a Unique Pupil Number", rf"[A-Za-z]{_THIN}[0-9]{{3}}{_THIN}[0-9]{{4}}{_THIN}[0-9]{{2}}{_THIN}[0-9]{{2}}[0-9A-Za-z]",
        validators.upn, "its check letter is right", 0.4, 0.75, 0.97,
        words=(r"\bupns?\b", r"\bunique pupil\b", r"\bpupil (?:nos?\b|num|ref|id)"),
        kin=(r"\bpupils?\b", r"\bschool", r"\bacademy\b", r"\bsend?\b", r"\behcp?\b", r"\bstudent", r"\bclass\b", r"\byear \d", r"\battendance\b", r"\bexclu"),
        heading=r"\bupn\b|\bpupil (?:nos?\b|num|ref|id)|\bunique pupil", by_chance=1 / 23,
    ),
    Rule(
        "driving_licence", "a driving licence number",
        r"[A-Za-z][A-Za-z9]{4}[ \-]?[0-9OIl]{6}[ \-]?[A-Za-z][A-Za-z9][ \-]?[A-Za-z0-9][ \-]?[A-Za-z]{2}",
        validators.driving_licence, "it holds a name and a day that exists as licences do", 0.75, 0.85, 0.98,
        words=(r"\bdriv(?:ing|er'?s?) ?licen[cs]e", r"\bdvla\b", r"\blicen[cs]e (?:nos?\b|num)", r"\bdl (?:nos?\b|num)", r"\bdriver (?:nos?\b|num)"),
        kin=(r"\bdriver", r"\bdriving\b", r"\blicen[cs]e\b"),
        heading=r"\blicen[cs]e|\bdriv|\bdvla\b", by_chance=0.1,
    ),
    Rule(
        "vehicle_registration", "a vehicle registration", r"[A-Za-z]{2}[0-9]{2}[ \-]{0,2}[A-Za-z]{3}",
        validators.vehicle_current, "its area and age are of those that are given out", 0.45, 0.85, 0.96,
        words=(r"\bregistration", r"\breg\b", r"\bvrms?\b", r"\bvrn\b", r"\bnumber ?plate", r"\bplates?\b", r"\bindex (?:nos?\b|num|mark)"),
        kin=(r"\bvehicles?\b", r"\bcars?\b", r"\bvans?\b", r"\bparking\b", r"\bparked\b", r"\bpcn\b", r"\bpermit", r"\bpenalty charge\b", r"\bmot\b", r"\bdrove\b", r"\bdriv(?:es|ing|er|en)\b", r"\btaxi\b", r"\blorry\b", r"\bmotor(?:bike|cycle)", r"\bford\b", r"\bvauxhall\b", r"\bvolkswagen\b", r"\bvw\b", r"\btoyota\b", r"\bbmw\b", r"\baudi\b", r"\bnissan\b", r"\bhonda\b", r"\bpeugeot\b", r"\bkia\b", r"\bskoda\b", r"\bmercedes\b", r"\bfiat\b", r"\bhyundai\b", r"\brenault\b"),
        heading=r"\breg(?:istration|istered)?\b(?! (?:charity|company|date|office|address))|\bvrm\b|\bvrn\b|\bplate\b|\bvehicle (?:nos?\b|num|id)|^vehicle(?: \d)?$|^veh\b|\bindex mark",
        loose=r"(?:[A-Za-z]{2} ?[0-9]{2} ?[A-Za-z]{3}|[A-Za-z][0-9]{1,3} ?[A-Za-z]{3}|[A-Za-z]{3} ?[0-9]{1,3}[A-Za-z]|[A-Z]{2,3} ?[0-9]{1,4}|[0-9]{1,4} ?[A-Z]{2,3})", by_chance=0.4,
    ),
    Rule(
        "vehicle_registration", "a vehicle registration", r"[A-Z][0-9]{1,3}[ \-]?[A-Z]{3}",
        validators.vehicle_prefix, "it is of the form given out from 1983 to 2001", 0.1, 0.7, 0.95,
        words=(), kin=(), heading="", by_chance=0.8,
    ),
    Rule(
        "vehicle_registration", "a vehicle registration", r"[A-Z]{3}[ \-]?[0-9]{1,3}[A-Z]",
        validators.vehicle_suffix, "it is of the form given out from 1963 to 1983", 0.1, 0.7, 0.95,
        words=(), kin=(), heading="", by_chance=0.8,
    ),
    Rule(
        "vehicle_registration", "a vehicle registration", r"[A-Z]{3} ?[0-9]{4}",
        validators.vehicle_irish, "it is of the form given out in Northern Ireland", 0.1, 0.65, 0.95,
        words=(), kin=(), heading="", by_chance=0.3,
    ),
    Rule(
        "payment_card", "a payment card number", rf"[0-9]{{4}}{_GAP}[0-9]{{4}}{_GAP}[0-9]{{4}}{_GAP}[0-9]{{4}}",
        validators.payment_card, "its check digit is right and it begins as cards of a known scheme do", 0.4, 0.85, 0.97,
        words=(r"\bcards?\b", r"\bvisa\b", r"\bmastercard\b", r"\bdebit\b", r"\bcredit card", r"\bamex\b", r"\bamerican express\b", r"\bpan\b", r"\bmaestro\b"),
        kin=(r"\bexp(?:iry|ires|\b)", r"\bcvv", r"\bcvc\b", r"\bsecurity code\b", r"\bpayments?\b", r"\bpaid\b", r"\bvalid (?:from|thru)\b"),
        heading=r"\bcard\b|\bpan\b|\bcredit card|\bdebit card", by_chance=0.04,
    ),
    Rule(
        "payment_card", "a payment card number", rf"3[47][0-9]{{2}}{_GAP}[0-9]{{6}}{_GAP}[0-9]{{5}}",
        validators.payment_card, "its check digit is right and it begins as cards of a known scheme do", 0.4, 0.85, 0.97,
        words=(), kin=(), heading="", by_chance=0.1,
    ),
    Rule(
        "phone", "a telephone number", rf"[0O][1-9](?:{_PHONE_GAP}[0-9]){{9}}",
        validators.phone, "its area or service is one that is given out", 0.45, 0.7, 0.93,
        words=(r"\btele?s?\b", r"\btelephon", r"\bphones?\b", r"\bmob(?:ile)?s?\b", r"\bcell\b", r"\bcall(?:ed|s|ing|ers?)?\b", r"\brang\b", r"\bring\b", r"\bspoken?\b", r"\breach(?:ed)?\b", r"\bcontact(?:ed)?\b", r"\btext(?:ed)?\b", r"\bfax\b", r"\blandline\b", r"\bhome\b", r"\bwork\b", r"\bwhatsapp\b", r"\bextension\b", r"\bdirect (?:line|dial)\b", r"\bswitchboard\b", r"\bhelpline\b", r"\bt\b", r"\bm\b", r"\bemergency\b", r"\bsms\b", r"\bvoicemail\b", r"\bffon\b", r"\bsymudol\b"),
        kin=(r"\bemail\b", r"\be-mail\b", r"\baddress\b", r"\bname\b", r"\bnumber is\b"),
        heading=r"\btel(?:e|no|num)?s?\d*\b|phone|\bmob(?:ile|no)?s?\d*\b|\bcell\b|\bcontact (?:nos?\b|num|tel)|\bfax\b|\blandline\b|\bdaytime\b|\bevening\b|\bswitchboard\b|\bminicom\b|\bffon|\bsymudol\b|\bcli\b|\bhotline\b|\bhelpline\b",
        digits=True, by_chance=0.4,
    ),
    Rule(
        "phone", "a telephone number", rf"0[18](?:{_PHONE_GAP}[0-9]){{8}}",
        validators.phone, "its area or service is one that is given out", 0.2, 0.4, 0.9,
        words=(), kin=(), heading="", by_chance=0.4,
    ),
    Rule(
        "phone", "a telephone number", rf"(?:00)?44[ .\-()\t]{{0,3}}0?[ .\-()\t]{{0,2}}[1-9](?:{_PHONE_GAP}[0-9]){{9}}",
        validators.phone, "its area or service is one that is given out", 0.65, 0.8, 0.95,
        words=(), kin=(), heading="", by_chance=0.1,
    ),
    Rule(
        "postcode", "a postcode", r"[A-Za-z]{1,2}[0-9][A-Za-z0-9]?[ \t\r\n]{0,3}[0-9][ABD-HJLNP-UW-Zabd-hjlnp-uw-z]{2}",
        validators.postcode, "its area exists", 0.45, 0.9, 0.96,
        words=(r"\bpost ?codes?\b", r"\bpost(?:al)? code", r"\bp code\b", r"\bpcode\b", r"\bcod post\b"),
        kin=(r"\broad\b", r"\brd\b", r"\bstreet\b", r"\bst\b", r"\bavenue\b", r"\bave\b", r"\blane\b", r"\bln\b", r"\bdrive\b", r"\bclose\b", r"\bcourt\b", r"\bcrescent\b", r"\bplace\b", r"\bhouse\b", r"\bway\b", r"\bgardens?\b", r"\bterrace\b", r"\bflat\b", r"\bsquare\b", r"\bgrove\b", r"\bhill\b", r"\baddress\b", r"\blives? (?:at|in)\b", r"\bresid", r"\bpark\b", r"\bwalk\b", r"\bmews\b", r"\brow\b", r"\bgreen\b", r"\bview\b"),
        heading=r"post ?code|\bcod post|\bp ?code\b|\bpostal code|\bzip\b|^pc$", by_chance=0.5,
    ),
)  # fmt: skip

# Kinds that are found after a word that names them, or under a heading, and never by their form alone.
NAMED: tuple[Rule, ...] = (
    Rule(
        "passport", "a passport number", "", validators.passport, "it has the form of a passport's number", 0.1, 0.3, 0.95,
        words=(r"\bpassports?\b", r"\bpp ?(?:nos?\b|num)"), kin=(), heading=r"\bpassport|\bpp ?no\b|\btravel document",
    ),
    Rule(
        "uprn", "a property reference (UPRN)", "", validators.uprn, "it has the form of one", 0.1, 0.3, 0.55,
        words=(r"\buprns?\b", r"\bunique property ref"), kin=(), heading=r"\buprn\b|\bunique prop",
    ),
)  # fmt: skip

# A word of these, nearer to a number than its own name is, says that it is something else.
OTHERWISE = (
    r"\border(?:s|ed)?\b", r"\binvoices?\b", r"\binv\b", r"\bref(?:s|erences?)?\b", r"\bpo\b", r"\bpurchase\b", r"\bisbn(?:-1[03])?\b", r"\bissn\b",
    r"\bsku\b", r"\bproducts?\b", r"\bparts?\b", r"\bitems?\b", r"\bserial\b", r"\bmodel\b", r"\bbatch\b", r"\bsuppliers?\b", r"\bvendors?\b",
    r"\btransactions?\b", r"\bvouchers?\b", r"\bcompany (?:nos?\b|num|reg)", r"\bcompanies house\b", r"\bcharity\b", r"\bvat\b", r"\beastings?\b", r"\bnorthings?\b",
    r"\bgrid\b", r"\bos ?ref\b", r"\blot\b", r"\bassets?\b", r"\btag\b", r"\bid\b", r"\bcase (?:nos?\b|num|ref|id)", r"\bapplication (?:nos?\b|num|ref|id)", r"\baccount (?:ref|id)", r"\bbarcodes?\b", r"\bean\b", r"\bgtin\b", r"\btracking\b", r"\bversions?\b", r"\bbuild\b",
    r"\bcost cent", r"\bledger\b", r"\bjournal\b", r"\bmeters?\b", r"\bmpan\b", r"\bmprn\b", r"\buprns?\b", r"\busrn\b", r"\btoid\b", r"\bjob\b", r"\btickets?\b",
    r"\bcatalogue\b", r"\bdoi\b", r"\bpatent\b", r"\bcommit\b", r"\bhash\b", r"\bchecksum\b", r"\bsha\d*\b", r"\bmd ?5\b", r"\bguid\b", r"\buuid\b", r"\bport\b",
    r"\bimei\b", r"\bconsignment\b", r"\bstock\b", r"\brevision\b", r"\bplanning app", r"\brecord id\b", r"\bdocument id\b",
    r"\bkeyid\b", r"\btimestamp\b", r"\bepoch\b", r"\bdrawing\b", r"\bfigure\b", r"\btoken\b", r"\bcertificate\b", r"\bpolicy (?:nos?\b|num)", r"\bclaim (?:nos?\b|num)", r"\bcontract\b",
)  # fmt: skip

# Words by which a text shows that it speaks of somebody.
PERSON = (
    r"\bmrs?\b", r"\bms\b", r"\bmiss\b", r"\bdob\b", r"\bo b\b", r"\bof birth\b", r"\bborn\b", r"\bpatient\b", r"\bclient\b", r"\bservice users?\b",
    r"\bpupil\b", r"\btenant\b", r"\bresident\b", r"\bapplicant\b", r"\bclaimant\b", r"\bemployee\b", r"\bof kin\b", r"\bmother\b", r"\bfather\b",
    r"\bmum\b", r"\bdad\b", r"\bhis\b", r"\bher\b", r"\bshe\b", r"\bhe\b", r"\blives\b", r"\baged\b", r"\bsurname\b", r"\bforename\b", r"\bdear\b",
    r"\bdeceased\b", r"\bwife\b", r"\bhusband\b", r"\bcarer\b", r"\bmy\b", r"\bcustomer\b", r"\bfull name\b",
)  # fmt: skip

# Words after which a value is an example and nobody's.
EXAMPLE = (
    r"\be ?g\b", r"\bexamples?\b", r"\bsuch as\b", r"\bsample\b", r"\bdummy\b", r"\bplaceholder\b", r"\bthe form\b",
    r"\bformat(?:ted)?\b", r"\blooks? like\b", r"\btest (?:card|number|data|value)", r"\bfictional\b", r"\bfictitious\b",
)  # fmt: skip

OF_KIND: dict[str, tuple[Rule, ...]] = {
    kind: tuple(rule for rule in (*RULES, *NAMED) if rule.kind == kind)
    for kind in {rule.kind for rule in (*RULES, *NAMED)}
}

# Beginnings from which something longer is read, or words beside which something is looked for; and whether it ends with the word.
BEGINNINGS: dict[str, tuple[str, bool]] = {
    "iban": (r"[A-Za-z]{2}[0-9]{2}[ \-]?[A-Za-z0-9]{4}[ \-]?[A-Za-z0-9]{4}[ \-]?[A-Za-z0-9]{3}", False),
    "email": (r"[A-Za-z0-9_+\-] ?@[ \r\n]?[A-Za-z0-9]", False),
    "pair": (r"[0-9]{2}[ \-]{0,3}[0-9]{2}[ \-]{0,3}[0-9]{2}[ ,/:;|\t\r\n]{1,4}[0-9]{4}[ \-]?[0-9]{4}", True),
    "b": (r"\bb\. ?[0-9]", False),
    "born": (r"(?:[Dd]\.? ?[Oo]\.? ?[Bb]|D\.? ?O\.? ?B|[Dd]ate[ _]?[Oo]f[ _]?[Bb]irth|DATE OF BIRTH|[Bb]irth[ _]?[Dd]a(?:te|y)|[Bb]orn|BORN|[Dd]yddiad [Gg]eni|DYDDIAD GENI)", True),
    "passport": (r"[Pp](?:assport|ASSPORT)[Ss]?", True),
    "uprn": (r"(?:UPRN|uprn)s?", True),
    "bank": (r"(?:(?:[Ss]ort|SORT)(?:[ \-_]?(?:[Cc]ode|CODE)s?)?|[Ss]/[Cc])", True),
    "loose nhs_number": (r"(?:NHS|nhs|Rhif GIG|RHIF GIG|rhif gig)", True),
    "loose nino": (r"(?:NI|ni|NINO|[Nn]ino|[Ii]nsurance|INSURANCE|[Nn]at\.? [Ii]ns\.?|NAT\.? INS\.?|[Gg]wladol|GWLADOL)", True),
    "loose utr": (r"(?:UTR|utr|[Tt]axpayer|[Tt]ax [Rr]ef(?:erence)?)", True),
    "loose vehicle_registration": (r"(?:[Rr]eg(?:istration)?|REG|REGISTRATION|VRM|vrm|VRN|[Pp]late|[Ii]ndex)", True),
    "name": (people_words.NAMED, False),
    "turned": (people_words.TURNED, False),
    "label": (people_words.LABELLED, False),
    "street": (people_words.STREET, True),
}  # fmt: skip

# The words of each kind, its own and those of its field, as `context` asks for them.
WORDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    **{rule.kind: (rule.words, rule.kin) for rule in (*RULES, *NAMED) if rule.words},
    "email": ((r"\be ?mails?\b", r"\bmail\b", r"\be ?bost\b"), ()),
    "iban": ((r"\bibans?\b", r"\bbank\b"), ()),
    "bank_account": ((r"\baccount (?:nos?\b|num)", r"\bacc?t?\b", r"\ba c\b", r"\baccount\b", r"\bbank\b", r"\bsort ?code\b", r"\bbacs\b"), ()),
    "date_of_birth": ((r"\bdob\b", r"\bof birth\b", r"\bborn\b", r"\bo b\b", r"\bbirth ?da", r"\bdyddiad geni\b"), ()),
}  # fmt: skip
