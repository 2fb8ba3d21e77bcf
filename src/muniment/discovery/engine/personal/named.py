"""Values that are read from their beginning, or looked for beside the word that names them."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache, partial

from muniment.clock import today
from muniment.discovery.engine.personal import judging, masking, offices, rules, validators
from muniment.discovery.engine.personal.context import around
from muniment.discovery.engine.personal.dates import DATE, birth
from muniment.discovery.engine.personal.judging import Seen
from muniment.discovery.engine.personal.matching import Match

_LOCAL = re.compile(rb"[A-Za-z0-9._%+'\-]{1,64} ?\Z")
_DOMAIN = re.compile(rb"@[ \r\n]{0,2}((?:[A-Za-z0-9\-]{1,63}\.[\r\n]?){1,8}[A-Za-z]{2,24})(?![A-Za-z0-9\-])")
_NOT_A_DOMAIN = frozenset({"png", "jpg", "jpeg", "gif", "svg", "js", "css", "py", "html", "php", "exe", "dll", "txt", "webp"})  # fmt: skip
_DOMAINS = frozenset({"com", "net", "org", "uk", "info", "gov", "ie", "eu"})


def _without_next_sentence(host: str, ends: int) -> tuple[str, int]:
    """The domain and its end, where a sentence that ends with it is followed by another without a space: "a@b.com.Then"."""
    before, _, last = host.rpartition(".")
    if len(last) > 2 and before.rpartition(".")[2] in _DOMAINS and "." in before:
        return before, ends - len(last) - 1
    return host, ends


def email(text: bytes, match: Match) -> Iterator[Seen]:
    """An address around the sign that stands in every one."""
    at = text.index(b"@", match.start)
    local, domain = _LOCAL.search(text, max(0, at - 66), at), _DOMAIN.match(text, at)
    if local is None or domain is None:
        return
    name = local[0].decode().strip().lstrip("'.-").lower()
    host = re.sub(r"\s", "", domain[1].decode()).lower()
    host, ends = _without_next_sentence(host, domain.end())
    if not name or host.rpartition(".")[2] in _NOT_A_DOMAIN or ".." in name:
        return
    spaced = local[0].endswith(b" ") or text[at + 1 : at + 2].isspace()
    start = local.start()
    near = around(text, start, ends, "email")
    score, why = 0.9, "It is written as an e-mail address."
    if near.named and not near.exemplary:
        score, why = 0.95, "It is written as an e-mail address, and the words beside it say so."
    elif near.exemplary:
        score, why = 0.2, "The words before it say that it is an example."
    elif spaced:
        score = 0.6
    if name == "git" or (text[max(0, start - 1) : start] in {b"/", b":"} and text[ends : ends + 1] in {b":", b"/"}):
        score, why = 0.1, "It is a part of an address of a program."
    elif offices.MAILBOXES.match(name) and score > 0.55:
        score, why = 0.55, offices.OF_A_MAILBOX
    yield Seen("email", f"{name}@{host}", f"{name}@{host}", start, ends, score, why)


@cache
def _so_long(length: int) -> re.Pattern[bytes]:
    return re.compile(rb"[A-Za-z0-9](?:[ \-\r\n]{0,2}[A-Za-z0-9]){%d}\b" % (length - 1))


def iban(text: bytes, match: Match) -> Iterator[Seen]:
    """An account number whose country says how long it is."""
    length = validators.iban_length(text[match.start : match.start + 2].decode().upper())
    if not length:
        return
    found = _so_long(length).match(text, match.start)
    if found is None or not validators.iban(value := masking.squeezed(found[0].decode())):
        return
    near = around(text, match.start, found.end(), "iban")
    score, why = 0.9, "It is as long as its country has them, and its check digits are right."
    if near.own < near.other:
        score, why = 0.98, "Its check digits are right, and the words beside it say that it is one."
    if near.exemplary:
        score, why = 0.2, "The words before it say that it is an example."
    yield Seen("iban", value, found[0].decode(), match.start, found.end(), score, why)


_SORT = re.compile(rb"(?<![0-9])[0-9]{2}[ .\-]{0,3}[0-9]{2}[ .\-]{0,3}[0-9]{2}(?![0-9])")
_ACCOUNT = re.compile(rb"(?<![0-9\-])[0-9]{4}[ \-]?[0-9]{4}(?![0-9\-])")
_BESIDE = 5  # words
_REACH = 90  # characters between a sort code and its account


def pair(text: bytes, match: Match) -> Iterator[Seen]:
    """A sort code with an account number right after it."""
    value = masking.squeezed(text[match.start : match.end].decode())
    if not (validators.sort_code(value[:6]) and validators.account_number(value[6:])):
        return
    near = around(text, match.start, match.end, "bank_account")
    dashed = text[match.start + 2 : match.start + 3] == b"-"
    score, why = 0.6 if dashed else 0.2, "A sort code and an account number stand side by side."
    if near.exemplary or (near.otherwise and not near.own < near.other):
        score, why = 0.2, "The words before it speak of something else, or of an example."
    elif near.own < near.other and (dashed or near.own <= _BESIDE):
        score, why = 0.95, "A sort code and an account number stand side by side, and the words beside them say so."
    yield Seen("bank_account", value, value, match.start, match.end, score, why)


def sort_code(text: bytes, match: Match) -> Iterator[Seen]:
    """What stands after the words “sort code”: the code, and the account number behind or before it."""
    code = _SORT.search(text, match.end, match.end + 50)
    if code is None or not validators.sort_code(sort := masking.squeezed(code[0].decode())):
        return
    near = around(text, code.start(), code.end(), "bank_account")
    accounts = [
        *_ACCOUNT.finditer(text, code.end(), code.end() + _REACH),
        *reversed(list(_ACCOUNT.finditer(text, max(0, match.start - _REACH), match.start))),
    ]
    if near.exemplary:
        return
    for account in accounts:
        number = masking.squeezed(account[0].decode())
        if validators.account_number(number):
            yield Seen(
                "bank_account", sort + number, sort + number, code.start(), account.end(), 0.95,
                "A sort code is named, and an account number stands with it.",
            )  # fmt: skip
            return
    if b"code" not in text[match.start : match.end].lower():  # “sort” alone means other things too
        return
    yield Seen(
        "sort_code",
        sort,
        code[0].decode(),
        code.start(),
        code.end(),
        0.55,
        "A sort code is named, without an account number.",
    )


_BETWEEN = re.compile(rb"[^0-9]{0,45}\Z")
_AND = re.compile(rb"\s{0,2}(?:,|;|&|/|\band\b)\s{0,2}(?:and\s)?")
_BORN = re.compile(rb"[\s:,(\-]*(?:(?:on|the|at|home|in|of|[A-Z][A-Za-z]+)[\s,]+){0,5}\(?\Z")
_ENDED = re.compile(
    rb"\.\s+[A-Z]|\n\s*\n|\b(?:appointment|referr|seen|dated|received|admitted|review|since|died|expir|issued)",
    re.IGNORECASE,
)


def born(text: bytes, match: Match) -> Iterator[Seen]:
    """The date beside the words “date of birth”, or below them where they head a column of a text."""
    day = today()
    after = DATE.search(text, match.end, match.end + 75)
    between = text[match.end : after.start()] if after is not None else b""
    if text[match.start : match.end].lower() == b"born" and not _BORN.match(between):
        after = None
    if (
        after is not None
        and _BETWEEN.match(between)
        and (not between.strip(b" \t\r\n:.-") or not _ENDED.search(between))
    ):
        next_of_list: re.Match[bytes] | None = after
        while next_of_list is not None:
            yield from _birth(next_of_list, day, 0.95, "The words before it say that somebody was born then.")
            link = _AND.match(text, next_of_list.end())
            next_of_list = DATE.match(text, link.end()) if link is not None else None
        if between.count(b"\n") and len(between) > 3:
            yield from _rows_below(text, after.end(), day)
        return
    before = list(DATE.finditer(text, max(0, match.start - 40), match.start))
    if (
        before
        and match.start - before[-1].end() <= 18
        and not re.search(rb"[.\n]", text[before[-1].end() : match.start])
    ):
        yield from _birth(before[-1], day, 0.9, "The words after it say that somebody was born then.")
        return
    line_ends = text.find(b"\n", match.end, match.end + 200)
    if line_ends >= 0 and not any(48 <= sign <= 57 for sign in text[match.end : line_ends]):
        yield from _rows_below(text, line_ends, day)


def born_in_index(text: bytes, match: Match) -> Iterator[Seen]:
    """The date right behind “b.”, as indexes have it."""
    found = DATE.match(text, match.end - 1)
    if found is not None:
        yield from _birth(found, today(), 0.8, "“b.” stands before it, as before the day of a birth.")


def _rows_below(text: bytes, start: int, day: date) -> Iterator[Seen]:
    """One date in each line below a heading, as long as every line has one."""
    without = 0
    for _ in range(500):
        begins = text.find(b"\n", start) + 1
        if not begins:
            return
        ends = text.find(b"\n", begins)
        start = ends if ends >= 0 else len(text)
        dates = list(DATE.finditer(text, begins, start))
        without = 0 if dates else without + 1
        if len(dates) > 1 or without > 1 or start <= begins:
            return
        if not dates:  # a cell above broke into two lines
            continue
        yield from _birth(dates[0], day, 0.85, "It stands below a heading that speaks of birth.")


def _birth(found: re.Match[bytes], day: date, score: float, why: str) -> Iterator[Seen]:
    born_on = birth(found, day)
    if born_on is not None:
        written = f"{born_on:%Y%m%d}"
        yield Seen("date_of_birth", written, written, found.start(), found.end(), score, why)


_PASSPORT = re.compile(rb"(?<![A-Za-z0-9])(?:[0-9]{9}|[0-9]{3}[ \-][0-9]{3}[ \-][0-9]{3}|[A-Za-z]{1,2} ?[0-9]{7,8})(?![A-Za-z0-9])")  # fmt: skip


def passport(text: bytes, match: Match) -> Iterator[Seen]:
    """Numbers after the word “passport”, and one in brackets before it."""
    behind = text[match.end : match.end + 80].partition(b"\n\n")[0]
    found = list(_PASSPORT.finditer(text, match.end, match.end + len(behind)))
    found += [
        each
        for each in _PASSPORT.finditer(text, max(0, match.start - 24), match.start)
        if match.start - each.end() < 14
    ]
    for each in found:
        value = masking.squeezed(each[0].decode())
        if not validators.passport(value):
            continue
        near = around(text, each.start(), each.end(), "passport")
        if near.exemplary:
            continue
        if near.named or each.start() < match.start:
            yield Seen(
                "passport",
                value,
                each[0].decode(),
                each.start(),
                each.end(),
                0.95,
                "It has the form of a passport's number, and the words beside it name one.",
            )


_UPRN = re.compile(rb"(?<![A-Za-z0-9])[0-9]{6,12}(?![A-Za-z0-9])")


def uprn(text: bytes, match: Match) -> Iterator[Seen]:
    """The number after the word “UPRN”."""
    found = _UPRN.search(text, match.end, match.end + 30)
    if found is None:
        return
    near = around(text, match.start, match.end, "uprn")
    score, why = 0.55, "It is a property reference: it tells of a place, and of a person only beside a name."
    if near.personal:
        score, why = 0.65, "It is a property reference, and the words near it speak of a person."
    yield Seen("uprn", found[0].decode().lstrip("0"), found[0].decode(), found.start(), found.end(), score, why)


_WORDS_BETWEEN = re.compile(rb"[^0-9]{0,30}\Z")
_NEXT_TO = re.compile(rb"[ \t]*(?:\(?[Nn]o\.?\)?|[Nn]umber|[Mm]ark|plate|is|was)?[ \t:.=\-]{0,4}\Z")
_SHORT = frozenset({"vehicle_registration"})  # forms so short that they must stand right behind the word


def loose(text: bytes, match: Match, kind: str) -> Iterator[Seen]:
    """A value right behind its name in a looser form than counts elsewhere: other groups, a last letter missing."""
    rule = rules.OF_KIND[kind][0]
    found = _loose(rule.loose).search(text, match.end, match.end + 50)
    if found is None:
        return
    between = (_NEXT_TO if kind in _SHORT else _WORDS_BETWEEN).match(text[match.end : found.start()])
    raw = found[0].decode()
    value, _ = judging.value_of(raw, rule)
    if between is None or not (kind in _SHORT or rule.valid(value)):
        return
    near = around(text, found.start(), found.end(), kind)
    if near.named and not near.exemplary and judging.stands_alone(text, found.start(), found.end()):
        why = f"The words right before it name {rule.said}."
        yield Seen(kind, value, raw, found.start(), found.end(), 0.9, why)


@cache
def _loose(expression: str) -> re.Pattern[bytes]:
    return re.compile(rb"(?<![A-Za-z0-9])(?:" + expression.encode() + rb")(?![A-Za-z0-9])")


READERS: dict[str, Callable[[bytes, Match], Iterator[Seen]]] = {
    "email": email, "iban": iban, "pair": pair, "bank": sort_code, "b": born_in_index, "born": born, "passport": passport, "uprn": uprn,
    **{f"loose {kind}": partial(loose, kind=kind) for kind in ("nhs_number", "nino", "utr", "vehicle_registration")},
}  # fmt: skip
