"""Whether a house is whole after what it went through, and how often each update was told. Prints that as JSON."""

import json
from collections import Counter


def main() -> None:
    """Verifies everything, and counts the words of all updates in the history."""
    import django

    django.setup()
    from muniment.registers.models import History
    from muniment.registers.verifying import verify_all

    rows = History.objects.filter(register="recommendations", verb="update").select_related("payload")
    words = Counter(row.payload.after.get("progress", "") for row in rows)
    result = verify_all()
    faults = [f"{fault.where}: {fault.message}" for fault in result.faults]
    print(json.dumps({"faults": faults, "lines": result.lines, "words": words}))


if __name__ == "__main__":
    main()
