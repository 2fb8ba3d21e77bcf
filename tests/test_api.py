"""The interface for programmes."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from muniment import clock
from muniment.people.models import Person
from muniment.registers import tokens
from tests.cast import Cast, make_plan, make_recommendation


def programme(person: Person, *, write: bool = True, slugs: Any = ()) -> Client:
    """A programme that acts as a person."""
    scopes = tokens.scopes_of(write=write, slugs=slugs)
    _token, secret = tokens.make(person, "test", scopes, clock.today() + timedelta(days=30))
    return Client(headers={"authorization": f"Bearer {secret}"})


def test_thin(cast: Cast) -> None:
    plan = make_plan(cast)
    for n in range(5):
        rec = make_recommendation(plan, f"A{n}", owner=cast.posts["tom"])
    api = programme(cast.priya)
    page = api.get("/api/recommendations/?limit=2").json()
    print(page)
    while page["next"]:
        page = api.get(page["next"]).json()
        print(len(page["items"]), page["next"])
    one = api.get(f"/api/recommendations/{rec.pk}/")
    print(one.json(), one.headers)
    print(api.get(f"/api/recommendations/{rec.pk}/history/").json())
    print(Client().get("/api/plans/").content)
    print(api.delete("/api/plans/").content)
    print(api.get("/api/xx/").content)
    json = {"fields": {"title": "New", "unit": cast.council.pk}}
    for _ in range(2):
        made = api.post("/api/plans/", json, content_type="application/json", headers={"Idempotency-Key": "a"})
        print(made.status_code, made.content, made.headers)
    json["fields"]["title"] = "x"
    print(api.post("/api/plans/", json, content_type="application/json", headers={"Idempotency-Key": "a"}).content)
    pk = made.json()["id"]
    print(api.patch(f"/api/plans/{pk}/", {"fields": {"title": "Renamed"}}, content_type="application/json").content)
    print(api.patch(f"/api/plans/{pk}/", {"fields": {"title": "Renamed"}, "version": 1}, content_type="application/json").content)
    print(api.patch(f"/api/plans/{pk}/", {"fields": {"title": "Renamed2"}, "version": 1}, content_type="application/json").content)
    print(api.post(f"/api/recommendations/{rec.pk}/steps/update/", {"fields": {"progress": "Half"}}, content_type="application/json").content)
    print(api.post(f"/api/recommendations/{rec.pk}/steps/say-done/", {"fields": {"progress": "Half"}}, content_type="application/json").content)
    print(api.get("/api/").status_code, api.get("/api/openapi.json").status_code)
    import json as j
    j.dump(api.get("/api/openapi.json").json(), open("/tmp/api/openapi.json", "w"), indent=1)
    raise SystemError
