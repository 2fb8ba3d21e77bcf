"""Whether a thing is told of some of many: `seven of the nine services`, `two thirds of the boxes`, `40 % of staff`."""

import re

_SMALL = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen twenty"
)
_VALUES = {word: value for value, word in enumerate(_SMALL.split(), 1)}
_NUMBER = rf"(?:\d[\d,]*|{'|'.join(_VALUES)})"
_SOME_OF = re.compile(
    rf"(?<![\w./-])(?P<some>{_NUMBER})(?: [a-z-]+){{0,2}} (?:out )?of (?:the |our |all )?(?P<all>{_NUMBER})(?![\w/%]|[.-]\d)"
)
_SHARE_OF = re.compile(
    r"\b(?:half|(?:two |one )?thirds?|(?:three |one )?quarters?|most|some|many|majority|\d{1,2} ?%) of "
    r"(?:the|our|all|these|its)\b"
)


def in_part(text: str) -> bool:
    """Of a text in lower case. The whole (`nine of nine`) is no part, and 2 of 2016 is a date."""
    for found in _SOME_OF.finditer(text):
        some, whole = (_VALUES.get(word) or int(word.replace(",", "")) for word in (found["some"], found["all"]))
        if some < whole and not 1900 <= whole <= 2100:
            return True
    return bool(_SHARE_OF.search(text))
