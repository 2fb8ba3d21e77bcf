"""What a soak's house holds: a council of so many people, each with a post, an action and a session. Prints them as JSON."""

import json
import sys
from datetime import date, timedelta


def main(number: int) -> None:
    """Makes the council through the write path."""
    import django

    django.setup()
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from muniment import clock
    from muniment.assurance.models import Plan, Recommendation
    from muniment.operations import server
    from muniment.organisation.services import the_whole
    from muniment.people.models import Holding, Person, Post, RoleGiven
    from muniment.registers.access import Actor
    from muniment.registers.services import Change, write

    server.prepare()
    actor = Actor.operator("soak")
    unit = the_whole(actor)
    people = [Person(name=f"Saver {n}", email=f"saver{n}@soak.example") for n in range(number)]
    posts = [Post(unit=unit, title=f"Post {n}") for n in range(number)]
    plan = Plan(title="A plan that many update", unit=unit)
    write(actor, [Change(each, verb="create") for each in (*people, *posts, plan)])
    due = clock.today() + timedelta(days=3)
    rows = [
        Holding(person=person, post=post, start=date(2020, 1, 1)) for person, post in zip(people, posts, strict=True)
    ]
    given = [RoleGiven(post=post, role="ig_officer", unit=unit) for post in posts]
    # The first action is everybody's: they meet there.
    actions = [
        Recommendation(
            plan=plan, unit=unit, reference=f"S{n}", agreed_action=f"Put {n} right", owner=post, due=due, position=n
        )
        for n, post in enumerate([posts[0], *posts])
    ]
    write(actor, [Change(each, verb="create") for each in (*rows, *given, *actions)])
    told = []
    for person, action in zip(people, actions[1:], strict=True):
        session = SessionStore()
        session[SESSION_KEY] = str(person.pk)
        session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        session.create()
        told.append({"session": session.session_key, "record": action.pk, "meeting": actions[0].pk})
    print(json.dumps(told))


if __name__ == "__main__":
    main(int(sys.argv[1]))
