"""The clock at the command line and on its page, as somebody who counts a date uses it."""

import json
from datetime import date

import pytest

from muniment import clock
from muniment.cli import main
from tests.test_clock import EXAMPLES


def asked(capsys, *arguments):
    code = main(["clock", *arguments])
    told = capsys.readouterr()
    return code, told.out, told.err


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("regime", "received", "events", "due"), [each for each in EXAMPLES if each[0] != "eir-review"][::4]
)
def test_the_command_gives_the_day_and_its_working(capsys, regime, received, events, due):
    given = [word for each in events for word in ("--event", each)]
    code, out, _err = asked(capsys, regime, "--received", received, *given, "--json")
    told = json.loads(out)
    assert (code, told["due"]) == (0, due)
    assert {"due", "safe_due", "notices", "working"} <= told.keys()
    assert told["working"]["steps"]


@pytest.mark.django_db
def test_the_command_says_when_there_is_no_date(capsys):
    code, out, _err = asked(capsys, "foi", "--received", "2028-12-10", "--json")
    assert (code, json.loads(out)["due"], json.loads(out)["state"]) == (1, None, "calendar_not_loaded")
    code, out, _err = asked(capsys, "foi", "--received", "2026-06-05", "--event", "fees-notice=2026-06-10", "--json")
    assert (code, json.loads(out)["due"], json.loads(out)["state"]) == (0, None, "waiting")
    code, out, _err = asked(capsys, "breach", "--aware", "2026-10-23T10:00")
    assert (code, out.splitlines()[0]) == (0, "Notify the regulator by 9:00 on Monday 26 October 2026.")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["foi", "--aware", "2026-06-05T10:00"], "--received"),
        (["breach", "--received", "2026-06-05"], "--aware"),
        (["breach", "--aware", "2026-10-25T01:30"], "occurred twice"),
        (["breach", "--aware", "2026-10-25"], "is not a date and time"),
        (["foi", "--received", "yesterday"], "is not a date"),
        (["foi", "--received", "2026-06-05", "--event", "fee-paid"], "is no event"),
        (["foi", "--received", "2026-06-05", "--event", "fee-paid=2026-06-10"], "was not before it"),
    ],
)
def test_the_command_refuses_what_cannot_be(capsys, arguments, said):
    code, out, err = asked(capsys, *arguments)
    assert (code, out) == (2, "")
    assert said in err


@pytest.mark.django_db
class TestThePage:
    def get(self, client, cast, **given):
        client.force_login(cast.nobody)
        return client.get("/clock/", given)

    def test_a_course_of_events_is_worked_out(self, client, cast):
        page = self.get(client, cast, regime="sar", received="2026-11-03", nation="england-and-wales",
                        **{"clarification-asked": "2026-11-05", "clarification-answered": "2026-11-16"})  # fmt: skip
        text = page.content.decode()
        assert "Answer by Tuesday 15 December 2026." in text
        assert "Work to <strong>Monday 14 December 2026</strong>" in text

    def test_a_holiday_is_tried_and_not_kept(self, client, cast):
        with clock.at(date(2026, 11, 10)):
            text = self.get(
                client, cast, regime="foi", received="2026-11-02", nation="scotland", holiday="2026-11-18"
            ).content.decode()
        assert "Answer by Wednesday 2 December 2026." in text
        assert "which is arguable" in text
        assert (
            "Answer by Tuesday 1 December 2026."
            in self.get(client, cast, regime="foi", received="2026-11-02", nation="scotland").content.decode()
        )

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({"regime": "foi", "received": "x", "nation": "scotland"}, "Enter a date"),
            ({"regime": "foi", "received": "2026-11-02", "nation": "mars"}, "Select a valid choice"),
            (
                {"regime": "foi", "received": "2026-11-02", "nation": "scotland", "fee-paid": "2026-11-03"},
                "was not before it",
            ),
            ({"regime": "foi", "received": "2026-11-02", "nation": "scotland", "fees-notice": "<b>"}, "is not a date"),
            ({"regime": "breach", "aware": "2026-10-25T01:30"}, "occurred twice"),
            ({"regime": "breach", "aware": ""}, "Enter when it became known"),
        ],
    )
    def test_what_cannot_be_is_said_and_kept(self, client, cast, given, said):
        page = self.get(client, cast, **given)
        assert page.status_code == 422
        assert said in page.content.decode()

    def test_every_clock_has_its_questions(self, client, cast):
        from muniment.clock.regimes import REGIMES

        for slug, regime in REGIMES.items():
            text = self.get(client, cast, regime=slug).content.decode()
            assert all(f'name="{name}"' in text for name in (regime.counted_from, *regime.events)), slug
