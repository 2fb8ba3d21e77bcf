"""Lines in prose: phrases with the line a records manager would make of them, and lines rendered in several manners and read back.

Seen red when two periods were not parted, when “whichever is sooner” was not refused, when words left over did not lower the
confidence, and when the engine was not asked for the faults of a line.
"""

from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from muniment.retention import rules
from muniment.retention.prose import SURE, Understood, understand
from muniment.retention.rules import Action, Keep, Line, Period, Trigger, YearEnd
from tests.retention_phrases import HELD_OUT, WORKED_ON, line_of

Phrases = Sequence[tuple[str, str]]


def right(phrases: Phrases, least: int, most: int = 100) -> tuple[int, int]:
    """How many of the phrases that are read with such a confidence are read right, and how many there are."""
    found = [(understand(text), line_of(short)) for text, short in phrases]
    judged = [read.line == wanted for read, wanted in found if least <= read.confidence <= most]
    return sum(judged), len(judged)


@pytest.mark.parametrize(("text", "short"), WORKED_ON)
def test_a_phrase_is_understood_or_doubted(text: str, short: str) -> None:
    found, wanted = understand(text), line_of(short)
    if wanted is None:
        assert found.confidence < 15, "a line by which nobody could rule is hardly proposed"
    else:
        assert found.line == wanted
        assert found.confidence >= 50


def test_two_periods_of_which_the_first_has_no_unit_are_no_range() -> None:
    found = understand("DOB + 25 or 6 years from last action, whichever is longer")
    assert found.line == line_of("born 25y | modified 6y destroy")
    assert understand("25 or 6 years from last action").line is None


@pytest.mark.parametrize("phrases", [WORKED_ON, HELD_OUT], ids=["worked on", "held out"])
def test_a_confidence_is_how_many_of_a_hundred_are_right(phrases: Phrases) -> None:
    """What is taken without asking is right; what is nearly nothing is nearly never. The figures stand in docs/retention.md."""
    sure, of_sure = right(phrases, SURE)
    assert sure == of_sure >= 33
    middle, of_middle = right(phrases, 25, SURE - 1)
    assert of_middle >= 5
    assert middle / of_middle >= 0.5
    assert right(phrases, 1, 24)[0] == 0
    refused, of_refused = right(phrases, 0, 0)
    assert refused == of_refused >= 10


@example("their 25th birthday + ")
@given(st.text(max_size=200) | st.text("0123456789 +-()or/.yearsmonthsfromclosure", max_size=120))
def test_any_text_is_answered(text: str) -> None:
    judge(text, understand(text))


@given(
    st.lists(st.sampled_from([word for text, _short in (*WORKED_ON, *HELD_OUT) for word in text.split()]), max_size=25)
)
def test_any_heap_of_a_schedules_words_is_answered(words: list[str]) -> None:
    judge(" ".join(words), understand(" ".join(words)))


def judge(text: str, found: Understood) -> None:
    """No line without confidence, no confidence without a line, a reason for each, and only lines that could be carried out."""
    assert (found.line is None) == (found.confidence == 0)
    assert 0 <= found.confidence <= 100
    if found.line is None:
        assert found.why
    else:
        assert rules.faults(found.line) == []


EVENTS = ("left school", "superseded", "employment ended", "licence ended", "election held", "the bridge was repainted")
YEARS = {YearEnd.FINANCIAL: "financial", YearEnd.ACADEMIC: "academic", YearEnd.CALENDAR: "calendar"}
FROM = {
    Trigger.CREATED: ("creation", "the date of creation", "it was created"),
    Trigger.MODIFIED: ("last modified", "the last entry", "date of last action"),
    Trigger.CLOSED: ("closure", "the file is closed", "case closed", "the completion of the case"),
    Trigger.BORN: ("date of birth", "DOB", "birth"),
    Trigger.CONTRACT_END: ("the end of the contract", "expiry of contract", "contract end date"),
}
WORDS = {
    2: "two",
    3: "three",
    6: "Six",
    7: "seven",
    12: "twelve",
    25: "twenty-five",
    40: "forty",
    75: "Seventy-five",
    100: "one hundred",
}
THEN = {
    Action.DESTROY: ("then destroy", "and shred", "then dispose of securely", "destroy"),
    Action.REVIEW: ("then review", "review"), Action.TRANSFER: ("then transfer to the archives", "transfer to the county archives"),
    Action.OFFER: ("then offer to the archivist", "offer to the archives"),
}  # fmt: skip

starts = st.sampled_from(Trigger)


@st.composite
def periods(draw: st.DrawFn) -> Period:
    trigger = draw(starts)
    years, months = draw(st.sampled_from([(n, 0) for n in WORDS] + [(1, 0), (0, 3), (0, 18), (6, 3), (10, 11)]))
    event = draw(st.sampled_from(EVENTS)) if trigger is Trigger.EVENT else ""
    return Period(trigger, years, months, draw(st.sampled_from(YearEnd)), event)


@st.composite
def told(draw: st.DrawFn, period: Period) -> str:
    """A period in one of the manners of a schedule."""
    start = f"“{period.event}” happened" if period.event else draw(st.sampled_from(FROM[period.trigger]))
    if period.year_end is not YearEnd.NONE:
        kind = YEARS[period.year_end]
        start = draw(
            st.sampled_from((f"the end of the {kind} year in which {start}", f"end of {kind} year of {start}"))
        )
    amount = rules.period_words(period)
    if period.months == 0 and period.years in WORDS and draw(st.booleans()):
        amount = f"{WORDS[period.years]} {draw(st.sampled_from(('years', f'({period.years}) years', 'yrs')))}"
    elif period.months == 0 and draw(st.booleans()):
        amount = f"{period.years} {draw(st.sampled_from(('yr', 'yrs', 'years')))}"
    elif period.years == 0 and draw(st.booleans()):
        amount = f"{period.months} mths"
    manner = draw(st.sampled_from(("after", "from", "following", "plus", "+")))
    return f"{start} {manner} {amount}" if manner in {"plus", "+"} else f"{amount} {manner} {start}"


@st.composite
def rendered(draw: st.DrawFn) -> tuple[str, Line]:
    """A line, and one of the ways in which a schedule may say it."""
    chosen = draw(st.lists(periods(), min_size=1, max_size=2, unique=True))
    action = draw(st.sampled_from(list(THEN)))
    text = ", or ".join(draw(told(each)) for each in chosen)
    if len(chosen) == 2:
        text += draw(st.sampled_from((", whichever is longer", " whichever is the later", " (whichever is later)")))
    text = draw(st.sampled_from(("", "", "Retain for "))) + text
    text += draw(st.sampled_from((", ", "; ", ". "))) + draw(st.sampled_from(THEN[action]))
    return draw(st.sampled_from((text, text.upper(), text + ".", text.replace(" ", "  ")))), Line(
        Keep.PERIOD, action, tuple(chosen)
    )


@given(rendered())
def test_a_line_told_in_a_manner_of_schedules_is_read_back(given: tuple[str, Line]) -> None:
    text, line = given
    found = understand(text)
    assert found.line == line, (text, found)
    assert found.confidence >= SURE, (text, found)


@given(st.lists(periods(), min_size=1, max_size=2, unique=True), st.sampled_from([*THEN]))
def test_the_words_of_the_engine_itself_are_read_back(chosen: list[Period], action: Action) -> None:
    line = Line(Keep.PERIOD, action, tuple(chosen))
    found = understand(rules.in_words(line))
    assert found.line == line
    assert found.confidence >= 90


@pytest.mark.parametrize(
    "line",
    [
        Line(Keep.PERMANENT, Action.KEEP), Line(Keep.PERMANENT, Action.TRANSFER), Line(Keep.PERMANENT, Action.OFFER),
        Line(Keep.REVIEW, Action.REVIEW), Line(Keep.REVIEW, Action.TRANSFER), Line(Keep.REVIEW, Action.OFFER),
        Line(Keep.PERIOD, Action.DESTROY, (Period(Trigger.EVENT, event="superseded"),)),
        Line(Keep.PERIOD, Action.DESTROY, (Period(Trigger.CLOSED, year_end=YearEnd.FINANCIAL),)),
    ],
)  # fmt: skip
def test_lines_without_a_length_are_read_back_from_the_words_of_the_engine(line: Line) -> None:
    assert understand(rules.in_words(line)).line == line
