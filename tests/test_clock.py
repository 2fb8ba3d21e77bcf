"""The statutory clocks: the worked examples of the law, and a comparison with a counter that was written apart."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muniment.clock.answers import State
from muniment.clock.clocks import read
from muniment.clock.counting import BadTime, local_instant
from muniment.clock.events import BadEvents, Event
from muniment.clock.holidays import BadHolidays, Calendar, Holiday, Nation, NotLoaded, from_gov_uk, packaged
from muniment.clock.regimes import REGIMES
from tests.clock_brute import is_working, month_later, rolled_on, twentieth

CALENDAR = Calendar(packaged())
UNION = {each.day for each in packaged()}
OWN = {each.day for each in packaged() if each.nation == Nation.ENGLAND_AND_WALES}
day = date.fromisoformat


def clock(regime, received, *events, calendar=CALENDAR, nation=Nation.ENGLAND_AND_WALES):
    """`events` as "name=2026-06-05"."""
    told = [Event(name, day(on)) for name, on in (each.split("=") for each in events)]
    return read(REGIMES[regime], [*told, Event("received", day(received))], calendar, nation)


def notice(answer, name):
    return next(each.by for each in answer.notices if each.name == name)


# The worked examples of the law, each with the day that it must give.
EXAMPLES = [
    ("foi", "2026-03-02", [], "2026-03-31"),
    ("foi", "2026-06-05", [], "2026-07-06"),
    ("foi", "2026-06-14", [], "2026-07-14"),
    ("foi", "2026-11-02", [], "2026-12-01"),
    ("foi", "2026-12-16", [], "2027-01-19"),
    ("foi", "2026-12-25", [], "2027-01-27"),
    ("foi", "2026-12-24", [], "2027-01-27"),
    ("foi", "2026-09-01", [], "2026-09-29"),
    ("foi", "2026-09-01", ["fees-notice=2026-09-08", "fee-paid=2026-09-22"], "2026-10-14"),
    ("foi", "2026-06-01", [], "2026-06-30"),
    ("foi", "2026-06-01", ["clarification-asked=2026-06-04", "clarification-answered=2026-06-10"], "2026-07-09"),
    ("foi", "2026-11-02", ["extended=2026-12-01"], "2026-12-31"),
    ("foi", "2027-03-10", [], "2027-04-12"),
    ("eir", "2026-07-01", [], "2026-07-30"),
    ("eir", "2026-07-01", ["extended=2026-07-20"], "2026-08-28"),
    ("sar", "2024-11-25", [], "2024-12-27"),
    ("sar", "2027-01-31", [], "2027-03-01"),
    ("sar", "2026-09-03", [], "2026-10-05"),
    ("sar", "2026-10-30", [], "2026-11-30"),
    ("sar", "2026-11-03", ["id-asked=2026-11-04", "id-received=2026-11-12"], "2026-12-14"),
    ("sar", "2026-11-03", ["clarification-asked=2026-11-05", "clarification-answered=2026-11-16"], "2026-12-15"),
    ("sar", "2026-11-03", ["clarification-asked=2026-11-05", "clarification-answered=2026-11-16", "extended=2026-12-15"], "2027-02-15"),
    ("sar", "2026-10-22", ["clarification-asked=2026-10-26", "clarification-answered=2026-10-30"], "2026-11-27"),
    ("sar", "2026-11-30", ["extended=2026-12-30"], "2027-03-01"),
    ("complaint", "2026-06-19", [], "2026-07-20"),
    ("complaint", "2026-11-25", [], "2026-12-29"),
    ("internal-review", "2026-08-10", [], "2026-09-08"),
    ("internal-review", "2026-08-10", ["extended=2026-09-01"], "2026-10-06"),
    ("eir-review", "2026-08-10", [], "2026-10-06"),
    ("rpsi", "2026-12-16", [], "2027-01-19"),
]  # fmt: skip


@pytest.mark.parametrize(("regime", "received", "events", "due"), EXAMPLES)
def test_the_worked_examples_of_the_law(regime, received, events, due):
    answer = clock(regime, received, *events)
    assert (answer.state, answer.due) == (State.RUNNING, day(due))
    assert answer.safe <= answer.due


@pytest.mark.parametrize(
    ("aware", "due"),
    [
        ("2026-12-18T16:40", "2026-12-21T16:40+00:00"),
        ("2026-12-24T15:00", "2026-12-27T15:00+00:00"),
        ("2026-10-23T10:00", "2026-10-26T09:00+00:00"),
        ("2027-03-26T10:00", "2027-03-29T11:00+01:00"),
    ],
)
def test_seventy_two_hours_pass_whatever_the_clocks_do(aware, due):
    answer = read(REGIMES["breach"], [Event("aware", datetime.fromisoformat(aware))], CALENDAR)
    assert (answer.as_json()["due"], answer.as_json()["safe_due"]) == (due, due)


def test_a_scottish_body_rolls_over_its_own_holidays_only():
    assert clock("sar", "2026-10-30", nation=Nation.SCOTLAND).due == day("2026-12-01")


def test_a_naive_table_of_england_would_be_early_by_what_the_law_says():
    """What makes the examples hard: with the holidays of England and Wales only, the days are others."""
    for received, naive in (("2026-03-02", "2026-03-30"), ("2026-06-14", "2026-07-10"), ("2027-03-10", "2027-04-09")):
        assert twentieth(day(received), 20, OWN, []) == day(naive) < clock("foi", received).due


def test_notices_on_the_way():
    fee = clock("foi", "2026-09-01", "fees-notice=2026-09-08", "fee-paid=2026-09-22")
    assert notice(fee, "last-day-for-fee-paid") == day("2026-12-07")
    interest = clock("foi", "2026-11-02")
    assert (notice(interest, "extension-notice"), notice(interest, "if-extended")) == (
        day("2026-12-01"),
        day("2026-12-31"),
    )
    access = clock("sar", "2026-11-03", "clarification-asked=2026-11-05", "clarification-answered=2026-11-16")
    assert (notice(access, "extension-notice"), access.safe) == (day("2026-12-15"), day("2026-12-14"))
    assert notice(clock("sar", "2026-11-30", "extended=2026-12-01"), "extension-notice") == day("2026-12-30")
    charge = clock("eir", "2026-07-01", "fees-notice=2026-07-06")
    assert (charge.state, notice(charge, "last-day-for-fee-paid")) == (
        State.WAITING,
        twentieth(day("2026-07-06"), 60, UNION, []),
    )
    assert clock("complaint", "2026-11-25").safe == day("2026-12-24")


def test_an_answer_opens_the_time_for_a_review():
    answered = clock("foi", "2026-06-05", "answered=2026-07-06")
    assert (answered.state, answered.on_time) == (State.ENDED, True)
    assert notice(answered, "ask-for-review") == twentieth(day("2026-07-06"), 40, UNION, [])
    assert clock("foi", "2026-06-05", "answered=2026-07-07").on_time is False
    assert notice(clock("internal-review", "2026-08-10", "answered=2026-09-01"), "complain-to-regulator") == day(
        "2026-10-13"
    )


@pytest.mark.parametrize(
    ("regime", "asked", "words"),
    [("foi", "clarification-asked", "clarification"), ("foi", "fees-notice", "the fee"), ("sar", "id-asked", "proof of identity"), ("sar", "clarification-asked", "clarification"), ("eir", "clarification-asked", "particulars")],
)  # fmt: skip
def test_while_something_is_awaited_there_is_no_date(regime, asked, words):
    answer = clock(regime, "2026-06-05", f"{asked}=2026-06-10")
    assert (answer.state, answer.due, answer.safe, answer.waits_for) == (State.WAITING, None, None, (words,))
    assert "10 June 2026" in answer.reason
    sent = clock(regime, "2026-06-05", f"{asked}=2026-06-10", "answered=2026-06-12")
    assert (sent.state, sent.on_time) == (State.ENDED, True)


@pytest.mark.parametrize(
    ("regime", "asked"), [("foi", "clarification-asked"), ("eir", "fees-notice"), ("sar", "id-asked")]
)
def test_a_question_after_the_due_date_changes_nothing(regime, asked):
    due = clock(regime, "2026-06-05").due
    late = clock(regime, "2026-06-05", f"{asked}={due + timedelta(days=1)}")
    assert (late.state, late.due) == (State.RUNNING, due)
    assert "that date stands" in late.working.warnings[0]
    assert clock(regime, "2026-06-05", f"{asked}={due}").state == State.WAITING


def test_an_extension_is_told_in_time_or_does_nothing():
    for regime in ("foi", "eir", "sar", "internal-review"):
        due = clock(regime, "2026-06-05").due
        assert clock(regime, "2026-06-05", f"extended={due}").due > due
        late = clock(regime, "2026-06-05", f"extended={due + timedelta(days=1)}")
        assert late.due == due
        assert "does not lengthen" in late.working.warnings[0]


def test_where_the_law_gives_no_longer_time_the_notice_names_it():
    answer = clock("rpsi", "2026-06-05", "extended=2026-06-20")
    assert (answer.state, answer.due) == (State.OPEN_ENDED, None)
    named = clock("rpsi", "2026-06-05", "extended=2026-06-20", "extended-until=2026-08-14")
    assert (named.due, named.safe) == (day("2026-08-14"), day("2026-08-14"))
    beyond = clock("foi", "2026-11-02", "extended=2026-12-01", "extended-until=2027-01-15")
    assert (beyond.due, beyond.safe) == (day("2027-01-15"), day("2026-12-31")), "guidance is what to work to"


def test_events_may_be_entered_late_and_out_of_order():
    told = [
        "clarification-answered=2026-06-10",
        "fee-paid=2026-06-30",
        "clarification-asked=2026-06-04",
        "fees-notice=2026-06-22",
    ]
    assert clock("foi", "2026-06-01", *told).due == clock("foi", "2026-06-01", *reversed(told)).due
    again = clock(
        "sar",
        "2026-11-03",
        "clarification-answered=2026-11-16",
        "clarification-asked=2026-11-16",
        "clarification-answered=2026-11-18",
        "clarification-asked=2026-11-05",
    )
    assert again.due == rolled_on(day("2026-12-03") + timedelta(days=14), OWN), (
        "the day that two pauses share does not count twice"
    )
    assert again.safe == day("2026-12-16")


@pytest.mark.parametrize(
    ("regime", "events", "said"),
    [
        ("foi", ["clarification-answered=2026-06-10"], "was not before it"),
        ("foi", ["id-asked=2026-06-10"], "is no event of this clock"),
        ("foi", ["clarification-asked=2026-06-01"], "is before it was received"),
        ("foi", ["received=2026-06-07"], "once"),
        ("sar", ["extended=2026-06-10", "extended=2026-06-11"], "once only"),
        ("rpsi", ["extended-until=2026-08-14"], "give “extended” too"),
        ("foi", ["fees-notice=0026-06-10"], "is the year right"),
        ("foi", ["fees-notice=9999-12-31"], "is the year right"),
        ("foi", ["fees-notice=2026-06-10", "fee-paid=2026-06-09"], "was not before it"),
    ],
)
def test_what_cannot_have_happened_is_refused(regime, events, said):
    with pytest.raises(BadEvents, match=said):
        clock(regime, "2026-06-05", *events)


def test_a_time_that_occurs_twice_or_never_is_refused():
    for moment in ("2026-10-25T01:30", "2027-03-28T01:30"):
        with pytest.raises(BadTime, match="offset"):
            read(REGIMES["breach"], [Event("aware", datetime.fromisoformat(moment))], CALENDAR)
    with_offset = [Event("aware", datetime.fromisoformat("2026-10-25T01:30+01:00"))]
    assert read(REGIMES["breach"], with_offset, CALENDAR).as_json()["due"] == "2026-10-28T00:30+00:00"
    with pytest.raises(BadEvents, match="time of day"):
        read(REGIMES["breach"], [Event("aware", day("2026-10-25"))], CALENDAR)
    assert local_instant(datetime(2026, 10, 24, 23, 59)) == datetime(2026, 10, 24, 22, 59, tzinfo=UTC)


def test_what_arrives_a_minute_before_midnight_before_summer_time_counts_that_day():
    arrived = Event("received", datetime(2026, 3, 28, 23, 59, tzinfo=UTC))
    assert read(REGIMES["foi"], [arrived], CALENDAR).due == clock("foi", "2026-03-28").due
    later = Event("received", datetime(2026, 3, 29, 23, 30, tzinfo=UTC))
    assert read(REGIMES["foi"], [later], CALENDAR).due == clock("foi", "2026-03-30").due, (
        "in London it was the next day by then"
    )


def test_beyond_the_table_there_is_no_date():
    for regime, received in (
        ("foi", "2028-12-10"),
        ("sar", "2028-12-10"),
        ("complaint", "2028-12-10"),
        ("foi", "2023-12-30"),
    ):
        answer = clock(regime, received)
        assert (answer.state, answer.due, answer.safe) == (State.NOT_LOADED, None, None), (regime, received)
        assert "not loaded" in answer.reason.lower()
    near = clock("foi", "2028-11-20")
    assert near.due == twentieth(day("2028-11-20"), 20, UNION, [])
    assert any("How far an extension" in each for each in near.working.warnings)


def test_a_year_that_lost_a_holiday_is_not_loaded():
    short = Calendar(each for each in packaged() if each.title != "St Andrew’s Day")
    assert clock("foi", "2026-11-02", calendar=short).state == State.NOT_LOADED
    assert clock("sar", "2026-11-02", calendar=short).state == State.RUNNING, "England and Wales are whole"


def test_a_holiday_proclaimed_after_receipt_counts_and_is_told():
    mourning = [Holiday(day("2026-06-22"), nation, "Day of mourning", day("2026-06-12")) for nation in Nation]
    answer = clock("foi", "2026-06-05", calendar=Calendar([*packaged(), *mourning]))
    assert (answer.due, answer.safe) == (day("2026-07-07"), day("2026-07-06"))
    assert len(answer.working.warnings) == 3
    assert "arguable" in answer.working.warnings[0]
    known = clock("foi", "2026-06-12", calendar=Calendar([*packaged(), *mourning]))
    assert known.safe == known.due


def test_a_complaint_before_the_act_has_no_clock():
    assert (clock("complaint", "2026-06-18").state, clock("complaint", "2026-06-18").due) == (State.NOT_IN_FORCE, None)


def test_what_was_open_when_the_law_changed_says_so():
    assert clock("sar", "2024-11-25").working.warnings == ()
    assert "transitional" in clock("sar", "2026-01-20").working.warnings[0]
    assert "Data (Use and Access) Act" in clock("sar", "2026-02-05").law_version


def test_the_working_names_each_day_that_did_not_count():
    answer = clock("foi", "2026-11-02").as_json()
    days = {each["day"]: each["why"] for each in answer["working"]["not_counted"]}
    assert days["2026-11-30"] == "St Andrew’s Day (Scotland)"
    counted = (day(answer["due"]) - day("2026-11-02")).days - len(days)
    assert counted == 20
    assert answer["working"]["holiday_table"] == {"version": CALENDAR.version, "loaded_to_end_of": 2028}
    assert any("St Andrew’s Day" in each for each in clock("sar", "2026-10-30", nation=Nation.SCOTLAND).working.steps)


def test_the_version_of_a_table_is_that_of_its_content():
    assert Calendar(reversed(packaged())).version == CALENDAR.version
    assert Calendar(packaged()[:-1]).version != CALENDAR.version


DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 1))


@settings(max_examples=1500)
@given(DAYS, st.lists(st.tuples(st.integers(0, 30), st.integers(0, 40)), max_size=3), st.sampled_from(["foi", "eir"]))
def test_working_days_agree_with_a_walk(received, fees, regime):
    events, spans, at = [], [], received
    for wait, length in fees:
        first = at + timedelta(days=wait)
        at = first + timedelta(days=length)
        events += [f"fees-notice={first}", f"fee-paid={at}"]
        if first > twentieth(received, 20, UNION, spans):
            break  # asked after the due date: it changes nothing, nor does what follows
        spans.append((first, at))
    answer = clock(regime, str(received), *events)
    assert answer.due == twentieth(received, 20, UNION, spans)
    assert is_working(answer.due, UNION)


@settings(max_examples=1500)
@given(DAYS, st.integers(0, 25), st.integers(0, 60), st.sampled_from(["foi", "eir"]), st.booleans())
def test_a_restart_agrees_with_a_walk(received, wait, length, regime, extended):
    asked = received + timedelta(days=wait)
    answered = asked + timedelta(days=length)
    events = [f"clarification-asked={asked}", f"clarification-answered={answered}"]
    start = answered if asked <= twentieth(received, 20, UNION, []) else received
    if extended:
        events.append(f"extended={received + timedelta(days=1)}")
        start = answered if asked <= twentieth(received, 40, UNION, []) else received
        if wait == 0:
            start = answered
    assert clock(regime, str(received), *events).due == twentieth(start, 40 if extended else 20, UNION, [])


@settings(max_examples=1500)
@given(DAYS, st.integers(0, 27), st.integers(0, 90), st.integers(0, 20), st.booleans())
def test_months_agree_with_a_walk(received, wait, length, identity, extended):
    """Identity first, then one pause, then perhaps a longer time."""
    start = received + timedelta(days=identity)
    asked = start + timedelta(days=wait)
    answered = asked + timedelta(days=length)
    events = [
        f"id-asked={received}",
        f"id-received={start}",
        f"clarification-asked={asked}",
        f"clarification-answered={answered}",
    ]
    months = 3 if extended else 1
    if extended:
        events.append(f"extended={start}")
    answer = clock("sar", str(received), *events)
    raw = month_later(start, months)
    assert answer.due == rolled_on(raw + timedelta(days=length + 1), OWN)
    assert answer.safe == rolled_on(raw + timedelta(days=length), OWN)


@settings(max_examples=500)
@given(st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)))
def test_hours_agree_with_a_count_of_seconds(moment):
    answer = read(REGIMES["breach"], [Event("aware", moment.replace(tzinfo=UTC))], CALENDAR)
    assert answer.due.timestamp() - moment.replace(tzinfo=UTC).timestamp() == 72 * 3600


@settings(max_examples=1000)
@given(st.dates(date(2026, 6, 19), date(2028, 10, 1)))
def test_thirty_days_agree_with_a_walk(received):
    answer = clock("complaint", str(received))
    assert answer.due == rolled_on(received + timedelta(days=30), OWN)
    assert answer.safe == received + timedelta(days=29)


@settings(max_examples=500)
@given(DAYS, st.dates(date(2024, 1, 1), date(2027, 12, 1)))
def test_a_later_receipt_is_never_due_earlier(one, other):
    first, second = sorted((one, other))
    for regime in ("foi", "sar"):
        assert clock(regime, str(first)).due <= clock(regime, str(second)).due


def test_the_table_agrees_with_an_independent_package():
    import holidays

    parts = {Nation.ENGLAND_AND_WALES: "ENG", Nation.SCOTLAND: "SCT", Nation.NORTHERN_IRELAND: "NIR"}
    compared = 0
    for nation, part in parts.items():
        theirs = {
            each for each in holidays.country_holidays("GB", subdiv=part, years=range(2024, 2029)) if each.weekday() < 5
        }
        ours = {each.day for each in packaged() if each.nation == nation}
        assert ours == theirs, nation
        compared += len(ours)
    assert compared == len(packaged())


def gov_uk(**extra):
    import json

    told = {
        nation.value: {"division": nation.value, "events": [
            {"title": each.title, "date": str(each.day), "notes": "", "bunting": True} for each in packaged() if each.nation == nation
        ]} for nation in Nation
    }  # fmt: skip
    return json.dumps({**told, **extra}).encode()


def test_the_file_of_gov_uk_is_read():
    assert Calendar(from_gov_uk(gov_uk())).version == CALENDAR.version
    events = [{"title": "Boxing Day", "date": "2026-12-28", "notes": "Substitute day"}]
    read_back = from_gov_uk(gov_uk(scotland={"events": events}))
    assert [each.title for each in read_back if each.nation == Nation.SCOTLAND] == ["Boxing Day (substitute day)"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe", "not a JSON file"),
        (b"[" * 200_000, "not a JSON file"),
        (b"[]", "not the bank holidays file"),
        (b'{"england-and-wales": {}}', "scotland"),
        (gov_uk(scotland={"events": []}), "no events of scotland"),
        (gov_uk(scotland={"events": [{"title": "", "date": "2026-01-01"}]}), "no title"),
        (gov_uk(scotland={"events": [{"title": "x", "date": "1/1/2026"}]}), "no date"),
        (gov_uk(scotland={"events": [3]}), "no date"),
    ],
)
def test_another_file_is_refused_with_its_reason(content, said):
    with pytest.raises(BadHolidays, match=said):
        from_gov_uk(content)


def test_an_unknown_day_is_no_working_day():
    with pytest.raises(NotLoaded, match="2031"):
        CALENDAR.why_closed(date(2031, 5, 5))
