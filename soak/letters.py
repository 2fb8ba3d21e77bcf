"""The letters of a day, for the soak of digests: begins a day anew, or asks again for what is left; prints what there is."""

import json
import sys
from datetime import timedelta


def main(what: str) -> None:
    """`begin` forgets all letters and asks for the day's; `again` ends the claims of dead workers and asks for the rest, `look` only looks."""
    import django

    django.setup()
    from muniment import clock
    from muniment.organisation import preferences
    from muniment.registers.access import Actor
    from muniment.web import digests
    from muniment.web.models import Letter

    if what == "begin":
        preferences.change(Actor.operator("soak"), {"digest_hour": 0})
        Letter.objects.all().delete()
        digests.write_digests.enqueue()
    elif what == "again":
        long_ago = clock.now() - 2 * digests.ON_THE_WAY
        stale = clock.now() - timedelta(seconds=5)
        Letter.objects.filter(sent_at=None, claimed_at__lt=stale).update(claimed_at=long_ago)
        digests.write_digests.enqueue()
    rows = list(Letter.objects.select_related("person"))
    unsent = [each.person.email for each in rows if each.sent_at is None]
    caught = sum(each.sent_at is None and each.claimed_at is not None for each in rows)
    print(json.dumps({"numbers": [digests.number_of(each) for each in rows], "unsent": unsent, "caught": caught}))


if __name__ == "__main__":
    main(sys.argv[1])
