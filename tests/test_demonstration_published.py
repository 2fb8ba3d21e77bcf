"""What the demonstration council publishes: one class that has nothing, two years of open data, one late with a reason, one missing."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from muniment import clock
from muniment.demonstration import content, published
from muniment.demonstration.building import Builder
from muniment.people.models import Person
from muniment.publication import transparency_making
from muniment.publication.models import PublicationItem, TransparencyPublication
from muniment.publication.scheme_register import classes
from muniment.publication.transparency_publications import State
from muniment.registers.verifying import verify_all
from tests.contracts import text_of

CONTENT = content.load()


def test_every_post_is_there() -> None:
    assert published.posts_named() <= {post.code for post in CONTENT.posts}


# Within a quarter, and on the day after one was due: what is the newest that was due differs.
@pytest.mark.django_db
@pytest.mark.parametrize("today", [date(2026, 11, 22), date(2027, 2, 1)])
def test_there_is_something_to_find(today: date) -> None:
    with clock.at(today):
        builder: Any = Builder(today, CONTENT)
        builder.build()
        priya = Person.objects.get(name="Priya Raman")
        assert [each.number > 0 for each in classes(priya)] == [True] * 5 + [False, True]
        assert PublicationItem.objects.filter(check_found="link_broken").count() == 1
        rows = TransparencyPublication.objects.visible_to(priya)
        late, missing = rows.filter(state=State.LATE), rows.filter(state=State.WANTED, due__lt=today)
        assert [each.item.code_number for each in late] == [3]
        assert late[0].late_reason
        assert [each.item.code_number for each in missing] == [2]
        quarters = rows.filter(item__code_number=1, state=State.IN_TIME)
        assert 7 <= quarters.count() <= 9
        assert rows.filter(due__gte=today + timedelta(days=7)).exclude(state=State.WANTED).count() == 0
        assert transparency_making.make() == 0
        assert "nothing yet" in text_of(Client().get("/published/scheme/"))
        assert Client().get("/published/data/").status_code == 200
        assert verify_all().faults == []
