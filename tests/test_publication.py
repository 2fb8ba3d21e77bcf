"""The door of what is published: it names what is public, to anybody, without a session."""

import pytest
from django.test import Client

from tests.cast import Cast
from tests.contracts import text_of
from tests.test_published_assets import proposed, published


@pytest.mark.django_db
def test_only_what_is_public_is_named(cast: Cast) -> None:
    assert "Nothing is published yet" in text_of(Client().get("/published/"))
    proposed(cast)
    assert "Nothing is published yet" in text_of(Client().get("/published/"))


@pytest.mark.django_db
def test_what_is_public_is_named_without_a_cookie(cast: Cast) -> None:
    published(cast)
    answer = Client().get("/published/")
    assert "Information assets" in text_of(answer)
    assert "/published/assets/" in answer.content.decode()
    assert not answer.cookies
    assert answer.headers["Cache-Control"] == "public, no-cache"
    assert Client().get("/published/", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
