"""Earlier states of a PDF that was saved by adding to its end: that they are there, and how many words only they have."""

import re
from collections import Counter

import pypdfium2

from muniment.documents.hidden.gathering import Gathering, counted

_END = re.compile(rb"startxref\s+(\d+)\s+%%EOF")
_MOST_STATES = 5
_MOST_PAGES = 100


def look_at_revisions(content: bytes, gathering: Gathering) -> None:
    """One finding for all earlier states."""
    ends = list(_END.finditer(content))
    if len(ends) > 1 and (int(ends[0].group(1)) == 0 or b"/Linearized" in content[:2_048]):
        # A file that is laid out for the web has a mark of its end after its first page.
        ends = ends[1:]
    earlier = ends[:-1]
    if not earlier:
        return
    now = _words(content)
    gone = Counter[str]()
    for end in earlier[-_MOST_STATES:]:
        gone |= _words(content[: end.end()]) - now
    first = next(iter(gone), "")
    more = f"{counted(gone.total(), 'word')} of it, that no page has now" if gone else "with the same words"
    what = f"The file was saved by adding to its end: what it was before is still there, {more}."
    gathering.found("earlier-version", what, "the file", len(earlier), first)


def _words(content: bytes) -> Counter[str]:
    """The words of all pages; none for a state that cannot be opened by itself."""
    found = Counter[str]()
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        return found
    try:
        for number in range(min(len(document), _MOST_PAGES)):
            page = document[number]
            text = page.get_textpage()
            found.update(text.get_text_bounded().split())
            text.close()
            page.close()
    except pypdfium2.PdfiumError:
        return found
    finally:
        document.close()
    return found
