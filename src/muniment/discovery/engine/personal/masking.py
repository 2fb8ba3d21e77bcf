"""A value as it may be kept: enough to know it again with the file in hand, too little to know it without."""

SHOWN = 4  # letters and digits of a value that a mask may hold, at most


def masked(value: str) -> str:
    """The value with stars for nearly all of its letters and digits: of `SHOWN` at most, and of a third of them at most.

    Its first ones and its last stay, and what stands between the groups: "94* *** ***9".
    """
    places = [place for place, sign in enumerate(value) if sign.isalnum()]
    shown = min(SHOWN, len(places) // 3)
    keep = {*places[: max(shown - 1, 0)], *places[len(places) - 1 :]} if shown > 1 else set(places[:shown])
    return "".join(sign if place in keep or sign in " -/@" else "*" for place, sign in enumerate(value))


def masked_email(value: str) -> str:
    """The first letter and the last part of the domain: "j***@***.uk"; a mask of few stars, since its length would tell."""
    name, _, domain = value.partition("@")
    last = domain.rpartition(".")[2]
    return f"{name[:1]}***@***.{last}" if len(last) < SHOWN else f"{name[:1]}***@***"


def masked_words(value: str) -> str:
    """The first letter of the first and of the last word: "A*** O***"."""
    words = [word for word in value.split() if word[0].isalpha()] or ["*"]
    return " ".join(f"{word[0]}***" for word in (words if len(words) < 3 else [words[0], words[-1]]))


def squeezed(value: str) -> str:
    """Its letters and digits alone, in upper case: what makes two spellings of a value one."""
    return (value if value.isalnum() else "".join(filter(str.isalnum, value))).upper()


_WORDS = frozenset({"name", "address"})


def mask(kind: str, raw: str) -> str:
    """A value of a kind, masked as values of that kind are."""
    if kind == "email":
        return masked_email(raw)
    if kind == "date_of_birth" and len(raw) == len("19840403"):
        return f"**/**/{raw[:3]}*"
    return masked_words(raw) if kind in _WORDS else masked(raw)
